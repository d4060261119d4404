"""R6, R8, P6: what is read of postings against what a reader judged, and how fast.

Run `python -m benchmarks.posting_reading`. Prints one JSON line a figure, then a table. The real data are found through
CAREER_AGENT_DATA (default `../shared/data`). `posting_judged.tsv` holds the verdicts; the rules were corrected on the
same postings, so the figures flatter. The sample postings are the second opinion: they were written by others,
and of those whose text names the pay that their fields state, the share read exactly is reported.
"""

import gzip
import hashlib
import json
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from job_service.boards import BoardPosting, RemoteOkBoard, WeWorkRemotelyBoard
from job_service.boards.sample import SampleBoard, sample_files
from job_service.reading.requirements import Posting, Requirements, read_requirements
from job_service.reading.text import clean_text

DATA = Path(os.environ.get("CAREER_AGENT_DATA", Path(__file__).parents[2] / "shared" / "data"))
JUDGED = Path(__file__).with_name("posting_judged.tsv")
ROUNDS = 5
REGIONS = {
    "Anywhere in the World": ("Worldwide",),
    "USA Only": ("US",),
    "North America Only": ("North America",),
    "Europe Only": ("Europe",),
    "Americas Only": ("Americas",),
    "Latin America Only": ("LATAM",),
    "Oceania Only": ("Oceania",),
    "UK Only": ("UK",),
    "Canada Only": ("Canada",),
    "EMEA Only": ("EMEA",),
    "Other (don’t specify)": (),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and the bar it must reach; no bar: it is reported only."""

    benchmark: str
    figure: str
    value: float
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person read in a posting."""

    pay: str
    step: str


def feeds() -> list[BoardPosting]:
    """The postings of every WeWorkRemotely feed."""
    files = [*sorted((DATA / "jobs_raw" / "wwr").glob("*.rss")), DATA / "jobs_raw" / "wwr_ikevinxie.xml"]
    board = WeWorkRemotelyBoard(())
    return [posting for file in files for posting in board.parse(file.read_bytes())]


def verdicts() -> dict[str, Verdict]:
    """By the hash of a posting's id."""
    lines = (line.split("\t") for line in JUDGED.read_text().splitlines() if not line.startswith("#"))
    return {key: Verdict(pay, step) for key, pay, step in lines}


def judged(postings: Sequence[BoardPosting]) -> Iterator[Figure]:
    """Regions, pay and seniority against the verdicts."""
    known = verdicts()
    read = [(posting, read_requirements(posting.posting(is_remote_board=True))) for posting in postings]
    ruled = [(found, known[_key(posting)]) for posting, found in read if _key(posting) in known]
    regions = [
        posting.regions == REGIONS[posting.location or ""] for posting in postings if posting.location in REGIONS
    ]
    stated = [_pay(found) == verdict.pay for found, verdict in ruled if verdict.pay != "-"]
    silent = [_pay(found) == "-" for found, verdict in ruled if verdict.pay == "-"]
    steps = [_step(found) == verdict.step for found, verdict in ruled if verdict.step]
    yield Figure("posting_reading", "r6_wwr_regions", statistics.mean(regions), 0.98)
    yield Figure("posting_reading", "r6_pay_both_ends_exact", statistics.mean(stated), 0.95)
    yield Figure("posting_reading", "r6_pay_postings", len(stated))
    yield Figure("posting_reading", "r6_no_pay_invented", statistics.mean(silent))
    yield Figure("posting_reading", "r6_seniority", statistics.mean(steps), 0.90)
    yield Figure("posting_reading", "r6_seniority_postings", len(steps))


def _key(posting: BoardPosting) -> str:
    return hashlib.sha256(posting.source_id.encode()).hexdigest()[:12]


def _pay(found: Requirements) -> str:
    pay = found.salary
    return f"{pay.least or ''},{pay.most or ''},{pay.currency or ''}" if pay else "-"


def _step(found: Requirements) -> str:
    return found.seniority.name if found.seniority is not None else ""


def sample_pay() -> Iterator[Figure]:
    """Pay of sample postings whose text names both numbers that their fields state."""
    board = SampleBoard(datetime.now(UTC))
    exact = []
    for posting in (job for file in sample_files() for job in board.parse(file)):
        salary = posting.salary
        numbers = set(re.sub(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3})", "", posting.text).split())
        text = " ".join(numbers)
        if salary and all(str(end) in text for end in (salary.least, salary.most)):
            found = read_requirements(Posting(posting.title, posting.text, location=posting.location)).salary
            exact.append(found is not None and (found.least, found.most) == (salary.least, salary.most))
    if exact:
        yield Figure("posting_reading", "sample_pay_both_ends_exact", statistics.mean(exact), 0.95)
        yield Figure("posting_reading", "sample_pay_postings", len(exact))


def all_texts() -> list[tuple[str, str]]:
    """Title and text, as sent, of whatever in the data folder looks like a posting."""
    found = [(posting.title, str(posting.raw["summary"])) for posting in feeds()]
    for file in sorted((DATA / "jobs_raw").glob("*.json*")):
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        found += _texts_in(json.loads(content))
    return found


def _texts_in(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        title = next((value[key] for key in ("title", "position", "jobTitle", "text") if key in value), None)
        text = next(
            (value[key] for key in ("content", "descriptionHtml", "jobDescription", "description") if key in value),
            None,
        )
        if isinstance(title, str) and isinstance(text, str):
            yield title, text
            return
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts_in(part)


def speed() -> Iterator[Figure]:
    """Postings a second of one core's time, the median of several rounds: from plain text, and from HTML."""
    raw = all_texts()
    plain = [Posting(title, clean_text(text)) for title, text in raw]
    yield Figure("posting_reading", "r8_postings_gone_through", len([read_requirements(each) for each in plain]))
    reading = _rate(len(raw), lambda: [read_requirements(each) for each in plain])
    yield Figure("posting_reading", "p6_read_a_second", reading, 1000)
    whole = _rate(len(raw), lambda: [read_requirements(Posting(title, clean_text(text))) for title, text in raw])
    yield Figure("posting_reading", "p6_cleaned_and_read_a_second", whole)


def _rate(postings: int, work: Callable[[], object]) -> float:
    rates = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        rates.append(postings / (time.process_time() - start))
    return statistics.median(rates)


def whole_answers() -> Figure:
    """The share of RemoteOK's jobs that come out of its answers, the legal notice not counted."""
    board, listed, read = RemoteOkBoard(()), 0, 0
    for file in (DATA / "jobs_raw").glob("remoteok_*.json"):
        listed += len(json.loads(file.read_bytes())) - 1
        read += len(board.parse(file.read_bytes()))
    return Figure("posting_reading", "remoteok_jobs_read", read / listed, 1.0)


def main() -> None:
    """Measure and print."""
    figures = [*judged(feeds()), *sample_pay(), whole_answers(), *speed()]
    for figure in figures:
        print(json.dumps(asdict(figure)))
    for figure in figures:
        print(f"{figure.figure:32}{figure.value:10.3f}{f'   bar {figure.bar}' if figure.bar else ''}")


if __name__ == "__main__":
    main()
