"""A call is paid once: however many ask, in however many processes, whatever is lost or killed meanwhile."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text

from shared import cache
from shared.database import erase_rows
from shared.errors import Unavailable
from shared.llm import AnswerUnusable, Category
from shared.llm.claude import ClaudeLanguageModel
from shared.llm.upkeep import forget_erased, prune_ledger
from shared.testing.asking import ADA, BOB, CV, Books, question
from shared.testing.gate import gate_before
from shared.testing.messages_api import Answer, Empty, StandIn
from shared.testing.plain import until

OpenModel = Callable[..., Awaitable[ClaudeLanguageModel]]


async def test_fifty_at_once_in_two_processes_are_one_call(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.always = Answer({"text": "Dear all"}, latency=0.3)
    models = [await open_model(), await open_model()]

    answers = await asyncio.gather(*(models[number % 2].ask(question()) for number in range(50)))

    assert {answer.value.text for answer in answers} == {"Dear all"}
    assert [answer.cached for answer in answers].count(False) == 1
    assert len(provider.asked) == 1
    assert await books.states() == [("done", 1)]
    assert await books.spent() == await books.cost() > 0


async def test_who_waits_for_a_call_fails_with_it(provider: StandIn, open_model: OpenModel) -> None:
    provider.always = Empty()
    models = [await open_model(), await open_model()]

    failures = await asyncio.gather(
        *(models[number % 2].ask(question()) for number in range(10)), return_exceptions=True
    )

    assert all(isinstance(failure, AnswerUnusable) for failure in failures)
    assert len(provider.asked) <= 4


@pytest.mark.parametrize(
    "other",
    [
        {"cv": "another CV"},
        {"user_id": BOB},
        {"turn": 1},
        {"category": Category.INTERVIEW},
        {"texts": {"cv": CV, "posting": "We build bridges."}},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_any_other_input_is_another_question(
    provider: StandIn, open_model: OpenModel, other: dict[str, object]
) -> None:
    model = await open_model()
    await model.ask(question())

    assert not (await model.ask(question(**other))).cached  # type: ignore[arg-type]
    assert len(provider.asked) == 2


async def test_the_check_and_the_prefix_are_no_part_of_it(provider: StandIn, open_model: OpenModel) -> None:
    model = await open_model()
    await model.ask(question())

    assert (await model.ask(question(cache_prefix="other", check=lambda _: []))).cached
    assert len(provider.asked) == 1


async def test_redis_answers_and_losing_it_costs_no_money(
    provider: StandIn, open_model: OpenModel, redis_url: str
) -> None:
    first = await open_model(redis_url)
    await first.ask(question())
    with Redis.from_url(redis_url) as redis:
        (key,) = redis.scan_iter("cover_letter:*")
        assert key.startswith(b"cover_letter:7:3:")
        assert 29 * 86_400 < redis.ttl(key) <= 30 * 86_400
        redis.flushdb()

        assert (await first.ask(question())).cached
        assert redis.exists(key)
    assert len(provider.asked) == 1


async def test_redis_keeps_an_answer_no_longer_than_the_ledger(
    open_model: OpenModel, redis_url: str, books: Books
) -> None:
    model = await open_model(redis_url)
    await model.ask(question())
    async with books.database.write() as session:
        await session.execute(text("UPDATE asking.llm_calls SET expires_at = now() + interval '1 hour'"))
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
        assert (await model.ask(question())).cached
        (key,) = redis.scan_iter("cover_letter:*")
        assert 0 < redis.ttl(key) <= 3600


async def test_redis_alone_answers_while_it_has_the_answer(
    provider: StandIn, open_model: OpenModel, redis_url: str, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine it takes longer than anybody waits for it.
    monkeypatch.setattr(cache, "ANSWERS_WITHIN_SECONDS", 10.0)
    model = await open_model(redis_url)
    await model.ask(question())
    async with books.database.write() as session:
        await session.execute(text("DELETE FROM asking.llm_calls"))

    assert (await model.ask(question(user_id=ADA))).cached
    assert len(provider.asked) == 1


async def test_a_dead_redis_is_a_miss(provider: StandIn, open_model: OpenModel, redis_url: str) -> None:
    async with gate_before(redis_url) as gate:
        model = await open_model(gate.url)
        await model.ask(question())
        await gate.shut()

        assert (await model.ask(question())).cached
        assert not (await model.ask(question(turn=1))).cached
    assert len(provider.asked) == 2


async def test_what_is_no_answer_in_redis_is_not_served(
    provider: StandIn, open_model: OpenModel, redis_url: str
) -> None:
    model = await open_model(redis_url)
    await model.ask(question())
    with Redis.from_url(redis_url) as redis:
        (key,) = redis.scan_iter("cover_letter:*")
        for rubbish in (b"\xff", b"[]", b'{"text": 3}'):
            redis.set(key, rubbish)
            assert (await model.ask(question())).value.text == "Something."
    assert len(provider.asked) == 1


async def test_who_leaves_does_not_stop_the_call(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    provider.always = Answer({"text": "Dear all"}, latency=0.3)
    model = await open_model()
    asking = asyncio.create_task(model.ask(question()))
    await until(lambda: len(provider.asked) == 1)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking

    assert (await model.ask(question())).value.text == "Dear all"
    assert len(provider.asked) == 1


async def test_an_expired_answer_is_asked_for_anew_and_pruned(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    model = await open_model()
    await model.ask(question())
    async with books.database.write() as session:
        await session.execute(text("UPDATE asking.llm_calls SET expires_at = now() - interval '1 second'"))

    assert not (await model.ask(question())).cached
    assert await books.states() == [("done", 2)]
    async with books.database.write() as session:
        await session.execute(text("UPDATE asking.llm_calls SET expires_at = now() - interval '1 second'"))
    await prune_ledger(books.database, None)
    assert await books.states() == []


async def test_an_erased_person_leaves_nothing_in_ledger_and_cache(
    provider: StandIn, open_model: OpenModel, redis_url: str, books: Books
) -> None:
    model = await open_model(redis_url)
    await model.ask(question())
    await model.ask(question(user_id=BOB))

    async with books.database.write() as session:
        await erase_rows(session, ADA)
    await forget_erased(books.database, redis_url)

    with Redis.from_url(redis_url) as redis:
        assert [key.split(b":")[1] for key in redis.scan_iter("cover_letter:*")] == [b"8"]
        assert redis.zcard("llm:keys:cover_letter") == 1
    assert await books.states() == [("done", 1)]
    assert await books.spent(f"user:{ADA}") == 0
    assert await books.spent(f"user:{BOB}") > 0
    with pytest.raises(Unavailable):
        await model.ask(question())
    assert len(provider.asked) == 2


async def test_an_answer_that_serves_several_jobs_is_forgotten_for_all_of_them(
    provider: StandIn, open_model: OpenModel, redis_url: str, books: Books
) -> None:
    model = await open_model(redis_url)
    for job_id in (3, 4, 4):
        await model.ask(question(cache_prefix=f"cover_letter:{ADA}:{job_id}"))
    assert len(provider.asked) == 1

    async with books.database.write() as session:
        await erase_rows(session, ADA)
    await forget_erased(books.database, redis_url)

    with Redis.from_url(redis_url) as redis:
        assert not list(redis.scan_iter("cover_letter:*"))


async def test_keys_to_forget_are_kept_until_redis_has_forgotten_them(
    open_model: OpenModel, redis_url: str, books: Books
) -> None:
    await (await open_model(redis_url)).ask(question())
    async with books.database.write() as session:
        await erase_rows(session, ADA)

    await forget_erased(books.database, "redis://127.0.0.1:1/0")
    with Redis.from_url(redis_url) as redis:
        assert len(list(redis.scan_iter("cover_letter:*"))) == 1
        await forget_erased(books.database, redis_url)
        assert not list(redis.scan_iter("cover_letter:*"))


async def test_a_person_erased_during_the_call_gets_no_answer_kept(
    provider: StandIn, open_model: OpenModel, redis_url: str, books: Books
) -> None:
    provider.always = Answer(latency=0.5)
    model = await open_model(redis_url)
    asking = asyncio.create_task(model.ask(question()))
    await until(lambda: len(provider.asked) == 1)
    async with books.database.write() as session:
        await erase_rows(session, ADA)

    with pytest.raises(Unavailable):
        await asking
    with Redis.from_url(redis_url) as redis:
        assert not list(redis.scan_iter("cover_letter:*"))
    assert await books.states() == []
    assert await books.spent() > 0


@pytest.fixture
async def slow_provider(tmp_path: Path) -> AsyncIterator[tuple[str, Path]]:
    """The stand-in as a process, which takes its time, and where it notes what is paid."""
    paid = tmp_path / "paid"
    paid.touch()
    command = [sys.executable, "-m", "shared.testing.messages_api", "--latency", "0.5", "--paid-file", str(paid)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip(), paid
    process.kill()
    await process.wait()


async def test_each_kill_in_the_window_costs_at_most_one_call_more(
    url: str, slow_provider: tuple[str, Path], open_model: OpenModel, books: Books
) -> None:
    provider_url, paid = slow_provider
    command = [sys.executable, "-m", "shared.testing.asking_process", url, provider_url]
    landed = 0

    def was_paid_beyond(before: int) -> bool:
        return len(paid.read_text().split()) > before

    for _ in range(3):
        before = len(paid.read_text().split())
        asker = await asyncio.create_subprocess_exec(*command)
        await until(partial(was_paid_beyond, before), seconds=60)
        asker.kill()
        await asker.wait()
        landed += 1

    model = await open_model(anthropic_base_url=provider_url, llm_lease_seconds=1)
    answers = [await model.ask(question()) for _ in range(3)]

    assert [answer.cached for answer in answers] == [False, True, True]
    assert len(paid.read_text().split()) <= 1 + landed
    assert await books.states() == [("done", 1 + landed)]
    # What the killed had taken stays spent: it was paid.
    assert await books.spent() > await books.cost() > 0
