"""What a letter can be made of: the person's best positions, lines and skills, seen from the posting."""

from collections.abc import Iterable
from dataclasses import dataclass

from generation_service.writing.credentials import Credential, credentials_of, is_credential
from generation_service.writing.demand import Demand
from generation_service.writing.evidence import Evidence, position_line, skills_line
from generation_service.writing.relevance import Line, Origin, scored_lines, title_closeness
from generation_service.writing.steering import Steering
from generation_service.writing.subjects import Candidate, Opening
from generation_service.writing.voice import Voice, is_present
from vocabulary.languages import language_of
from vocabulary.skills import find_skills, skill_key, skill_name

_POSITIONS = 3
_TITLE, _RECENT, _WANTED = 1.5, 0.8, 5.0
_SHARES = (1.0, 0.5, 0.25)
"""What the best, second and third line of a position count."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the pieces of one letter are made from."""

    candidate: Candidate
    opening: Opening
    demand: Demand
    steering: Steering
    evidence: Evidence
    voice: Voice
    lines: tuple[Line, ...]
    """Lines of positions and projects that may be shown, with their scores."""
    is_quoting: bool
    """Whether the CV is in another language than the letter, so that its lines can only be quoted."""

    @classmethod
    def of(cls, candidate: Candidate, opening: Opening, demand: Demand, steering: Steering, voice: Voice) -> "Material":
        """Look at a person from a posting."""
        lines = (
            line
            for line in scored_lines(candidate, demand)
            if not line.is_placeholder and not line.skills & steering.unwanted
        )
        evidence = Evidence.of(candidate)
        written_in = language_of("\n".join(evidence.lines)) or voice.book.language
        is_quoting = written_in != voice.book.language
        return cls(candidate, opening, demand, steering, evidence, voice, tuple(lines), is_quoting)

    @property
    def has_background(self) -> bool:
        """Whether the CV says anything to build on."""
        return bool(self.candidate.experience or self.candidate.skills or self.candidate.education)

    def lines_at(self, at: int) -> tuple[Line, ...]:
        """The lines of one position."""
        return tuple(line for line in self.lines if line.origin is Origin.POSITION and line.at == at)

    def latest(self) -> int | None:
        """The position held now, else the one that ended last; None without any that can be named."""
        named = [at for at, position in enumerate(self.candidate.experience) if self.voice.station(position)]
        if not named:
            return None
        positions = self.candidate.experience
        present = [at for at in named if is_present(positions[at])]
        return present[0] if present else max(named, key=lambda at: (positions[at].end or "", -at))

    def strongest(self) -> tuple[int, ...]:
        """Up to three positions that speak to the posting, the strongest first."""
        named = [at for at, position in enumerate(self.candidate.experience) if self.voice.station(position)]
        return tuple(sorted(named, key=self._strength, reverse=True)[:_POSITIONS])

    def _strength(self, at: int) -> float:
        scores = sorted((line.score for line in self.lines_at(at)), reverse=True)
        told = sum(score * share for score, share in zip(scores, _SHARES, strict=False))
        title = _TITLE * title_closeness(self.candidate.experience[at], self.demand)
        return told + title + _RECENT / (at + 1) + (_WANTED if at in self.steering.positions else 0.0)

    def shared_skills(self, most: int) -> tuple[str, ...]:
        """Names of the skills both sides name, the most asked for first."""
        keys = [key for key in self.demand.names if key in self.evidence.skills and key not in self.steering.unwanted]
        listed = set(map(skill_key, self.candidate.skills))
        keys = sorted(keys, key=lambda key: key not in listed)
        first = [key for key in self.steering.wanted if key in keys]
        order = dict.fromkeys([*first, *keys])
        return tuple(self.spelled(key) for key in order if not is_credential(key))[:most]

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The licences and qualifications both sides name, the most asked for first."""
        asked = [name for key, name in self.demand.names.items() if key not in self.steering.unwanted]
        return credentials_of(self.candidate, asked)

    def spelled(self, key: str) -> str:
        """A skill as this letter writes it: by its English name in English, else as the posting or the CV spells it."""
        written = {skill_key(name): name for name in reversed(self.candidate.skills)}
        if self.voice.book.language == "en":
            return self.demand.names.get(key) or skill_name(written.get(key, key))
        posted = self._mentioned(key, (self.opening.description,)) or ""
        # What the title names is who is looked for, not what they can do.
        posted = "" if posted.casefold() in self.opening.title.casefold() else posted
        return (
            posted or written.get(key) or self._mentioned(key, self.evidence.lines) or self.demand.names.get(key, key)
        )

    @staticmethod
    def _mentioned(key: str, texts: Iterable[str]) -> str | None:
        for text in texts:
            for mention in find_skills(text):
                if skill_key(mention.skill) == key:
                    return text[mention.start : mention.end]
        return None

    def other_skills(self, shown: Iterable[str], most: int) -> tuple[str, ...]:
        """Names of the CV's listed skills that were not shown, those wanted and those near the posting first."""
        hidden = {skill_key(name) for name in shown} | self.steering.unwanted
        left = [key for key in map(skill_key, self.candidate.skills) if key not in hidden and not is_credential(key)]
        wanted = [key for key in self.steering.wanted if key in left]
        near = sorted(left, key=self.demand.skill_weight, reverse=True)
        return tuple(self.spelled(key) for key in dict.fromkeys([*wanted, *near]))[:most]

    def lines_with(self, skills: Iterable[str]) -> tuple[str, ...]:
        """CV lines behind some skills: the list of skills, where all stand in it, else the lines that name them."""
        keys = {skill_key(name) for name in skills}
        if keys <= {skill_key(name) for name in self.candidate.skills}:
            return (skills_line(self.candidate),)
        named = (line.text for line in self.lines if line.skills & keys)
        return tuple(dict.fromkeys([skills_line(self.candidate), *named])) if self.candidate.skills else tuple(named)

    def dated_lines(self) -> tuple[str, ...]:
        """The positions whose dates years of experience are counted from."""
        return tuple(
            position_line(position) for position in self.candidate.experience if position.start or position.end
        )
