"""What other services' answers tell, as far as letters need it, and the candidate and opening they make."""

from pydantic import AwareDatetime, BaseModel, Field

from generation_service.writing import Candidate, Match, Opening, Position, Project, School


class JobTold(BaseModel):
    """A posting of job-service, or the summary of it that a match carries."""

    title: str
    company: str | None = None
    description: str | None = None
    location: str | None = None
    tags: list[str] | None = None


class ReasoningTold(BaseModel):
    """Why a match has its score."""

    overall_score: float = 0
    skill_score: float = 0
    title_score: float = 0
    experience_score: float = 0
    matching_skills: list[str] = Field(default_factory=list)
    missing_skills: list[str] = Field(default_factory=list)
    related_skills: list[str] = Field(default_factory=list)


class MatchTold(BaseModel):
    """A match of match-service."""

    id: int
    job_id: int
    job: JobTold
    reasoning: ReasoningTold | None = None


class PreferencesTold(BaseModel):
    """What the person prefers, as far as it concerns letters."""

    use_ai: bool | None = None
    """False: nothing of theirs may go to a language model."""


class ProfileTold(BaseModel):
    """A profile of profile-service."""

    email: str | None = None
    full_name: str | None = None
    bio: str | None = None
    skills: list[str] | None = None
    experience_years: float | None = None
    preferences: PreferencesTold | None = None
    updated_at: AwareDatetime | None = None

    @property
    def allows_model(self) -> bool:
        """Whether a language model may read this person's CV: unless they refused it."""
        return self.preferences is None or self.preferences.use_ai is not False


class ExperienceTold(BaseModel):
    """A position in a parsed CV."""

    company: str | None = None
    title: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    description: str | None = None


class EducationTold(BaseModel):
    """A school in a parsed CV."""

    institution: str | None = None
    degree: str | None = None
    field: str | None = None
    end_date: str | None = None


class CvTold(BaseModel):
    """A parsed CV of profile-service."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: str | None = None
    summary: str | None = None
    links: list[str] | None = None
    skills: list[str] | None = None
    experience: list[ExperienceTold] | None = None
    education: list[EducationTold] | None = None
    languages: list[str] | None = None
    years_of_experience: float | None = None


class ProjectTold(BaseModel):
    """A project, of the CV or the person's own."""

    id: int | None = None
    title: str
    description: str | None = None
    technologies: list[str] | None = None
    url: str | None = None


class ProjectsTold(BaseModel):
    """The projects of a profile."""

    projects: list[ProjectTold]


class PersonTold(BaseModel):
    """All that profile-service says of a person."""

    profile: ProfileTold
    cv: CvTold
    projects: list[ProjectTold]


def candidate_of(person: PersonTold) -> Candidate:
    """One person from all: the profile's years and skills first, then the CV's; the CV's name and contact first."""
    profile, cv = person.profile, person.cv
    years = profile.experience_years if profile.experience_years is not None else cv.years_of_experience
    return Candidate(
        name=cv.name or profile.full_name,
        email=cv.email or profile.email,
        phone=cv.phone,
        location=cv.location,
        links=tuple(cv.links or ()),
        skills=tuple(dict.fromkeys([*(profile.skills or ()), *(cv.skills or ())])),
        summary=_summary(cv.summary or "", profile.bio or ""),
        experience=tuple(_position(entry) for entry in cv.experience or ()),
        education=tuple(
            School(entry.institution, entry.degree, entry.field, entry.end_date) for entry in cv.education or ()
        ),
        projects=tuple(_project(entry) for entry in person.projects),
        languages=tuple(cv.languages or ()),
        years=years,
    )


def opening_of(job: JobTold, match: MatchTold) -> Opening:
    """The posting as a letter needs it; what it requires is what the match was scored by."""
    reasoning = match.reasoning or ReasoningTold()
    return Opening(
        title=job.title,
        company=job.company,
        description=job.description or "",
        required_skills=(*reasoning.matching_skills, *reasoning.related_skills, *reasoning.missing_skills),
        location=job.location,
    )


def match_of(match: MatchTold) -> Match:
    """What the match says of the two."""
    reasoning = match.reasoning or ReasoningTold()
    return Match(
        matching_skills=tuple(reasoning.matching_skills),
        missing_skills=tuple(reasoning.missing_skills),
        related_skills=tuple(reasoning.related_skills),
        scores=reasoning.model_dump(include={"overall_score", "skill_score", "title_score", "experience_score"}),
    )


def _summary(summary: str, bio: str) -> str:
    """Both, unless the bio is only the beginning of the CV's summary."""
    return summary if summary.startswith(bio) else "\n".join(text for text in (summary, bio) if text)


def _project(entry: ProjectTold) -> Project:
    tools = f"Technologies: {', '.join(entry.technologies)}" if entry.technologies else ""
    return Project(entry.title, "\n".join(text for text in (entry.description, tools) if text))


def _position(entry: ExperienceTold) -> Position:
    return Position(entry.company, entry.title, entry.start_date, entry.end_date, entry.description or "")
