"""What the stand-in does with a request: one class each for what the provider does well and badly."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from shared.testing.messages_api import wire
from shared.testing.messages_api.requests import Asked
from shared.testing.messages_api.samples import sample_of

OUTPUT_TOKENS = 120


class Behaviour(Protocol):
    """Answers one request."""

    @property
    def is_paid(self) -> bool:
        """Whether the provider would charge for it."""
        ...

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        """What goes back over the wire."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Calls the tool: with this input, with what a function makes of the request, or with any of the right shape."""

    input: Mapping[str, Any] | Callable[[Asked], Mapping[str, Any]] | None = None
    latency: float = 0
    """Seconds before anything is said."""
    pause: float = 0
    """Seconds between the events of a stream."""
    output_tokens: int = OUTPUT_TOKENS
    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(self.latency)
        whole = wire.message(asked.body, [wire.called(self._input(asked))], "tool_use", self.output_tokens)
        return await _reply(asked, request, whole, pause=self.pause)

    def _input(self, asked: Asked) -> Mapping[str, Any]:
        if self.input is None:
            found: Mapping[str, Any] = sample_of(asked.schema)
            return found
        return self.input(asked) if callable(self.input) else self.input


@dataclass(frozen=True, slots=True)
class Refusal:
    """Will not answer, and says so as the API does."""

    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        return await _reply(asked, request, wire.message(asked.body, [], "refusal", 3))


@dataclass(frozen=True, slots=True)
class Empty:
    """Says something, and calls no tool."""

    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        said = [wire.written("I would rather talk about it.")]
        return await _reply(asked, request, wire.message(asked.body, said, "end_turn", 8))


@dataclass(frozen=True, slots=True)
class Truncated:
    """Stops in the middle of the answer, at `max_tokens`."""

    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        output = int(asked.body["max_tokens"])
        whole = wire.message(asked.body, [wire.called({})], "max_tokens", output)
        half = json.dumps(sample_of(asked.schema))
        return await _reply(asked, request, whole, raw_json=half[: len(half) // 2])


@dataclass(frozen=True, slots=True)
class Malformed:
    """Answers 200 with what is no JSON: as the body, or as the tool's input within a stream."""

    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        if not asked.is_streamed:
            return web.Response(body=b'{"id": "msg_1", "content": [', content_type="application/json")
        whole = wire.message(asked.body, [wire.called({})], "tool_use", 10)
        return await _reply(asked, request, whole, raw_json='{"text": nonsense')


@dataclass(frozen=True, slots=True)
class CutOff:
    """Breaks the connection: after so many events of a stream, or within the body."""

    events: int = 6
    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        whole = wire.message(asked.body, [wire.called(sample_of(asked.schema))], "tool_use", OUTPUT_TOKENS)
        parts = list(wire.events(whole))[: self.events] if asked.is_streamed else [json.dumps(whole).encode()[:40]]
        response = await _begun(asked, request)
        for part in parts:
            await response.write(part)
        assert request.transport is not None
        request.transport.abort()
        return response


@dataclass(frozen=True, slots=True)
class Silent:
    """Takes the request and says nothing more: at once, or after some events of a stream."""

    events: int = 0
    seconds: float = 30
    is_paid: bool = field(default=True, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        whole = wire.message(asked.body, [wire.called(sample_of(asked.schema))], "tool_use", OUTPUT_TOKENS)
        if asked.is_streamed and self.events:
            response = await _begun(asked, request)
            for part in list(wire.events(whole))[: self.events]:
                await response.write(part)
        await asyncio.sleep(self.seconds)
        return web.json_response(whole)


@dataclass(frozen=True, slots=True)
class Failing:
    """An error with this status."""

    status: int = 500
    kind: str = "api_error"
    sentence: str = "Internal server error"
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    within_stream: bool = False
    """As an `error` event after the stream has begun, under the status 200."""
    is_paid: bool = field(default=False, init=False)

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        body = wire.error(self.kind, self.sentence, self.code)
        if not (self.within_stream and asked.is_streamed):
            return web.json_response(body, status=self.status, headers=dict(self.headers))
        response = await _begun(asked, request)
        await response.write(f"event: error\ndata: {json.dumps(body)}\n\n".encode())
        await response.write_eof()
        return response


def Overloaded(  # noqa: N802 - reads as the behaviours beside it
    seconds: float | None = None, *, within_stream: bool = False
) -> Failing:
    """529, saying when to come again or not."""
    return Failing(529, "overloaded_error", "Overloaded", headers=_come_again(seconds), within_stream=within_stream)


def RateLimited(seconds: float | None) -> Failing:  # noqa: N802
    """429, saying when to come again."""
    sentence = "This request would exceed your rate limit"
    return Failing(429, "rate_limit_error", sentence, headers=_come_again(seconds))


def SpendLimit() -> Failing:  # noqa: N802
    """429 until the month ends: no `retry-after`, and a code that says why."""
    return Failing(429, "rate_limit_error", "You have reached your spend limit", "enforced_spend_limit_reached")


def NoCredit() -> Failing:  # noqa: N802
    """400: the account is empty, which has no code of its own."""
    sentence = "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing."
    return Failing(400, "invalid_request_error", sentence)


def _come_again(seconds: float | None) -> Mapping[str, str]:
    return {} if seconds is None else {"retry-after": f"{seconds:g}"}


async def _reply(
    asked: Asked, request: web.Request, whole: dict[str, Any], *, raw_json: str | None = None, pause: float = 0
) -> web.StreamResponse:
    if not asked.is_streamed:
        return web.json_response(whole)
    response = await _begun(asked, request)
    for part in wire.events(whole, raw_json=raw_json):
        await response.write(part)
        await asyncio.sleep(pause)
    await response.write_eof()
    return response


async def _begun(asked: Asked, request: web.Request) -> web.StreamResponse:
    kind = "text/event-stream" if asked.is_streamed else "application/json"
    response = web.StreamResponse(headers={"Content-Type": kind})
    await response.prepare(request)
    return response
