"""Letters and résumés as files that can be sent: values in, bytes out."""

from generation_service.documents.file_names import attachment, file_name, numbered
from generation_service.documents.letter_files import FileFormat, WrittenLetter, letter_as
from generation_service.documents.letterhead import Letterhead

__all__ = ["FileFormat", "Letterhead", "WrittenLetter", "attachment", "file_name", "letter_as", "numbered"]
