"""The bus contract, kept by two implementations that pass one suite of tests."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol
from uuid import UUID

from shared.database import WriteSession
from shared.events import Message


class Delay(Enum):
    """How long a failed delivery waits before it comes again; value: seconds."""

    SHORT = 5
    MEDIUM = 60
    LONG = 600


RETRIES: tuple[Delay, ...] = (Delay.SHORT, Delay.MEDIUM, Delay.LONG)
"""The waits of a delivery that keeps failing; after the last it becomes a dead letter."""


FINISH_SECONDS = 20.0
"""What is in hand when a consumer stops gets this long."""


class BusUnavailable(Exception):
    """The bus did not take all messages; nothing is known to be lost, publish the same ids again."""

    def __init__(self, *why: str, taken: Collection[UUID] = ()) -> None:
        super().__init__(*why)
        self.taken = frozenset(taken)
        """Those it took all the same: they can no longer be lost."""


async def refusal_of(publishing: Awaitable[None]) -> BusUnavailable | None:
    """What a publish raised because it was not all taken; None when it was."""
    try:
        await publishing
    except BusUnavailable as refusal:
        return refusal
    return None


class TopologyDrifted(Exception):
    """The bus is not as this version declares it; the message is one sentence that names the queue."""


class ConsumersLost(Exception):
    """The bus answers, but has not delivered to us for so long that only a new process helps."""


class LeaseLost(Exception):
    """Another consumer has this delivery now; the effect in hand must not be committed."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Where one handler's deliveries wait: `<service>.<handler>`."""

    name: str
    events: tuple[str, ...]
    prefetch: int


@dataclass(frozen=True, slots=True)
class Depth:
    """How much a queue holds; None where the bus does not tell."""

    queue: str
    ready: int
    in_hand: int | None
    later: int | None
    consumers: int | None


class Delivery(ABC):
    """One message handed to one consumer, until it is settled."""

    def __init__(self, message: Message, attempt: int) -> None:
        self.message = message
        self.attempt = attempt
        """0 the first time, one more after each failure."""

    @abstractmethod
    async def settle(self, session: WriteSession) -> None:
        """Take part in the effect's transaction. Raises LeaseLost when the delivery is not ours any more."""

    @abstractmethod
    async def finish(self) -> None:
        """The effect is committed: the message may go."""

    @abstractmethod
    async def retry(self, delay: Delay) -> None:
        """The effect failed: the message comes again after the delay, with `attempt` one higher."""

    @abstractmethod
    async def give_back(self) -> None:
        """Nothing was tried: the message may come again at once, here or elsewhere."""


Receive = Callable[[Delivery], Awaitable[None]]
"""Takes a delivery and settles it; never raises but for cancellation."""


class Subscription(Protocol):
    """A running consumer of one queue."""

    async def stop(self, seconds: float = FINISH_SECONDS) -> None:
        """Take no more, let what is in hand finish; what has not by then is cut off and given back."""
        ...


class Bus(Protocol):
    """Carries messages from outboxes to queues."""

    async def declare(self, queues: Sequence[Queue]) -> None:
        """Make the queues and their bindings exist. Part of a migration, not of serving."""
        ...

    async def check(self, queues: Sequence[Queue]) -> None:
        """Make no queue and see that everything is as `declare` makes it. Raises TopologyDrifted, BusUnavailable.

        What a queue hears is checked where the bus can be asked for it, and made so where it can't.
        """
        ...

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return only once no message can be lost any more. Raises BusUnavailable, which says what was taken."""
        ...

    async def consume(self, queue: Queue, receive: Receive) -> Subscription:
        """Hand the queue's deliveries to `receive`, at most `prefetch` at once."""
        ...

    async def put_back(self, queue: str, messages: Sequence[Message]) -> None:
        """Give messages to one queue alone, as `publish` does to all that hear them. Raises the same."""
        ...

    async def depths(self, queues: Sequence[Queue]) -> Sequence[Depth]:
        """How much the queues hold, and the places where messages wait and rest. Raises BusUnavailable."""
        ...

    async def ping(self) -> None:
        """Raise BusUnavailable unless the bus works, for publishing and for every queue that is consumed."""
        ...

    async def watch(self) -> None:
        """Go on for as long as deliveries can come. Raises ConsumersLost when only a new process helps."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
