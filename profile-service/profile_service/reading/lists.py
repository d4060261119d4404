"""The lists of a skills section: their items, the labels before them, the names of groups above them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from profile_service.reading.dates import periods_in
from profile_service.reading.document import CELL_GAP, Line, Span
from profile_service.reading.headings import heading_of
from profile_service.reading.notes import is_note
from profile_service.reading.wordlists import any_of, words_of
from vocabulary.languages import language_named
from vocabulary.skills import canonical_skill, find_skills, skill_name

_SEPARATORS = re.compile(r"[,;•·|、，；\t()\[\]]|\s[-–—/]\s|\s{2,}|\s(?:&|and|und|et|y|e|en)\s(?=\S+$)")
_LABEL = re.compile(r"^[^:\t,]{2,45}:\s*(?=\S)|^[^:\t,]{2,45}\t(?=[^\t]*,)")
_LEVELS = any_of("levels.txt")
_LEVEL = re.compile(rf"^(?:{_LEVELS}|etc\.?|others?|\d+\+? (?:years?|jahre|ans|años).*|[\d% -]+)$", re.IGNORECASE)
_TRAILING_LEVEL = re.compile(rf"\s*[(:–-]\s*(?:{_LEVELS})\s*\)?$", re.IGNORECASE)
_SENTENCE_STARTS = words_of("sentence_starts.txt")
_BROKEN_LIST = re.compile(r"[,、&/]")
_MOST_WORDS = 4
_LONGEST = 45
_FEWEST_IN_A_LIST = 3


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill by its canonical name, or as written where the lexicon does not know it, and where it stands."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    start: int
    bold: bool

    @property
    def is_list(self) -> bool:
        return "," in self.text or "、" in self.text

    @property
    def is_level(self) -> bool:
        return all(_LEVEL.match(cell) for cell in self.text.split(CELL_GAP) if cell)

    @property
    def is_sentence(self) -> bool:
        words = self.text.split()
        ended = self.text.endswith(".") and len(words) > _MOST_WORDS + 2
        return ended or (words[0].lower() in _SENTENCE_STARTS if words else False)


def listed_skills(lines: Iterable[Line]) -> Iterator[Skill]:
    """The skills that the lines of a skills section list."""
    rows = _rows(lines)
    has_lists = any(len(_items(row.text)) >= _FEWEST_IN_A_LIST and not row.is_sentence for row in rows)
    for index, row in enumerate(rows):
        if not _heads_a_list(row, rows[index + 1 : index + 3]):
            yield from _skills(row, has_lists=has_lists)


def _rows(lines: Iterable[Line]) -> list[_Row]:
    """Lines, with lists that were broken at the margin whole again."""
    rows: list[_Row] = []
    for line in lines:
        if rows and line.follows and not line.bullet and _BROKEN_LIST.search(rows[-1].text):
            rows[-1] = replace(rows[-1], text=f"{rows[-1].text} {line.text}")
        else:
            rows.append(_Row(line.text, line.start, line.bold))
    return rows


def _heads_a_list(row: _Row, following: Sequence[_Row]) -> bool:
    """ "Web Frameworks", set off by its look or with a level below it, over "React, Angular"."""
    if row.is_list or row.is_sentence or not following:
        return False
    if following[0].is_level and not row.is_level:
        return len(following) > 1 and following[1].is_list
    return row.bold and not following[0].bold and following[0].is_list


def _skills(row: _Row, *, has_lists: bool) -> Iterator[Skill]:
    label = _LABEL.match(row.text)
    offset = label.end() if label else 0
    rest = replace(row, text=row.text[offset:], start=row.start + offset)
    items = _items(rest.text)
    yield from _known(rest, items)
    if not rest.is_sentence and (len(items) > 1 or label or not has_lists):
        yield from _unknown(rest, items)


def _items(text: str) -> list[tuple[str, int]]:
    """The pieces of a list with their places in it."""
    items, start = [], 0
    for separator in [*_SEPARATORS.finditer(text), None]:
        piece = text[start : separator.start() if separator else len(text)]
        bare = piece.strip(" .:-–•*")
        if bare:
            items.append((bare, start + piece.index(bare)))
        start = separator.end() if separator else len(text)
    return items


def _known(row: _Row, items: Iterable[tuple[str, int]]) -> Iterator[Skill]:
    """What the lexicon knows: items by their whole name first, then names inside them."""
    taken: list[Span] = []
    for item, offset in items:
        bare = _TRAILING_LEVEL.sub("", item)
        if known := canonical_skill(bare):
            taken.append(Span(offset, offset + len(bare)))
            yield Skill(known, Span(row.start + offset, row.start + offset + len(bare)))
    for mention in find_skills(row.text):
        if not any(span.start <= mention.start < span.end for span in taken):
            yield Skill(mention.skill, Span(row.start + mention.start, row.start + mention.end))


def _unknown(row: _Row, items: Iterable[tuple[str, int]]) -> Iterator[Skill]:
    for item, offset in items:
        bare = _TRAILING_LEVEL.sub("", item)
        if _reads_like_a_skill(bare) and not canonical_skill(bare) and not find_skills(bare):
            yield Skill(skill_name(bare), Span(row.start + offset, row.start + offset + len(bare)))


def _reads_like_a_skill(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or not 1 < len(text) <= _LONGEST or not any(map(str.isalpha, text)):
        return False
    if (
        _LEVEL.match(text)
        or heading_of(text)
        or language_named(text)
        or is_note(text)
        or periods_in(text)
        or "@" in text
    ):
        return False
    return words[0].lower() not in _SENTENCE_STARTS and not text.endswith(".")
