"""A file from its bytes to its text."""

from profile_service.reading.document import CvText, Kind
from profile_service.reading.failures import CvUnreadable, Fault
from profile_service.reading.kinds import kind_of
from profile_service.reading.plain import read_plain


def extract(content: bytes) -> CvText:
    """The text of a CV file. Raises CvUnreadable with what is wrong with it."""
    # What reads a kind is large, and loaded by the process that reads, not by those that serve.
    kind = kind_of(content)
    if kind is Kind.PDF:
        from profile_service.reading.pdf import read_pdf

        found = read_pdf(content)
    elif kind is Kind.DOCX:
        from profile_service.reading.word import checked_archive, read_word

        found = read_word(checked_archive(content))
    else:
        found = read_plain(content)
    if not any(map(str.isalnum, found.text)):
        raise CvUnreadable(Fault.EMPTY)
    return found
