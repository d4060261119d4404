"""What the product holds of a person is handed out and erased, and does not get into the logs (H04, H07–H10)."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi.routing import APIRoute
from redis import Redis
from sqlalchemy import Column, Table

from career_agent.embedded import EmbeddedPostgres
from career_agent.embedded.redis import EmbeddedRedis
from career_agent.services import ALL
from career_agent.testing.all_in_one import Product, product_in
from shared.database import mentioning_columns, personal_tables
from shared.events import UserDeleted
from shared.service import Service

REFERS_TO_A_PERSON = re.compile(r"(^|_)(user|person|people|account|owner|author|member|candidate)s?(_id)?$|_by$|email")
KEPT_FOR_A_REASON = {
    ("tombstones", "user_id"): "the number alone, so that nothing of an erased person comes back by a late event",
    ("allowed_emails", "email"): "an address that may register; whoever has an account under it takes it along",
    ("allowed_emails", "email_key"): "the same address as it is compared",
    ("login_attempts", "email_hash"): "forgotten after an hour, and at once with the account",
    ("reset_requests", "email_key"): "gone as soon as the mail is sent, and with the account",
}

NAME = "Quibblewick Zanzibarian"
EMAIL = "quibblewick.canary@zanzibarian.example"
PHONE = "+44 20 7946 0991"
SECRET_WORDS = "Frobnicated the Wuzzlegate compactor"
PASSED = "plover-xyzzy-canary-77"
NEXT_PASSED = "plugh-canary-fissure-88"
SKILL = "Snarkhunting"
CV = f"""{NAME}
Software Engineer
{EMAIL} | {PHONE}

Experience
Software Engineer, Tech Corp, Berlin
2019-01 - present
- {SECRET_WORDS} with Python and PostgreSQL, cutting build time by 40 percent.
- Built REST APIs with FastAPI and Docker for 200 customers.

Skills
Python, PostgreSQL, Docker, FastAPI

Education
Bachelor of Science, University of Leeds, 2018
"""
CANARIES = (NAME, "quibblewick.canary", "7946 0991", "Wuzzlegate", PASSED, NEXT_PASSED)
"""A skill's name is none: whoever adds one adds it to the list that everybody sees, and nothing says whose it was."""
WAITS_SECONDS = 30.0


def columns_of(service: Service) -> list[tuple[Table, Column[object]]]:
    return [(table, column) for table in service.metadata.sorted_tables for column in table.c]


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.name)
def test_every_column_that_refers_to_a_person_has_an_exporter_and_an_eraser(service: Service) -> None:
    """H08, H09: a new table that forgets its person fails here."""
    covered = {table.name for table in personal_tables(service.metadata)}
    mentioned = {(column.table.name, column.name) for column in mentioning_columns(service.metadata)}

    forgotten = [
        f"{table.name}.{column.name}"
        for table, column in columns_of(service)
        if REFERS_TO_A_PERSON.search(column.name)
        and table.name not in covered
        and (table.name, column.name) not in mentioned
        and (table.name, column.name) not in KEPT_FOR_A_REASON
    ]

    assert forgotten == []


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.name)
def test_rows_that_hang_on_a_persons_rows_are_a_persons_too(service: Service) -> None:
    covered = {table.name for table in personal_tables(service.metadata)}

    hanging = [
        f"{table.name}.{column.name}"
        for table, column in columns_of(service)
        for key in column.foreign_keys
        if key.column.table.name in covered and table.name not in covered and key.ondelete != "CASCADE"
    ]

    assert hanging == []


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.name)
def test_every_service_hands_out_and_erases(service: Service) -> None:
    paths = {route.path for router in service.routers for route in router.routes if isinstance(route, APIRoute)}
    heard = {event for handler in service.handlers.listed for event in handler.events}

    assert f"/api/export/{service.name}" in paths
    assert service.name == "auth" or UserDeleted in heard


@pytest.fixture
async def product(started_module_folder: Path) -> AsyncIterator[Product]:
    settings = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json", "RATE_LIMITS": "off", "JOB_SOURCES": ""}
    async with product_in(started_module_folder, **settings) as product:
        await product.start()
        yield product


async def test_a_life_in_the_product_leaves_nothing_in_the_logs_and_after_the_erasure_nothing_at_all(
    product: Product,
) -> None:
    async with product.client() as client:
        first = {"email": "first@example.com", "password": "correct horse battery", "full_name": "First"}
        await client.post("/auth/register", json=first)
        secrets = await live(client)
        said = await erased(client, product)

    assert hits(product.said, [*CANARIES, SKILL, *secrets]) == []
    assert said == []
    audited = {json.loads(line).get("audit") for line in product.said.splitlines() if line.startswith("{")}
    assert {"login_succeeded", "login_failed", "refresh_reused", "authorization_denied", "account_erased"} <= audited


async def live(client: httpx.AsyncClient) -> list[str]:
    """Use everything a person uses, and break what can be broken; the secrets that were given out on the way."""
    account = {"email": EMAIL, "password": PASSED, "full_name": NAME}
    tokens = (await client.post("/api/auth/register", json=account)).json()
    secrets = [tokens["access_token"], tokens["refresh_token"]]
    await client.post("/auth/login", json={"email": EMAIL, "password": f"{PASSED} wrong"})
    await client.post("/auth/login", json={"email": EMAIL, "password": PASSED, "full_name": [NAME]})
    for _ in range(2):
        answer = await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        secrets += [value for name, value in answer.json().items() if name.endswith("_token")]
    again = (await client.post("/api/auth/login", json={"email": EMAIL, "password": PASSED})).json()
    secrets += [again["access_token"], again["refresh_token"]]
    client.headers["Authorization"] = f"Bearer {again['access_token']}"
    await client.put("/api/profile", json={"full_name": NAME, "bio": SECRET_WORDS, "preferences": {"note": NAME}})
    uploaded = await client.post("/api/profile/cv", files={"file": (f"{NAME}\r\n.txt", CV.encode())})
    assert uploaded.status_code == 200, uploaded.text
    await client.post("/api/profile/cv", files={"file": (f"{NAME}.pdf", b"%PDF-1.7 " + CV.encode())})
    await client.post("/api/skills/custom", json={"skill": SKILL})
    await client.post(
        "/api/profile/projects", json={"title": NAME, "description": SECRET_WORDS, "technologies": [SKILL]}
    )
    pasted = {"title": f"Engineer for {NAME}", "description": f"{SECRET_WORDS}. We need Python and {SKILL}. " * 5}
    job = await client.post("/api/user-jobs", json=pasted)
    assert job.status_code == 201, job.text
    match = await match_of(client, job.json()["id"])
    letter = await client.post(f"/api/matches/{match}/generate-cover-letter", json={})
    assert letter.status_code == 200, letter.text
    await client.post(f"/api/matches/{match}/generate-highlights")
    await client.post(f"/api/interviews/prep/{match}")
    await break_things(client)
    changed = {"current_password": PASSED, "new_password": NEXT_PASSED}
    assert (await client.post("/api/auth/password", json=changed)).status_code == 204
    exported = (await client.get("/api/profile/export")).text
    assert hits(exported, [NAME, "Wuzzlegate", SKILL]) == [NAME, "Wuzzlegate", SKILL]
    assert hits(exported, [*secrets, PASSED, NEXT_PASSED]) == []
    return secrets


async def break_things(client: httpx.AsyncClient) -> None:
    """Requests that fail in every layer, with what must not be written down in them."""
    await client.get("/api/admin/users")
    await client.get(f"/api/jobs/{NAME}")
    await client.get("/api/jobs", params={"search": NAME, "min_salary": NAME})
    await client.post("/api/user-jobs", content=CV.encode(), headers={"Content-Type": "application/json"})
    await client.post("/auth/register", json={"email": NAME, "password": PASSED, "full_name": f"{NAME}\x00"})
    await client.post("/api/auth/password-reset/confirm", json={"token": PASSED, "new_password": NEXT_PASSED})
    await client.get("/api/matches", headers={"Authorization": f"Bearer {PASSED}.{NAME.split()[0]}.{PHONE[-4:]}"})
    await client.get("/api/profile", headers={"X-Request-ID": f"{NAME}\\r\\n", "User-Agent": PHONE, "Cookie": PASSED})


async def match_of(client: httpx.AsyncClient, job_id: int) -> int:
    until = time.monotonic() + WAITS_SECONDS
    while True:
        listed = (await client.get("/api/matches", params={"limit": 200, "min_score": 0})).json()
        found: list[int] = [each["id"] for each in listed["matches"] if each["job"]["id"] == job_id]
        if found:
            return found[0]
        assert time.monotonic() < until, "the pasted job was never matched"
        await asyncio.sleep(0.2)


async def erased(client: httpx.AsyncClient, product: Product) -> list[str]:
    """Close the account while work of it is in hand, and return what is left of the person in the end."""
    matches = (await client.get("/api/matches", params={"limit": 20})).json()["matches"]
    in_hand = [
        asyncio.create_task(client.post(f"/api/matches/{match['id']}/generate-cover-letter", json={}))
        for match in matches[:5]
    ]
    await client.put("/api/profile", json={"bio": f"{SECRET_WORDS} until the end"})
    assert (await client.delete("/api/profile")).status_code == 204
    await asyncio.gather(*in_hand)
    until = time.monotonic() + WAITS_SECONDS
    while True:
        left = await left_in_stores(product)
        if not left or time.monotonic() > until:
            return left
        await asyncio.sleep(0.5)


async def left_in_stores(product: Product) -> list[str]:
    """Where a canary still stands: any row of any table, as text or in bytes, and any key of Redis."""
    sought = [form for canary in CANARIES for form in (canary, canary.encode().hex())]
    connection = await asyncpg.connect(EmbeddedPostgres.at(product.data_dir).url)
    tables = await connection.fetch(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    left = []
    for schema, table in tables:
        rows = f'SELECT count(*) FROM "{schema}"."{table}" AS kept WHERE kept::text ILIKE ANY($1)'
        if found := await connection.fetchval(rows, [f"%{form}%" for form in sought]):
            left.append(f"{schema}.{table}: {found}")
    await connection.close()
    return [*left, *left_in_redis(product, sought)]


def left_in_redis(product: Product, sought: list[str]) -> list[str]:
    redis = Redis.from_url(EmbeddedRedis(product.data_dir).url)
    try:
        dumped = {key: f"{key!r}{redis.dump(key)!r}" for key in redis.scan_iter()}
    finally:
        redis.close()
    return [f"redis {key!r}" for key, said in dumped.items() if hits(said, sought)]


def hits(text: str, sought: list[str] | tuple[str, ...]) -> list[str]:
    """Which of these stand in the text."""
    folded = text.casefold()
    return [each for each in sought if each.casefold() in folded]
