"""What a CV says, as values with where each stood."""

from dataclasses import dataclass

from profile_service.reading.document import Kind, Span


@dataclass(frozen=True, slots=True)
class Experience:
    """A job. Dates are `YYYY-MM`, `YYYY` where no month is named, or `present`."""

    company: str | None
    title: str | None
    start_date: str | None
    end_date: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class Education:
    """A degree or school. Dates as in Experience."""

    institution: str | None
    degree: str | None
    field: str | None
    end_date: str | None
    start_date: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Something the person built; technologies by their canonical names."""

    title: str
    description: str | None
    technologies: tuple[str, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class ParsedCv:
    """The fields of a CV. What it does not say is None or empty."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    links: tuple[str, ...] = ()
    location: str | None = None
    summary: str | None = None
    skills: tuple[str, ...] = ()
    experience: tuple[Experience, ...] = ()
    education: tuple[Education, ...] = ()
    languages: tuple[str, ...] = ()
    projects: tuple[Project, ...] = ()
    years_of_experience: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stood: `field` is its path ("experience.0.company"), text[start:end] what was written.

    Lines count from 1.
    """

    field: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class ParseQuality:
    """How sure the reading is, for the person to see."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    language: str | None
    pages: int
    columns: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A CV as read: the fields, where they stood, how sure, and by which engine."""

    kind: Kind
    text: str
    parsed: ParsedCv
    evidence: tuple[Evidence, ...]
    quality: ParseQuality
    engine: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a section: where it stands as a whole, and where its dates do."""

    value: Experience | Education | Project
    span: Span
    dates: Span | None
