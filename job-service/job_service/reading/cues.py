"""Words of a posting that tell what stands beside them, found in one pass of an automaton."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind


class Cue(StrEnum):
    """What a phrase tells; `phrases.tsv` lists them."""

    HEADING = "heading"
    NICE_AHEAD = "nice_ahead"
    NICE_BEHIND = "nice_behind"
    DEMAND = "demand"
    YEARS = "years"
    YEARS_OF_WORK = "years_of_work"
    NOT_YEARS_OF_WORK = "not_years_of_work"
    LEVEL_LABEL = "level_label"
    LEVEL = "level"
    ALTERNATIVE = "alternative"
    SPOKEN = "spoken"
    JOB_TYPE = "job_type"
    JOB_TYPE_WORD = "job_type_word"
    REMOTE_TYPE = "remote_type"
    REMOTE_TYPE_WORD = "remote_type_word"
    VISA = "visa"
    CITIZENS = "citizens"
    ELIGIBLE = "eligible"
    ELIGIBLE_BEHIND = "eligible_behind"
    WORLDWIDE = "worldwide"
    MONEY = "money"
    PAY = "pay"
    NOT_PAY = "not_pay"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at text[start:end], and the value it stands for."""

    value: str
    start: int
    end: int


Cues = Mapping[Cue, Sequence[Hit]]


# Of phrases that speak of one matter the longest counts: "not remote" holds no "remote".
_MATTERS = (
    {Cue.NICE_AHEAD, Cue.NICE_BEHIND, Cue.DEMAND},
    {Cue.YEARS_OF_WORK, Cue.NOT_YEARS_OF_WORK},
    {Cue.JOB_TYPE, Cue.JOB_TYPE_WORD},
    {Cue.REMOTE_TYPE, Cue.REMOTE_TYPE_WORD},
    {Cue.ELIGIBLE, Cue.ELIGIBLE_BEHIND, Cue.WORLDWIDE},
    {Cue.PAY, Cue.NOT_PAY},
)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a part of a phrase tells: phrase[start:end]."""

    cue: Cue
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrases:
    automaton: AhoCorasick
    meanings: tuple[tuple[_Meaning, ...], ...]


@cache
def _phrases() -> _Phrases:
    known: dict[str, dict[tuple[Cue, str], None]] = defaultdict(dict)
    for cue, value, phrases in _rows():
        for phrase in phrases:
            known[phrase][cue, value] = None
    parts = AhoCorasick(list(known))
    meanings = tuple(_meanings(phrase, tuple(known), known, parts) for phrase in known)
    return _Phrases(AhoCorasick(list(known), matchkind=MatchKind.LeftmostLongest), meanings)


def _meanings(
    phrase: str, phrases: Sequence[str], known: Mapping[str, Iterable[tuple[Cue, str]]], parts: AhoCorasick
) -> tuple[_Meaning, ...]:
    """What a phrase tells, and the phrases within it, as far as they speak of another matter."""
    found, spoken_of = list[_Meaning](), set[Cue]()
    within = parts.find_matches_as_indexes(phrase, overlapping=True)
    for part, start, end in sorted(within, key=lambda match: match[1] - match[2]):
        if _stands_alone(phrase, start, end):
            told = [_Meaning(cue, value, start, end) for cue, value in known[phrases[part]] if cue not in spoken_of]
            found += told
            spoken_of |= set[Cue]().union(*(_matter(meaning.cue) for meaning in told))
    return tuple(found)


def _matter(cue: Cue) -> set[Cue]:
    return next((matter for matter in _MATTERS if cue in matter), {cue})


def _rows() -> Iterable[tuple[Cue, str, list[str]]]:
    text = files(__package__).joinpath("phrases.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            cue, value, phrases = line.split("\t")
            yield Cue(cue), value, phrases.split("|")


def lowered(text: str) -> str:
    """The text in lower case with straight apostrophes; every character stays where it was."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.replace("’", "'")


def cues_in(text: str) -> Cues:
    """All phrases a text holds as whole words, by what they tell, in its order."""
    lower, phrases = lowered(text), _phrases()
    found: dict[Cue, list[Hit]] = {cue: [] for cue in Cue}
    for phrase, start, end in phrases.automaton.find_matches_as_indexes(lower):
        if _stands_alone(lower, start, end):
            for told in phrases.meanings[phrase]:
                found[told.cue].append(Hit(told.value, start + told.start, start + told.end))
    return found


def _stands_alone(lower: str, start: int, end: int) -> bool:
    before = start > 0 and lower[start - 1].isalnum() and lower[start].isalnum()
    return not before and not (end < len(lower) and lower[end].isalnum() and lower[end - 1].isalnum())
