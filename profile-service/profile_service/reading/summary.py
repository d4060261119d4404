"""What the person says about themselves in a few sentences."""

from collections.abc import Sequence

from profile_service.reading.document import Span
from profile_service.reading.headings import Section
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.sections import Part
from profile_service.reading.telling import told_text

_FEWEST_WORDS = 12
_MOST_PARAGRAPHS = 8
LONGEST_SUMMARY = 4_000


def summary_of(parts: Sequence[Part]) -> tuple[str, Span] | None:
    """The summary part, else the sentences of the header."""
    for part in parts:
        if part.section is Section.SUMMARY and part.lines:
            return _text(part.paragraphs[:_MOST_PARAGRAPHS])
    prose = [
        paragraph
        for part in parts
        if part.section is Section.HEADER
        for paragraph in part.paragraphs
        if _is_prose(paragraph)
    ]
    return _text(prose[:1]) if prose else None


def _is_prose(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(text.split()) >= _FEWEST_WORDS
        and len(paragraph.cells) == 1
        and "." in text
        and "@" not in text
        and " | " not in text
    )


def _text(paragraphs: Sequence[Paragraph]) -> tuple[str, Span] | None:
    text = told_text(paragraphs)
    return (text[:LONGEST_SUMMARY], Span(paragraphs[0].span.start, paragraphs[-1].span.end)) if text else None
