"""The labelled CVs: what each file of the pairs says, in one shape."""

import calendar
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MONTHS = [name.lower() for name in calendar.month_name[1:]]
TAG = re.compile(r"<[^>]+>")
MARKDOWN_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class TrueJob:
    """A job of the truth; dates are `YYYY-MM` or `present`."""

    company: str
    title: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class TrueSchool:
    """An education entry of the truth."""

    institution: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Truth:
    """What a CV says."""

    name: str | None
    email: str | None
    phone: str | None
    skills: tuple[str, ...]
    jobs: tuple[TrueJob, ...]
    schools: tuple[TrueSchool, ...]


def labelled_cvs(folder: Path) -> Iterator[tuple[Path, Truth, str]]:
    """Each PDF with its truth and the person it is of: one person may be told in several layouts."""
    pairs, pdfs = folder / "cvs_labelled" / "pairs", folder / "cvs_pdf"
    best = _best_resume(yaml.safe_load((pairs / "bestresume.yml").read_text(encoding="utf-8")))
    for path in sorted(pdfs.glob("bestresume_*.pdf")):
        yield path, best, "bestresume"
    for path in sorted(pairs.glob("rendercv_*.yaml")):
        yield pdfs / f"{path.stem}.pdf", _render_cv(yaml.safe_load(path.read_text(encoding="utf-8"))["cv"]), "rendercv"
    for path in sorted(pairs.glob("rxresume_*.json")):
        yield pdfs / f"{path.stem}.pdf", _reactive_resume(json.loads(path.read_text(encoding="utf-8"))), "rxresume"
    form = yaml.safe_load((pairs / "yamlcv_rirekisho_ja.yaml").read_text(encoding="utf-8"))
    yield (
        pdfs / "yamlcv_rirekisho_ja.pdf",
        Truth(form["name"], form["email"], form["cell_phone"], (), (), ()),
        "rirekisho",
    )


def _best_resume(cv: dict[str, Any]) -> Truth:
    jobs = []
    for job in cv["experience"]:
        start, end = _period(job["timeperiod"])
        jobs.append(TrueJob(job["company"], job["position"], start, end))
    schools = []
    for school in cv["education"]:
        start, end = _period(school["timeperiod"])
        schools.append(TrueSchool(school["description"].split(", ")[1], start, end))
    skills = tuple(skill["name"] for skill in cv["skills"])
    name = f"{cv['name']['first']} {cv['name']['last']}"
    return Truth(name, cv["contact"]["email"], cv["contact"]["phone"], skills, tuple(jobs), tuple(schools))


def _render_cv(cv: dict[str, Any]) -> Truth:
    sections = cv["sections"]
    jobs = tuple(
        TrueJob(_plain(job["company"]), _plain(job["position"]), job["start_date"], job["end_date"])
        for job in sections["experience"]
    )
    schools = tuple(
        TrueSchool(_plain(school["institution"]), school["start_date"], school["end_date"])
        for school in sections["education"]
    )
    skills = tuple(skill.strip() for group in sections["skills"] for skill in group["details"].split(","))
    return Truth(cv["name"], cv["email"], cv["phone"], skills, jobs, schools)


def _reactive_resume(cv: dict[str, Any]) -> Truth:
    basics, sections = cv["basics"], cv["sections"]
    jobs, schools = [], []
    for job in _visible(sections["experience"]):
        start, end = _period(job["date"])
        jobs.append(TrueJob(job["company"], job["position"], start, end))
    for school in _visible(sections["education"]):
        start, end = _period(school["date"])
        schools.append(TrueSchool(school["institution"], start, end))
    skills = tuple(skill for group in _visible(sections["skills"]) for skill in group["keywords"])
    return Truth(basics["name"], basics["email"], basics["phone"], skills, tuple(jobs), tuple(schools))


def _visible(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in section["items"] if item.get("visible", True)] if section.get("visible", True) else []


def _plain(text: str) -> str:
    return TAG.sub("", MARKDOWN_LINK.sub(r"\1", text)).replace("*", "")


def _period(text: str) -> tuple[str | None, str | None]:
    """ "January 2019 to Present", "since January 2016"."""
    found = [
        f"{year}-{MONTHS.index(month.lower()) + 1:02d}"
        for month, year in re.findall(r"([A-Z][a-z]+) (\d{4})", text)
        if month.lower() in MONTHS
    ]
    ongoing = "present" if re.search(r"present|since", text, re.IGNORECASE) else None
    return (found[0], found[1] if len(found) > 1 else ongoing) if found else (None, None)
