"""A letter's text taken apart as a business letter needs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from generation_service.documents.letterhead import Letterhead, subject_line

BULLETS = ("– ", "- ", "• ", "* ")
_LONGEST_SUBJECT = 120
_ENDS_OF_GREETINGS_AND_SENTENCES = (",", ":", ".", "!", "?", ";")


@dataclass(frozen=True, slots=True)
class LetterParts:
    """Subject, paragraphs each of which is a list of lines, and the signature below them."""

    subject: str | None
    paragraphs: tuple[tuple[str, ...], ...]
    signature: tuple[str, ...]


def parts_of(text: str, letterhead: Letterhead, language: str) -> LetterParts:
    """The parts of a letter, written or edited. Contact that stands in the letterhead is not said twice."""
    blocks = [tuple(block.strip("\n").split("\n")) for block in text.strip().split("\n\n") if block.strip()]
    subject = _subject(blocks)
    if subject is not None:
        blocks = blocks[1:]
    elif letterhead.title:
        subject = subject_line(letterhead.title, language)
    signature = _signature(blocks, letterhead)
    if signature:
        blocks = blocks[:-1]
    return LetterParts(subject, tuple(blocks), signature)


def _subject(blocks: Sequence[tuple[str, ...]]) -> str | None:
    """The first block when it is one short line that is neither a greeting nor a sentence."""
    if len(blocks) < 2 or len(blocks[0]) > 1:
        return None
    [line] = blocks[0]
    is_heading = len(line) <= _LONGEST_SUBJECT and not line.rstrip().endswith(_ENDS_OF_GREETINGS_AND_SENTENCES)
    return line.strip() if is_heading else None


def _signature(blocks: Sequence[tuple[str, ...]], letterhead: Letterhead) -> tuple[str, ...]:
    """The last block when it begins with the sender's name."""
    if not blocks or not letterhead.name or blocks[-1][0].strip() != letterhead.name:
        return ()
    known = [part.casefold() for part in letterhead.contact]
    return tuple(line for line in blocks[-1] if not any(part in line.casefold() for part in known))
