"""A whole run with a language model: neither log nor error holds what a CV says, what is asked, or the key."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from career_agent.embedded import EmbeddedPostgres
from career_agent.services import ALL
from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import Visitor
from generation_service.testing.models import answer_to
from generation_service.writers.prompts import COVER_LETTER, CV_HIGHLIGHTS
from shared.testing.messages_api import (
    Answer,
    Asked,
    CutOff,
    Empty,
    Failing,
    Malformed,
    RateLimited,
    Refusal,
    StandIn,
    Truncated,
    stand_in,
)
from shared.testing.messages_api.samples import sample_of
from shared.testing.messages_api.server import KEY

CANARIES = ("Quagmarite", "Zephandrel", "canary-7f3a@example.net", "+49 30 9018 20931")
CV = """\
Wilhelmine Quagmarite
canary-7f3a@example.net
+49 30 9018 20931

Experience

Senior Backend Engineer, Zephandrel Logistics, 2019 - present
- Rebuilt the Zephandrel planner in Python, PostgreSQL and Kafka, cutting its run from 40 to 6 minutes
- Led a team of 5 engineers at Zephandrel through the move to Kubernetes and Docker

Skills

Python, PostgreSQL, Kafka, Docker, Kubernetes, AWS, REST, Git, Linux

Education

MSc Computer Science, Lund University, 2015
"""
FAULTS = (Failing(500), CutOff(), Malformed(), Empty(), Refusal(), Truncated(), Answer({"x": "y"}), RateLimited(700))
"""After the last nothing is asked any more for a while."""


def well(asked: Asked) -> dict[str, Any]:
    properties = asked.schema["properties"]
    if "paragraphs" in properties or properties.keys() == {"lines"}:
        return answer_to(asked.texts, asked.schema)
    found: dict[str, Any] = sample_of(asked.schema)
    return found


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in(Answer(well)) as standing:
        yield standing


@pytest.fixture
async def product(started_folder: Path, provider: StandIn) -> AsyncIterator[Product]:
    told = {
        "ANTHROPIC_BASE_URL": provider.url,
        "ANTHROPIC_API_KEY": KEY,
        "LLM_BACKOFF_SECONDS": "0.01",
        "LLM_BREAKER_FAILURES": "1000",
        "LOG_LEVEL": "DEBUG",
        "RATE_LIMITS": "off",
    }
    async with product_in(started_folder, **told) as product:
        yield product


async def bodies_kept(database: str) -> str:
    """What still rests on the bus, in outboxes and among the dead letters, as it was written."""
    connection = await asyncpg.connect(database)
    try:
        tables = [
            "bus.deliveries",
            *(f"{service.name}.{name}" for service in ALL for name in ("outbox", "dead_letters")),
        ]
        rows = [row["body"] for table in tables for row in await connection.fetch(f"SELECT body FROM {table}")]
        reasons = [
            row["reason"]
            for each in ALL
            for row in await connection.fetch(f"SELECT reason FROM {each.name}.dead_letters")
        ]
    finally:
        await connection.close()
    return "\n".join((*(row.decode(errors="replace") for row in rows), *reasons))


async def use(http: httpx.AsyncClient, provider: StandIn) -> list[str]:
    """All that leads to the model, well and badly; what the errors said."""
    visitor = await Visitor.register(http, name="Wilhelmine Quagmarite")
    assert (await visitor.upload_cv(CV.encode(), "cv.txt")).status_code == 200
    first, *others = await visitor.wait_for_matches(least=4)
    letter = await http.post(f"/api/matches/{first['id']}/generate-cover-letter")
    assert letter.json()["model"].startswith("claude"), letter.text
    assert (await http.post(f"/api/matches/{first['id']}/generate-highlights")).status_code == 200
    pasted = {"job_text": f"Backend Engineer at Zephandrel. {CV}"}
    await http.post("/api/user-jobs/parse", json=pasted)
    said: list[str] = []
    statuses: list[int] = []
    for fault in FAULTS:
        provider.always = fault
        for at, match in enumerate(others[:2]):
            accept = {"Accept": "text/event-stream"} if at else {}
            answer = await http.post(f"/api/matches/{match['id']}/generate-cover-letter", headers=accept)
            said.append(answer.text)
            statuses.append(answer.status_code)
            assert answer.status_code in (200, 500, 503), answer.text
        await http.post(f"/api/matches/{others[0]['id']}/generate-highlights")
        await http.post("/api/user-jobs/parse", json=pasted)
        await visitor.upload_cv(CV.replace("40 to 6", "41 to 6").encode(), "cv.txt")
    assert {500, 503} <= set(statuses)
    return [text for text in said if "event: letter" not in text and '"cover_letter"' not in text]


@pytest.mark.timeout(300)
async def test_no_log_event_or_error_holds_what_a_cv_says_or_what_is_asked_or_the_key(
    product: Product, provider: StandIn
) -> None:
    await product.start()
    async with product.client() as http:
        errors = await use(http, provider)
    kept = await bodies_kept(EmbeddedPostgres.at(product.data_dir).url)

    sentences = [
        line for prompt in (COVER_LETTER, CV_HIGHLIGHTS) for line in prompt.text.splitlines() if len(line) > 60
    ]
    secrets = [*CANARIES, KEY, *sentences, *(line for line in CV.splitlines() if len(line) > 40)]
    assert errors
    assert all(event in product.said for event in ("letter_drafted", "text_failed", "llm_replied"))
    assert len(provider.asked) > len(FAULTS)
    for where, text in (("log", product.said), ("errors", "\n".join(errors)), ("bus", kept)):
        assert [secret for secret in secrets if secret in text] == [], where
