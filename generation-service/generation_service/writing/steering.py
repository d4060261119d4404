"""What instructions ask for, as far as rules understand it: skills and employers to bring forward or leave out."""

import re
from dataclasses import dataclass

from generation_service.writing.subjects import Candidate
from generation_service.writing.words import fold
from vocabulary.skills import find_skills, skill_key, skills_in

_STATEMENT = re.compile(r"[.;:!?\n]|\b(?:but|aber|sondern|mais|pero|sino)\b")
_PART = re.compile(r",|\b(?:and|or|und|oder|et|ou|y|o|e)\b")
_NEGATED = re.compile(
    r"\b(?:do(?:es)?\s*n[o'’]?t|not|no|never|without|avoid|omit|skip|except|leave (?:out|off)|less|drop|remove"
    r"|kein\w*|nicht|nie|ohne|weglassen|lass\w*|sans|ne|pas|évite\w*|jamais|sin|evit\w*|nunca|omit\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Steering:
    """Keys of skills and indexes of positions that the person wants to see, or not to see."""

    wanted: tuple[str, ...] = ()
    unwanted: frozenset[str] = frozenset()
    positions: frozenset[int] = frozenset()

    @classmethod
    def of(cls, instructions: str, candidate: Candidate) -> "Steering":
        """Read instructions as data. What they say beyond names of skills and employers has no effect."""
        wanted: list[str] = []
        unwanted: list[str] = []
        positions: set[int] = set()
        for statement in _STATEMENT.split(instructions):
            negated = False
            for part in _PART.split(statement):
                negated = bool(_NEGATED.search(part)) or (negated and _only_names(part))
                (unwanted if negated else wanted).extend(map(skill_key, skills_in(part)))
                if not negated:
                    positions |= _employers_named(part, candidate)
        return cls(tuple(dict.fromkeys(wanted)), frozenset(unwanted), frozenset(positions))


def _only_names(part: str) -> bool:
    """Whether a part goes on a list: "no PHP, jQuery and Java" speaks of all three."""
    mentions = find_skills(part)
    return bool(mentions) and not (part[: mentions[0].start] + part[mentions[-1].end :]).strip()


def _employers_named(part: str, candidate: Candidate) -> set[int]:
    said = fold(part)
    return {
        at
        for at, position in enumerate(candidate.experience)
        if position.company and re.search(rf"\b{re.escape(fold(position.company))}\b", said)
    }
