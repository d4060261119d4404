"""The languages a person speaks."""

from collections.abc import Iterator, Sequence

from profile_service.reading.document import Line
from profile_service.reading.headings import Section, heading_of
from profile_service.reading.sections import Part
from vocabulary.languages import languages_in


def languages_of(parts: Sequence[Part]) -> tuple[str, ...]:
    """English names of the languages the CV lists, in its order."""
    return tuple(dict.fromkeys(name for line in _lines(parts) for name in languages_in(line.text)))


def _lines(parts: Sequence[Part]) -> Iterator[Line]:
    """Those of the languages part, and lines anywhere that a label calls languages."""
    for part in parts:
        for line in part.lines:
            label, colon, _ = line.text.replace("\t", ":", 1).partition(":")
            if part.section is Section.LANGUAGES or (colon and heading_of(label) is Section.LANGUAGES):
                yield line
