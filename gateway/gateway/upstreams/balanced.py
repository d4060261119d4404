"""A service at one or several addresses: balanced, tried once more where that is safe, and never a pile-up."""

import asyncio

import structlog
from starlette.types import Receive, Scope, Send

from gateway.upstreams.base import STREAM_IDLE_SECONDS
from gateway.upstreams.failures import ClientLeft, HungUp, NoPlace, NotReached, Silent
from gateway.upstreams.forwarding import IDEMPOTENT, Answering, ClientBody, Watch, exchange
from gateway.upstreams.replicas import Replica, Replicas
from shared.errors import TookTooLong, Unavailable

log = structlog.get_logger()

RETRIES_AT_ONCE = 3
RETRY_SHARE = 0.2
"""No more second tries at once than this share of the requests in hand, and three in any case (Envoy's defaults):
tries must not add to what brought a service down."""


class HttpUpstream:
    """Raises Unavailable when the service can't be reached, or has its hands full, and nothing was answered."""

    def __init__(self, replicas: Replicas) -> None:
        self._replicas = replicas
        self._retrying = 0

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, *, seconds: float, keyed: bool = False
    ) -> None:
        repeatable = keyed or scope["method"] in IDEMPOTENT
        body = ClientBody(scope, receive)
        try:
            await body.begin()
            self._refuse_when_full()
            async with asyncio.timeout(None) as limit:
                answering = Answering(send, limit, seconds=STREAM_IDLE_SECONDS)
                watch = Watch(body, limit, seconds)
                try:
                    await self._forward(scope, body, answering, watch, repeatable=repeatable)
                finally:
                    watch.stop()
        except ClientLeft:
            log.info("client_left", path=scope["path"])
        except HungUp as error:
            # Only in the middle of an answer: what was sent can't be taken back.
            raise Unavailable from error
        except (TimeoutError, Silent):
            raise TookTooLong from None

    def _refuse_when_full(self) -> None:
        if self._replicas.are_full:
            log.warning("upstream_full", active=self._replicas.active)
            raise Unavailable

    async def _forward(
        self, scope: Scope, body: ClientBody, answering: Answering, watch: Watch, *, repeatable: bool
    ) -> None:
        first, *others = self._replicas.in_order()
        try:
            await self._try(first, scope, body, answering, watch)
        except (NotReached, HungUp) as error:
            unsafe = isinstance(error, HungUp) and not repeatable
            if unsafe or body.begun or answering.begun or not self._may_retry():
                raise self._unavailable(first, error) from error
            await self._try_again(others[0] if others else first, scope, body, answering, watch)

    async def _try_again(
        self, replica: Replica, scope: Scope, body: ClientBody, answering: Answering, watch: Watch
    ) -> None:
        self._retrying += 1
        try:
            await self._try(replica, scope, body, answering, watch)
        except (NotReached, HungUp) as error:
            raise self._unavailable(replica, error) from error
        finally:
            self._retrying -= 1

    async def _try(self, replica: Replica, scope: Scope, body: ClientBody, answering: Answering, watch: Watch) -> None:
        if replica.is_ejected:
            raise NotReached
        self._replicas.begin(replica)
        try:
            connection = replica.pool.at_hand() or await replica.pool.take()
            try:
                await exchange(connection, scope, body, answering, watch)
            except BaseException:
                connection.close()
                raise
            finally:
                replica.pool.give_back(connection)
            replica.worked()
        except (NotReached, HungUp, Silent):
            # A client that left, or all our connections in use, say nothing of the replica.
            replica.failed()
            raise
        except NoPlace:
            log.warning("upstream_full", active=self._replicas.active)
            raise Unavailable from None
        finally:
            self._replicas.end(replica)

    def _may_retry(self) -> bool:
        return self._retrying < max(RETRIES_AT_ONCE, RETRY_SHARE * self._replicas.active)

    def _unavailable(self, replica: Replica, error: Exception) -> Unavailable:
        log.warning("upstream_unreachable", upstream=replica.url, error_type=type(error).__name__)
        return Unavailable()
