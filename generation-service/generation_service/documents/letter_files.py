"""A cover letter in the formats it can be downloaded in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from generation_service.documents.letter_parts import parts_of
from generation_service.documents.letterhead import Letterhead, written_date


class FileFormat(StrEnum):
    """Plain text, Word, or PDF."""

    TXT = "txt"
    DOCX = "docx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """What HTTP calls it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    FileFormat.TXT: "text/plain; charset=utf-8",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A stored letter as a file is made of it."""

    text: str
    language: str
    written_at: datetime
    letterhead: Letterhead


def letter_as(file_format: FileFormat, letter: WrittenLetter) -> bytes:
    """The letter's file. Plain text is the letter as it is stored; the others are business letters."""
    if file_format is FileFormat.TXT:
        return f"{letter.text.rstrip()}\n".encode()
    # What draws pages is large, and many a process never draws one.
    from generation_service.documents.letter_docx import letter_docx
    from generation_service.documents.letter_pdf import letter_pdf

    parts = parts_of(letter.text, letter.letterhead, letter.language)
    make = letter_docx if file_format is FileFormat.DOCX else letter_pdf
    return make(parts, letter.letterhead, written_date(letter.written_at.date(), letter.language))
