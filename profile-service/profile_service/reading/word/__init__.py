"""Word documents: the archive checked before it is opened, then its text in reading order."""

from profile_service.reading.word.archive import checked_archive
from profile_service.reading.word.body import read_word

__all__ = ["checked_archive", "read_word"]
