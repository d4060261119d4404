"""What stands around a letter: who writes, to which company, about which job, and when."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from generation_service.writing import Candidate, Opening


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender's contact and what the letter is about, as they were when it was written."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: str | None = None
    links: tuple[str, ...] = ()
    company: str | None = None
    title: str | None = None

    @classmethod
    def of(cls, candidate: Candidate, opening: Opening) -> Self:
        """From what the letter was written from."""
        return cls(
            name=candidate.name,
            email=candidate.email,
            phone=candidate.phone,
            location=candidate.location,
            links=candidate.links,
            company=opening.company,
            title=opening.title,
        )

    @classmethod
    def kept(cls, row: dict[str, Any] | None) -> Self:
        """As it was stored; nothing is known where nothing was."""
        return cls(**{**row, "links": tuple(row["links"])}) if row else cls()

    def row(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    @property
    def contact(self) -> tuple[str, ...]:
        """Where the sender can be reached, in the order it is shown."""
        return tuple(part for part in (self.location, self.phone, self.email, *self.links) if part)


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_DATES = {"en": "{month} {day}, {year}", "de": "{day}. {month} {year}", "fr": "{day} {month} {year}"}
_SUBJECTS = {
    "en": "Application for the position of {title}",
    "de": "Bewerbung als {title}",
    "fr": "Candidature au poste de {title}",
    "es": "Candidatura al puesto de {title}",
}
_SPANISH_DATE = "{day} de {month} de {year}"


def written_date(day: date, language: str) -> str:
    """A date as letters of a language have it, English where the language is another one."""
    known = language if language in _MONTHS else "en"
    month = _MONTHS[known].split()[day.month - 1]
    french_first = "1er" if known == "fr" and day.day == 1 else str(day.day)
    return _DATES.get(known, _SPANISH_DATE).format(day=french_first, month=month, year=day.year)


def subject_line(title: str, language: str) -> str:
    """What a letter about a job is about, in its language."""
    return _SUBJECTS.get(language, _SUBJECTS["en"]).format(title=title)
