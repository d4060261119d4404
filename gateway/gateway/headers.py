"""Which headers pass the gateway, and which it adds."""

from collections.abc import Iterable
from functools import cache, lru_cache

from shared import deadline

Headers = list[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""RFC 9110 section 7.6.1, and the one browsers made up."""

_OURS = (
    *(b"x-request-id", b"traceparent", b"forwarded", b"x-real-ip", b"x-http-method-override", b"x-original-url"),
    *(b"x-rewrite-url", deadline.HEADER.encode()),
)
_IDENTITY = (b"x-user", b"x-forwarded-", b"x-is-", b"x-admin", b"x-auth", b"x-remote", b"x-caller", b"x-role")
"""What a client could say of who it is; nothing behind the gateway believes it, and nothing gets to see it."""

_NOT_FOR_CLIENTS = HOP_BY_HOP | {b"server", b"x-request-id"}
"""The gateway says the request's id itself."""
_NOTHING: frozenset[bytes] = frozenset()
API_CSP = b"default-src 'none'; frame-ancestors 'none'"
PAGE_CSP = (
    b"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    b" font-src 'self'; connect-src 'self'; worker-src blob:; frame-ancestors 'none'"
)


def to_upstream(headers: Iterable[tuple[bytes, bytes]], *, request_id: str, traceparent: str) -> Headers:
    """A request's headers as a service gets them, but for the time it has: who asks it says that."""
    kept = [header for header in headers if _reaches_services(header[0])]
    if named := _named_by_connection(headers):
        kept = [header for header in kept if header[0] not in named]
    kept += ((b"x-request-id", request_id.encode()), (b"traceparent", traceparent.encode()))
    return kept


def to_client(headers: Iterable[tuple[bytes, bytes]], *, csp: bytes = API_CSP, https: bool = False) -> Headers:
    """An answer's headers as the client gets them."""
    sent = [(name.lower(), value) for name, value in headers]
    named = _named_by_connection(sent)
    kept = [header for header in sent if header[0] not in _NOT_FOR_CLIENTS and header[0] not in named]
    present = {name for name, _ in kept}
    kept += [header for header in _added(csp, https=https) if header[0] not in present]
    return kept


@cache
def _added(csp: bytes, *, https: bool) -> tuple[tuple[bytes, bytes], ...]:
    added = (
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", csp),
        (b"cache-control", b"no-store"),
    )
    return (*added, (b"strict-transport-security", b"max-age=31536000; includeSubDomains")) if https else added


@lru_cache(maxsize=1024)
def _reaches_services(name: bytes) -> bool:
    return not (name in HOP_BY_HOP or name in _OURS or b"_" in name or name.startswith(_IDENTITY))


def _named_by_connection(headers: Iterable[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """Headers that `Connection` says are for this hop; content and authority can't be taken away like that."""
    stated = [value for name, value in headers if name == b"connection"]
    if not stated:
        return _NOTHING
    listed = b",".join(stated).lower().split(b",")
    return frozenset(name.strip() for name in listed) - {
        b"host",
        b"content-length",
        b"content-type",
        b"authorization",
        b"",
    }
