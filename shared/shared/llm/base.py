"""The one way a service asks a language model. The client that speaks to Anthropic implements it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from shared.errors import Failure

ShapeT = TypeVar("ShapeT", bound=BaseModel)


class Category(StrEnum):
    """What a call is for: as costs are counted and models are chosen."""

    COVER_LETTER = "cover_letter"
    CV_HIGHLIGHTS = "cv_highlights"
    CV_PARSE = "cv_parse"
    JOB_EXTRACT = "job_extract"
    INTERVIEW = "interview"


class AnswerUnusable(Failure):
    """The provider answered, was asked again once, and the answer still can't be used (HTTP 500)."""

    detail = "The answer of the language model could not be used. Try again."


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system prompt from a versioned file of the service that asks."""

    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Budget:
    """A further limit of a day (UTC) that a call must stay under, besides those of the installation and the person."""

    name: str
    """Such as `job_extract`; a service's calls under one name are counted together."""
    daily_usd: Decimal
    """0: nothing is paid, and only answers that are there already are given."""


@dataclass(frozen=True, slots=True)
class Question(Generic[ShapeT]):
    """What is asked. All that decides the answer is hashed: not `cache_prefix`, nor what follows `turn`."""

    category: Category
    prompt: Prompt
    shape: type[ShapeT]
    """What the answer must be; the model is given its JSON schema as the one tool it has to use."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Data by name, such as `cv` or `posting`: put in marked blocks, never obeyed."""
    user_id: int | None = None
    """Whose budget it is and whose data it holds; none for what is nobody's, such as a scraped posting."""
    cache_prefix: str = ""
    """The documented beginning of the cache key, such as `cover_letter:{user_id}:{job_id}`."""
    turn: int = 0
    """Asked anew with the same inputs: another turn is another question."""
    check: Callable[[ShapeT], Sequence[str]] | None = None
    """What is wrong with an answer that has its shape, one sentence each; the model is shown them once."""
    is_wanted: Callable[[], Awaitable[bool]] | None = None
    """Whether it still may be sent, asked just before it is: it may have waited long for its turn."""
    budget: Budget | None = None
    """A limit of its own for what nobody asked for, such as the extraction of scraped postings."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[ShapeT]):
    """An answer of the right shape and which model gave it."""

    value: ShapeT
    model: str
    cached: bool
    """Whether no call was made for it: it was stored, in the cache, or an identical question was being answered."""
    faults: tuple[str, ...] = ()
    """What `check` still found wrong after the model was asked again; the asker cuts it."""


SoFar = Callable[[], Mapping[str, Any]]
"""Reads what is there of an answer: the JSON so far, its last string possibly unfinished."""
OnPartial = Callable[[SoFar], Awaitable[None]]
"""Hears that the answer has grown, and reads it where it wants to. Called again from the start when the model is asked
again; not called for an answer that is there already, nor once it has raised."""


class LanguageModel(Protocol):
    """Raises Unavailable when the provider can't be reached, is overloaded or over budget; AnswerUnusable;
    shared.auth.AccessEnded when the person was shut out meanwhile."""

    def model_for(self, category: Category) -> str:
        """The name of the model that answers this category: an answer's `model`."""
        ...

    def model_set_for(self, category: Category) -> str:
        """The one of the settings, of which that may be the successor: part of what makes an answer stale."""
        ...

    async def ask(self, question: Question[ShapeT], *, on_partial: OnPartial | None = None) -> Answer[ShapeT]:
        """The answer, validated and checked, asked again once when it did not fit."""
        ...
