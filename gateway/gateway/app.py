"""The gateway as an ASGI app: verify, route, forward."""

import time
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from http import HTTPStatus

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.headers import API_CSP, PAGE_CSP, to_client, to_upstream
from gateway.limited_body import BodyTooSlow, LimitedBody, declared_length, has_body
from gateway.limits import RateLimits, client_of
from gateway.routing import Access, Route, Router
from gateway.settings import Settings
from gateway.upstreams import Upstream
from shared import tracing
from shared.auth import Verifier
from shared.errors import Failure, Forbidden, NotAuthenticated, NotFound, TooLarge, Unavailable
from shared.http import error_answer
from shared.http.errors import BROKEN
from shared.http.request_scope import usable_request_id

log = structlog.get_logger()

OWN_PAGES = ("/docs", "/redoc")
OWN_PATHS = frozenset({"/health", "/health/db", "/api/v1/health", "/openapi.json", "/docs", "/redoc", "/"})


class MethodNotAllowed(Failure):
    status = HTTPStatus.METHOD_NOT_ALLOWED
    detail = "Method Not Allowed"


class Gateway:
    """One request in, one answer out; its own paths are answered by `own`."""

    def __init__(
        self,
        routes: Sequence[Route],
        upstreams: Mapping[str, Upstream],
        own: ASGIApp,
        verifier: Verifier,
        settings: Settings,
        limits: RateLimits | None,
        *,
        https: bool,
    ) -> None:
        self._router = Router(routes)
        self._upstreams = upstreams
        self._own = own
        self._verifier = verifier
        self._settings = settings
        self._limits = limits
        self._proxies = settings.proxies
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request_id = usable_request_id(_sent(scope, b"x-request-id"))
        tracing.request_id.set(request_id)
        tracing.traceparent.set(tracing.child_of(_header(scope, b"traceparent")))
        answer = _Answer(
            send, request_id, PAGE_CSP if scope["path"].startswith(OWN_PAGES) else API_CSP, https=self._https
        )
        began = time.perf_counter()
        route = await self._answer(scope, receive, answer)
        self._log(scope, route, answer, began)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> Route | None:
        """Answer the request, with an error body when something keeps it from being done."""
        route: Route | None = None
        try:
            route = self._route_of(scope)
            if route is None:
                await self._own(scope, receive, answer)
            else:
                await self._admit(scope, route, answer)
                await self._forward(scope, route, receive, answer)
        except Failure as failure:
            if answer.status is None:
                await error_answer(failure.status, failure.detail, failure.headers)(scope, receive, answer)
            else:
                # The answer has begun: cutting the connection is the one way left to say that it is not whole.
                raise
        except Exception as error:
            log.error("request_broke", path=scope["path"], exc_info=error)
            if answer.status is not None:
                raise
            await error_answer(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)(scope, receive, answer)
        return route

    def _route_of(self, scope: Scope) -> Route | None:
        """The request's route; none for the gateway's own paths. Raises NotFound or MethodNotAllowed."""
        path = scope["path"]
        if path in OWN_PATHS or path.startswith("/docs/assets/"):
            return None
        by_method = self._router.find(path)
        if not by_method:
            raise NotFound
        route = by_method.get(scope["method"])
        if route is None:
            raise MethodNotAllowed(headers={"Allow": ", ".join(sorted(by_method))})
        return route

    async def _admit(self, scope: Scope, route: Route, answer: "_Answer") -> None:
        """Refuse early what the service would refuse.

        Raises TooManyRequests, NotAuthenticated, Forbidden or TooLarge.
        """
        if self._limits is not None and route.limit is not None:
            rate, who = self._settings.rate_of(route.limit), client_of(scope, self._proxies)
            counted = await self._limits.admit(f"{route.method} {route.path}", rate, who)
            answer.added = tuple((await self._limits.standing(counted)).headers.items())
        authorization = _header(scope, b"authorization")
        if route.access in (Access.USER, Access.ADMIN) or (route.access is Access.OPTIONAL and authorization):
            caller = await self._verifier.verify(_bearer_token(authorization))
            if self._limits is not None:
                await self._limits.admit("user", self._settings.limit_user, str(caller.id))
            if route.access is Access.ADMIN and not caller.is_admin:
                log.warning("authorization_denied", audit="authorization_denied", user_id=caller.id, route=route.path)
                raise Forbidden("Only an administrator may do this.")
        if (declared_length(scope) or 0) > self._limit_of(route):
            raise _too_large(self._limit_of(route))

    async def _forward(self, scope: Scope, route: Route, receive: Receive, answer: "_Answer") -> None:
        upstream = self._upstreams.get(route.service)
        if upstream is None:
            raise Unavailable
        seconds = route.seconds or self._settings.upstream_seconds
        context = tracing.traceparent.get() or ""
        headers = to_upstream(scope["headers"], request_id=answer.request_id, traceparent=context)
        keyed = route.keyed and bool(_sent(scope, b"idempotency-key"))
        ask = partial(upstream, {**scope, "headers": headers}, seconds=seconds, keyed=keyed)
        if not has_body(scope):
            await ask(receive, answer)
            return
        body = LimitedBody(receive, answer, self._limit_of(route))
        try:
            await ask(body.receive, body.send)
        except Unavailable:
            # A forwarder whose body we cut off has nothing better to say.
            if not body.refused:
                raise
        if body.refused and not body.answered:
            raise _too_large(self._limit_of(route)) if body.exceeded else BodyTooSlow()

    def _limit_of(self, route: Route) -> int:
        return route.max_body_bytes or self._settings.max_body_bytes

    def _log(self, scope: Scope, route: Route | None, answer: "_Answer", began: float) -> None:
        tell = log.debug if scope["path"].startswith("/health") else log.info
        tell(
            "request_answered",
            service=route.service if route else "gateway",
            ms=round((time.perf_counter() - began) * 1000, 1),
            method=scope["method"],
            route=route.path if route else None,
            status=answer.status,
        )


class _Answer:
    """Sends to the client with the gateway's headers, remembering the status."""

    def __init__(self, send: Send, request_id: str, csp: bytes, *, https: bool) -> None:
        self._send = send
        self._csp = csp
        self._https = https
        self.request_id = request_id
        self.status: int | None = None
        self.added: Sequence[tuple[str, str]] = ()
        """Fields of the gateway's own for whatever is answered."""

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = to_client(message["headers"], csp=self._csp, https=self._https)
            headers.append((b"x-request-id", self.request_id.encode()))
            if self.added:
                present = {name for name, _ in headers}
                own = [(name.lower().encode(), value.encode()) for name, value in self.added]
                headers += [field for field in own if field[0] not in present]
            message = {**message, "headers": headers}
        return self._send(message)


def _bearer_token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated
    return token.strip()


def _header(scope: Scope, name: bytes) -> str:
    return (_sent(scope, name) or b"").decode("latin-1")


def _sent(scope: Scope, name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The request is larger than {limit // 1000:,} kB.")
