"""What a posting asks for and offers, read from its text by rules."""

from dataclasses import dataclass

from job_service.reading.cues import Cue, cues_in
from job_service.reading.eligibility import eligible_regions, languages_asked, visa_sponsorship
from job_service.reading.salary import Salary, salary_in, salary_in_title
from job_service.reading.sections import outline_of
from job_service.reading.seniority import seniority_of
from job_service.reading.skills import asked_skills, with_skills, with_trade
from job_service.reading.welcome import welcome_stretches
from job_service.reading.work_type import JobType, RemoteType, job_type_of, remote_type_of
from job_service.reading.years import years_asked
from vocabulary.places import places_in
from vocabulary.titles import Seniority


@dataclass(frozen=True, slots=True)
class Posting:
    """A posting as plain text, with what its board's fields state besides; a field that is stated is believed."""

    title: str
    text: str
    company: str | None = None
    location: str | None = None
    skills: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    job_type: JobType | None = None
    remote_type: RemoteType | None = None
    salary: Salary | None = None
    is_remote_board: bool = False
    """The board lists remote jobs only: what says nothing else is remote."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a job asks for and offers; None and empty mean that the posting does not say."""

    required_skills: tuple[str, ...]
    nice_skills: tuple[str, ...]
    years_min: int | None
    years_max: int | None
    seniority: Seniority | None
    salary: Salary | None
    job_type: JobType | None
    remote_type: RemoteType | None
    countries: tuple[str, ...]
    """ISO 3166 alpha-2 codes of the countries the location names."""
    eligible_regions: tuple[str, ...]
    visa_sponsorship: int | None
    languages: tuple[str, ...]


def read_requirements(posting: Posting) -> Requirements:
    """Read a posting. Linear in its length; the same posting always reads the same."""
    title, text = posting.title, posting.text
    cues = cues_in(text)
    outline = outline_of(text, cues[Cue.HEADING])
    welcome = welcome_stretches(text, cues)
    skills = with_trade(with_skills(asked_skills(title, text, cues, outline, welcome), posting.skills), title)
    years = years_asked(text, cues, outline, welcome)
    countries = countries_of(posting.location)
    country = countries[0] if len(countries) == 1 else None
    visa = visa_sponsorship(text, cues)
    stated = posting.regions or eligible_regions(text, cues, outline)
    remote = posting.remote_type or remote_type_of(title, posting.location, text, cues, outline)
    return Requirements(
        required_skills=skills.required,
        nice_skills=skills.nice_to_have,
        years_min=years.least if years else None,
        years_max=years.most if years else None,
        seniority=seniority_of(title, text, cues, years),
        salary=posting.salary or salary_in_title(title, country) or salary_in(text, cues, country),
        job_type=posting.job_type or job_type_of(title, text, cues, outline),
        remote_type=remote or (RemoteType.FULL if posting.is_remote_board else None),
        countries=countries,
        eligible_regions=stated or _regions_of_place(posting.location, visa),
        visa_sponsorship=visa,
        languages=languages_asked(title, text, cues, outline, welcome),
    )


def countries_of(location: str | None) -> tuple[str, ...]:
    """The countries a location names; a region is not a place of work."""
    places = places_in(location) if location else ()
    return tuple(code for place in places if len(place.countries) == 1 for code in place.countries)


def _regions_of_place(location: str | None, visa: int | None) -> tuple[str, ...]:
    """Who works somewhere must be allowed to, unless a visa is sponsored."""
    return tuple(place.name for place in places_in(location)) if location and visa != 1 else ()
