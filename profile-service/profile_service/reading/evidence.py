"""Where each value stood."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import fields

from profile_service.reading.document import CvText, Span
from profile_service.reading.parsed import Entry, Evidence

_DATED = frozenset({"start_date", "end_date"})
_LONGEST_SOUGHT = 300


class Witness:
    """Finds values in a text and says on which line they stand."""

    def __init__(self, cv: CvText) -> None:
        self._text = cv.text
        self._starts = [line.start for line in cv.lines]

    def at(self, field: str, span: Span) -> Evidence:
        """The evidence of a value whose place is known."""
        return Evidence(field, span.start, span.end, bisect_right(self._starts, span.start))

    def of_entries(self, section: str, entries: Sequence[Entry]) -> Iterator[Evidence]:
        """The evidence of every value of the entries of a section."""
        for number, entry in enumerate(entries):
            for field in fields(entry.value):
                value = getattr(entry.value, field.name)
                path = f"{section}.{number}.{field.name}"
                if value and field.name in _DATED:
                    yield self.at(path, entry.dates or entry.span)
                elif isinstance(value, str):
                    yield self.at(path, self.find(value, entry.span) or entry.span)
                elif value:
                    yield self.at(path, entry.span)

    def find(self, value: str, within: Span) -> Span | None:
        """Where a value stands, whatever its line breaks and case; inside a stretch, else before it."""
        pattern = _pattern(value[:_LONGEST_SOUGHT])
        match = pattern.search(self._text, within.start, within.end)
        found = match or next(iter(reversed(list(pattern.finditer(self._text, 0, within.start)))), None)
        return Span(found.start(), max(found.end(), found.start() + len(value))) if found else None


def _pattern(value: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in value.split()]
    return re.compile(r"[\s|·•,–—-]*".join(words), re.IGNORECASE)
