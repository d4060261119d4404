"""Whether what the model said stands in the CV, and where."""

from functools import cached_property

from profile_service.reading.contact import Found
from profile_service.reading.document import CELL_GAP, CvText, Line, Span
from profile_service.reading.modelled.answer import Lines
from profile_service.reading.modelled.masking import leads_somewhere
from profile_service.reading.paragraphs import paragraphs_of
from profile_service.reading.telling import told_text
from vocabulary.quotes import LONGEST_QUOTE, quotes_of
from vocabulary.skills import find_skills, skill_key, skill_name


class Source:
    """A CV that quotes are held against; counts those that do not stand in it."""

    def __init__(self, cv: CvText) -> None:
        self._lines = cv.lines
        self._text = cv.text
        self.refused = 0

    def quote(self, said: str | None, near: Span | None = None, *, most: int = LONGEST_QUOTE) -> Found | None:
        """What was said in the CV's own spelling, on one line; None when it does not stand there or is too long."""
        span = self.find(said, near)
        if span is None or span.end - span.start > most:
            self.refused += bool(said and said.strip())
            return None
        return Found(self._on_one_line(span), span)

    def find(self, said: str | None, near: Span | None = None) -> Span | None:
        """Where it stands, whatever its case and line breaks: inside a stretch, else as close to it as can be."""
        if not said or leads_somewhere(said):
            return None
        around = near or Span(0, 0)
        found = (Span(start, end) for start, end in quotes_of(said, self._text))
        return min(found, key=lambda span: _distance(span, around), default=None)

    def skill(self, said: str) -> Found | None:
        """A skill the CV names, by its canonical name."""
        if span := self.find(said):
            return Found(skill_name(self._on_one_line(span)), span)
        known = self._mentions.get(skill_key(said))
        self.refused += known is None and bool(said.strip())
        return known

    def stretch(self, lines: Lines | None) -> Span | None:
        """The place of lines by their numbers; what lies outside the CV is cut off."""
        chosen = self._chosen(lines)
        return Span(chosen[0].start, chosen[-1].end) if chosen else None

    def told(self, lines: Lines | None) -> str | None:
        """What the lines tell, as one text."""
        return told_text(paragraphs_of(self._chosen(lines)))

    def written(self, lines: Lines | None) -> str:
        """The lines as they stand there."""
        return "\n".join(line.text for line in self._chosen(lines))

    @cached_property
    def _mentions(self) -> dict[str, Found]:
        found = reversed(find_skills(self._text))
        return {skill_key(each.skill): Found(each.skill, Span(each.start, each.end)) for each in found}

    def _chosen(self, lines: Lines | None) -> tuple[Line, ...]:
        return self._lines[max(0, lines.first - 1) : lines.last] if lines and lines.last > 0 else ()

    def _on_one_line(self, span: Span) -> str:
        return " ".join(self._text[span.start : span.end].replace(CELL_GAP, " ").split())


def _distance(span: Span, around: Span) -> int:
    if around.start <= span.start and span.end <= around.end:
        return -1
    return max(around.start - span.end, span.start - around.end, 0)
