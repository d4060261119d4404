"""Why a file could not be read, in words its owner can act on."""

from enum import Enum


class Fault(Enum):
    """What is wrong with a file; each has one sentence."""

    WRONG_TYPE = "This is not a CV file we can read: upload a PDF, a Word document (DOCX) or plain text (TXT)."
    OLD_WORD = "This is an old Word file (.doc): save it as DOCX or PDF and upload that."
    EMPTY = "This file is empty: there is no text in it."
    ENCRYPTED = "This file is protected by a password: save a copy without one and upload that."
    SCAN = "This file holds pictures of text but no text: upload a PDF with selectable text, or a DOCX."
    UNREADABLE_FONTS = "The letters of this PDF cannot be read as text: export it again, or upload a DOCX."
    BROKEN = "This file is damaged and cannot be opened: save it again and upload the new copy."
    TOO_COMPLEX = "This file is too large or too complicated inside to be read: save a simpler copy and upload that."


class CvUnreadable(Exception):
    """A file that cannot be read as a CV; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault

    def __reduce__(self) -> tuple[type["CvUnreadable"], tuple[Fault]]:
        return CvUnreadable, (self.fault,)
