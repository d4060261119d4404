"""The index of jobs beside the schema: what it finds is what a plain reading finds, and what was written is seen."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from job_service.reading.work_type import JobType, RemoteType
from job_service.search import Changes, IndexedJob, Page, Sort, Wanted, open_index
from job_service.service import service
from shared.testing.running import ServiceUnderTest, service_under_test

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("python", "nurse", "care", "robots", "berlin", "night")
"""None is another's stem."""


class Boards(Protocol):
    answers: dict[str, bytes | int]


def some_words(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map(" ".join)


JOBS = st.lists(
    st.builds(
        IndexedJob,
        id=st.just(0),
        scraped_at=st.sampled_from([NOW, NOW + timedelta(milliseconds=20), NOW + timedelta(days=1)]),
        title=some_words(1, 2),
        company=st.none() | some_words(1, 2),
        description=some_words(0, 5),
        location=st.none() | some_words(1, 2),
        source=st.sampled_from(["remoteok", "weworkremotely"]),
        remote_type=st.none() | st.sampled_from(list(RemoteType)),
        job_type=st.none() | st.sampled_from(list(JobType)),
        salary_min=st.none() | st.integers(0, 3),
        salary_max=st.none() | st.integers(3, 6),
    ),
    max_size=12,
).map(lambda jobs: [replace(job, id=number) for number, job in enumerate(jobs, 1)])


@dataclass(frozen=True)
class Asked:
    """A search as it is written, and what it means."""

    phrases: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join([*(f'"{" ".join(phrase)}"' for phrase in self.phrases), *(f"-{word}" for word in self.without)])

    def holds(self, job: IndexedJob) -> bool:
        parts = [part.split() for part in (job.title, job.company or "", job.description)]
        return all(any(stands_in(phrase, part) for part in parts) for phrase in self.phrases) and not any(
            word in part for word in self.without for part in parts
        )


def stands_in(phrase: tuple[str, ...], words: list[str]) -> bool:
    return any(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words)))


PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)
SEARCHES = st.builds(
    Asked, st.lists(PHRASES, max_size=2).map(tuple), st.lists(st.sampled_from(WORDS), max_size=1).map(tuple)
).filter(lambda asked: bool(asked.phrases or asked.without))
ALTERNATIVES = st.lists(SEARCHES, min_size=1, max_size=2)
FILTERS = st.builds(
    Wanted,
    source=st.none() | st.sampled_from(["remoteok", "weworkremotely"]),
    remote_type=st.none() | st.sampled_from(list(RemoteType)),
    job_type=st.none() | st.sampled_from(list(JobType)),
    min_salary=st.none() | st.integers(0, 6),
    max_salary=st.none() | st.integers(0, 6),
    location=st.none() | some_words(1, 2),
    company=st.none() | some_words(1, 2),
)


def passes(job: IndexedJob, wanted: Wanted, alternatives: list[Asked] | None) -> bool:
    ends = [end for end in (job.salary_min, job.salary_max) if end is not None]
    return (
        (alternatives is None or any(asked.holds(job) for asked in alternatives))
        and wanted.source in (None, job.source)
        and wanted.remote_type in (None, job.remote_type)
        and wanted.job_type in (None, job.job_type)
        and (wanted.min_salary is None or (bool(ends) and ends[-1] >= wanted.min_salary))
        and (wanted.max_salary is None or (bool(ends) and ends[0] <= wanted.max_salary))
        and all(word in (job.location or "").split() for word in (wanted.location or "").split())
        and all(word in (job.company or "").split() for word in (wanted.company or "").split())
    )


@given(JOBS, JOBS, FILTERS, st.none() | ALTERNATIVES, st.sampled_from(list(Sort)), st.integers(1, 5), st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_a_page_and_its_total_are_those_of_a_plain_reading(
    before: list[IndexedJob],
    after: list[IndexedJob],
    filters: Wanted,
    alternatives: list[Asked] | None,
    sort: Sort,
    limit: int,
    offset: int,
) -> None:
    wanted = replace(filters, search=" or ".join(map(str, alternatives)) if alternatives else None)

    async def hits() -> tuple[Any, Any]:
        with open_index() as index:
            await index.put(Changes((), before))
            await index.commit(1)
            await index.put(Changes([job.id for job in (*before, *after)], after))
            snapshot = await index.commit(2)
            return snapshot.find(wanted, sort, Page(limit, offset)), snapshot.find(wanted, sort, Page(200, 0))

    page, everything = asyncio.run(hits())

    fitting = [job for job in after if passes(job, wanted, alternatives)]
    assert page.total == everything.total == len(fitting)
    assert sorted(everything.ids) == [job.id for job in fitting]
    assert list(page.ids) == list(everything.ids)[offset : offset + limit]
    if sort is Sort.NEWEST or alternatives is None:
        newest = sorted(fitting, key=lambda job: (job.scraped_at, job.id), reverse=True)
        assert list(everything.ids) == [job.id for job in newest]


def posting(number: int, **said: Any) -> dict[str, Any]:
    return {"id": str(number), "position": "Baker", "company": "Acme", "description": "You bake.", **said}


async def read(app: ServiceUnderTest, boards: Boards, *postings: dict[str, Any]) -> None:
    shown = [{"epoch": 1_700_000_000, "url": f"https://remoteok.com/{each['id']}", **each} for each in postings]
    boards.answers["/remoteok"] = json.dumps([{"legal": "…"}, *shown]).encode()
    await app.person(1).post("/api/jobs/refresh")
    await app.settled()


async def found(app: ServiceUnderTest, query: str = "") -> list[str]:
    answer = await app.anyone.get(f"/api/jobs?{query}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["total"] == len(body["jobs"])
    return sorted(job["source_id"] for job in body["jobs"])


@pytest.fixture
async def other(app: ServiceUnderTest, database_url: str) -> AsyncIterator[ServiceUnderTest]:
    """Another process on the same schema."""
    async with service_under_test(service, database_url) as running:
        yield running


async def test_every_change_is_seen_by_the_next_request_of_every_process(
    app: ServiceUnderTest, other: ServiceUnderTest, boards: Boards
) -> None:
    async def both(query: str = "") -> list[str]:
        [one, two] = [await found(each, query) for each in (app, other)]
        assert one == two
        return one

    assert await both() == []
    await read(app, boards, posting(1), posting(2))
    assert await both("search=bake") == ["1", "2"]
    await read(app, boards, posting(1, description="You knead."), posting(2))
    assert (await both("search=bake"), await both("search=knead")) == (["2"], ["1"])
    await close(app, "1")
    assert (await both(), await both("search=knead")) == (["2"], [])
    await read(other, boards, posting(1, description="You knead."), posting(2))
    assert await both("search=knead") == ["1"]


async def close(app: ServiceUnderTest, source_id: str) -> None:
    """As the clock does when a posting has expired."""
    async with app.db.write() as session:
        long_ago = datetime.now(UTC) - timedelta(days=100)
        await session.execute(
            text("UPDATE job.board_listings SET last_seen_at = :then WHERE source_id = :id"),
            {"then": long_ago, "id": source_id},
        )
    periodic = {each.name: each for each in service.periodic}
    await periodic["close_expired"].run(app.db, app.running.deps)


async def test_a_process_that_starts_builds_its_index_and_is_ready_then(
    app: ServiceUnderTest, database_url: str, boards: Boards
) -> None:
    await read(app, boards, posting(1), posting(2, position="Nurse"))

    async with service_under_test(service, database_url) as later:
        assert await found(later, "search=nurse") == ["2"]
        ready = await later.anyone.get("/health/ready")

    assert ready.json()["checks"]["job_index"] == "ok"


async def until_built(app: ServiceUnderTest) -> None:
    for _ in range(600):
        if app.running.deps.index.snapshot is not None:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the index was not built")


async def test_an_index_that_is_not_built_in_time_is_unavailable_and_not_ready(
    app: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("JOB_SEARCH_WAIT_SECONDS", "0.05")
    async with service_under_test(service, database_url) as starting:
        index = starting.running.deps.index
        async with index.turn:
            index.snapshot = None
            ready = await starting.anyone.get("/health/ready")
            asked = await starting.anyone.get("/api/jobs")
            live = await starting.anyone.get("/health/live")
        await until_built(starting)
        again = await starting.anyone.get("/api/jobs")

    assert (ready.status_code, ready.json()["checks"]["job_index"]) == (503, "failed")
    assert (asked.status_code, live.status_code, again.status_code) == (503, 200, 200)


async def test_totals_while_boards_are_read_are_those_of_some_version(app: ServiceUnderTest, boards: Boards) -> None:
    """Each reading is a transaction: a total between two of theirs would be nobody's."""
    totals: list[int] = []
    sizes = [0]
    done = asyncio.Event()

    async def look() -> None:
        while not done.is_set():
            body = (await app.anyone.get("/api/jobs?search=bake&limit=200")).json()
            assert len(body["jobs"]) == body["total"]
            totals.append(body["total"])

    looking = asyncio.create_task(look())
    chance = random.Random(1)
    for _ in range(6):
        sizes.append(sizes[-1] + chance.randint(2, 20))
        await read(app, boards, *(posting(number) for number in range(1, sizes[-1] + 1)))
        assert await found(app, "search=bake&limit=200") == sorted(map(str, range(1, sizes[-1] + 1)))
    done.set()
    await looking

    assert totals == sorted(totals)
    assert set(totals) <= set(sizes)


def test_what_a_killed_process_left_behind_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "career-agent-jobs-left"
    (left / "index").mkdir(parents=True)
    (left / "lock").touch()
    (tmp_path / "career-agent-jobs-halfway").mkdir()

    with open_index(), open_index():
        assert not left.exists()
        assert len(list(tmp_path.iterdir())) == 2

    assert list(tmp_path.iterdir()) == []
