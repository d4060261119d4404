"""What of an answer is the person's own: not copied from question, posting or CV, and not said before."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generation_service.writing.words import fold

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\w)[^.!?\n]+)*[.!?\n]*")
_RUN = 5
"""So many words in a row, the same as elsewhere, are a copy."""
_RUN_OF_CV = 8
"""A person may repeat a line of their CV in part."""
_FEWEST_OF_SOURCE = 4
"""Two or three words are nobody's text."""
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Source:
    """A text that an answer may have been copied from."""

    text: str
    run: int = _RUN


def of_question(text: str) -> Source:
    """A text the person was given."""
    return Source(text)


def of_cv(text: str) -> Source:
    """A text of the person's."""
    return Source(text, _RUN_OF_CV)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """An answer without what was copied or repeated."""

    sentences: tuple[str, ...]
    words: tuple[str, ...]
    """Folded, in order."""
    all_words: int
    """How many the whole answer has."""

    @property
    def text(self) -> str:
        """The sentences that are mostly the person's own."""
        return " ".join(self.sentences)

    @property
    def share(self) -> float:
        """How much of the answer is the person's own, 0–1."""
        return len(self.words) / self.all_words if self.all_words else 0.0


def own_words(answer: str, sources: Iterable[Source]) -> OwnWords:
    """Take out runs of words that stand in a source or stood in the answer before; linear in all lengths."""
    found = list(_WORD.finditer(answer))
    words = [fold(each.group()) for each in found]
    copied = [False] * len(words)
    for source in sources:
        _mark_runs(words, _runs_of([fold(each) for each in _WORD.findall(source.text)], source.run), source.run, copied)
    _mark_repeats(words, copied)
    sentences = tuple(_own_sentences(answer, [each.start() for each in found], copied))
    own = tuple(word for word, is_copy in zip(words, copied, strict=True) if not is_copy)
    return OwnWords(sentences, own, len(words))


def _own_sentences(answer: str, starts: Sequence[int], copied: Sequence[bool]) -> Iterator[str]:
    """The sentences of which less than most is copied; `starts` says where each word begins."""
    at = 0
    for sentence in _SENTENCE.finditer(answer):
        past = bisect_left(starts, sentence.end(), lo=at)
        if past > at and sum(copied[at:past]) / (past - at) < _MOSTLY:
            yield " ".join(sentence.group().split())
        at = past


def _runs_of(words: Sequence[str], run: int) -> frozenset[tuple[str, ...]]:
    if len(words) < _FEWEST_OF_SOURCE:
        return frozenset()
    shortest = min(run, len(words))
    return frozenset(tuple(words[at : at + shortest]) for at in range(len(words) - shortest + 1))


def _mark_runs(words: Sequence[str], runs: frozenset[tuple[str, ...]], run: int, copied: list[bool]) -> None:
    length = len(next(iter(runs), ())) or run
    for at in range(len(words) - length + 1):
        if tuple(words[at : at + length]) in runs:
            copied[at : at + length] = [True] * length


def _mark_repeats(words: Sequence[str], copied: list[bool]) -> None:
    said: set[tuple[str, ...]] = set()
    for at in range(len(words) - _RUN + 1):
        run = tuple(words[at : at + _RUN])
        if run in said:
            copied[at : at + _RUN] = [True] * _RUN
        said.add(run)
