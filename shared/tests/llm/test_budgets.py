"""The day's budgets stop the spending before it happens, and what is there already is served all the same."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from shared.errors import Unavailable
from shared.llm import Answer, Budget, Category
from shared.llm.claude import ClaudeLanguageModel
from shared.llm.prices import Tokens, cost_of
from shared.llm.settings import LanguageModelSettings
from shared.settings import MisconfiguredError, read_settings
from shared.testing import messages_api
from shared.testing.asking import ADA, BOB, Books, Letter, question
from shared.testing.messages_api import StandIn
from shared.testing.plain import until

OpenModel = Callable[..., Awaitable[ClaudeLanguageModel]]

ALL_OF_IT = {"generation": 1.0}


async def estimate(model: ClaudeLanguageModel, provider: StandIn, books: Books) -> Decimal:
    """What one call takes beforehand."""
    provider.will(messages_api.Silent())
    asking = asyncio.create_task(model.ask(question(turn=999)))
    await until(lambda: bool(provider.asked))
    taken = await books.spent()
    asking.cancel()
    async with books.database.write() as session:
        await session.execute(text("DELETE FROM asking.llm_spend"))
        await session.execute(text("DELETE FROM asking.llm_calls"))
    provider.asked.clear()
    return taken


async def test_what_is_taken_is_settled_to_what_it_cost(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    model = await open_model()

    await model.ask(question())

    used = messages_api.wire.usage(provider.asked[0].body, messages_api.behaviours.OUTPUT_TOKENS)
    tokens = Tokens(used["input_tokens"], used["output_tokens"], 0, used["cache_read_input_tokens"])
    expected = cost_of(tokens, provider.settings().llm_prices["claude-sonnet-4-5"])
    assert await books.spent() == await books.spent(f"user:{ADA}") == await books.cost() == expected


async def test_spending_stops_at_the_budget_to_the_cent_of_the_estimate(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    taken = await estimate(await open_model(llm_attempt_seconds=0.5), provider, books)
    provider.always = messages_api.Answer(latency=0.3, output_tokens=4000)
    limits = {"llm_daily_budget_usd": taken * 3, "llm_daily_budget_per_user_usd": 100, "llm_budget_shares": ALL_OF_IT}
    models = [await open_model(**limits), await open_model(**limits)]

    results = await asyncio.gather(
        *(models[turn % 2].ask(question(turn=turn)) for turn in range(100, 110)), return_exceptions=True
    )

    served = [result for result in results if isinstance(result, Answer)]
    refused = [result for result in results if isinstance(result, Unavailable)]
    assert (len(served), len(refused)) == (3, 7)
    assert len(provider.asked) == 3
    assert await books.spent() == await books.cost() <= taken * 3


async def test_over_budget_is_503_until_midnight_and_stored_answers_are_served(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    await (await open_model()).ask(question())
    model = await open_model(llm_daily_budget_usd=Decimal("0.0001"))

    assert (await model.ask(question())).cached
    with pytest.raises(Unavailable, match="budget") as failed:
        await model.ask(question(turn=1))

    midnight = (datetime.now(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = (midnight - datetime.now(UTC)).total_seconds()
    assert abs(int(failed.value.headers["Retry-After"]) - left) < 10
    assert len(provider.asked) == 1
    assert sorted(await books.states()) == [("done", 1), ("failed", 1)]


async def test_one_persons_budget_is_not_anothers(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    taken = await estimate(await open_model(llm_attempt_seconds=0.5), provider, books)
    model = await open_model(llm_daily_budget_per_user_usd=taken * Decimal("1.1"), llm_budget_shares=ALL_OF_IT)
    await model.ask(question())
    async with books.database.write() as session:
        await session.execute(text("UPDATE asking.llm_spend SET usd = :usd WHERE scope = 'user:7'"), {"usd": taken})

    with pytest.raises(Unavailable):
        await model.ask(question(turn=1))
    assert not (await model.ask(question(user_id=BOB))).cached


async def test_yesterday_does_not_count(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    model = await open_model()
    await model.ask(question())
    async with books.database.write() as session:
        await session.execute(text("UPDATE asking.llm_spend SET day = day - 1, usd = 1000"))

    assert not (await model.ask(question(turn=1))).cached


async def test_a_budget_of_its_own_stops_what_it_is_for_and_nothing_else(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    model = await open_model()
    scraped = question(user_id=None, category=Category.JOB_EXTRACT, budget=Budget("job_extract", Decimal(0)))

    with pytest.raises(Unavailable):
        await model.ask(scraped)
    assert provider.asked == []
    assert not (await model.ask(question())).cached

    allowed = question(user_id=None, category=Category.JOB_EXTRACT, budget=Budget("job_extract", Decimal(1)))
    assert not (await model.ask(allowed)).cached
    assert (await model.ask(scraped)).cached
    assert await books.spent("budget:job_extract") > 0


async def test_a_service_without_a_share_spends_nothing(provider: StandIn, open_model: OpenModel) -> None:
    model = await open_model(llm_budget_shares={"profile": 1.0})

    with pytest.raises(Unavailable):
        await model.ask(question())
    assert provider.asked == []


async def test_being_asked_again_needs_money_too(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    taken = await estimate(await open_model(llm_attempt_seconds=0.5), provider, books)
    provider.always = messages_api.Answer({"text": "Dear Paris"}, output_tokens=4000)
    model = await open_model(llm_daily_budget_usd=taken * Decimal("1.01"), llm_budget_shares=ALL_OF_IT)

    def never(_: Letter) -> list[str]:
        return ["Never right."]

    answer = await model.ask(question(check=never))

    assert answer.faults == ("Never right.",)
    assert len(provider.asked) == 1
    assert await books.spent() <= taken * Decimal("1.01")


def test_shares_are_no_more_than_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BUDGET_SHARES", '{"generation": 0.7, "job": 0.4}')

    with pytest.raises(MisconfiguredError, match="LLM_BUDGET_SHARES"):
        read_settings(LanguageModelSettings)


def test_a_model_without_a_price_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_MODEL", "claude-of-tomorrow")

    with pytest.raises(MisconfiguredError, match="claude-of-tomorrow"):
        read_settings(LanguageModelSettings)


def test_the_key_is_never_shown() -> None:
    settings = LanguageModelSettings(anthropic_api_key="sk-secret")

    assert "sk-secret" not in f"{settings!r}{settings}{settings.model_dump()}"
    with pytest.raises(ValidationError):
        LanguageModelSettings(llm_concurrency=0)
