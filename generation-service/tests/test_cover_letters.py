"""`/api/v1/cover-letters`: letters by job, one and many, and letters as files."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import docx
import httpx
import pytest
from pypdf import PdfReader

from generation_service.errors import LetterUnusable
from generation_service.testing.neighbours import ADA, JOB, MATCH, Neighbours
from generation_service.testing.writers import PlayedModel, WatchedWriter, service_with
from shared.errors import Unavailable
from shared.events import LetterWritten
from shared.testing.running import ServiceUnderTest, service_under_test

PATH = "/api/v1/cover-letters"
CA_LETTER = f"/api/matches/{MATCH}/generate-cover-letter"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NURSE = {
    "id": 7,
    "title": "Staff Nurse",
    "company": "St. Mary's",
    "description": "Care for people. Triage.",
    "tags": [],
}
CHEF = {"id": 8, "title": "Chef", "company": None, "description": "Cook.", "tags": []}


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours(jobs={7: NURSE, 8: CHEF})


async def letter(person: httpx.AsyncClient, job: str = str(JOB), **stated: Any) -> dict[str, Any]:
    answer = await person.post(f"{PATH}/{job}", json=stated or None)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def many(person: httpx.AsyncClient, jobs: list[Any], status: int = 200, **stated: Any) -> dict[str, Any]:
    answer = await person.post(f"{PATH}/bulk", json={"job_ids": jobs, **stated})
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_letter_by_job_is_the_one_of_its_match(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    body = await letter(ada)

    assert body == {
        "success": True,
        "cover_letter_id": body["cover_letter_id"],
        "content": body["content"],
        "download_url": f"{PATH}/{body['cover_letter_id']}/download",
        "generation_method": "template",
        "message": "Cover letter for Backend Engineer at Fernhill Systems",
    }
    assert "40 to 6 minutes" in body["content"]
    by_match = (await ada.post(CA_LETTER)).json()
    assert (by_match["cover_letter_id"], by_match["cached"]) == (body["cover_letter_id"], True)
    await app.settled()
    [event] = app.told(LetterWritten)
    assert (event.match_id, event.job_id, event.letter) == (MATCH, JOB, body["content"])


@pytest.mark.parametrize("written", [str(JOB), f"job-{JOB}"])
async def test_a_job_is_named_in_either_way(ada: httpx.AsyncClient, written: str) -> None:
    assert (await letter(ada, written))["message"].startswith("Cover letter for Backend Engineer")


@pytest.mark.parametrize("unknown", ["999", "job-", "job-x", "0", "abc", "99999999999999999999"])
async def test_a_job_that_is_not_there_is_404(ada: httpx.AsyncClient, neighbours: Neighbours, unknown: str) -> None:
    neighbours.job = None

    answer = await ada.post(f"{PATH}/{unknown}")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Job not found", "status_code": 404})


async def test_what_the_person_states_goes_before_profile_and_cv(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.projects.append({"id": 3, "title": "Night Train Planner", "description": "Kafka for trains."})
    neighbours.projects.append({"id": 4, "title": "Recipe Box", "description": "Kafka for cooks."})
    neighbours.cv = None

    body = await letter(
        ada,
        user_name="A. B. King",
        user_email="king@example.org",
        user_phone="+1 555 0100",
        user_location="Austin, Texas",
        experience_years=11,
        primary_skills=["PostgreSQL"],
        selected_projects=["night train planner"],
        resume_summary="I built the engine room of three freight exchanges.",
    )

    for said in ("A. B. King", "king@example.org", "+1 555 0100", "PostgreSQL", "eleven years"):
        assert said in body["content"]
    assert "Recipe Box" not in body["content"]
    file = await ada.get(body["download_url"], params={"format": "pdf"})
    assert "Austin, Texas" in PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert (await letter(ada))["cover_letter_id"] != body["cover_letter_id"]


async def test_a_project_told_in_full_is_the_persons_own_statement(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.cv = None
    project = {"title": "Harbour Ledger", "description": "Built a ledger in Python and Kafka for 40 harbours."}

    assert "40 harbours" in (await letter(ada, selected_projects=[project, 99]))["content"]


@pytest.mark.parametrize("mine", [ADA, str(ADA)])
async def test_a_user_id_must_be_the_callers_own(ada: httpx.AsyncClient, mine: Any) -> None:
    assert (await letter(ada, user_id=mine))["success"]

    for path, sent in ((f"{PATH}/{JOB}", {}), (f"{PATH}/bulk", {"job_ids": [JOB]})):
        answer = await ada.post(path, json={"user_id": "8", **sent})
        assert answer.status_code == 403
        assert answer.json()["status_code"] == 403


@pytest.mark.parametrize(
    "stated", [{"experience_years": -1}, {"user_name": "x" * 201}, {"user_email": "a\nb"}, {"primary_skills": "Python"}]
)
async def test_statements_that_do_not_fit_are_refused(ada: httpx.AsyncClient, stated: dict[str, Any]) -> None:
    assert (await ada.post(f"{PATH}/{JOB}", json=stated)).status_code == 422


async def test_match_service_may_hear_of_a_job_a_moment_later(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    neighbours.unheard[7] = 2

    assert "Staff Nurse" in (await letter(ada, "7"))["content"]


async def test_without_a_token_nothing_is_written(app: ServiceUnderTest) -> None:
    for method, path in (
        ("POST", f"{PATH}/{JOB}"),
        ("POST", f"{PATH}/bulk"),
        ("POST", f"{PATH}/bulk/download?cover_letter_ids=cov-1"),
        ("GET", f"{PATH}/cov-1/download"),
    ):
        answer = await app.anyone.request(method, path, json={"job_ids": [1]} if method == "POST" else None)
        assert (answer.status_code, answer.json()["detail"]) == (401, "Not authenticated")


async def test_many_letters_come_in_one_answer_with_ids_as_they_were_sent(ada: httpx.AsyncClient) -> None:
    body = await many(ada, ["job-7", JOB, "8", 7])

    assert {key: body[key] for key in ("success", "total_requested", "total_generated", "total_failed", "errors")} == {
        "success": True,
        "total_requested": 3,
        "total_generated": 3,
        "total_failed": 0,
        "errors": [],
    }
    assert [(each["job_id"], each["job_title"], each["company"]) for each in body["results"]] == [
        ("job-7", "Staff Nurse", "St. Mary's"),
        (JOB, "Backend Engineer", "Fernhill Systems"),
        ("8", "Chef", None),
    ]
    assert {each["status"] for each in body["results"]} == {"success"}
    assert {each["generation_method"] for each in body["results"]} == {"template"}
    assert body["execution_time_seconds"] >= 0
    assert (await letter(ada, "7"))["cover_letter_id"] == body["results"][0]["cover_letter_id"]


async def test_those_that_fail_are_told_and_the_others_written(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    neighbours.job = None

    body = await many(ada, [7, "job-999", "nonsense"], status=207)

    assert (body["success"], body["total_generated"], body["total_failed"]) == (False, 1, 2)
    assert body["errors"] == [
        {"job_id": "job-999", "detail": "Job not found", "status_code": 404},
        {"job_id": "nonsense", "detail": "Job not found", "status_code": 404},
    ]
    none = await many(ada, [999], status=207)
    assert (none["success"], none["results"]) == (False, [])


async def test_a_slow_letter_is_an_entry_with_504_and_there_later(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter
) -> None:
    writer.may_write.clear()
    async with service_under_test(service_with(writer, wait_seconds=0.5), database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        late = await many(ada, [7, 8], status=207)
        writer.may_write.set()
        await app.settled()

    assert [each["status_code"] for each in late["errors"]] == [504, 504]
    async with service_under_test(service_with(writer), database_url, peers=neighbours.apps()) as app:
        then = await many(app.person(ADA), [7, 8])
    assert then["total_generated"] == 2
    assert writer.written == 2


async def test_many_letters_under_one_key_are_answered_the_same(ada: httpx.AsyncClient) -> None:
    key, asked = {"Idempotency-Key": "all-of-them"}, {"job_ids": [7, 8]}

    first = await ada.post(f"{PATH}/bulk", json=asked, headers=key)
    again = await ada.post(f"{PATH}/bulk", json=asked, headers=key)
    other = await ada.post(f"{PATH}/bulk", json={"job_ids": [7]}, headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")


@pytest.mark.parametrize("jobs", [[], list(range(1, 52)), "7", [None]])
async def test_one_to_fifty_jobs_may_be_asked_for(ada: httpx.AsyncClient, jobs: Any) -> None:
    assert (await ada.post(f"{PATH}/bulk", json={"job_ids": jobs})).status_code == 422


@pytest.mark.parametrize("away", ["match", "profile", "job"])
async def test_a_neighbour_that_is_away_is_503(ada: httpx.AsyncClient, neighbours: Neighbours, away: str) -> None:
    neighbours.away.add(away)
    if away == "match":
        neighbours.unheard[JOB] = 10_000

    answer = await ada.post(f"{PATH}/{JOB}")

    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


@pytest.fixture
def model() -> PlayedModel:
    return PlayedModel()


@pytest.fixture
async def modelled(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, model: PlayedModel
) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service_with(writer, model), database_url, peers=neighbours.apps()) as running:
        yield running


async def test_what_the_model_writes_is_ai(modelled: ServiceUnderTest) -> None:
    assert (await letter(modelled.person(ADA)))["generation_method"] == "ai"


@pytest.mark.parametrize("failure", [Unavailable(), LetterUnusable()])
async def test_a_template_stands_in_for_a_model_that_is_down(
    modelled: ServiceUnderTest, model: PlayedModel, failure: Exception
) -> None:
    ada = modelled.person(ADA)
    model.failure = failure

    down = await letter(ada)
    of_many = await many(ada, [7, JOB])
    model.failure = None
    again = await letter(ada)

    assert (down["generation_method"], again["generation_method"]) == ("template", "ai")
    assert [each["generation_method"] for each in of_many["results"]] == ["template", "template"]


async def test_whoever_refuses_ai_gets_a_template(
    modelled: ServiceUnderTest, neighbours: Neighbours, model: PlayedModel
) -> None:
    neighbours.profile["preferences"] = {"use_ai": False}

    assert (await letter(modelled.person(ADA)))["generation_method"] == "template"
    assert model.written == 0


async def test_a_letter_of_the_other_family_is_downloaded_here_and_edits_too(ada: httpx.AsyncClient) -> None:
    written = (await ada.post(CA_LETTER)).json()
    edited = (
        await ada.put(f"/api/matches/{MATCH}/letters", json={"cover_letter": "Dear all,\n\nhere I am.\n\nAda Byron"})
    ).json()

    plain = await ada.get(f"{PATH}/{written['cover_letter_id']}/download")
    own = await ada.get(f"{PATH}/{edited['cover_letter_id']}/download", params={"format": "docx"})

    assert plain.text == written["cover_letter"] + "\n"
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert plain.headers["Content-Disposition"] == (
        'attachment; filename="Cover letter - Fernhill Systems - Backend Engineer - Ada Byron.txt";'
        " filename*=UTF-8''Cover%20letter%20-%20Fernhill%20Systems%20-%20Backend%20Engineer%20-%20Ada%20Byron.txt"
    )
    lines = [line.text for line in docx.Document(io.BytesIO(own.content)).paragraphs]
    assert "here I am." in lines
    assert lines[0] == "Ada Byron"


@pytest.mark.parametrize(("file_format", "kind"), [("pdf", "application/pdf"), ("docx", DOCX)])
async def test_a_file_is_a_business_letter(ada: httpx.AsyncClient, file_format: str, kind: str) -> None:
    body = await letter(ada)

    file = await ada.get(body["download_url"], params={"format": file_format})

    assert file.headers["Content-Type"] == kind
    assert f"Backend Engineer - Ada Byron.{file_format}" in file.headers["Content-Disposition"]
    if file_format == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
    else:
        text = "\n".join(line.text for line in docx.Document(io.BytesIO(file.content)).paragraphs)
    said = " ".join(text.split())
    order = ["Ada Byron", "ada@example.org", ", 20", "Fernhill Systems", "Backend Engineer", "Dear", "40 to 6 minutes"]
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert said.endswith("Ada Byron")
    assert said.count("ada@example.org") == 1


@pytest.mark.parametrize("unknown", ["cov-00000000-0000-0000-0000-000000000000", "cov-x", "7"])
async def test_a_letter_that_is_not_there_is_404(ada: httpx.AsyncClient, unknown: str) -> None:
    answer = await ada.get(f"{PATH}/{unknown}/download")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Cover letter not found", "status_code": 404})


async def test_a_letter_is_its_owners_alone(ada: httpx.AsyncClient, bob: httpx.AsyncClient) -> None:
    body = await letter(ada)

    assert (await bob.get(body["download_url"])).status_code == 404
    archive = await bob.post(f"{PATH}/bulk/download", params={"cover_letter_ids": body["cover_letter_id"]})
    assert archive.status_code == 404


async def test_an_unknown_format_is_refused(ada: httpx.AsyncClient) -> None:
    body = await letter(ada)

    for answer in (
        await ada.get(body["download_url"], params={"format": "odt"}),
        await ada.post(f"{PATH}/bulk/download", params={"cover_letter_ids": "cov-1", "format": "odt"}),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "query.format"


async def test_an_archive_holds_the_letters_found_and_names_the_others(ada: httpx.AsyncClient) -> None:
    ids = [each["cover_letter_id"] for each in (await many(ada, [7, 8]))["results"]]
    await ada.post(f"/api/matches/{MATCH}/regenerate")

    answer = await ada.post(
        f"{PATH}/bulk/download", params={"cover_letter_ids": [",".join(ids), "cov-nothing", ids[0]], "format": "docx"}
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert 'filename="Cover letters - Ada Byron.zip"' in answer.headers["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == [
        "Cover letter - St. Mary's - Staff Nurse - Ada Byron.docx",
        "Cover letter - Chef - Ada Byron.docx",
        "errors.txt",
    ]
    assert archive.read("errors.txt").decode() == "cov-nothing: Cover letter not found\n"
    lines = [line.text for line in docx.Document(io.BytesIO(archive.read(archive.namelist()[0]))).paragraphs]
    assert any("Staff Nurse" in line for line in lines)


async def test_letters_of_one_name_do_not_overwrite_each_other(ada: httpx.AsyncClient) -> None:
    first = await letter(ada)
    second = (await ada.post(f"/api/matches/{MATCH}/regenerate")).json()

    answer = await ada.post(
        f"{PATH}/bulk/download",
        params={"cover_letter_ids": [first["cover_letter_id"], second["cover_letter_id"]]},
    )

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    texts = [archive.read(name).decode().rstrip("\n") for name in archive.namelist()]
    assert texts == [first["content"], second["cover_letter"]]
    assert archive.namelist()[1].endswith("Ada Byron (2).txt")


async def test_no_ids_and_too_many_are_refused_and_none_found_is_404(ada: httpx.AsyncClient) -> None:
    none = await ada.post(f"{PATH}/bulk/download", params={"cover_letter_ids": "cov-1,cov-2"})
    lacking = await ada.post(f"{PATH}/bulk/download")
    many_ids = await ada.post(f"{PATH}/bulk/download", params={"cover_letter_ids": ",".join(["cov-1"] * 201)})

    assert (none.status_code, lacking.status_code, many_ids.status_code) == (404, 422, 422)
    assert none.json() == {"detail": "None of these cover letters was found.", "status_code": 404}


async def test_twenty_that_ask_for_one_job_at_once_get_one_letter(
    ada: httpx.AsyncClient, writer: WatchedWriter
) -> None:
    letters = await asyncio.gather(*(letter(ada) for _ in range(20)))

    assert len({each["cover_letter_id"] for each in letters}) == 1
    assert writer.written == 1
