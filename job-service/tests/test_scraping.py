"""The boards are read by a worker: what is new, changed and gone is told once, and one failing board harms no other."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from shared.events import JobsClosed, JobsScraped, JobsScrapeRequested
from shared.testing.running import ServiceUnderTest

LONG = "We build quiet machines for loud rooms and need somebody who knows Python and Docker well. " * 4


class Boards(Protocol):
    answers: dict[str, bytes | int]
    asked: list[str]


def remoteok(*jobs: dict[str, Any]) -> bytes:
    """A RemoteOK answer."""
    shown = [{"id": "1", "position": "Dev", "company": "Acme", "description": LONG, **job} for job in jobs]
    return json.dumps([{"legal": "Link back, please."}, *shown]).encode()


def wwr(*jobs: dict[str, str]) -> bytes:
    """A WeWorkRemotely feed."""
    items = "".join(
        f"<item><title>{job['title']}</title><region>Anywhere in the World</region>"
        f"<description>{job.get('text', LONG)}</description><guid>https://weworkremotely.com/remote-jobs/{job['id']}</guid>"
        f"<expires_at>{job.get('expires_at', '')}</expires_at></item>"
        for job in jobs
    )
    return f"<rss version='2.0'><channel><title>Jobs</title>{items}</channel></rss>".encode()


async def scrape(app: ServiceUnderTest) -> dict[str, Any]:
    """Ask for a reading, wait for its end, and return its log with the sources by name."""
    asked = await app.person(1).post("/api/jobs/refresh")
    assert asked.status_code == 202
    await app.settled()
    log: dict[str, Any] = (await app.person(1).get(f"/api/jobs/refresh/{asked.json()['scrape_log_id']}")).json()
    return log | {run["source"]: run for run in log["sources"]}


def counts(run: dict[str, Any]) -> tuple[int, int, int, int]:
    return run["found"], run["new"], run["updated"], run["closed"]


async def jobs_of(app: ServiceUnderTest) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await app.anyone.get("/api/jobs?limit=200")).json()["jobs"]
    return listed


async def make_it_long_ago(app: ServiceUnderTest, days: int) -> None:
    """Turn the clock: everything the service has noted happened so many days earlier."""
    moves = {
        "board_listings": ("last_seen_at", "expires_at"),
        "sources": ("read_at",),
        "jobs": ("scraped_at", "closed_at"),
        "scrape_logs": ("requested_at", "finished_at"),
    }
    async with app.db.write() as session:
        for table, columns in moves.items():
            changes = ", ".join(f"{column} = {column} - interval '{days} days'" for column in columns)
            await session.execute(text(f"UPDATE job.{table} SET {changes}"))


async def test_a_refresh_answers_at_once_and_its_log_tells_what_came(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {"/remoteok": remoteok({"id": "1"}, {"id": "2", "position": "Chef"}), "/wwr": wwr()}

    asked = (await app.person(1).post("/api/jobs/refresh")).json()
    assert asked == {
        "message": "Job scraping started",
        "sources": ["remoteok", "weworkremotely"],
        "scrape_log_id": asked["scrape_log_id"],
    }
    await app.settled()

    log = (await app.person(1).get(f"/api/jobs/refresh/{asked['scrape_log_id']}")).json()
    assert log["status"] == "completed"
    assert log["started_at"].endswith("Z")
    assert log["finished_at"] >= log["started_at"]
    assert log["sources"] == [
        {"source": "remoteok", "status": "ok", "found": 2, "new": 2, "updated": 0, "closed": 0, "error": None},
        {"source": "weworkremotely", "status": "ok", "found": 0, "new": 0, "updated": 0, "closed": 0, "error": None},
    ]


async def test_only_people_with_a_token_may_have_the_boards_read(app: ServiceUnderTest) -> None:
    assert (await app.anyone.post("/api/jobs/refresh")).status_code == 401
    assert (await app.anyone.get("/api/jobs/refresh/1")).status_code == 401
    assert (await app.person(1).get("/api/jobs/refresh/999")).status_code == 404


async def test_a_refresh_during_a_run_names_the_run_under_way(app: ServiceUnderTest) -> None:
    async with app.db.write() as session:
        await session.execute(text("INSERT INTO job.scrape_logs (status) VALUES ('running')"))

    first, second = [(await app.person(user).post("/api/jobs/refresh")) for user in (1, 2)]

    assert first.status_code == second.status_code == 202
    assert first.json()["scrape_log_id"] == second.json()["scrape_log_id"] == 1
    assert app.told(JobsScrapeRequested) == []


async def test_a_run_that_never_ended_is_given_up(app: ServiceUnderTest) -> None:
    async with app.db.write() as session:
        await session.execute(
            text("INSERT INTO job.scrape_logs (status, requested_at) VALUES ('running', now() - interval '1 hour')")
        )

    assert (await scrape(app))["id"] == 2
    assert (await app.person(1).get("/api/jobs/refresh/1")).json()["status"] == "failed"


async def test_the_same_answers_twice_make_no_duplicate_and_no_noise(
    app: ServiceUnderTest, boards: Boards, shared_data: Path
) -> None:
    raw = shared_data / "jobs_raw"
    boards.answers |= {
        "/remoteok": (raw / "remoteok_lcarlini.json").read_bytes(),
        "/wwr": (raw / "wwr" / "remote-design-jobs.rss").read_bytes(),
    }

    first, told_first = await scrape(app), len(app.told(JobsScraped))
    second = await scrape(app)

    assert (counts(first["remoteok"]), counts(first["weworkremotely"])) == ((4, 4, 0, 0), (22, 22, 0, 0))
    assert (counts(second["remoteok"]), counts(second["weworkremotely"])) == ((4, 0, 0, 0), (22, 0, 0, 0))
    assert len(app.told(JobsScraped)) == told_first
    assert app.told(JobsClosed) == []
    assert (await app.anyone.get("/api/jobs")).json()["total"] == 26


async def test_a_job_in_several_feeds_is_one_job(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {
        "/wwr": wwr({"id": "a", "title": "Acme: Dev"}, {"id": "b", "title": "Acme: Chef"}),
        "/wwr2": wwr({"id": "a", "title": "Acme: Dev"}),
    }

    assert counts((await scrape(app))["weworkremotely"]) == (2, 2, 0, 0)


async def test_a_changed_job_keeps_its_id_and_counts_as_updated(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok({"id": "1"}, {"id": "2"})
    await scrape(app)
    before = {job["source_id"]: job for job in await jobs_of(app)}
    boards.answers["/remoteok"] = remoteok({"id": "1", "position": "Head of Dev"}, {"id": "2"})

    log = await scrape(app)

    after = {job["source_id"]: job for job in await jobs_of(app)}
    assert counts(log["remoteok"]) == (2, 0, 1, 0)
    assert after["1"]["id"] == before["1"]["id"]
    assert after["1"]["title"] == "Head of Dev"
    assert after["1"]["scraped_at"] > before["1"]["scraped_at"]
    assert after["2"] == before["2"]
    [changed] = app.told(JobsScraped)[-1].postings
    assert (changed.title, changed.version) == ("Head of Dev", 2)


async def test_what_others_are_told_of_a_job_has_its_requirements_but_no_description(
    app: ServiceUnderTest, boards: Boards
) -> None:
    job = {"location": "Remote, Germany", "salary_min": 60_000, "salary_max": 80_000, "url": "https://x.example/1"}
    boards.answers["/remoteok"] = remoteok(
        {**job, "position": "Senior Dev", "description": f"3+ years experience. {LONG}"}
    )
    await scrape(app)

    [event] = app.told(JobsScraped)
    [told] = event.postings

    assert told.required_skills == ("Python", "Docker")
    assert (told.years_min, told.seniority, told.remote_type) == (3, 3, "full")
    assert (told.salary_min, told.salary_max, told.salary_currency) == (60_000, 80_000, "USD")
    assert (told.countries, told.eligible_regions) == (("DE",), ("Germany",))
    assert "quiet machines" not in event.model_dump_json()


async def test_one_failing_board_does_not_keep_the_other(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {"/remoteok": 404, "/wwr": wwr({"id": "a", "title": "Acme: Dev"})}

    log = await scrape(app)

    assert log["status"] == "partial"
    assert (log["remoteok"]["status"], log["remoteok"]["error"]) == ("failed", "The board answered with status 404.")
    assert counts(log["weworkremotely"]) == (1, 1, 0, 0)


async def test_when_every_board_fails_so_does_the_run(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {"/remoteok": 404, "/wwr": b"<html>no</html>"}

    assert (await scrape(app))["status"] == "failed"


@pytest.mark.parametrize("broken", [404, b"[{", b"{}", b""])
async def test_a_failed_or_cut_off_answer_closes_nothing(
    app: ServiceUnderTest, boards: Boards, broken: bytes | int
) -> None:
    boards.answers["/remoteok"] = remoteok({"id": "1"})
    await scrape(app)
    await make_it_long_ago(app, days=100)
    boards.answers["/remoteok"] = broken

    log = await scrape(app)

    assert log["remoteok"]["status"] == "failed"
    assert len(await jobs_of(app)) == 1
    assert app.told(JobsClosed) == []


async def test_a_job_missing_from_a_recent_feed_stays_open_for_45_days(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok({"id": "1"})
    await scrape(app)
    boards.answers["/remoteok"] = remoteok({"id": "2"})

    await make_it_long_ago(app, days=44)
    assert counts((await scrape(app))["remoteok"]) == (1, 1, 0, 0)
    await make_it_long_ago(app, days=2)
    log = await scrape(app)

    assert counts(log["remoteok"]) == (1, 0, 0, 1)
    assert [job["source_id"] for job in await jobs_of(app)] == ["2"]
    [event] = app.told(JobsClosed)
    page = (await app.anyone.get(f"/api/jobs/{event.job_ids[0]}")).json()
    assert page["source_id"] == "1"
    assert page["closed_at"].endswith("Z")
    assert event.versions == (2,)


async def test_a_job_missing_from_a_recent_feed_closes_at_its_expiry(app: ServiceUnderTest, boards: Boards) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    boards.answers["/wwr"] = wwr({"id": "a", "title": "Acme: Dev", "expires_at": tomorrow})
    await scrape(app)
    boards.answers["/wwr"] = wwr({"id": "b", "title": "Acme: Chef"})

    assert counts((await scrape(app))["weworkremotely"]) == (1, 1, 0, 0)
    await make_it_long_ago(app, days=2)
    assert counts((await scrape(app))["weworkremotely"]) == (1, 0, 0, 1)


async def test_a_job_its_board_still_lists_is_open_whatever_its_expiry_says(
    app: ServiceUnderTest, boards: Boards
) -> None:
    boards.answers["/wwr"] = wwr({"id": "a", "title": "Acme: Dev", "expires_at": "Thu, 08 Dec 2022 10:04:39 +0000"})
    await scrape(app)
    log = await scrape(app)

    assert counts(log["weworkremotely"]) == (1, 0, 0, 0)
    assert len(await jobs_of(app)) == 1
    assert app.told(JobsScraped)[0].postings[0].expires_at is None


async def test_a_closed_job_that_comes_back_is_the_same_job_and_open(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok({"id": "1"})
    await scrape(app)
    boards.answers["/remoteok"] = remoteok({"id": "2"})
    await make_it_long_ago(app, days=46)
    await scrape(app)
    await make_it_long_ago(app, days=46)
    await scrape(app)
    boards.answers["/remoteok"] = remoteok({"id": "1"}, {"id": "2"})

    log = await scrape(app)

    assert counts(log["remoteok"]) == (2, 0, 1, 0)
    back = app.told(JobsScraped)[-1].postings[0]
    assert (back.job_id, back.version) == (app.told(JobsClosed)[0].job_ids[0], 3)
    assert (await app.anyone.get(f"/api/jobs/{back.job_id}")).json()["closed_at"] is None


async def test_the_same_posting_on_two_boards_is_one_job(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok({"id": "1", "position": "Dev", "company": "Acme, Inc."})
    await scrape(app)
    boards.answers["/wwr"] = wwr({"id": "a", "title": "ACME: Dev (Remote)"}, {"id": "b", "title": "Acme: Chef"})

    log = await scrape(app)
    again = await scrape(app)

    assert counts(log["weworkremotely"]) == (2, 1, 0, 0)
    assert counts(again["weworkremotely"]) == (2, 0, 0, 0)
    assert sorted(job["title"] for job in await jobs_of(app)) == ["Chef", "Dev"]


async def test_a_job_is_open_as_long_as_one_of_its_boards_lists_it(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {"/remoteok": remoteok({"id": "1"}), "/wwr": wwr({"id": "a", "title": "Acme: Dev"})}
    await scrape(app)
    await scrape(app)
    boards.answers["/remoteok"] = remoteok({"id": "2", "position": "Chef"})
    for _ in range(2):
        await make_it_long_ago(app, days=46)
        await scrape(app)
    assert sorted(job["title"] for job in await jobs_of(app)) == ["Chef", "Dev"]

    boards.answers["/wwr"] = wwr({"id": "b", "title": "Acme: Nurse"})
    for _ in range(2):
        await make_it_long_ago(app, days=46)
        await scrape(app)

    assert sorted(job["title"] for job in await jobs_of(app)) == ["Chef", "Nurse"]


async def test_many_postings_are_told_in_events_within_their_bounds(app: ServiceUnderTest, boards: Boards) -> None:
    jobs = [{"id": str(number), "position": f"Dev {number}", "company": f"C{number}"} for number in range(1, 702)]
    boards.answers["/remoteok"] = remoteok(*jobs)

    log = await scrape(app)

    events = app.told(JobsScraped)
    assert counts(log["remoteok"]) == (701, 701, 0, 0)
    assert sum(len(event.postings) for event in events) == 701
    assert all(len(event.postings) <= 500 and len(event.model_dump_json()) <= 256 * 1024 for event in events)


async def test_the_same_request_delivered_twice_reads_the_boards_once(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok({"id": "1"})
    log = await scrape(app)
    asked = len(boards.asked)

    await app.tell(JobsScrapeRequested(scrape_log_id=log["id"]))

    assert len(boards.asked) == asked
    assert (await app.person(1).get(f"/api/jobs/refresh/{log['id']}")).json()["sources"] == log["sources"]


async def test_the_boards_own_answer_is_shown_without_its_tracking(app: ServiceUnderTest, boards: Boards) -> None:
    tracked = f"{LONG}<br/><br/>Please mention the word **HAPPY** and tag RMTAuMC4wLjE= when applying (#RMTAu)."
    boards.answers["/remoteok"] = remoteok({"id": "1", "description": tracked, "slug": "dev\u0000-1"})
    await scrape(app)
    [job] = await jobs_of(app)

    raw = (await app.anyone.get(f"/api/jobs/{job['id']}")).json()["raw_data"]

    assert (raw["id"], raw["slug"]) == ("1", "dev-1")
    assert "RMTAu" not in json.dumps(raw)
