"""What the model is asked to answer about a posting; its JSON schema, descriptions included, is what the model sees."""

from typing import Annotated

from pydantic import BaseModel, Field

from job_service.reading.work_type import JobType, RemoteType

Words = Annotated[str | None, Field(description="Copied exactly as written in the posting; null when it is not there.")]
Skills = Annotated[list[str], Field(description="Each exactly as written in the posting.")]


class JobTypeSaid(BaseModel):
    """How the job is contracted; full-time is permanent unless the posting says otherwise."""

    value: JobType
    words: str


class RemoteTypeSaid(BaseModel):
    """Where the work is done."""

    value: RemoteType
    words: str


class VisaSaid(BaseModel):
    """Whether a visa is sponsored."""

    offered: bool
    words: str


class RequirementsAnswer(BaseModel):
    """What the job asks for and offers."""

    required_skills: Skills = []
    nice_to_have_skills: Skills = []
    years: Words = None
    level: Words = None
    salary: Words = None
    job_type: JobTypeSaid | None = None
    remote_type: RemoteTypeSaid | None = None
    eligible_regions: Annotated[list[str], Field(description="Each exactly as written in the posting.")] = []
    visa: VisaSaid | None = None
    languages: Annotated[list[str], Field(description="Each exactly as written in the posting.")] = []


class Lines(BaseModel):
    """A stretch of the posting, both ends included."""

    first: int
    last: int


class PastedAnswer(RequirementsAnswer):
    """What the posting says."""

    title: Words = None
    company: Words = None
    location: Words = None
    url: Words = None
    description: Lines | None = None
