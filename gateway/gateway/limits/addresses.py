"""Whose request it is, by address: the socket's, or what a proxy of ours says."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PERSON_PREFIX = 64
"""One household or host has a whole IPv6 /64, so all of its addresses count as one."""
UNKNOWN = "unknown"
"""A client without an address, as behind a unix socket: all such clients are counted together."""


class Proxies:
    """The networks whose `X-Forwarded-For` is believed. Raises ValueError for what is no network."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: tuple[Network, ...] = tuple(ip_network(network) for network in networks)

    def trust(self, address: Address) -> bool:
        """Whether the address is one of our proxies."""
        return any(address in network for network in self._networks)


def client_of(scope: Scope, proxies: Proxies) -> str:
    """Who is counted: an IPv4 address or an IPv6 /64.

    `X-Forwarded-For` is read from the right, because only what our own proxies appended is known to be true: the first
    hop that is no proxy of ours is the client. Other headers say nothing.
    """
    client = scope.get("client")
    at = _parsed(client[0]) if client else None
    if at is None:
        return UNKNOWN
    for hop in reversed(_forwarded(scope)):
        if not proxies.trust(at):
            break
        earlier = _parsed(hop)
        if earlier is None:
            break
        at = earlier
    return _counted(at)


def _forwarded(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return ",".join(values).split(",") if values else []


def _parsed(written: str) -> Address | None:
    try:
        address = ip_address(written.strip().strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _counted(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), PERSON_PREFIX), strict=False))
    return str(address)
