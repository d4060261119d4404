"""The stand-in's server: what comes next is scripted, what came is recorded, what would be paid is counted."""

import secrets
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from shared.llm.provider import UNFORCED
from shared.llm.settings import LanguageModelSettings
from shared.testing.messages_api.behaviours import Answer, Behaviour
from shared.testing.messages_api.requests import Asked
from shared.testing.messages_api.wire import error

KEY = "sk-ant-stand-in"
"""The key that the stand-in takes; any other is refused."""


class StandIn:
    """Anthropic, as far as a test can tell."""

    def __init__(self, always: Behaviour | None = None, paid_file: Path | None = None) -> None:
        self.always: Behaviour = always or Answer()
        """What is done once the script is at its end."""
        self.asked: list[Asked] = []
        """Every request, the oldest first."""
        self.paid: Counter[str] = Counter()
        """How many requests were charged for, by the key of their exchange."""
        self.retired: set[str] = set()
        """Models that are no longer known."""
        self.url = ""
        self._script: deque[Behaviour] = deque()
        self._paid_file = paid_file

    def will(self, *behaviours: Behaviour) -> Self:
        """Do these in turn with the next requests."""
        self._script.extend(behaviours)
        return self

    def settings(self, **changed: Any) -> LanguageModelSettings:
        """Settings that lead here, with pauses as short as tests want them."""
        quick = {"llm_backoff_seconds": 0.01, "anthropic_base_url": self.url, "anthropic_api_key": KEY}
        return LanguageModelSettings(**{**quick, **changed})

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[Self]:
        """Answer on a port of the loopback until the block ends."""
        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_post("/v1/messages", self._take)
        app.router.add_get("/paid", self._tell_paid)
        app.on_response_prepare.append(_name_request)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(dict(request.headers), await request.json())
        self.asked.append(asked)
        if (
            asked.headers.get("Authorization", "").removeprefix("Bearer ") != KEY
            and asked.headers.get("X-Api-Key") != KEY
        ):
            return web.json_response(error("authentication_error", "invalid x-api-key"), status=401)
        if asked.model in self.retired:
            return web.json_response(error("not_found_error", f"model: {asked.model}"), status=404)
        if asked.model in UNFORCED and asked.body["tool_choice"]["type"] == "tool":
            return web.json_response(error("invalid_request_error", "tool_choice: forced tool use"), status=400)
        does = self._script.popleft() if self._script else self.always
        if does.is_paid:
            self._count(asked.key)
        return await does.answer(asked, request)

    def _count(self, key: str) -> None:
        self.paid[key] += 1
        if self._paid_file is not None:
            with self._paid_file.open("a") as file:
                file.write(f"{key}\n")

    async def _tell_paid(self, _: web.Request) -> web.Response:
        return web.json_response(dict(self.paid))


async def _name_request(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["request-id"] = f"req_{secrets.token_hex(8)}"


@asynccontextmanager
async def stand_in(always: Behaviour | None = None) -> AsyncIterator[StandIn]:
    """A stand-in that is answering."""
    async with StandIn(always).serving() as standing:
        yield standing
