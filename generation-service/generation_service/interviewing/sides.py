"""Both sides of an interview, ready to be asked about: what the CV has to say to a posting, and the posting's lines."""

import hashlib
from dataclasses import dataclass

from generation_service.interviewing.posting import PostingLine, lines_of_posting
from generation_service.writing import Candidate, Match, Opening
from generation_service.writing.demand import Demand
from generation_service.writing.outline import Material
from generation_service.writing.outline.wording import fitting
from generation_service.writing.phrases import ENGLISH
from generation_service.writing.relevance import Line, Origin
from generation_service.writing.steering import Steering
from generation_service.writing.titles import reads_as_job, running_title
from generation_service.writing.voice import Voice

NOWHERE = "in your work so far"


@dataclass(frozen=True, slots=True)
class Sides:
    """A person and a posting."""

    material: Material
    posting: tuple[PostingLine, ...]
    title: str
    """As it follows "as": "a Backend Engineer"."""
    company: str
    """Its name, or "the company"."""
    places: tuple[str, ...]
    """Where the person worked, the most telling first: "at Parcelwise"."""

    @classmethod
    def of(cls, candidate: Candidate, opening: Opening, match: Match) -> "Sides":
        """Look at a person and a posting."""
        seed = hashlib.blake2b(f"{opening.title}\0{opening.company}\0{opening.description}".encode()).digest()
        voice = Voice(ENGLISH, seed)
        material = Material.of(candidate, opening, Demand.of(opening, match), Steering(), voice)
        title = running_title(opening.title, opening.location)
        places = (voice.short_station(candidate.experience[at]) for at in material.strongest())
        return cls(
            material,
            lines_of_posting(opening.description),
            ENGLISH.grammar.role(title) if reads_as_job(title) else "someone in this role",
            opening.company or "the company",
            tuple(dict.fromkeys(place for place in places if place)),
        )

    @property
    def candidate(self) -> Candidate:
        """The person."""
        return self.material.candidate

    @property
    def opening(self) -> Opening:
        """The posting."""
        return self.material.opening

    def place(self, nth: int) -> str:
        """One of the places the person worked at, another one each time."""
        return self.places[nth % len(self.places)] if self.places else NOWHERE

    def place_of(self, line: Line) -> str:
        """Where a line of the CV was done."""
        if line.origin is Origin.PROJECT:
            return f"on “{self.candidate.projects[line.at].name}”"
        return self.material.voice.short_station(self.candidate.experience[line.at]) or NOWHERE

    def latest_place(self) -> str:
        """The last place of work, "" when the CV names none."""
        at = self.material.latest()
        return "" if at is None else self.material.voice.short_station(self.candidate.experience[at])


def shortened(line: str) -> str:
    """A line as it is quoted in a question: not longer than can be listened to."""
    return fitting(line)
