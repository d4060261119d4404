"""Nobody gets at anybody else's things: every operation with an id, and every id in a body, for everybody."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from career_agent.testing.isolation.house import House, furnished, made
from career_agent.testing.isolation.matrix import Kind, Operation, Who, operations

OPERATIONS = operations()
STRANGERS = [(operation, who) for operation in OPERATIONS for who in Who if operation.expected(who) is not None]
NEVER = {"job_id": "987654321", "match_id": "987654321", "project_id": "987654321"}

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
async def house(started_module_folder: Path) -> AsyncIterator[House]:
    async with furnished(started_module_folder) as house:
        yield house


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_of_every_id_it_is_said_whose_it_is(operation: Operation) -> None:
    assert operation.kind is not None, f"say in KINDS whose a {operation.parameter} is"


@pytest.mark.parametrize(
    ("operation", "who"), STRANGERS, ids=[f"{who.value} {operation.name}" for operation, who in STRANGERS]
)
async def test_a_stranger_gets_nothing(house: House, operation: Operation, who: Who) -> None:
    answer = await house.try_it(operation, who)

    assert answer.status_code == operation.expected(who), answer.text
    assert set(answer.json()) <= {"detail", "status_code"}
    if answer.status_code == 401:
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.kind is Kind.OWN and each.parameter in NEVER],
    ids=lambda operation: operation.name,
)
async def test_what_is_another_persons_is_as_if_it_were_not_there(house: House, operation: Operation) -> None:
    mine = house.things[operation.parameter]

    theirs = await house.try_it(operation, Who.OTHER)
    house.things[operation.parameter] = NEVER[operation.parameter]
    try:
        nobodys = await house.try_it(operation, Who.OTHER)
    finally:
        house.things[operation.parameter] = mine

    assert (theirs.status_code, theirs.json()) == (nobodys.status_code, nobodys.json())


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/interviews/start", {"prep_kit_id": "{prep_id}"}, 404),
        ("POST", "/api/v1/match/{own_job_id}/explain?project_id={project_id}", None, 404),
        ("POST", "/api/v1/resume/generate", {"job_id": "{job_id}"}, 404),
        ("POST", "/api/v1/cover-letters/bulk/download?cover_letter_ids={cover_letter_id}", None, 404),
        ("POST", "/api/v1/cover-letters/{own_job_id}", {"user_id": "{owner_id}"}, 403),
        ("GET", "/api/v1/match/{own_job_id}?user_id={owner_id}", None, 403),
    ],
)
async def test_an_id_in_a_body_or_a_query_opens_nothing_either(
    house: House, method: str, path: str, body: Any, status: int
) -> None:
    other = house.clients[Who.OTHER]
    listed = (await made(other, "GET", "/api/jobs?limit=1"))["jobs"]
    known = {**house.things, "own_job_id": str(listed[0]["id"]), "owner_id": str(house.owner.user_id)}

    answer = await other.request(method, _filled(path, known), json=_filled(body, known))

    assert answer.status_code == status, answer.text


async def test_another_persons_project_does_not_get_into_a_resume(house: House) -> None:
    other = house.clients[Who.OTHER]
    made_of = {"selected_project_ids": [house.things["project_id"]], "projects": [{"title": "My own"}]}

    resume = await made(other, "POST", "/api/v1/resume/generate", made_of)
    pdf = PdfReader(io.BytesIO((await other.get(resume["download_url"])).content))

    text = "".join(page.extract_text() for page in pdf.pages)
    assert "My own" in text
    assert "Solver" not in text


async def test_of_many_letters_at_once_those_for_another_persons_job_fail(house: House) -> None:
    answer = await house.clients[Who.OTHER].post(
        "/api/v1/cover-letters/bulk", json={"job_ids": [house.things["job_id"]]}
    )

    assert (answer.status_code, answer.json()["total_generated"]) == (207, 0)
    assert answer.json()["errors"][0]["status_code"] == 404


def _filled(pattern: Any, known: dict[str, str]) -> Any:
    """The pattern with the ids in it, wherever they stand."""
    if isinstance(pattern, str):
        return pattern.format(**known)
    if isinstance(pattern, list):
        return [_filled(each, known) for each in pattern]
    if isinstance(pattern, dict):
        return {name: _filled(each, known) for name, each in pattern.items()}
    return pattern


LISTS = (
    "/api/user-jobs /api/profile/projects /api/interviews/sessions /api/matches?min_score=0&limit=200"
    " /api/jobs/matches?limit=200 /api/jobs?search=Fernhill /api/v1/jobs?company=Fernhill"
)


@pytest.mark.parametrize("path", LISTS.split())
async def test_no_list_shows_what_is_another_persons(house: House, path: str) -> None:
    answer = await house.clients[Who.OTHER].get(path)

    assert answer.status_code == 200
    assert "Fernhill" not in answer.text
    assert "Solver" not in answer.text
    assert house.things["session_id"] not in answer.text


async def test_after_all_these_tries_everything_is_the_owners_and_unchanged(house: House) -> None:
    """And the operations do work: what strangers were refused is there."""
    for operation in OPERATIONS:
        if operation.method == "GET" and operation.kind in (Kind.OWN, Kind.OWN_MATCH, Kind.EVERYBODYS):
            answer = await house.try_it(operation, Who.OWNER)
            assert answer.status_code == 200, f"{operation.name}: {answer.text}"
    for operation in sorted(OPERATIONS, key=lambda each: each.method == "DELETE"):
        if operation.method != "GET":
            who = Who.ADMIN if operation.kind is Kind.ADMINISTRATORS else Who.OWNER
            worked(operation, await house.try_it(operation, who))


def worked(operation: Operation, answer: httpx.Response) -> None:
    """The owner was let in: what they hear is about what they sent, not about who they are."""
    assert answer.status_code not in (401, 403, 404), f"{operation.name}: {answer.text}"
    assert answer.status_code < 500, f"{operation.name}: {answer.text}"
