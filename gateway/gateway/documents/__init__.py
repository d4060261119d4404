"""One OpenAPI document out of the services' own."""

from gateway.documents.merging import TITLE, Document, fetch_documents, merge

__all__ = ["TITLE", "Document", "fetch_documents", "merge"]
