"""A command with an Idempotency-Key: done once, and answered the same however often it is sent."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Response, UploadFile
from sqlalchemy import func, insert, select, text

from shared.auth import Verifier
from shared.database import Database, bury, erase_rows, export_rows, table_of
from shared.errors import Conflict, TookTooLong
from shared.events import SkillAdded
from shared.http import CommandId, CommandRoute, CurrentCaller, Db, LongCommandRoute
from shared.http import commands as commands_module
from shared.http.app import build_api, finish_app
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.testing.plain import EFFECTS, METADATA, effects_in, rows_in, until

router = APIRouter(route_class=CommandRoute)
long_router = APIRouter(route_class=LongCommandRoute)
HURDLES: list[Exception] = []
"""What the next tries of a command fail with, after they wrote."""
BEGUN: list[UUID | None] = []
HELD: list[asyncio.Future[str]] = []
"""Tries of `/held`, each until it is told how to end."""


@router.post("/effects/{what}", status_code=HTTPStatus.CREATED)
async def have_effect(what: str, caller: CurrentCaller, db: Db) -> dict[str, int]:
    async with db.write() as session:
        await session.execute(insert(EFFECTS).values(what=what))
        session.publish(SkillAdded(user_id=caller.id, skill=what))
    if HURDLES:
        raise HURDLES.pop()
    async with db.read() as session:
        number = await session.scalar(select(func.max(EFFECTS.c.id)).where(EFFECTS.c.what == what))
    assert number is not None
    return {"id": number}


@router.post("/two-blocks")
async def two_blocks(_: CurrentCaller, db: Db) -> str:
    async with db.write() as session:
        await session.execute(insert(EFFECTS).values(what="first"))
    try:
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what="second"))
            session.publish(SkillAdded(user_id=1, skill="never"))
            raise Conflict("taken back")
    except Conflict:
        return "the first alone"


@router.post("/files")
async def take_file(file: UploadFile, _: CurrentCaller, db: Db) -> int:
    async with db.write() as session:
        await session.execute(insert(EFFECTS).values(what=file.filename or ""))
    return len(await file.read())


@long_router.post("/long/{what}")
async def wait_for_effect(what: str, command_id: CommandId, _: CurrentCaller, db: Db) -> str:
    BEGUN.append(command_id)
    async with db.write() as session:
        await session.execute(insert(EFFECTS).values(what=what))
    if HURDLES:
        raise HURDLES.pop()
    return what


@long_router.post("/held")
async def wait_to_be_told(_: CurrentCaller) -> str:
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    HELD.append(told)
    return await told


@long_router.post("/many")
async def do_many(_: CurrentCaller, answer: Response) -> str:
    answer.status_code = HTTPStatus.MULTI_STATUS if HURDLES else HTTPStatus.OK
    return "some failed" if HURDLES else "all done"


@pytest.fixture
async def person(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a token, at a service's door."""
    HURDLES.clear()
    BEGUN.clear()
    HELD.clear()
    settings = PlatformSettings()
    issuer = Issuer(settings)
    verifier = Verifier(issuer, settings)
    await verifier.start()
    app = finish_app(build_api("plain", (router, long_router), db=database, deps=None, verifier=verifier), "plain", {})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {issuer.token(7)}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://plain", headers=headers) as client:
        client.headers["X-Other"] = f"Bearer {issuer.token(8)}"
        yield client
    await verifier.stop()


def key(name: str) -> dict[str, str]:
    return {"Idempotency-Key": name}


async def test_the_same_command_is_done_once_and_answered_the_same(
    person: httpx.AsyncClient, database: Database
) -> None:
    first = await person.post("/effects/one", headers=key("a"))
    again = await person.post("/effects/one", headers=key("a"))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert await effects_in(database) == ["one"]
    assert await rows_in(database, "outbox") == 1


async def test_without_a_key_and_under_another_it_is_another_command(
    person: httpx.AsyncClient, database: Database
) -> None:
    for headers in ({}, {}, key("a"), key("b")):
        await person.post("/effects/one", headers=headers)

    assert await effects_in(database) == ["one"] * 4


async def test_another_request_under_the_key_is_422_and_does_nothing(
    person: httpx.AsyncClient, database: Database
) -> None:
    await person.post("/effects/one", headers=key("a"))

    for path, content in (
        ("/effects/two", None),
        ("/effects/one", b"{}"),
        ("/effects/one?x=1", None),
        ("/long/o", None),
    ):
        refused = await person.post(path, headers=key("a"), content=content)
        assert refused.status_code == 422, path
        assert refused.json()["errors"][0]["field"] == "header.Idempotency-Key"

    assert await effects_in(database) == ["one"]


async def test_a_key_belongs_to_its_person(person: httpx.AsyncClient, database: Database) -> None:
    mine = await person.post("/effects/one", headers=key("a"))

    theirs = await person.post("/effects/two", headers=key("a") | {"Authorization": person.headers["X-Other"]})

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert await effects_in(database) == ["one", "two"]


async def test_a_command_that_failed_left_nothing_and_is_tried_anew(
    person: httpx.AsyncClient, database: Database
) -> None:
    HURDLES.append(Conflict("Not now."))

    failed = await person.post("/effects/one", headers=key("a"))
    assert failed.status_code == 409
    assert await effects_in(database) == []
    assert await rows_in(database, "outbox") == 0

    assert (await person.post("/effects/one", headers=key("a"))).status_code == 201
    assert await effects_in(database) == ["one"]


async def test_a_crash_before_the_answer_was_sent_changes_nothing(
    person: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as crashing:
        crashing.setattr(commands_module, "_keep", crash)
        assert (await person.post("/effects/one", headers=key("a"))).status_code == 500
    assert await effects_in(database) == []

    assert (await person.post("/effects/one", headers=key("a"))).status_code == 201
    assert await effects_in(database) == ["one"]


async def test_twins_sent_at_once_have_one_effect_and_one_answer(person: httpx.AsyncClient, database: Database) -> None:
    answers = await asyncio.gather(*(person.post("/effects/one", headers=key("a")) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await effects_in(database) == ["one"]


async def test_a_twin_that_takes_too_long_is_said_to_be_in_hand(person: httpx.AsyncClient, database: Database) -> None:
    async with database.write() as session:
        await session.execute(
            insert(table_of(METADATA, "commands")).values(user_id=7, key="a", route="/effects/{what}", asked=b"")
        )
        await session.flush()
        answer = await person.post("/effects/one", headers=key("a"))

    assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")


@pytest.mark.parametrize("failing", [0, 1])
async def test_of_two_tries_at_once_the_one_that_fails_does_not_take_the_others_key(
    person: httpx.AsyncClient, failing: int
) -> None:
    tries = [asyncio.create_task(person.post("/held", headers=key("a")))]
    await until(lambda: len(HELD) == 1)
    tries.append(asyncio.create_task(person.post("/held", headers=key("a"))))
    await until(lambda: len(HELD) == 2)

    HELD[failing].set_exception(TookTooLong())
    failed = await tries[failing]
    HELD[1 - failing].set_result("done")
    done = await tries[1 - failing]
    again = await person.post("/held", headers=key("a"))

    assert (failed.status_code, done.status_code, again.status_code) == (504, 200, 200)
    assert (again.json(), again.headers["idempotency-replayed"], len(HELD)) == ("done", "true", 2)


async def test_an_answer_that_tells_of_failures_among_others_is_not_kept(person: httpx.AsyncClient) -> None:
    HURDLES.append(Conflict("one of them"))
    some = await person.post("/many", headers=key("a"))
    HURDLES.clear()

    answers = [await person.post("/many", headers=key("a")) for _ in range(2)]

    assert (some.status_code, [answer.status_code for answer in answers]) == (207, [200, 200])
    assert ["idempotency-replayed" in answer.headers for answer in answers] == [False, True]


async def test_a_block_taken_back_takes_nothing_else_with_it(person: httpx.AsyncClient, database: Database) -> None:
    answer = await person.post("/two-blocks", headers=key("a"))

    assert answer.json() == "the first alone"
    assert await effects_in(database) == ["first"]
    assert await rows_in(database, "outbox") == 0


async def test_a_form_is_the_same_whatever_boundary_it_is_sent_with(
    person: httpx.AsyncClient, database: Database
) -> None:
    sizes = [await person.post("/files", headers=key("a"), files={"file": ("cv.txt", b"some text")}) for _ in range(2)]
    other = await person.post("/files", headers=key("a"), files={"file": ("cv.txt", b"other text")})

    assert [size.json() for size in sizes] == [9, 9]
    assert other.status_code == 422
    assert await effects_in(database) == ["cv.txt"]


async def test_a_long_command_is_answered_once_and_finds_its_own_work_again(
    person: httpx.AsyncClient, database: Database
) -> None:
    HURDLES.append(RuntimeError())
    assert (await person.post("/long/one", headers=key("a"))).status_code == 500
    first = await person.post("/long/one", headers=key("a"))
    again = await person.post("/long/one", headers=key("a"))
    other = await person.post("/long/two", headers=key("a"))

    assert (first.json(), again.json(), other.status_code) == ("one", "one", 422)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(BEGUN) == 2
    assert BEGUN[0] == BEGUN[1] is not None
    assert await effects_in(database) == ["one", "one"]


@pytest.mark.parametrize("unusable", ["", "x" * 256, "two words"])
async def test_a_key_that_is_none_is_refused(person: httpx.AsyncClient, unusable: str) -> None:
    assert (await person.post("/effects/one", headers=key(unusable))).status_code == 422


async def test_without_a_token_the_route_answers_as_ever(person: httpx.AsyncClient) -> None:
    del person.headers["Authorization"]

    assert (await person.post("/effects/one", headers=key("a"))).status_code == 401


async def test_what_another_transaction_undid_is_done_again_unseen(
    person: httpx.AsyncClient, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(
            text(
                """
                CREATE FUNCTION plain.lose_twice() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('plain.losses') <= 2 THEN
                        RAISE EXCEPTION SQLSTATE '40P01';
                    END IF;
                    RETURN NEW;
                END $$
                """
            )
        )
        await session.execute(text("CREATE SEQUENCE plain.losses"))
        await session.execute(
            text("CREATE TRIGGER lose BEFORE INSERT ON plain.effects FOR EACH ROW EXECUTE FUNCTION plain.lose_twice()")
        )

    without_key = await person.post("/effects/one")
    with_key = await person.post("/effects/two", headers=key("a"))

    assert without_key.status_code == 503
    assert with_key.status_code == 201
    assert await effects_in(database) == ["two"]


async def test_what_is_kept_of_a_command_goes_with_its_person(person: httpx.AsyncClient, database: Database) -> None:
    await person.post("/effects/one", headers=key("a"))

    async with database.read() as session:
        [exported] = (await export_rows(session, 7))["commands"]
    assert set(exported) == {"user_id", "key", "route", "status", "media_type", "began_at"}
    async with database.write() as session:
        await erase_rows(session, 7)
    assert await rows_in(database, "commands") == 0
    async with database.write() as session:
        await bury(session, 7)
    await person.post("/effects/one", headers=key("b"))
    assert await rows_in(database, "commands") == 0


async def test_the_document_tells_of_the_key_where_it_counts(person: httpx.AsyncClient) -> None:
    paths = (await person.get("/openapi.json")).json()["paths"]

    told = {path for path, methods in paths.items() if "Idempotency-Key" in str(methods["post"]["parameters"])}
    assert told == {"/effects/{what}", "/two-blocks", "/files", "/long/{what}", "/held", "/many"}
