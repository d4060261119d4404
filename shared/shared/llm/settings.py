"""Settings of the language model, the same for every service that asks one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, NonNegativeFloat, PositiveFloat, PositiveInt, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.llm.base import Category

Usd = Annotated[Decimal, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Price(BaseModel, frozen=True):
    """US dollars for a million tokens."""

    input: Usd
    output: Usd
    cache_write: Usd
    cache_read: Usd


def _successors() -> dict[str, str]:
    """What https://platform.claude.com/docs/en/about-claude/model-deprecations recommends."""
    return {"claude-sonnet-4-5": "claude-sonnet-5-5", "claude-sonnet-5": "claude-sonnet-5-5"}


def _prices() -> dict[str, Price]:
    """What https://platform.claude.com/docs/en/about-claude/pricing says."""
    rows = {
        "claude-sonnet-4-5": ("3", "15", "3.75", "0.30"),
        "claude-haiku-4-5": ("1", "5", "1.25", "0.10"),
        "claude-sonnet-5": ("2", "10", "2.50", "0.20"),
        "claude-sonnet-5-5": ("2", "10", "2.50", "0.10"),
        "claude-opus-5": ("5", "25", "6.25", "0.50"),
        "claude-opus-5-5": ("4", "20", "5", "0.20"),
    }
    return {
        model: Price(
            input=Decimal(row[0]), output=Decimal(row[1]), cache_write=Decimal(row[2]), cache_read=Decimal(row[3])
        )
        for model, row in rows.items()
    }


class LanguageModelSettings(BaseSettings):
    """Everything about the language model. Without a key there is none, and nothing leaves the machine."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True)

    anthropic_api_key: SecretStr = SecretStr("")
    """The key to Claude; empty: the product's own rules do all the reading and writing, and nothing leaves."""
    anthropic_base_url: str = "https://api.anthropic.com"
    """Where the Messages API answers."""
    llm_letters_model: str = "claude-sonnet-4-5"
    """The model that writes cover letters."""
    llm_model: str = "claude-haiku-4-5"
    """The model for everything else."""
    llm_tool_choice: Literal["forced", "auto"] = "forced"
    """How a model is held to the answer's shape; `auto` for models that refuse to be forced to use a tool."""
    llm_successors: dict[str, str] = Field(default_factory=_successors)
    """Who is asked, as JSON, once the provider says that it has a model no longer; `model` in answers says who was."""
    llm_prices: dict[str, Price] = Field(default_factory=_prices)
    """US dollars for a million tokens of each model, as JSON; a model that is not here is not asked."""
    llm_most_answer_tokens: PositiveInt = 4096
    """Longest answer; one that was cut off is asked for once more with twice the room."""
    llm_most_question_tokens: PositiveInt = 150_000
    """A question estimated to be longer is not asked."""
    llm_concurrency: PositiveInt = 8
    """Calls to one model at once by a process."""
    llm_wait_seconds: PositiveFloat = 60
    """Longest wait for one of these places, and for money that calls on their way hold; then it is 503."""
    llm_connect_seconds: PositiveFloat = 5
    """Longest wait for a connection to the provider."""
    llm_idle_seconds: PositiveFloat = 20
    """Longest silence within an answer that is streamed."""
    llm_attempt_seconds: PositiveFloat = 60
    """Longest that one attempt may take."""
    llm_total_seconds: PositiveFloat = 100
    """Longest that a call may take, with all its attempts and being asked again once."""
    llm_attempts: PositiveInt = 4
    """Attempts of one call while the provider is overloaded or can't be reached."""
    llm_backoff_seconds: NonNegativeFloat = 0.5
    """First pause between attempts; it doubles, with jitter. A `retry-after` of the provider wins."""
    llm_breaker_failures: PositiveInt = 6
    """Failures of a model in a row after which it is left alone."""
    llm_breaker_seconds: PositiveFloat = 20
    """How long it is left alone; then one success ends the pause."""
    llm_account_pause_seconds: PositiveFloat = 900
    """How long nothing is asked after the provider refused the account: its spend limit, its key."""
    llm_lease_seconds: PositiveFloat = 15
    """A call whose process died is taken over after so long; the living renew their claim three times as often."""
    llm_daily_budget_usd: Usd = Decimal(20)
    """The most that the whole installation spends in a day (UTC)."""
    llm_daily_budget_per_user_usd: Usd = Decimal(2)
    """The most that is spent for one person in a day."""
    llm_budget_shares: dict[str, Share] = Field(
        default_factory=lambda: {"generation": 0.6, "profile": 0.25, "job": 0.15}
    )
    """The part of both budgets that each service may spend, as JSON; together at most 1."""

    @model_validator(mode="after")
    def _divide_no_more_than_there_is(self) -> "LanguageModelSettings":
        if sum(self.llm_budget_shares.values()) > 1 + 1e-9:
            raise ValueError("Setting LLM_BUDGET_SHARES can't be used: its parts are more than 1 together")
        unpriced = {self.llm_letters_model, self.llm_model} - self.llm_prices.keys()
        if unpriced:
            raise ValueError(
                f"Setting LLM_PRICES has no price for {min(unpriced)}: what costs nobody knows is not asked"
            )
        return self

    def has_key(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self.anthropic_api_key.get_secret_value())

    def model_for(self, category: Category) -> str:
        """The name of the model that answers this category."""
        return self.llm_letters_model if category is Category.COVER_LETTER else self.llm_model

    def share_of(self, service: str) -> "Limits":
        """What this service may spend in a day."""
        share = Decimal(str(self.llm_budget_shares.get(service, 0)))
        return Limits(self.llm_daily_budget_usd * share, self.llm_daily_budget_per_user_usd * share)


class Limits:
    """A service's part of the day's budgets, in US dollars."""

    __slots__ = ("all", "user")

    def __init__(self, all_: Decimal, user: Decimal) -> None:
        self.all = all_
        self.user = user


DAYS_KEPT: Mapping[Category, int] = dict.fromkeys(Category, 30) | {Category.JOB_EXTRACT: 7}
"""How long an answer is kept in the ledger and in the cache (reading-and-writing.md)."""
