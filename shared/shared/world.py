"""What all services of one process share: the bus, the wake-up connection, the neighbours, the verifier, Claude."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.auth import Verifier
from shared.auth.feed import TokenSource
from shared.bus import Bus, LocalBus, RabbitBus
from shared.database import Listener, open_engine
from shared.llm.settings import LanguageModelSettings
from shared.peers import Peers, PeerTokenSource
from shared.serving import Drain
from shared.settings import MisconfiguredError, PlatformSettings, read_settings

if TYPE_CHECKING:
    from shared.llm.claude import Claude

LOCAL_BUS_POOL = 10


@dataclass(slots=True)
class World:
    """Opened once a process, closed when it ends."""

    settings: PlatformSettings
    bus: Bus
    peers: Peers
    verifier: Verifier
    listeners: dict[str, Listener] = field(default_factory=dict)
    drain: Drain = field(default_factory=Drain)
    claude: "Claude | None" = None
    """None without a key."""

    async def listener(self, url: str) -> Listener:
        """The one wake-up connection to a database."""
        if url not in self.listeners:
            self.listeners[url] = Listener(url)
            await self.listeners[url].start()
        return self.listeners[url]


@asynccontextmanager
async def open_world(
    settings: PlatformSettings,
    *,
    name: str,
    peers: Peers | None = None,
    source: TokenSource | None = None,
    language_model: LanguageModelSettings | None = None,
) -> AsyncIterator[World]:
    """Connect to the bus and the neighbours. The verifier is not started: the first service that serves does it.

    The language model's settings are read from the environment unless they are given.
    """
    async with AsyncExitStack() as stack:
        claude = open_claude(language_model or read_settings(LanguageModelSettings), settings)
        if claude is not None:
            stack.push_async_callback(claude.close)
        peers = peers or Peers.over_network(settings)
        stack.push_async_callback(peers.close)
        listeners: dict[str, Listener] = {}
        stack.push_async_callback(_stop_all, listeners)
        bus = await open_bus(settings, name=name, listeners=listeners)
        stack.push_async_callback(bus.close)
        verifier = Verifier(source or PeerTokenSource(peers), settings)
        stack.push_async_callback(verifier.stop)
        yield World(settings, bus, peers, verifier, listeners, claude=claude)


def open_claude(language_model: LanguageModelSettings, settings: PlatformSettings) -> "Claude | None":
    """Claude when there is a key. Without one nothing of it is loaded: that would cost start-up time and memory."""
    if not language_model.has_key():
        return None
    from shared.llm.claude import Claude

    return Claude(language_model, settings.redis_url)


async def open_bus(settings: PlatformSettings, *, name: str, listeners: dict[str, Listener]) -> Bus:
    """RabbitMQ when an address is set, else the local bus on PostgreSQL."""
    if settings.amqp_url:
        return await RabbitBus.open(settings.amqp_url, name=name)
    if not settings.database_url:
        raise MisconfiguredError("Neither AMQP_URL nor DATABASE_URL is set: there is nothing to carry events.")
    url = settings.database_url
    if url not in listeners:
        listeners[url] = Listener(url)
        await listeners[url].start()
    return LocalBus(open_engine(url, name="bus", pool_size=LOCAL_BUS_POOL), listeners[url])


async def _stop_all(listeners: dict[str, Listener]) -> None:
    stopping: Sequence[Listener] = tuple(listeners.values())
    for listener in stopping:
        await listener.stop()
