"""PDF files: glyphs, words, columns and lines, in the order a person reads them."""

from profile_service.reading.pdf.pages import read_pdf

__all__ = ["read_pdf"]
