"""Whether what the model said stands in the posting."""

from functools import cached_property

from job_service.reading.modelled.answer import Lines
from vocabulary.quotes import LONGEST_QUOTE, quotes_of
from vocabulary.skills import find_skills, skill_key, skill_name

LONGEST_SKILL = 60


class Source:
    """A posting's text that quotes are held against; counts those that do not stand in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.refused = 0

    def quote(self, said: str | None, *, most: int = LONGEST_QUOTE) -> str | None:
        """What was said in the posting's own spelling, on one line; None when it does not stand there."""
        if not said or not said.strip():
            return None
        place = None if _leads_somewhere(said) else next(quotes_of(said, self._text), None)
        if place is None or place[1] - place[0] > most:
            self.refused += 1
            return None
        return " ".join(self._text[slice(*place)].split())

    def skills(self, said: list[str]) -> tuple[str, ...]:
        """Canonical names of those the posting names, once each."""
        return tuple(dict.fromkeys(name for each in said if (name := self._skill(each))))

    def written(self, lines: Lines | None) -> str:
        """The lines as they stand there; what lies outside the text is cut off."""
        if lines is None or lines.last < 1:
            return ""
        return "\n".join(self._text.split("\n")[max(0, lines.first - 1) : lines.last]).strip()

    def _skill(self, said: str) -> str | None:
        if skill_key(said) in self._mentioned:
            return skill_name(said)
        quoted = self.quote(said, most=LONGEST_SKILL)
        return skill_name(quoted) if quoted else None

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        return frozenset(skill_key(each.skill) for each in find_skills(self._text))


def _leads_somewhere(said: str) -> bool:
    """Whether it holds an address: those are nobody's name."""
    return "@" in said or "://" in said
