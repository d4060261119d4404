"""Holding sentences against the evidence: skills, figures, employers, titles, degrees, languages, links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from generation_service.writing.claims import degrees, figures, names, titles
from generation_service.writing.claims.ground import Ground
from generation_service.writing.subjects import Candidate, Opening
from vocabulary.languages import language_of, languages_in
from vocabulary.skills import find_skills, skill_key

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[\w-]+\.)+(?:com|org|net|io|dev|me|ai|app|co|de|fr|es|eu|ru|xyz|info|biz)\b/?\S*",
    re.IGNORECASE,
)
_CERTIFIED = re.compile(
    r"\b(?:certifi(?:ed|cates?|cations?)|zertifi\w+|certifié\w*|certificad\w+|licensed)\b", re.IGNORECASE
)
_GAP = re.compile(
    r"\b(?:(?:lack|lacking|missing|without|limited|little|no|not|never)\s+(?:\w+\s+){0,3}?"
    r"(?:experience|knowledge|background|exposure|expertise|qualifi\w+|familiar\w*|worked|used)"
    r"|(?:haven't|have not|hadn't|don't|do not) (?:yet )?(?:have|work\w*|used?|know)"
    r"|although I|even though I|while I (?:have not|haven't|do not|don't|lack)"
    r"|(?:keine?|wenig|noch nicht|fehlt|fehlen)\s+(?:\w+\s+){0,3}?(?:erfahrung\w*|kenntnisse\w*)"
    r"|obwohl ich|auch wenn ich"
    r"|(?:pas|peu|sans|aucune)\s+(?:\w+\s+|d['’]){0,3}?(?:expérience|connaissances?)|bien que je|même si je"
    r"|(?:sin|no tengo|poca|ninguna)\s+(?:\w+\s+){0,3}?(?:experiencia|conocimientos?)|aunque (?:no|yo))\b",
    re.IGNORECASE,
)


class Fault(StrEnum):
    """What kind of claim does not stand in the evidence."""

    SKILL = "skill"
    FIGURE = "figure"
    NAME = "name"
    TITLE = "title"
    DEGREE = "degree"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"
    LINK = "link"
    GAP = "gap"
    """Not a false claim but a gap confessed, which no letter shall."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A sentence that says more than the CV does, and the first words that do."""

    sentence: str
    fault: Fault
    words: str


def check_claims(sentences: Sequence[str], candidate: Candidate, opening: Opening) -> tuple[Unsupported, ...]:
    """The sentences whose claims do not stand in the CV, each once, with the first fault found.

    A claim is about the person unless its sentence speaks to the reader only ("your", no "I"): then what the posting
    says supports it too. The posting's title and company may always be named.
    """
    ground = Ground.of(candidate, opening, language_of("\n".join(sentences)))
    found = (fault_in(sentence, ground) for sentence in sentences)
    return tuple(fault for fault in found if fault)


def fault_in(sentence: str, ground: Ground) -> Unsupported | None:
    """The first thing one sentence says that does not stand in the CV."""
    return next(_faults(sentence, ground), None)


def _faults(sentence: str, ground: Ground) -> Iterator[Unsupported]:
    checks = (
        (Fault.LINK, _unknown_links),
        (Fault.SKILL, _unknown_skills),
        (Fault.FIGURE, figures.unknown_figures),
        (Fault.DEGREE, degrees.unknown_degrees),
        (Fault.CERTIFICATE, _unknown_certificates),
        (Fault.LANGUAGE, _unknown_languages),
        (Fault.TITLE, titles.unknown_titles),
        (Fault.NAME, names.unknown_names),
        (Fault.GAP, _confessed_gaps),
    )
    masked = ground.masked(sentence)
    for fault, unknown in checks:
        for words in unknown(masked, ground):
            yield Unsupported(sentence, fault, words)


def _unknown_links(sentence: str, ground: Ground) -> Iterator[str]:
    for link in _LINK.finditer(sentence):
        if link.group().rstrip(".,;:)").casefold() not in ground.cv_text:
            yield link.group()


def _unknown_skills(sentence: str, ground: Ground) -> Iterator[str]:
    known = ground.evidence.skills | (ground.asked_skills if ground.is_about_posting(sentence) else frozenset())
    for mention in find_skills(sentence):
        written = sentence[mention.start : mention.end]
        if skill_key(mention.skill) not in known and not ground.holds(written):
            yield written


def _unknown_certificates(sentence: str, ground: Ground) -> Iterator[str]:
    for word in _CERTIFIED.finditer(sentence):
        if not ground.is_certified and not ground.is_about_posting(sentence):
            yield word.group()


def _unknown_languages(sentence: str, ground: Ground) -> Iterator[str]:
    known = ground.spoken | (ground.asked_languages if ground.is_about_posting(sentence) else frozenset())
    yield from (name for name in languages_in(sentence) if name not in known)


def _confessed_gaps(sentence: str, _: Ground) -> Iterator[str]:
    gap = _GAP.search(sentence)
    if gap:
        yield gap.group()
