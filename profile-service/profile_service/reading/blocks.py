"""A section divided into its entries: by the dates that stand in their heads, else by how heads look."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from profile_service.reading.dates import Period, periods_in, without_durations
from profile_service.reading.notes import is_note
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.wordlists import any_of

_LONGEST_HEAD = 110
_FEWEST_PROSE_WORDS = 6
_MOST_HEAD_LINES = 6
_CLEAR_GAP = 0.3
_INDENTED = 0.8
_ABBREVIATED_END = re.compile(
    r"(?:\b(?:inc|ltd|co|corp|llc|gmbh|e\.?v|jr|sr|ph\.?d|b\.?\w|m\.?\w|u\.?s\.?a?|st|bros|dept|s\.?a|n\.?v|b\.?v|s\.?r\.?l|univ|etc|[A-Z])\.?)$",
    re.I,
)
_PROSE_START = re.compile(r"^(?:i|we|my|the|this|as|in|responsible|worked|developed|led|managed)\s", re.IGNORECASE)
_LABELLED = re.compile(rf"^(?:{any_of('report_labels.txt')})\b[^:]{{0,20}}:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """An entry: its head (who, what, when) and what is told below."""

    head: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All of it."""
        return self.head + self.body


def blocks_of(
    paragraphs: Sequence[Paragraph], is_anchor: Callable[[Paragraph], bool], *, one_anchor_each: bool = True
) -> list[Block]:
    """The entries of a section in order. `is_anchor` finds heads where no dates do; an entry may have one or many."""
    if not paragraphs:
        return []
    told = _told(paragraphs)
    dated = [index for index, paragraph in enumerate(paragraphs) if not told[index] and has_period(paragraph)]
    starts = (
        _by_dates(paragraphs, told, dated)
        if dated
        else _by_looks(paragraphs, told, is_anchor, one_anchor_each or not any(told))
    )
    ends = [*starts[1:], len(paragraphs)]
    return [_block(paragraphs[start:end], told[start:end]) for start, end in zip(starts, ends, strict=True)]


def has_period(paragraph: Paragraph) -> bool:
    """Whether a date stands in a line by itself or beside other pieces, not inside a long sentence."""
    periods = periods_in(paragraph.text)
    if not periods:
        return False
    return any(period.is_range for period in periods) or len(paragraph.text) <= _LONGEST_HEAD


def _block(paragraphs: Sequence[Paragraph], told: Sequence[bool]) -> Block:
    first_told = next((index for index, is_told in enumerate(told) if is_told), len(told))
    return Block(tuple(paragraphs[:first_told]), tuple(paragraphs[first_told:]))


def _told(paragraphs: Sequence[Paragraph]) -> list[bool]:
    """Which paragraphs tell what was done: points of lists, sentences, and what stands further in than the heads."""
    lefts = sorted(round(paragraph.look.left, 1) for paragraph in paragraphs if not paragraph.bullet)
    edge = lefts[0] if lefts and lefts.count(lefts[0]) > 1 else None
    told: list[bool] = []
    for index, paragraph in enumerate(paragraphs):
        before = paragraphs[index - 1] if index else None
        told.append(_tells(paragraph) or _goes_on_telling(paragraph, before, bool(told) and told[-1], edge))
    return told if not all(told) else [not has_period(paragraph) for paragraph in paragraphs]


def _tells(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if paragraph.bullet:
        return True
    if len(paragraph.cells) > 1 and has_period(paragraph):
        return False
    if _LABELLED.match(text):
        return True
    words = len(text.split())
    if len(text) > _LONGEST_HEAD and not (" | " in text and any(period.is_range for period in periods_in(text))):
        return True
    ends_sentence = text.endswith((".", "!", ";")) and not _ABBREVIATED_END.search(text.rstrip(".!;"))
    return (ends_sentence and words >= _FEWEST_PROSE_WORDS - 2 and not has_period(paragraph)) or (
        words >= _FEWEST_PROSE_WORDS and _PROSE_START.match(text) is not None
    )


def _goes_on_telling(paragraph: Paragraph, before: Paragraph | None, told: bool, edge: float | None) -> bool:
    """A line after told ones that begins in lower case; one set further in than heads, below them or its like."""
    if before is None or has_period(paragraph):
        return False
    if told and paragraph.text[:1].islower():
        return True
    look, last = paragraph.look, before.look
    if edge is None or look.left <= edge + _INDENTED or look.bold or look.lane != last.lane or len(paragraph.cells) > 1:
        return False
    if told:
        return abs(look.left - last.left) < _INDENTED
    return last.left < edge + _INDENTED / 2 and len(before.cells) > 1 + is_note(before.cells[0])


def _by_dates(paragraphs: Sequence[Paragraph], told: Sequence[bool], dated: Sequence[int]) -> list[int]:
    """Each entry begins as many lines above its date as the first one does, unless looks and gaps say otherwise."""
    own = _one_a_head(paragraphs, told, dated)
    above = min(own[0], _MOST_HEAD_LINES) if not any(told[: own[0]]) else 0
    starts = [0]
    for before, date in pairwise(own):
        first = max([before + 1, *(index + 1 for index in range(before, date) if told[index])])
        starts.append(_start(paragraphs, range(first, date + 1), above, paragraphs[0]))
    return starts


def _one_a_head(paragraphs: Sequence[Paragraph], told: Sequence[bool], dated: Sequence[int]) -> list[int]:
    """A head may spread its dates over two lines; then the first counts."""
    own: list[int] = []
    for date in dated:
        if (
            own
            and date == own[-1] + 1
            and not told[date]
            and _only_a_date(paragraphs[date])
            and _only_a_date(paragraphs[own[-1]])
        ):
            continue
        own.append(date)
    return own


def _only_a_date(paragraph: Paragraph) -> bool:
    return not _undated(paragraph.text).strip(" ()|,-–")


def _undated(text: str) -> str:
    for period in reversed(periods_in(text)):
        text = text[: period.span.start] + text[period.span.end :]
    return without_durations(text)


def _start(paragraphs: Sequence[Paragraph], candidates: range, above: int, first: Paragraph) -> int:
    """The line of `candidates` an entry most likely begins with; its date is on the last of them."""
    date = candidates[-1]
    if len(candidates) == 1:
        return date
    gaps = [paragraphs[index].look.gap for index in candidates]
    widest = max(gaps)
    clear = widest > min(gaps) + _CLEAR_GAP
    return max(
        candidates,
        key=lambda index: (
            2.0 * (index == date - above)
            + 1.6 * (clear and paragraphs[index].look.gap == widest)
            + 1.5 * _looks_alike(paragraphs[index], first)
            - 0.1 * abs(index - (date - above)),
            index,
        ),
    )


def _looks_alike(paragraph: Paragraph, first: Paragraph) -> bool:
    """Whether it looks like the first line of the section, and that looks unlike plain text."""
    look, model = paragraph.look, first.look
    same = (
        abs(look.size - model.size) < 0.05
        and look.bold == model.bold
        and paragraph.text.isupper() == first.text.isupper()
    )
    return same and (model.bold or abs(model.size - 1.0) > 0.08 or first.text.isupper())


def _by_looks(
    paragraphs: Sequence[Paragraph], told: Sequence[bool], is_anchor: Callable[[Paragraph], bool], one_anchor_each: bool
) -> list[int]:
    """Without dates an entry begins after what the last one told, or at a line that could head one."""
    starts = [0]
    anchored = is_anchor(paragraphs[0])
    for index in range(1, len(paragraphs)):
        if told[index]:
            continue
        paragraph = paragraphs[index]
        after_told = told[index - 1] and (
            is_anchor(paragraph) or paragraph.look.bold or paragraph.look.gap > _CLEAR_GAP
        )
        another = one_anchor_each and anchored and is_anchor(paragraph)
        if after_told or another:
            starts.append(index)
            anchored = False
        anchored = anchored or is_anchor(paragraph)
    return starts


def period_of(block: Block) -> tuple[Period, Paragraph] | None:
    """The dates of an entry: the first range in its head, else a single date, else a range in its first told line."""
    singles: list[tuple[Period, Paragraph]] = []
    for paragraph in (*block.head, *block.body[:2]):
        for period in periods_in(paragraph.text):
            if period.is_range and (paragraph in block.head or len(paragraph.text) <= _LONGEST_HEAD):
                return period, paragraph
            if paragraph in block.head or len(paragraph.text) < _LONGEST_HEAD // 2:
                singles.append((period, paragraph))
    return singles[0] if singles else None
