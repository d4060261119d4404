"""Every SQL statement of generation-service."""

from generation_service.queries import interviews, letter_files, letters, passages, people, resumes

__all__ = ["interviews", "letter_files", "letters", "passages", "people", "resumes"]
