"""Settings of generation-service."""

from typing import Literal

from pydantic import PositiveFloat, PositiveInt

from shared.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="GENERATION_"):
    wait_seconds: PositiveFloat = 75
    """A request waits this long for its letter; then it is 504, and the same request later returns it. Longer than an
    attempt at the language model (`LLM_ATTEMPT_SECONDS`), so that a slow one is 503; shorter than the gateway waits.
    An interview kit waits as long, then it is 503."""
    judge_seconds: PositiveFloat = 30
    """An answer in an interview waits this long for the language model; then the rules judge it."""
    stream_seconds: PositiveFloat = 300
    """Whoever reads a letter while it is written is kept company this long."""
    writing_at_once: PositiveInt = 8
    """Letters and highlights in hand at once in each process that works. Most of the time they wait for an answer; give
    `GENERATION_POOL_SIZE` and its overflow together eight connections more than this, and `LLM_CONCURRENCY` as much."""
    llm_fallback: Literal["off", "rules"] = "off"
    """`rules`: what the language model can't write just now, and a kit it made no good, the rules write, and `model`
    says so; `off`: 503."""
    ask_again_seconds: PositiveInt = 900
    """A letter unwritten after so long, longer than all retries of an event, is asked for anew by the next request."""
    versions_kept: PositiveInt = 50
    """Letters and highlights kept per match, and answers per question of an interview session, the newest ones."""
    resumes_kept: PositiveInt = 20
    """Résumés kept per person, the newest ones."""
    requests_kept_days: PositiveInt = 30
    """Finished requests, which hold no text, are forgotten after so long."""
