"""Which headers pass the gateway, and which it adds."""

from collections.abc import Iterable

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

_DEADLINE = deadline.HEADER.encode()
_OURS = (
    *(b"x-request-id", b"traceparent", b"forwarded", b"x-real-ip", b"x-http-method-override", b"x-original-url"),
    *(b"x-rewrite-url", _DEADLINE),
)
_IDENTITY = (b"x-user", b"x-forwarded-", b"x-is-", b"x-admin", b"x-auth", b"x-remote", b"x-caller", b"x-role")
"""What a client could say of who it is; nothing behind the gateway believes it, and nothing gets to see it."""

_NOTHING: frozenset[bytes] = frozenset()
API_CSP = b"default-src 'none'; frame-ancestors 'none'"
PAGE_CSP = (
    b"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    b" font-src 'self'; connect-src 'self'; worker-src blob:; frame-ancestors 'none'"
)


def to_upstream(
    headers: Iterable[tuple[bytes, bytes]], *, request_id: str, traceparent: str, seconds: float | None
) -> Headers:
    """A request's headers as a service gets them; `seconds`: how long the answer is waited for."""
    sent = list(headers)
    named = _named_by_connection(sent)
    kept = [(name, value) for name, value in sent if not _is_dropped(name, named)]
    ours = [(b"x-request-id", request_id.encode()), (b"traceparent", traceparent.encode())]
    return [*kept, *ours, *([(_DEADLINE, f"{seconds:.3f}".encode())] if seconds else [])]


def to_client(headers: Iterable[tuple[bytes, bytes]], *, csp: bytes = API_CSP, https: bool = False) -> Headers:
    """An answer's headers as the client gets them."""
    sent = [(name.lower(), value) for name, value in headers]
    named = _named_by_connection(sent)
    kept = [(name, value) for name, value in sent if name not in HOP_BY_HOP and name not in named and name != b"server"]
    present = {name for name, _ in kept}
    return [*kept, *((name, value) for name, value in _added(csp, https=https) if name not in present)]


def _added(csp: bytes, *, https: bool) -> Headers:
    added = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", csp),
        (b"cache-control", b"no-store"),
    ]
    return [*added, (b"strict-transport-security", b"max-age=31536000; includeSubDomains")] if https else added


def _is_dropped(name: bytes, named: frozenset[bytes]) -> bool:
    return name in HOP_BY_HOP or name in _OURS or name in named or b"_" in name or name.startswith(_IDENTITY)


def _named_by_connection(headers: Headers) -> frozenset[bytes]:
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
