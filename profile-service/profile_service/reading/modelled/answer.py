"""What the model is asked to answer about a CV; its JSON schema, descriptions included, is what the model sees."""

from typing import Annotated

from pydantic import BaseModel, Field

Words = Annotated[str | None, Field(description="Copied exactly as written in the CV; null when it is not there.")]


class Lines(BaseModel):
    """A stretch of the CV, both ends included."""

    first: int
    last: int


Told = Annotated[Lines | None, Field(description="The lines of its description, without its head; null without one.")]
Whole = Annotated[Lines | None, Field(description="All lines that belong to this entry, head and description.")]


class JobAnswer(BaseModel):
    """One position; several at one employer are several entries, each with the company's name."""

    company: Words = None
    title: Words = None
    start: Annotated[str | None, Field(description="The date it began, exactly as written, such as 'Jan 2019'.")] = None
    end: Annotated[
        str | None, Field(description="The date it ended or the word for 'to this day', exactly as written.")
    ] = None
    lines: Whole = None
    description: Told = None


class SchoolAnswer(BaseModel):
    """One degree, school or training."""

    institution: Words = None
    degree: Words = None
    field: Annotated[str | None, Field(description="The subject, exactly as written.")] = None
    start: Words = None
    end: Words = None
    lines: Whole = None


class ProjectAnswer(BaseModel):
    """Something the person built, from a section about projects; not the duties of a job."""

    title: Words = None
    technologies: list[str] = []
    lines: Whole = None
    description: Told = None


class CvAnswer(BaseModel):
    """What the CV says."""

    name: Annotated[str | None, Field(description="The person's name, exactly as written.")] = None
    location: Annotated[str | None, Field(description="Where the person lives: the town and country as written.")] = (
        None
    )
    summary: Annotated[
        Lines | None, Field(description="The lines in which the person describes themselves in sentences.")
    ] = None
    skills: Annotated[
        list[str],
        Field(description="Every skill, tool and method, from lists and from running text, each exactly as written."),
    ] = []
    experience: list[JobAnswer] = []
    education: list[SchoolAnswer] = []
    languages: Annotated[list[str], Field(description="The spoken languages of the person, as written.")] = []
    projects: list[ProjectAnswer] = []
