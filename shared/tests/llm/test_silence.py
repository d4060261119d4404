"""Nothing of what is asked, answered or signed with is ever in a log line or an error's text."""

import contextlib
import io
import logging
import sys
from collections.abc import Awaitable, Callable

import pytest

from shared import logs
from shared.errors import Failure
from shared.llm.claude import ClaudeLanguageModel
from shared.settings import PlatformSettings
from shared.testing.asking import Books, Letter, question
from shared.testing.messages_api import (
    Answer,
    Behaviour,
    CutOff,
    Empty,
    Failing,
    Malformed,
    Overloaded,
    RateLimited,
    Refusal,
    Silent,
    SpendLimit,
    StandIn,
    Truncated,
)
from shared.testing.messages_api.server import KEY

OpenModel = Callable[..., Awaitable[ClaudeLanguageModel]]

ANSWER = "canary-of-the-answer"
"""Every secret thing here begins with `canary`."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that is logged, at the most talkative level."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    logs.configure(PlatformSettings(log_level="DEBUG"))
    return out


@pytest.fixture(autouse=True)
def _as_before() -> object:
    yield
    logs.configure(PlatformSettings(log_level="INFO"))


async def test_nothing_personal_is_said_whatever_goes_wrong(
    provider: StandIn, open_model: OpenModel, books: Books, written: io.StringIO
) -> None:
    model = await open_model(llm_attempt_seconds=0.5, llm_attempts=2, llm_account_pause_seconds=0.01)
    quoting = Failing(400, "invalid_request_error", "canary: the provider quotes what was sent")
    faults: list[Behaviour] = [
        quoting,
        Overloaded(),
        CutOff(),
        Empty(),
        Malformed(),
        Refusal(),
        Truncated(),
        RateLimited(0.01),
        Silent(),
        SpendLimit(),
    ]
    said = []

    async def hear(_: object) -> None:
        raise ConnectionError("canary")

    def check(letter: Letter) -> list[str]:
        return [f"This is wrong: {letter.text}"]

    for turn, fault in enumerate(faults):
        provider.will(fault, Answer({"text": [ANSWER]}), Answer({"text": ANSWER}))
        with contextlib.suppress(Failure):
            try:
                await model.ask(question(turn=turn, check=check), on_partial=hear if turn % 2 else None)
            except Failure as failure:
                said.append(f"{failure!r} {failure.detail}")
                logging.getLogger("test").exception("asked")
                raise

    everything = written.getvalue() + "".join(said)
    assert "llm_replied" in everything
    assert "provider_request_id" in everything
    assert "canary" not in everything
    assert KEY not in everything
