"""What goes wrong at the provider: what the asker gets, when, and what it costs."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack

import pytest

from shared.errors import Unavailable
from shared.llm import AnswerUnusable, Category
from shared.llm.claude import ClaudeLanguageModel
from shared.testing.asking import Books, question
from shared.testing.messages_api import (
    Answer,
    Behaviour,
    CutOff,
    Failing,
    NoCredit,
    Overloaded,
    RateLimited,
    Silent,
    SpendLimit,
    StandIn,
)

OpenModel = Callable[..., Awaitable[ClaudeLanguageModel]]


async def ignore(_: object) -> None:
    pass


def retry_after(failed: pytest.ExceptionInfo[Unavailable]) -> int:
    return int(failed.value.headers["Retry-After"])


@pytest.mark.parametrize(
    "fault", [Overloaded(), Failing(500), Failing(503), RateLimited(None), CutOff()], ids=lambda fault: repr(fault)[:40]
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_what_passes_is_tried_again(
    provider: StandIn, open_model: OpenModel, fault: Behaviour, streamed: bool
) -> None:
    provider.will(fault, fault, Answer({"text": "Dear all"}))
    model = await open_model()

    answer = await model.ask(question(), on_partial=ignore if streamed else None)

    assert answer.value.text == "Dear all"
    assert len({asked.key for asked in provider.asked}) == 1


async def test_an_overload_within_a_stream_is_one_too(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(Overloaded(within_stream=True), Answer({"text": "Dear all"}))
    model = await open_model()

    assert (await model.ask(question(), on_partial=ignore)).value.text == "Dear all"


@pytest.mark.parametrize("fault", [Overloaded(), Failing(500), RateLimited(None)], ids=lambda fault: str(fault.status))
async def test_a_provider_that_stays_overloaded_is_503_and_costs_nothing(
    provider: StandIn, open_model: OpenModel, books: Books, fault: Behaviour
) -> None:
    provider.always = fault
    model = await open_model(llm_attempts=3)

    with pytest.raises(Unavailable) as failed:
        await model.ask(question())

    assert retry_after(failed) > 0
    assert len(provider.asked) == 3
    assert await books.states() == [("failed", 1)]
    assert await books.spent() == 0


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address where connections are asked for and never made: whoever listens has no room for more."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_connection_that_is_not_made_is_given_up_soon_and_costs_nothing(
    deaf: str, open_model: OpenModel, books: Books, streamed: bool
) -> None:
    model = await open_model(anthropic_base_url=deaf, llm_connect_seconds=0.2, llm_attempt_seconds=5, llm_attempts=2)
    began = time.monotonic()

    with pytest.raises(Unavailable):
        await model.ask(question(), on_partial=ignore if streamed else None)

    assert time.monotonic() - began < 5
    assert await books.spent() == 0


async def test_nobody_there_is_503_in_time_and_costs_nothing(open_model: OpenModel, books: Books) -> None:
    model = await open_model(anthropic_base_url="http://127.0.0.1:1", llm_attempts=2)

    with pytest.raises(Unavailable):
        await model.ask(question())

    assert await books.spent() == 0


@pytest.mark.parametrize("fault", [RateLimited(1), Overloaded(1)], ids=lambda fault: str(fault.status))
async def test_the_providers_retry_after_is_kept(provider: StandIn, open_model: OpenModel, fault: Behaviour) -> None:
    provider.will(fault, Answer())
    model = await open_model()
    began = time.monotonic()

    await model.ask(question())

    assert time.monotonic() - began >= 1
    assert len(provider.asked) == 2


async def test_what_one_call_was_told_all_keep(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(RateLimited(60))
    model = await open_model(llm_total_seconds=5)

    for turn in range(3):
        with pytest.raises(Unavailable) as failed:
            await model.ask(question(turn=turn))
        assert 50 < retry_after(failed) <= 60

    assert len(provider.asked) == 1


async def test_what_one_process_was_told_all_keep(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(RateLimited(60))
    told, other = await open_model(llm_total_seconds=5), await open_model(llm_total_seconds=5)

    for turn, model in enumerate((told, other, other)):
        with pytest.raises(Unavailable) as failed:
            await model.ask(question(turn=turn))
        assert 50 < retry_after(failed) <= 60

    assert len(provider.asked) == 1
    assert (await other.ask(question(category=Category.INTERVIEW))).value.text, "another model is asked all the same"


async def test_another_process_asks_when_the_pause_is_over(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.will(RateLimited(1.5))
    told, other = await open_model(llm_total_seconds=1), await open_model()
    with pytest.raises(Unavailable):
        await told.ask(question())
    began = time.monotonic()

    await other.ask(question(turn=1))

    assert time.monotonic() - began > 1
    assert len(provider.asked) == 2
    assert await books.spent() == await books.cost()


async def test_an_overload_that_lasts_longer_than_a_call_is_handed_on(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(Overloaded(60))
    model = await open_model(llm_total_seconds=5)

    with pytest.raises(Unavailable) as failed:
        await model.ask(question())

    assert (retry_after(failed), len(provider.asked)) == (60, 1)


@pytest.mark.parametrize("fault", [SpendLimit(), NoCredit()], ids=lambda fault: str(fault.status))
async def test_a_spend_limit_is_never_tried_again_and_closes_the_way_for_all_models(
    provider: StandIn, open_model: OpenModel, books: Books, fault: Behaviour
) -> None:
    provider.will(fault)
    model = await open_model(llm_account_pause_seconds=600)

    for category in (Category.COVER_LETTER, Category.CV_HIGHLIGHTS, Category.INTERVIEW):
        with pytest.raises(Unavailable) as failed:
            await model.ask(question(category=category))

    assert len(provider.asked) == 1
    assert 500 < retry_after(failed) <= 600
    assert await books.spent() == 0


async def test_the_way_opens_again_when_the_account_is_well(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(SpendLimit())
    model = await open_model(llm_account_pause_seconds=0.1)
    with pytest.raises(Unavailable):
        await model.ask(question())
    time.sleep(0.15)  # noqa: ASYNC251 - the breaker goes by the clock on the wall, nothing else runs here

    assert (await model.ask(question())).value.text


async def test_a_model_that_fails_in_a_row_is_left_alone_and_others_are_not(
    provider: StandIn, open_model: OpenModel
) -> None:
    provider.will(*[Overloaded()] * 3)
    model = await open_model(llm_attempts=1, llm_breaker_failures=3, llm_breaker_seconds=60)
    for turn in range(5):
        with pytest.raises(Unavailable) as failed:
            await model.ask(question(turn=turn))

    assert len(provider.asked) == 3
    assert 50 < retry_after(failed) <= 60
    assert (await model.ask(question(category=Category.INTERVIEW))).value.text


async def test_a_request_that_is_refused_is_no_reason_to_try_again(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.will(Failing(400, "invalid_request_error", "messages: text is too long"))
    model = await open_model()

    with pytest.raises(AnswerUnusable):
        await model.ask(question())

    assert len(provider.asked) == 1
    assert await books.spent() == 0


async def test_a_provider_that_takes_too_long_is_503_in_time_and_counts_as_paid(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.always = Silent()
    model = await open_model(llm_attempt_seconds=0.3, llm_idle_seconds=5)
    began = time.monotonic()

    with pytest.raises(Unavailable):
        await model.ask(question())

    assert time.monotonic() - began < 4
    assert len(provider.asked) == 1
    assert await books.spent() == await books.cost() > 0


async def test_an_answer_that_is_not_streamed_may_be_silent_until_it_is_whole(
    provider: StandIn, open_model: OpenModel
) -> None:
    provider.always = Answer({"text": "Dear all"}, latency=0.8)
    model = await open_model(llm_idle_seconds=0.2)

    answer = await model.ask(question())

    assert (answer.value.text, len(provider.asked)) == ("Dear all", 1)


async def test_a_stream_that_falls_silent_is_given_up_and_tried_again(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(Silent(events=5), Answer({"text": "Dear all"}))
    model = await open_model(llm_idle_seconds=0.3)

    answer = await model.ask(question(), on_partial=ignore)

    assert answer.value.text == "Dear all"


async def test_all_attempts_together_have_an_end(provider: StandIn, open_model: OpenModel) -> None:
    provider.always = Silent(events=5)
    model = await open_model(llm_idle_seconds=0.3, llm_total_seconds=1, llm_attempts=50)
    began = time.monotonic()

    with pytest.raises(Unavailable):
        await model.ask(question(), on_partial=ignore)

    assert time.monotonic() - began < 4


async def test_a_stream_that_is_always_cut_off_leaves_no_answer_and_counts_what_it_cost(
    provider: StandIn, open_model: OpenModel, books: Books
) -> None:
    provider.always = CutOff()
    model = await open_model(llm_attempts=2)

    with pytest.raises(Unavailable):
        await model.ask(question(), on_partial=ignore)

    assert await books.states() == [("failed", 1)]
    assert await books.spent() == await books.cost() > 0


async def test_who_finds_no_place_in_time_is_told_so(provider: StandIn, open_model: OpenModel) -> None:
    provider.always = Silent()
    model = await open_model(llm_concurrency=1, llm_wait_seconds=0.2, llm_attempt_seconds=1)
    first = asyncio.create_task(model.ask(question(turn=1)))
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await model.ask(question(turn=2))
    with pytest.raises(Unavailable):
        await first

    assert len(provider.asked) == 1


async def test_a_failed_call_is_made_anew_by_the_next_who_asks(provider: StandIn, open_model: OpenModel) -> None:
    provider.will(Failing(500))
    model = await open_model(llm_attempts=1)
    with pytest.raises(Unavailable):
        await model.ask(question())

    answer = await model.ask(question())

    assert (answer.value.text, answer.cached) == ("Something.", False)
