"""Nothing is paid for a person who was deactivated after they had asked (security.md S06)."""

import asyncio

import pytest

from shared.auth import AccessEnded
from shared.testing.asking import ADA, BOB, Books, asking, question
from shared.testing.messages_api import Answer, StandIn
from shared.testing.plain import until


class Door:
    """Who is shut out."""

    def __init__(self) -> None:
        self.closed_to: set[int] = set()

    async def is_shut_out(self, user_id: int) -> bool:
        return user_id in self.closed_to


async def test_who_is_shut_out_gets_no_call_and_owes_nothing(url: str, provider: StandIn, books: Books) -> None:
    door = Door()
    door.closed_to.add(ADA)
    async with asking(url, provider.settings(), is_shut_out=door.is_shut_out) as model:
        with pytest.raises(AccessEnded):
            await model.ask(question())
        assert not provider.asked
        assert not await books.states()
        assert not await books.spent()

        assert (await model.ask(question(user_id=BOB))).cached is False
        assert (await model.ask(question(user_id=None))).cached is False
        door.closed_to.clear()
        assert (await model.ask(question())).cached is False


async def test_who_is_shut_out_while_they_wait_for_a_place_gets_no_call_either(
    url: str, provider: StandIn, books: Books
) -> None:
    door = Door()
    provider.will(Answer({"text": "Dear all"}, latency=0.5))
    async with asking(url, provider.settings(llm_concurrency=1), is_shut_out=door.is_shut_out) as model:
        bobs = asyncio.create_task(model.ask(question(user_id=BOB)))
        await until(lambda: len(provider.asked) == 1)
        adas = asyncio.create_task(model.ask(question()))
        await books.has_begun(2)
        door.closed_to.add(ADA)

        with pytest.raises(AccessEnded):
            await adas
        await bobs
        assert len(provider.asked) == 1
        assert await books.states() == [("done", 1), ("failed", 1)]
        assert await books.spent() == await books.cost(), "what was taken for it is given back"

        door.closed_to.clear()
        await model.ask(question())
        assert len(provider.asked) == 2
