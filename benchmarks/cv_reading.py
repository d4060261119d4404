"""R1, R2, R3, R8: how much of the labelled CVs is read right, and that every CV file goes through."""

import json
import os
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.cv_truth import Truth, labelled_cvs
from rich.console import Console
from rich.table import Table

from profile_service.reading import CvUnreadable, ParsedCv, read_file
from vocabulary.skills import skill_key

TODAY = date(2026, 11, 20)
ALIKE = 0.85
BARS = {
    "r1_contact": 0.97,
    "r2_skills_f1": 0.85,
    "r2_experience_f1": 0.90,
    "r2_job_dates": 0.90,
    "r2_education_f1": 0.90,
    "r2_school_dates": 0.90,
    "r2_years": 0.95,
    "r3_same_person": 1.0,
    "r8_gone_through": 1.0,
}
MUST_FAIL: dict[str, str] = {}
"""CV files that cannot be read, with the reason the person gets; none so far."""


@dataclass(slots=True)
class Count:
    """Right ones of all."""

    right: float = 0.0
    all: float = 0.0

    def add(self, right: float, all_: float) -> None:
        self.right += right
        self.all += all_

    @property
    def share(self) -> float:
        return self.right / self.all if self.all else 1.0


def main() -> int:
    """Print one JSON line a figure and a table; 1 when a bar is missed."""
    folder = Path(os.environ.get("CAREER_AGENT_DATA", Path(__file__).parents[2] / "shared" / "data"))
    figures = {**labelled_figures(folder), **going_through(folder)}
    table = Table("figure", "value", "bar")
    for name, value in figures.items():
        bar = BARS.get(name)
        print(json.dumps({"figure": name, "value": round(value, 4), "bar": bar}))
        table.add_row(name, f"{value:.3f}", "" if bar is None else f"≥ {bar:.2f}")
    Console(stderr=True).print(table)
    return int(any(figures[name] < bar for name, bar in BARS.items()))


def labelled_figures(folder: Path) -> dict[str, float]:
    """The shares of fields read right over all labelled files."""
    counts: dict[str, Count] = defaultdict(Count)
    people: dict[str, set[object]] = defaultdict(set)
    for path, truth, person in labelled_cvs(folder):
        reading = read_file(path.read_bytes(), TODAY)
        score_contact(counts["r1_contact"], reading.parsed, truth)
        score_skills(counts["r2_skills_f1"], reading.parsed, truth)
        score_jobs(counts, reading.parsed, truth)
        score_schools(counts, reading.parsed, truth, reading.text)
        people[person].add(identity(reading.parsed))
    counts["r3_same_person"].add(sum(len(told) == 1 for told in people.values()), len(people))
    return {name: count.share for name, count in counts.items()}


def normal(text: str | None) -> str:
    """Compared without case, accents of form and white space."""
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def score_contact(count: Count, parsed: ParsedCv, truth: Truth) -> None:
    """Name and e-mail by their letters, the phone by its digits (a country code may lead it)."""
    for found, true in ((parsed.name, truth.name), (parsed.email, truth.email)):
        if true:
            count.add(normal(found) == normal(true), 1)
    if truth.phone:
        found, true = (re.sub(r"\D", "", number or "") for number in (parsed.phone, truth.phone))
        count.add(bool(found) and (found == true or found.endswith(true.lstrip("0"))), 1)


def score_skills(count: Count, parsed: ParsedCv, truth: Truth) -> None:
    """F1 of the sets of canonical names."""
    if truth.skills:
        true, found = {skill_key(skill) for skill in truth.skills}, {skill_key(skill) for skill in parsed.skills}
        count.add(2 * len(true & found), len(true) + len(found))


def score_jobs(counts: dict[str, Count], parsed: ParsedCv, truth: Truth) -> None:
    """Entries matched by company and title; then their dates to the month; then the years they make."""
    if not truth.jobs:
        return
    free, matched = list(parsed.experience), 0
    for job in truth.jobs:
        match = next((one for one in free if alike(one.company, job.company) and alike(one.title, job.title)), None)
        if match:
            free.remove(match)
            matched += 1
            counts["r2_job_dates"].add((match.start_date == job.start) + (match.end_date == job.end), 2)
    counts["r2_experience_f1"].add(2 * matched, len(truth.jobs) + len(parsed.experience))
    counts["r2_years"].add(abs((parsed.years_of_experience or -9) - true_years(truth)) <= 1, 1)


def score_schools(counts: dict[str, Count], parsed: ParsedCv, truth: Truth, text: str) -> None:
    """Entries matched by institution; their dates where the layout shows them."""
    if not truth.schools:
        return
    free, matched = list(parsed.education), 0
    for school in truth.schools:
        match = next((one for one in free if alike(one.institution, school.institution)), None)
        if match:
            free.remove(match)
            matched += 1
            if school.end and school.end[:4] in text:
                counts["r2_school_dates"].add((match.start_date == school.start) + (match.end_date == school.end), 2)
    counts["r2_education_f1"].add(2 * matched, len(truth.schools) + len(parsed.education))


def alike(found: str | None, true: str) -> bool:
    """Whether two names are nearly the same."""
    return SequenceMatcher(None, normal(found), normal(true)).ratio() >= ALIKE


def true_years(truth: Truth) -> int:
    """The union of the true periods in years."""
    months: set[int] = set()
    for job in truth.jobs:
        if job.start and job.end:
            end = TODAY.isoformat()[:7] if job.end == "present" else job.end
            months |= set(range(month_number(job.start), month_number(end) + 1))
    return round(len(months) / 12)


def month_number(month: str) -> int:
    """Months since year 0."""
    return int(month[:4]) * 12 + int(month[5:7])


def identity(parsed: ParsedCv) -> object:
    """What must be the same in every layout."""
    phone = re.sub(r"\D", "", parsed.phone or "")
    return (
        normal(parsed.name),
        parsed.email,
        phone,
        tuple((normal(job.company), normal(job.title)) for job in parsed.experience),
    )


def going_through(folder: Path) -> dict[str, float]:
    """Every CV file is read, or fails for the reason listed; and how long reading takes in this process."""
    files = [path for kind in ("cvs_pdf", "cvs_docx", "cvs_txt") for path in sorted((folder / kind).iterdir())]
    through, taken = Count(), []
    for path in files:
        began = time.perf_counter()
        through.add(outcome(path) == MUST_FAIL.get(path.name), 1)
        taken.append(time.perf_counter() - began)
    return {"r8_gone_through": through.share, "seconds_median": middle(taken), "seconds_longest": max(taken)}


def outcome(path: Path) -> str | None:
    """Nothing when a file is read, else why it is not."""
    try:
        read_file(path.read_bytes(), TODAY)
    except CvUnreadable as unreadable:
        return unreadable.fault.name
    return None


def middle(values: Sequence[float] | Iterable[float]) -> float:
    """The median."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


if __name__ == "__main__":
    sys.exit(main())
