"""Who waits for a language model waits only so long; what was asked is answered all the same."""

import asyncio

import pytest
from pydantic import BaseModel

from shared.errors import Unavailable
from shared.llm import Category, Prompt, Question
from shared.llm.waiting import StillAnswering, Waiting
from shared.testing.scripted_model import ScriptedModel


class Said(BaseModel):
    word: str


QUESTION = Question(Category.CV_PARSE, Prompt("Say a word.", "word-1"), Said)


async def test_an_answer_in_time_is_given() -> None:
    model = ScriptedModel()
    model.says = {"word": "yes"}

    async with Waiting(model, 5) as waiting:
        assert (await waiting.ask(QUESTION)).value.word == "yes"


async def test_a_wait_ends_and_the_question_goes_on() -> None:
    model, released, answered = ScriptedModel(), asyncio.Event(), asyncio.Event()

    async def late() -> None:
        await released.wait()
        answered.set()

    model.says, model.waits = {"word": "late"}, late
    async with Waiting(model, 0.02) as waiting:
        with pytest.raises(StillAnswering):
            await waiting.ask(QUESTION)
        released.set()
        await asyncio.wait_for(answered.wait(), 5)


async def test_who_leaves_does_not_end_the_question() -> None:
    model, begun, released, answered = ScriptedModel(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def late() -> None:
        begun.set()
        await released.wait()
        answered.set()

    model.says, model.waits = {"word": "late"}, late
    async with Waiting(model, 30) as waiting:
        impatient = asyncio.create_task(waiting.ask(QUESTION))
        await begun.wait()
        impatient.cancel()
        released.set()
        await asyncio.wait_for(answered.wait(), 5)


async def test_a_failure_is_told_to_whoever_waits_and_a_stop_leaves_nothing_behind() -> None:
    model = ScriptedModel()
    model.says = Unavailable()

    async with Waiting(model, 0.02) as waiting:
        with pytest.raises(Unavailable):
            await waiting.ask(QUESTION)
        model.waits = asyncio.Event().wait
        with pytest.raises(StillAnswering):
            await waiting.ask(QUESTION)
    left = [task for task in asyncio.all_tasks() if task.get_name() == "ask_language_model"]
    assert left == []
