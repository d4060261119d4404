"""Settings of job-service."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, NonNegativeInt, PositiveFloat, PositiveInt

from shared.settings import ServiceSettings

KNOWN_SOURCES = ("remoteok", "weworkremotely")


def _known(sources: str) -> str:
    unknown = [source for source in listed(sources) if source not in KNOWN_SOURCES]
    if unknown:
        raise ValueError(f"{unknown[0]} is no source; those known are {', '.join(KNOWN_SOURCES)}")
    return sources


def listed(comma_separated: str) -> tuple[str, ...]:
    """The parts of a comma-separated setting."""
    return tuple(part.strip() for part in comma_separated.split(",") if part.strip())


class Settings(ServiceSettings, env_prefix="JOB_"):
    sources: Annotated[str, AfterValidator(_known)] = ",".join(KNOWN_SOURCES)
    """The boards that are scraped, separated by commas; empty: none."""
    remoteok_url: str = Field(default="https://remoteok.com/api", validation_alias="REMOTEOK_URL")
    """Where RemoteOK answers."""
    weworkremotely_url: str = Field(
        default="https://weworkremotely.com/remote-jobs.rss", validation_alias="WEWORKREMOTELY_URL"
    )
    """Feeds of WeWorkRemotely, separated by commas."""
    sample_jobs: Literal["on", "off", ""] = Field(default="", validation_alias="SAMPLE_JOBS")
    """Whether a new installation starts with sample jobs; empty: on in development, off in production."""
    scrape_every_minutes: NonNegativeInt = 0
    """How often the boards are scraped without being asked; 0: only when asked."""
    scrape_given_up_after_minutes: PositiveInt = 30
    """A run that has not ended by then counts as failed, and another may begin."""
    most_answer_bytes: PositiveInt = 30_000_000
    """The most a board's answer may weigh, unpacked."""
    most_answer_seconds: PositiveFloat = 60
    """The longest a board's answer may take, all tries together."""
    fetch_seconds: PositiveFloat = 45
    """The longest a fetch for keywords waits for one board; a slower one is told as failed."""
    fetch_fresh_seconds: PositiveInt = 60
    """A board is read anew for a fetch when the last one is so long ago: the boards' own limits are respected."""
    closed_after_days_unseen: PositiveInt = 45
    """How long after its last sight a job without an expiry date counts as closed, on boards of recent jobs."""
    raw_kept_days: PositiveInt = 30
    """How long a board's own answer about a job is kept after the job was closed."""
    scrape_logs_kept_days: PositiveInt = 90
    """How long it can be looked up what a scrape brought."""
    search_wait_seconds: PositiveFloat = 5
    """The longest a search waits until the process's index has taken up what was written before; then it is 503."""
    extract_daily_budget_usd: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    """The most that is spent in a day (UTC) on reading scraped postings by the language model besides the rules, within
    this service's part of `LLM_DAILY_BUDGET_USD`; 0: none are."""
    llm_seconds: PositiveFloat = 40
    """Longest wait for the language model's reading of a pasted text; then it is 503, and the same text sent again
    finds the answer."""
    llm_fallback: Literal["off", "rules"] = "off"
    """`rules`: what the language model can't read just now the rules read, and `model` says so; `off`: 503 or 500."""
