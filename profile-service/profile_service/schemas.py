"""HTTP shapes of profile-service."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from profile_service.preferences import PreferencesIn
from profile_service.tables import Cv, Profile
from shared.http import Line, Stripped, Text, Utc

MOST_SKILLS = 500
MOST_ENTRIES = 200
LONGEST_DESCRIPTION = 50_000
Skill = Annotated[Line, Stripped, Field(min_length=1, max_length=100)]
Title = Annotated[Line, Stripped, Field(min_length=1, max_length=200)]
Url = Annotated[Line, Field(max_length=2_000)]
Date = Annotated[str, Field(pattern=r"^(\d{4}(-(0[1-9]|1[0-2]))?|present)$", examples=["2020-01"])]
Description = Annotated[Text, Field(max_length=LONGEST_DESCRIPTION)]


class ProfileIn(BaseModel):
    """Changes to a profile; a field that is not sent stays as it is."""

    full_name: Title | None = Field(default=None, examples=["John Doe"])
    bio: Annotated[Text, Field(max_length=2_000)] | None = None
    skills: Annotated[list[Skill], Field(max_length=MOST_SKILLS)] | None = Field(default=None, examples=[["Python"]])
    experience_years: Annotated[float, Field(ge=0, le=80, allow_inf_nan=False)] | None = None
    preferences: PreferencesIn | None = None


class NameIn(BaseModel):
    """A new name; without one nothing changes."""

    full_name: Title | None = Field(default=None, examples=["John Doe"])


class ProfileOut(BaseModel):
    id: int
    email: str
    full_name: str
    bio: str | None
    skills: list[str]
    experience_years: int | float | None
    preferences: dict[str, Any] = Field(description="Wishes, own keys, and `parsed_cv` once a CV was read.")
    cv_filename: str | None
    cv_uploaded_at: Utc | None
    updated_at: Utc

    @classmethod
    def of(cls, profile: Profile, cv: Cv | None) -> "ProfileOut":
        return cls(
            id=profile.user_id,
            email=profile.email,
            full_name=profile.full_name,
            bio=profile.bio,
            skills=profile.skills,
            experience_years=_whole(profile.experience_years),
            preferences=profile.preferences,
            cv_filename=cv.filename if cv else None,
            cv_uploaded_at=cv.uploaded_at if cv else None,
            updated_at=profile.updated_at,
        )


class MeOut(BaseModel):
    id: int
    email: str
    full_name: str
    bio: str | None
    skills: list[str]
    experience_years: int | float | None
    preferences: dict[str, Any]
    cv_uploaded_at: Utc | None
    created_at: Utc

    @classmethod
    def of(cls, profile: Profile, cv: Cv | None) -> "MeOut":
        return cls(
            id=profile.user_id,
            email=profile.email,
            full_name=profile.full_name,
            bio=profile.bio,
            skills=profile.skills,
            experience_years=_whole(profile.experience_years),
            preferences=profile.preferences,
            cv_uploaded_at=cv.uploaded_at if cv else None,
            created_at=profile.registered_at,
        )


class ExperienceShape(BaseModel):
    company: Annotated[Line, Field(max_length=200)] | None = None
    title: Annotated[Line, Field(max_length=200)] | None = None
    start_date: Date | None = None
    end_date: Date | None = None
    description: Description | None = None


class EducationShape(BaseModel):
    institution: Annotated[Line, Field(max_length=300)] | None = None
    degree: Annotated[Line, Field(max_length=300)] | None = None
    field: Annotated[Line, Field(max_length=300)] | None = None
    start_date: Date | None = None
    end_date: Date | None = None


class CvProjectShape(BaseModel):
    title: Annotated[Line, Field(max_length=300)]
    description: Description | None = None
    technologies: list[Line] = []
    url: Url | None = None


class ParsedCvOut(BaseModel):
    """What a CV says; what it does not say is null or empty."""

    name: str | None
    email: str | None
    phone: str | None
    links: list[str] = []
    location: str | None = None
    summary: str | None
    skills: list[str]
    experience: list[ExperienceShape]
    education: list[EducationShape]
    languages: list[str] = []
    projects: list[CvProjectShape] = []
    years_of_experience: int | float | None


class ParsedCvIn(BaseModel):
    """Corrections; a field that is not sent stays as it is, null empties it."""

    name: Annotated[Line, Field(max_length=200)] | None = None
    email: Annotated[Line, Field(max_length=320)] | None = None
    phone: Annotated[Line, Field(max_length=50)] | None = None
    links: Annotated[list[Url], Field(max_length=MOST_ENTRIES)] = []
    location: Annotated[Line, Field(max_length=200)] | None = None
    summary: Description | None = None
    skills: Annotated[list[Skill], Field(max_length=MOST_SKILLS)] = []
    experience: Annotated[list[ExperienceShape], Field(max_length=MOST_ENTRIES)] = []
    education: Annotated[list[EducationShape], Field(max_length=MOST_ENTRIES)] = []
    languages: Annotated[list[Annotated[Line, Field(max_length=100)]], Field(max_length=MOST_ENTRIES)] = []
    projects: Annotated[list[CvProjectShape], Field(max_length=MOST_ENTRIES)] = []
    years_of_experience: Annotated[float, Field(ge=0, le=80, allow_inf_nan=False)] | None = None


class ParseQualityOut(BaseModel):
    """How sure the reading is."""

    found: list[str]
    missing: list[str]
    language: str | None
    pages: int
    columns: int
    warnings: list[str]


class UploadOut(BaseModel):
    message: str = Field(examples=["CV uploaded and parsed successfully"])
    filename: str
    parsed_cv: ParsedCvOut
    parse_quality: ParseQualityOut
    model: str = Field(description="The engine that read it.", examples=["rules-1"])

    @classmethod
    def of(cls, cv: Cv) -> "UploadOut":
        return cls(
            message="CV uploaded and parsed successfully",
            filename=cv.filename,
            parsed_cv=ParsedCvOut.model_validate(cv.parsed),
            parse_quality=ParseQualityOut.model_validate(cv.quality),
            model=cv.model,
        )


class ProjectIn(BaseModel):
    title: Title
    description: Description | None = None
    technologies: Annotated[list[Skill], Field(max_length=100)] = []
    url: Url | None = None


class ProjectOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    description: str | None
    technologies: list[str]
    url: str | None
    from_cv: bool
    updated_at: Utc


class ProjectsOut(BaseModel):
    projects: list[ProjectOut]
    total: int


class WholeExportOut(BaseModel):
    """Everything every service holds of the caller, by service and table."""

    user_id: int
    services: dict[str, dict[str, list[dict[str, Any]]]]


def _whole(years: float | None) -> int | float | None:
    return int(years) if years is not None and years == int(years) else years
