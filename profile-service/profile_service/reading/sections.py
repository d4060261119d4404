"""A CV divided at its headings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from profile_service.reading.document import CELL_GAP, FOOTER_ZONE, CvText, Line
from profile_service.reading.headings import Section, heading_of
from profile_service.reading.notes import is_note
from profile_service.reading.paragraphs import Paragraph, paragraphs_of

_CORE = (Section.EXPERIENCE, Section.EDUCATION, Section.SKILLS)
_MOST_WORDS = 6
_WEAKER = 0.94
_BIGGER = 1.08
_FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; the header has none."""

    section: Section
    heading: Line | None
    lines: tuple[Line, ...]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Its text."""
        return paragraphs_of(self.lines)


@dataclass(slots=True)
class _Open:
    section: Section
    heading: Line | None = None
    lines: list[Line] = field(default_factory=list)


def parts_of(cv: CvText) -> tuple[Part, ...]:
    """The parts of a CV in reading order; columns that begin without a heading go on with what stood above them."""
    headings = _headings(cv.lines)
    opened = [_Open(Section.HEADER)]
    columns = _Columns()
    for line in cv.lines:
        section = columns.section_at(line, opened[-1].section)
        if section is not opened[-1].section:
            opened.append(_Open(section))
        if line.start in headings:
            opened.append(_Open(headings[line.start][0], line))
            opened[-1].lines += headings[line.start][1]
        else:
            opened[-1].lines.append(line)
        columns.note(line, opened[-1].section)
    return tuple(Part(part.section, part.heading, tuple(part.lines)) for part in opened if part.lines or part.heading)


class _Columns:
    """Which section goes on where a column begins or ends."""

    def __init__(self) -> None:
        self._last: Line | None = None
        self._above: dict[int, Section] = {}
        self._lanes: dict[int, tuple[int, Section]] = {}

    def section_at(self, line: Line, section: Section) -> Section:
        """A column goes on with what was open above all columns. Below them on the page that goes on too; on the next
        page the longest column does."""
        last = self._last
        if line.zone == FOOTER_ZONE:
            return Section.HEADER
        if last is not None and (line.zone, line.lane) == (last.zone, last.lane):
            return section
        if last is None or line.zone > last.zone:
            self._lanes = {} if line.zone else self._lanes
            return self._above.setdefault(line.zone, section)
        if line.zone == 0 and line.page > last.page and self._lanes:
            return max(self._lanes.values())[1]
        return self._above.get(line.zone or last.zone, section)

    def note(self, line: Line, section: Section) -> None:
        """Remember where the reading is."""
        length = self._lanes.get(line.lane, (0, section))[0]
        self._lanes[line.lane] = (length + len(line.text), section)
        self._last = line


def _headings(lines: Sequence[Line]) -> dict[int, tuple[Section, list[Line]]]:
    """The headings by where they start, each with what stands on its line besides."""
    found = dict(_alone(lines))
    if len({section for section, _ in found.values() if section in _CORE}) < _FEWEST_HEADINGS:
        found = dict(_before_colons(lines)) | found
    looks = Counter(_look(line) for line in lines if line.start in found)
    others = Counter(_look(line) for line in lines if line.start not in found and _could_head(line))
    first = next((line.start for line in lines if line.start in found), 0)
    for line in lines:
        named = first < line.start or line.size > _BIGGER
        if (
            named
            and line.start not in found
            and _could_head(line)
            and looks[_look(line)] >= max(2, others[_look(line)])
        ):
            found[line.start] = (Section.OTHER, [])
    return found


def _alone(lines: Sequence[Line]) -> Iterator[tuple[int, tuple[Section, list[Line]]]]:
    """Headings that have their line for themselves, or stand in the margin before its text."""
    named = [(line, section) for line in lines if not line.bullet and (section := _named(line))]
    least = _WEAKER * _least_size(named)
    for line, section in named:
        if line.marked or line.size >= least:
            yield line.start, (section, _rest(line))


def _named(line: Line) -> Section | None:
    first, *others = line.cells or ("",)
    section = heading_of(first)
    if others and (first.endswith(":") or any(heading_of(cell) for cell in others) or is_note(first)):
        return None
    return section


def _rest(line: Line) -> list[Line]:
    first, gap, rest = line.text.partition(CELL_GAP)
    return [_cut(line, rest, len(first) + len(gap))] if rest else []


def _cut(line: Line, text: str, offset: int) -> Line:
    return Line(
        text, start=line.start + offset, page=line.page, gap=line.gap, left=line.left, zone=line.zone, lane=line.lane
    )


def _before_colons(lines: Sequence[Line]) -> Iterator[tuple[int, tuple[Section, list[Line]]]]:
    """ "Skills: Java, SQL": in CVs that set their headings before the text."""
    for line in lines:
        label, colon, rest = line.text.partition(":")
        section = heading_of(label) if colon and rest.strip() and not line.bullet else None
        if section:
            bare = rest.lstrip()
            yield line.start, (section, [_cut(line, bare, len(line.text) - len(bare))])


def _least_size(named: Sequence[tuple[Line, Section]]) -> float:
    """How big the headings of the main sections are at least; anything smaller is a label inside one."""
    biggest: dict[Section, float] = {}
    for line, section in named:
        if section in _CORE:
            biggest[section] = max(biggest.get(section, 0.0), line.size)
    return min(biggest.values(), default=0.0)


def _look(line: Line) -> tuple[float, bool, bool]:
    return round(line.size, 1), line.bold, line.text.isupper()


def _could_head(line: Line) -> bool:
    """Short, alone on its line, and it does not look like the usual text."""
    distinct = line.size > _BIGGER or line.bold or line.text.isupper()
    short = len(line.text.split()) <= _MOST_WORDS and CELL_GAP not in line.text and not line.bullet
    return distinct and short and not line.text.endswith((".", ",")) and not any(map(str.isdigit, line.text))
