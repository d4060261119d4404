"""The list of a service's event handlers: which function hears which events on which queue."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from shared.database import Database
from shared.events import Event

HandlerFunction = Callable[[Any, Database, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """One queue's worth of work: a function, the events it hears, and how many at once."""

    name: str
    function: HandlerFunction
    events: tuple[type[Event], ...]
    prefetch: int
    prefetch_by: Callable[[Any], int] | None = None
    """What the service's settings say instead."""


@dataclass(slots=True)
class Handlers:
    """Filled by the decorator `on` where the handlers are written."""

    listed: list[Handler] = field(default_factory=list)

    def on(
        self, *events: type[Event], prefetch: int = 4, prefetch_by: Callable[[Any], int] | None = None
    ) -> Callable[[HandlerFunction], HandlerFunction]:
        """Subscribe a function; its name becomes the queue's. `prefetch`: the most deliveries in hand at once.

        `prefetch_by` says it from the service's settings.
        """

        def subscribe(function: HandlerFunction) -> HandlerFunction:
            self.listed.append(Handler(function.__name__, function, events, prefetch, prefetch_by))
            return function

        return subscribe

    def under(self, settings: Any) -> "Handlers":
        """The same with as much in hand as a service's settings say."""
        return Handlers(
            [
                replace(handler, prefetch=handler.prefetch_by(settings)) if handler.prefetch_by else handler
                for handler in self.listed
            ]
        )
