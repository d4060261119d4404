"""What a person is told about an answer: sentences that quote or name what was there, or what was missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from generation_service.interviewing.scoring.concreteness import Concreteness
from generation_service.interviewing.scoring.measures import Measures
from generation_service.interviewing.scoring.own_words import OwnWords
from generation_service.interviewing.scoring.relevance import Relevance, Topic
from generation_service.interviewing.scoring.structure import Part
from generation_service.interviewing.subjects import Assessment

_GOOD, _FAIR = 60, 30
MOST_IMPROVEMENTS = 6
_HARDLY_ANY, _SHORT, _LONG = 10, 90, 420
_MOSTLY_COPIED = 0.5
_OFF_TOPIC = 0.3
_ENOUGH = 0.99
_MOST_QUOTED = 3
_VAGUE, _LIST = 0.6, 0.6


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found in an answer."""

    topic: Topic
    own: OwnWords
    measures: Measures
    relevance: Relevance
    concreteness: Concreteness
    parts: tuple[Part, ...]


def feedback_on(score: int, found: Findings) -> Assessment:
    """The score with its reasons, those that weigh most first."""
    improvements = tuple(islice(_improvements(found), MOST_IMPROVEMENTS))
    return Assessment(score, _summary(score, found), tuple(_strengths(found)), improvements)


def _summary(score: int, found: Findings) -> str:
    there = [part.name for part in found.parts if part.share >= _ENOUGH]
    missing = [part.name for part in found.parts if part.share < _ENOUGH]
    if found.own.share < _MOSTLY_COPIED:
        return (
            "Most of this stands in the question, the posting or your CV, or is said twice: answer in your own words."
        )
    if len(found.own.words) < _HARDLY_ANY:
        return "This is too short to be an answer: two minutes of speaking are 150 to 250 words."
    if found.measures.relevance < _OFF_TOPIC:
        return "This speaks of something else than the question asks."
    judged = "A good answer" if score >= _GOOD else "A fair start" if score >= _FAIR else "Not an answer yet"
    has = f"it has {_enumerated(there)}" if there else "none of its parts is there in full"
    lacks = f"; {_enumerated(missing)} could be plainer" if there and missing else ""
    return f"{judged}: {has}{lacks}."


def _strengths(found: Findings) -> Iterator[str]:
    if found.relevance.skills_named:
        yield f"You speak of {_enumerated(found.relevance.skills_named[:_MOST_QUOTED])}, which the question is about."
    if found.concreteness.figures:
        yield f"You give figures: {_quoted(found.concreteness.figures)}."
    if found.concreteness.deeds:
        yield f"You say what you did yourself: {_quoted(found.concreteness.deeds)}."
    complete = [part.name for part in found.parts if part.share >= _ENOUGH]
    if len(complete) == len(found.parts):
        yield f"The answer is complete: {_enumerated(complete)}."


def _improvements(found: Findings) -> Iterator[str]:
    own, measures = found.own, found.measures
    if own.share < _MOSTLY_COPIED:
        yield f"Only {len(own.words)} of {own.all_words} words are your own and said for the first time."
    elif measures.relevance < _OFF_TOPIC:
        yield f"Come back to the question: “{found.topic.question.text}”"
    elif found.relevance.skills_missed and not found.relevance.skills_named:
        yield f"The question is about {_enumerated(found.relevance.skills_missed[:_MOST_QUOTED])}; you do not name it."
    if measures.prose < _LIST:
        yield "This is a list of words: tell it in sentences."
    elif measures.substance < _VAGUE:
        yield "Much of this would stand in anybody's answer: name the place, the people, the tools and what happened."
    yield from _on_parts(found)
    yield from _on_concreteness(found)


def _on_parts(found: Findings) -> Iterator[str]:
    missing = [part.name for part in found.parts if not part.share]
    begun = [part.name for part in found.parts if 0 < part.share < _ENOUGH]
    if missing:
        yield f"Missing: {_enumerated(missing)}."
    if begun:
        yield f"Say more of {_enumerated(begun)}."


def _on_concreteness(found: Findings) -> Iterator[str]:
    words = len(found.own.words)
    if not found.concreteness.figures:
        yield "There is no figure in it: how many, how long, how much, from what to what?"
    ours, mine = (sum(word == said for word in found.own.words) for said in ("we", "i"))
    if ours > mine:
        yield f"You say “we” {ours} times and “I” {mine} times: say which part was yours."
    if _HARDLY_ANY <= words < _SHORT:
        yield f"{words} words of your own are short: two minutes of speaking are 150 to 250."
    elif words > _LONG:
        yield f"{words} words are more than three minutes: keep what the result needs."


def _enumerated(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _quoted(pieces: Sequence[str]) -> str:
    return ", ".join(f"“{piece}”" for piece in pieces[:_MOST_QUOTED])
