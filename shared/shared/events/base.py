"""What an event is: a fact with a name, a typed body and one owner."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

UserId = Annotated[int, Field(ge=1, description="The person it is about.")]
JobId = Annotated[int, Field(ge=1, description="The job, scraped or pasted.")]
MatchId = Annotated[int, Field(ge=1, description="The match of a person and a job.")]

_BY_NAME: dict[str, type["Event"]] = {}


class UndecodableEvent(Exception):
    """A message that is no event of ours: an unknown name or a body of another shape."""


class MisdirectedEvent(Exception):
    """A message that names one person and the work of another: nobody of ours sends it."""


class Event(BaseModel):
    """A fact that has happened. Frozen; unknown fields are ignored, because events only ever gain some."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    name: ClassVar[str]
    owner: ClassVar[str]

    def __init_subclass__(cls, *, name: str, owner: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = name
        cls.owner = owner
        _BY_NAME[name] = cls

    @property
    def about_user(self) -> int | None:
        """The person whose data the event holds, so that erasure finds it; none for facts about nobody."""
        user_id: int | None = getattr(self, "user_id", None)
        return user_id


class Message(BaseModel):
    """An event on its way: what the outbox, the bus and the dead letters keep."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    event: str
    body: bytes
    """JSON of the event."""
    occurred_at: AwareDatetime
    traceparent: str | None = None
    user_id: int | None = None


def message_of(event: Event, message_id: UUID, occurred_at: datetime, traceparent: str | None) -> Message:
    """The message that carries an event."""
    return Message(
        id=message_id,
        event=event.name,
        body=event.model_dump_json().encode(),
        occurred_at=occurred_at,
        traceparent=traceparent,
        user_id=event.about_user,
    )


def event_of(message: Message) -> Event:
    """The event a message carries. Raises UndecodableEvent with what is wrong, never with the body's values."""
    kind = _BY_NAME.get(message.event)
    if kind is None:
        raise UndecodableEvent(f"no event is named {message.event!r}")
    try:
        return kind.model_validate_json(message.body)
    except ValidationError as error:
        places = ", ".join(".".join(str(part) for part in at["loc"]) or "body" for at in error.errors())
        raise UndecodableEvent(f"{message.event} does not have its shape at: {places}") from None


def all_events() -> tuple[type[Event], ...]:
    """Every event class, by name."""
    return tuple(_BY_NAME[name] for name in sorted(_BY_NAME))
