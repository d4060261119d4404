"""Commands that happen once: a POST with an `Idempotency-Key`, sent again, gets its first answer.

A router says which it has: `APIRouter(route_class=CommandRoute)`, or `LongCommandRoute` where an answer waits for a
worker. Keys belong to a person; a key lives for a day. Failures are not kept: what failed is tried anew.
"""

import hashlib
import re
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid5

import stamina
from asyncpg.exceptions import LockNotAvailableError
from fastapi import Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from shared.auth import Caller
from shared.database import Command, Database, KeptAnswer, WriteSession, one_transaction
from shared.database.commands import begin_command, forget_command, keep_answer, kept_answer
from shared.database.passing import UNDONE_TRIES, is_undone_exception
from shared.errors import Conflict, Failure, NotAuthenticated, Unprocessable
from shared.http.failures import failures

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
NOT_KEPT = "no-store"
"""What a route says as `Cache-Control` of an answer that tells of failures and is 200 all the same."""
_USABLE_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_BOUNDARY = re.compile(rb'boundary="?([^";,]+)"?')
_COMMANDS = UUID("0d4c2f56-6f43-4a3a-9d1b-0a7f3a5f7c11")

PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": (
        "A word of your own for this command, such as a UUID. The same command under the same key gets its first "
        f"answer again, with `{REPLAYED}: true`, and is not done twice; another one under that key is 422. "
        "Keys are yours alone and live for a day. Failures are not kept."
    ),
}

Answering = Callable[[Request], Coroutine[Any, Any, Response]]


class KeyUnusable(Unprocessable):
    detail = f"{HEADER} must be 1 to 255 visible ASCII characters."
    field = f"header.{HEADER}"


class KeyUsedOtherwise(Unprocessable):
    detail = f"This {HEADER} was used for another request. Take a new one for each command."
    field = f"header.{HEADER}"


class StillInHand(Conflict):
    detail = f"The command with this {HEADER} is being worked on. Ask again in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class _KeyTaken(Exception):
    """A twin of this command was quicker."""


class CommandRoute(APIRoute):
    """Effect, answer and key of a POST with a key are one transaction: whatever dies, all are there or none is."""

    refusals: tuple[type[Failure], ...] = (StillInHand,)
    """What only comes of a key."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        if "POST" in (kwargs.get("methods") or ()):
            kwargs["openapi_extra"] = _with_parameter(kwargs.get("openapi_extra"))
            kwargs["responses"] = {**failures(*self.refusals), **(kwargs.get("responses") or {})}
        super().__init__(path, endpoint, **kwargs)

    def get_route_handler(self) -> Answering:
        answer = super().get_route_handler()

        async def answer_once(request: Request) -> Response:
            if request.method != "POST" or HEADER not in request.headers:
                return await answer(request)
            caller = await _caller_of(request)
            if caller is None:
                return await answer(request)
            body = await _body_of(request)
            command = Command(caller.id, _key_in(request), self.path, _hash_of(request, body))
            return await self._once(command, request.app.state.db, lambda: _again(request, body), answer)

        return answer_once

    async def _once(self, command: Command, db: Database, asked: Callable[[], Request], answer: Answering) -> Response:
        if (kept := await _answer_kept(db, command)) is not None:
            return kept
        try:
            # Nothing of it is kept before its end: what another transaction undid can be done again.
            async for attempt in stamina.retry_context(
                on=is_undone_exception, attempts=UNDONE_TRIES, wait_initial=0.02, wait_max=0.5, wait_jitter=0.1
            ):
                with attempt:
                    return await _in_one_transaction(command, db, asked(), answer)
        except _KeyTaken:
            pass
        if (kept := await _answer_kept(db, command)) is not None:
            return kept
        raise StillInHand


class LongCommandRoute(CommandRoute):
    """For a POST that waits for what others do meanwhile, so that it can't be one transaction.

    Done again after a crash it has to find what it began: it gives its work an id made from `CommandId`.
    """

    refusals = ()

    async def _once(self, command: Command, db: Database, asked: Callable[[], Request], answer: Answering) -> Response:
        async with db.write() as session:
            is_first = await begin_command(session, command)
        if (kept := await _answer_kept(db, command)) is not None:
            return kept
        try:
            response = await answer(asked())
        except Exception:
            if is_first:
                async with db.write() as session:
                    await forget_command(session, command)
            raise
        is_twins = False
        async with db.write() as session:
            if _is_worth_keeping(response):
                # The first of two tries at once may have failed meanwhile, and the key went with it.
                await begin_command(session, command)
                is_twins = not await _keep(session, command, response)
            elif is_first:
                await forget_command(session, command)
        return await _answer_kept(db, command) or response if is_twins else response


async def _in_one_transaction(command: Command, db: Database, request: Request, answer: Answering) -> Response:
    async def begin(session: WriteSession) -> None:
        try:
            if not await begin_command(session, command):
                raise _KeyTaken
        except DBAPIError as error:
            if isinstance(getattr(error.orig, "__cause__", None), LockNotAvailableError):
                raise StillInHand from error
            raise

    async with one_transaction(db, begin) as joined:
        request.state.db = joined
        response = await answer(request)
        async with joined.write() as session:
            if _is_worth_keeping(response):
                await _keep(session, command, response)
            else:
                await forget_command(session, command)
    return response


async def _keep(session: WriteSession, command: Command, response: Response) -> bool:
    """Keep the answer; false when a twin's was kept before."""
    media_type = response.headers.get("content-type")
    return await keep_answer(session, command, response.status_code, media_type, bytes(response.body))


def _is_worth_keeping(response: Response) -> bool:
    """Not a failure, nor an answer that tells of failures among others: those are tried anew."""
    has_failed = response.status_code >= HTTPStatus.BAD_REQUEST or response.status_code == HTTPStatus.MULTI_STATUS
    has_failed |= response.headers.get("cache-control") == NOT_KEPT
    return not has_failed and not isinstance(response, StreamingResponse)


async def _answer_kept(db: Database, command: Command) -> Response | None:
    """The first answer to this command. Raises KeyUsedOtherwise."""
    async with db.read() as session:
        kept = await kept_answer(session, command)
    if kept is None:
        return None
    if kept.asked != command.asked:
        raise KeyUsedOtherwise
    return _replay(kept)


def _replay(kept: KeptAnswer) -> Response | None:
    if kept.status is None:
        return None
    headers = {REPLAYED: "true"} | ({"Content-Type": kept.media_type} if kept.media_type else {})
    return Response(kept.answer, status_code=kept.status, headers=headers)


async def _caller_of(request: Request) -> Caller | None:
    """Whose key it is; none without a token that is good: the route itself says what it misses."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    try:
        caller: Caller = await request.app.state.verifier.verify(token.strip())
    except NotAuthenticated:
        return None
    return caller


async def _body_of(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The request ended before its body did.") from None


def _key_in(request: Request) -> str:
    key = request.headers[HEADER]
    if not _USABLE_KEY.fullmatch(key):
        raise KeyUnusable
    return key


def _hash_of(request: Request, body: bytes) -> bytes:
    """All that the request says. Clients draw a new boundary for every try of one form."""
    boundary = _BOUNDARY.search(request.headers.get("content-type", "").encode("latin-1"))
    if boundary is not None:
        body = body.replace(boundary.group(1), b"")
    line = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(line + body).digest()


def _again(request: Request, body: bytes) -> Request:
    """The same request, its body unread."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return await request.receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    # The state is the app's and is shared: a request of its own keeps what is set for this try.
    return Request({**request.scope, "state": dict(request.scope.get("state") or {})}, receive)


def _with_parameter(extra: dict[str, Any] | None) -> dict[str, Any]:
    extra = dict(extra or {})
    return {**extra, "parameters": [*extra.get("parameters", ()), PARAMETER]}


async def _command_id(request: Request) -> UUID | None:
    caller = await _caller_of(request) if HEADER in request.headers else None
    return None if caller is None else uuid5(_COMMANDS, f"{caller.id}:{request.headers[HEADER]}")


CommandId = Annotated[UUID | None, Depends(_command_id)]
"""The same for every try of one command, and of nobody else's; none for a request without a key."""
