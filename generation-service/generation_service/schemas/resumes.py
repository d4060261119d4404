"""Shapes of the Job Application System's résumés."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from generation_service.documents.resume import Entry, ShownProject, SkillGroup
from generation_service.statements import Statements
from generation_service.tables import ResumeFile
from generation_service.tailoring import Own
from shared.http import Line, Text

DOWNLOAD = "/api/v1/resume/download/{}"
_Short = Annotated[Line, Field(max_length=200)]
_Long = Annotated[Text, Field(max_length=5_000)]
_Skill = Annotated[Line, Field(max_length=100)]
_Url = Annotated[Line, Field(max_length=500)]


class SchoolIn(BaseModel):
    degree: _Short | None = None
    institution: _Short | None = None
    year: int | Annotated[Line, Field(max_length=50)] | None = None
    coursework: list[_Short] | _Long | None = None
    gpa: float | Annotated[Line, Field(max_length=50)] | None = None

    def entry(self) -> Entry:
        """As the résumé shows it."""
        courses = ", ".join(self.coursework) if isinstance(self.coursework, list) else self.coursework
        told = (f"Coursework: {courses}" if courses else "", f"GPA: {self.gpa}" if self.gpa is not None else "")
        head, below = (self.degree, self.institution) if self.degree else (self.institution, None)
        return Entry(head or "", below, None if self.year is None else str(self.year), tuple(filter(None, told)))


class SkillGroupIn(BaseModel):
    category: _Short | None = None
    items: Annotated[list[_Skill], Field(max_length=200)]


class PositionIn(BaseModel):
    role: _Short | None = None
    company: _Short | None = None
    duration: _Short | None = Field(default=None, examples=["January 2020 – Present"])
    location: _Short | None = None
    achievements: Annotated[list[_Long], Field(max_length=50)] = []

    def entry(self) -> Entry:
        """As the résumé shows it: the company with its place above, the role below."""
        head = ", ".join(part for part in (self.company, self.location) if part) if self.company else self.role
        return Entry(head or "", self.role if self.company else None, self.duration, tuple(self.achievements))


class ResumeProjectIn(BaseModel):
    title: Annotated[Line, Field(min_length=1, max_length=200)]
    description: _Long | None = None
    technologies: list[_Skill] | Annotated[Line, Field(max_length=1_000)] | None = None
    url: _Url | None = None

    def shown(self) -> ShownProject:
        """As the résumé shows it."""
        named = self.technologies.split(",") if isinstance(self.technologies, str) else self.technologies or []
        points = tuple(line for line in (self.description or "").splitlines() if line.strip())
        return ShownProject(self.title, points, tuple(each.strip() for each in named if each.strip()), self.url)


class ResumeIn(BaseModel):
    """Whatever is left out comes from profile, CV and projects."""

    user_id: int | Line | None = None
    name: _Short | None = None
    email: Annotated[Line, Field(max_length=320)] | None = None
    phone: Annotated[Line, Field(max_length=50)] | None = None
    location: _Short | None = None
    linkedin_url: _Url | None = None
    website_url: _Url | None = None
    experience_years: Annotated[float, Field(ge=0, le=80, allow_inf_nan=False)] | None = None
    primary_skills: Annotated[list[_Skill], Field(max_length=100)] | None = None
    education: Annotated[list[SchoolIn], Field(max_length=50)] | None = None
    skills: Annotated[list[SkillGroupIn], Field(max_length=50)] | None = None
    experience: Annotated[list[PositionIn], Field(max_length=50)] | None = None
    projects: Annotated[list[ResumeProjectIn], Field(max_length=50)] | None = None
    job_id: int | Line | None = Field(default=None, description="The job it is tailored to.", examples=["job-3"])
    selected_project_ids: Annotated[list[int | _Short], Field(max_length=100)] | None = Field(
        default=None, description="Of your projects those to show; all when left out."
    )

    def statements(self) -> Statements:
        """What the person says of themselves; blank lines say nothing."""
        links = (self.linkedin_url, self.website_url)
        return Statements(
            name=_said(self.name),
            email=_said(self.email),
            phone=_said(self.phone),
            location=_said(self.location),
            links=tuple(said for link in links if (said := _said(link))),
            years=self.experience_years,
            skills=tuple(skill for each in self.primary_skills or () if (skill := each.strip())),
        )

    def own(self) -> Own:
        """What stands in place of the profile's."""
        groups = [SkillGroup(_said(group.category), tuple(group.items)) for group in self.skills or ()]
        return Own(
            skills=None if self.skills is None else tuple(groups),
            experience=None if self.experience is None else tuple(each.entry() for each in self.experience),
            education=None if self.education is None else tuple(each.entry() for each in self.education),
            projects=None if self.projects is None else tuple(each.shown() for each in self.projects),
        )


def _said(text: str | None) -> str | None:
    return (text or "").strip() or None


class ResumeOut(BaseModel):
    success: Literal[True] = True
    resume_id: str = Field(examples=["res-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a"])
    download_url: str = Field(examples=["/api/v1/resume/download/res-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a"])
    generation_method: Literal["template"] = Field(default="template", description="By the product's own rules.")
    message: str

    @classmethod
    def of(cls, made: ResumeFile) -> Self:
        """The answer to whoever asked for it."""
        tailored = f", tailored to job {made.job_id}" if made.job_id is not None else ""
        return cls(
            resume_id=made.public_id,
            download_url=DOWNLOAD.format(made.public_id),
            message=f"Résumé made{tailored}: {made.file_name}",
        )
