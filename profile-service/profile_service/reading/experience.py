"""Jobs: who employed, as what, from when to when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from profile_service.reading.blocks import Block, blocks_of, period_of
from profile_service.reading.dates import Period
from profile_service.reading.document import Span
from profile_service.reading.heads import Piece, pieces_of
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.parsed import Entry, Experience
from profile_service.reading.roles import titleness
from profile_service.reading.telling import told_text

_CLEARLY = 0.6
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class _Head:
    block: Block
    pieces: tuple[Piece, ...]
    period: tuple[Period, Paragraph] | None


def jobs_in(sections: Iterable[Sequence[Paragraph]]) -> list[Entry]:
    """The jobs of all experience sections, in their order."""
    return [job for paragraphs in sections for job in _jobs(paragraphs)]


def _jobs(paragraphs: Sequence[Paragraph]) -> list[Entry]:
    heads = [
        _Head(block, tuple(pieces_of(block.head)), period_of(block))
        for block in blocks_of(paragraphs, lambda paragraph: titleness(paragraph.text) > 0)
    ]
    title_first = _titles_stand_first(heads)
    jobs: list[Entry] = []
    employer: str | None = None
    for head in heads:
        title, company = _named(head.pieces, title_first=title_first)
        company = company or (employer if title and head.period and jobs else None)
        employer = company
        if title or (company and (head.period or head.block.body)):
            jobs.append(_entry(head, title, company))
    return jobs


def _titles_stand_first(heads: Sequence[_Head]) -> bool:
    """The order most heads of a section have, told by those whose words leave no doubt."""
    votes = 0
    for head in heads:
        leanings = [piece.leaning for piece in head.pieces[:2]]
        if len(leanings) == 2 and abs(leanings[0] - leanings[1]) >= _CLEARLY:
            votes += 1 if leanings[0] > leanings[1] else -1
    return votes >= 0


def _named(pieces: Sequence[Piece], *, title_first: bool) -> tuple[str | None, str | None]:
    """Title and company: the piece that reads most like a title, and the one beside it that does least."""
    if not pieces:
        return None, None
    if len(pieces) == 1:
        only = _short(pieces[0].text)
        return (only, None) if pieces[0].leaning > 0 else (None, only)
    first, second = pieces[0], pieces[1]
    if len(pieces) > 2:
        title = max(pieces[:4], key=lambda piece: piece.leaning)
        if title.leaning > 0 and title not in (first, second):
            return _short(title.text), _short(first.text)
    if abs(first.leaning - second.leaning) < _CLEARLY:
        title, company = (first, second) if title_first else (second, first)
    else:
        title, company = sorted((first, second), key=lambda piece: -piece.leaning)
    return _short(title.text), _short(company.text)


def _short(name: str) -> str | None:
    return name if len(name) <= _LONGEST_NAME else None


def _entry(head: _Head, title: str | None, company: str | None) -> Entry:
    paragraphs = head.block.paragraphs
    start, end = dates_of(head.period[0]) if head.period else (None, None)
    span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
    dates = head.period[1].span if head.period else None
    return Entry(Experience(company, title, start, end, told_text(head.block.body)), span, dates)


def dates_of(period: Period) -> tuple[str | None, str | None]:
    """Start and end as the API shows them; a single date is both."""
    start = period.start or period.end
    return str(start) if start else None, period.end_text
