"""What calls on their way have taken from the budgets: who waits for it, and that it is settled once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from shared.database import engine
from shared.errors import Unavailable
from shared.llm.claude import ClaudeLanguageModel
from shared.testing.asking import ADA, BOB, Books, asking, question
from shared.testing.messages_api import Answer, Asked, Overloaded, Silent, StandIn
from shared.testing.plain import until

OpenModel = Callable[..., Awaitable[ClaudeLanguageModel]]

A_LITTLE_MORE_THAN_ONE = {"llm_daily_budget_per_user_usd": "0.09", "llm_budget_shares": {"generation": 1.0}}
"""A call takes some six cents, nearly all of it for the longest answer, and then costs a fifth of a cent."""
SOON_SECONDS = 60


async def test_money_that_others_hold_is_waited_for(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    provider.always = Answer(latency=0.1)
    models = [await open_model(**A_LITTLE_MORE_THAN_ONE), await open_model(**A_LITTLE_MORE_THAN_ONE)]

    await asyncio.gather(*(models[turn % 2].ask(question(turn=turn)) for turn in range(8)))

    assert len(provider.asked) == 8
    assert 0 < await books.spent(f"user:{ADA}") == await books.cost()


async def test_who_waits_for_money_keeps_no_place(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(Silent(seconds=2), Answer({"text": "Dear Bob"}))
    model = await open_model(llm_concurrency=2, **A_LITTLE_MORE_THAN_ONE)
    adas = [asyncio.create_task(model.ask(question(turn=1)))]
    await until(lambda: len(provider.asked) == 1)
    adas += [asyncio.create_task(model.ask(question(turn=turn))) for turn in (2, 3)]

    assert (await model.ask(question(user_id=BOB))).value.text == "Dear Bob"
    assert not any(each.done() for each in adas)
    await asyncio.gather(*adas)


async def test_money_that_others_hold_for_too_long_is_no_reason_to_come_tomorrow(
    provider: StandIn, open_model: OpenModel
) -> None:
    provider.always = Silent()
    model = await open_model(llm_wait_seconds=0.2, llm_attempt_seconds=1, **A_LITTLE_MORE_THAN_ONE)
    first = asyncio.create_task(model.ask(question(turn=1)))
    await until(lambda: len(provider.asked) == 1)

    with pytest.raises(Unavailable) as failed:
        await model.ask(question(turn=2))

    assert int(failed.value.headers["Retry-After"]) < SOON_SECONDS
    await asyncio.gather(first, return_exceptions=True)
    assert len(provider.asked) == 1


async def test_a_process_that_stops_leaves_its_calls_to_others_and_owes_only_what_it_sent(
    url: str, provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.will(Silent())
    settings = provider.settings(llm_concurrency=1, llm_lease_seconds=600)
    async with asking(url, settings, last_seconds=0) as stopping:
        calls = [asyncio.create_task(stopping.ask(question(turn=turn))) for turn in range(3)]
        await books.has_begun(3)
        await until(lambda: len(provider.asked) == 1)
        taken = await books.spent()
    await asyncio.gather(*calls, return_exceptions=True)
    assert await books.spent() == await books.cost() == taken > 0

    model = await open_model()
    async with asyncio.timeout(SOON_SECONDS):
        await asyncio.gather(*(model.ask(question(turn=turn)) for turn in range(3)))


async def test_a_first_reply_that_has_to_be_put_right_is_not_paid_again_by_who_takes_the_call_over(
    url: str, provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.will(Answer({"text": "Dear Paris"}), Silent(), Answer({"text": "Dear London"}))
    asked = question(check=lambda letter: () if "London" in letter.text else ("London is not mentioned.",))
    async with asking(url, provider.settings(llm_lease_seconds=600), last_seconds=0) as stopping:
        call = asyncio.create_task(stopping.ask(asked))
        await until(lambda: len(provider.asked) == 2)
    await asyncio.gather(call, return_exceptions=True)

    answer = await (await open_model()).ask(asked)

    assert (answer.value.text, answer.faults) == ("Dear London", ())
    assert [sent.key == provider.asked[0].key for sent in provider.asked] == [True, False, False]
    assert "London is not mentioned." in provider.asked[2].complaint
    assert await books.states() == [("done", 2)]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """While it is asked, another process takes the call over and answers it."""

    books: Books
    is_paid: bool = False

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        done = "UPDATE asking.llm_calls SET fence = fence + 1, state = 'done', result = '{\"text\": \"Dear other\"}'"
        async with self.books.database.write() as session:
            await session.execute(text(done))
        return await Overloaded().answer(asked, request)


async def test_who_has_lost_a_call_pays_no_more_for_it(provider: StandIn, open_model: OpenModel, books: Books) -> None:
    provider.will(TakenOver(books))
    model = await open_model()

    answer = await model.ask(question())

    assert (answer.value.text, len(provider.asked)) == ("Dear other", 1)


@pytest.mark.parametrize("is_answered", [True, False])
async def test_a_settlement_whose_commit_was_not_heard_of_is_made_once(
    provider: StandIn, open_model: OpenModel, books: Books, monkeypatch: pytest.MonkeyPatch, is_answered: bool
) -> None:
    provider.always = Answer() if is_answered else Silent()
    model = await open_model(llm_attempt_seconds=0.3, llm_idle_seconds=5)
    lost: list[str] = []

    def lose_the_first_reply_after_the_exchange(name: str) -> None:
        if name == "write.committed" and provider.asked and not lost:
            lost.append(name)
            raise ConnectionResetError

    monkeypatch.setattr(engine, "reach", lose_the_first_reply_after_the_exchange)
    result: Any = await asyncio.gather(model.ask(question()), return_exceptions=True)

    assert lost
    assert isinstance(result[0], Unavailable) is not is_answered
    assert await books.spent() == await books.cost() > 0
