"""Education: where, which degree, in what, until when."""

import re
from collections.abc import Iterable, Sequence

from profile_service.reading.blocks import Block, blocks_of, period_of
from profile_service.reading.degrees import Degree, degree_in, major_in
from profile_service.reading.document import Span
from profile_service.reading.experience import dates_of
from profile_service.reading.heads import is_place, pieces_of
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.parsed import Education, Entry
from profile_service.reading.roles import is_school
from profile_service.reading.wordlists import any_of

_LONGEST_NAME = 120
_FROM = re.compile(r"^(?:from|at|an der|am|in der|à|presso|bij|na|en la|de la)\s+|\s+(?:in|with)\s*$", re.IGNORECASE)
_ASIDE = re.compile(rf"^(?:{any_of('asides.txt')})\b", re.IGNORECASE)

_CAMPUSES = re.compile(rf"^(?:{any_of('campus_schools.txt')})$", re.IGNORECASE)


def schools_in(sections: Iterable[Sequence[Paragraph]]) -> list[Entry]:
    """The entries of all education sections, in their order."""
    return [entry for paragraphs in sections for block in _blocks(paragraphs) if (entry := _entry(block))]


def _blocks(paragraphs: Sequence[Paragraph]) -> list[Block]:
    return blocks_of(paragraphs, lambda paragraph: degree_in(paragraph.text) is not None)


def _entry(block: Block) -> Entry | None:
    texts = [piece.text for piece in pieces_of(block.head, needed=1) if not _ASIDE.match(piece.text)]
    degree, rest = _degree(texts)
    if degree is None:
        degree = next((found for paragraph in block.body[:2] if (found := degree_in(paragraph.text))), None)
    institution = _institution(rest)
    field = (degree.field if degree else None) or _field(rest, institution)
    if degree is None and institution is None:
        return None
    return _placed(block, institution, degree.name if degree else None, field)


def _degree(texts: Sequence[str]) -> tuple[Degree | None, list[str]]:
    """The degree, and what is left of the pieces without it."""
    for index, text in enumerate(texts):
        degree = degree_in(text)
        if degree and not (is_school(text) and degree.start > 0 and "," not in text):
            left = [text[: degree.start].strip(" ,-–(:"), _FROM.sub("", text[degree.end :].strip(" ,-–):"))]
            return degree, [*texts[:index], *(part for piece in left for part in _parts(piece)), *texts[index + 1 :]]
    return None, list(texts)


def _parts(text: str) -> list[str]:
    return [text] if len(text) > 2 else []


def _institution(texts: Sequence[str]) -> str | None:
    """The piece that names a school, without the place after it; else the first that is left."""
    for text in texts:
        parts = [part.strip() for part in text.split(", ")]
        for index, part in enumerate(parts):
            if is_school(part):
                return _whole(parts, index)
    plain = [text for text in texts if not major_in(text)]
    return plain[0] if plain and len(plain[0]) <= _LONGEST_NAME else None


def _whole(parts: Sequence[str], index: int) -> str:
    """A school without its town; one with many campuses keeps it: "University of California, Berkeley"."""
    has_campus = index == len(parts) - 2 and _CAMPUSES.search(parts[index])
    return ", ".join(parts[index : index + 2]) if has_campus else parts[index]


def _field(texts: Sequence[str], institution: str | None) -> str | None:
    for text in texts:
        if major := major_in(text):
            return major
    for text in texts:
        for part in text.split(", "):
            if part != institution and _could_be_field(part):
                return part
    return None


def _could_be_field(text: str) -> bool:
    worded = text[:1].isalpha() and not any(map(str.isdigit, text)) and 3 < len(text) <= 60
    return worded and not is_school(text) and not is_place(text)


def _placed(block: Block, institution: str | None, degree: str | None, field: str | None) -> Entry:
    period = period_of(block)
    start, end = dates_of(period[0]) if period else (None, None)
    start = start if period and period[0].is_range else None
    paragraphs = block.paragraphs
    span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
    return Entry(Education(institution, degree, field, end, start), span, period[1].span if period else None)
