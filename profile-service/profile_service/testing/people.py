"""People for made-up CVs, each in one language."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job; without an end it goes on."""

    title: str
    company: str
    place: str
    start: Month
    end: Month | None
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class School:
    """A degree."""

    degree: str
    field: str
    institution: str
    place: str
    start: Month
    end: Month


@dataclass(frozen=True, slots=True)
class Words:
    """How a language names the parts of a CV, its months, and the present day."""

    profile: str
    experience: str
    education: str
    skills: str
    languages: str
    contact: str
    months: tuple[str, ...]
    now: str
    until: str


@dataclass(frozen=True, slots=True)
class Person:
    """Everything a CV says of somebody."""

    words: Words
    name: str
    email: str
    phone: str
    place: str
    headline: str
    summary: str
    jobs: tuple[Job, ...]
    schools: tuple[School, ...]
    skills: tuple[str, ...]
    tongues: tuple[str, ...]


def _people() -> tuple[Person, ...]:
    told = yaml.safe_load(files(__package__).joinpath("people.yaml").read_text(encoding="utf-8"))
    words = {name: Words(**{**said, "months": tuple(said["months"].split())}) for name, said in told["words"].items()}
    return tuple(_person(said, words) for said in told["people"])


def _person(said: dict[str, Any], words: dict[str, Words]) -> Person:
    jobs = tuple(Job(**{**_dated(job), "tasks": tuple(job["tasks"])}) for job in said["jobs"])
    schools = tuple(School(**_dated(school)) for school in said["schools"])
    lists = {name: tuple(said[name]) for name in ("skills", "tongues")}
    return Person(**{**said, **lists, "words": words[said["words"]], "jobs": jobs, "schools": schools})


def _dated(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "start": _month(said["start"]), "end": _month(said["end"])}


def _month(text: str | None) -> Month | None:
    return (int(text[:4]), int(text[5:])) if text else None


PEOPLE = _people()
