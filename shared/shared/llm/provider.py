"""One exchange with Anthropic's Messages API through its SDK, plain or streamed."""

import asyncio
import importlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from shared.llm.base import OnPartial
from shared.llm.failures import OutOfTime
from shared.llm.framing import TOOL
from shared.llm.provider_errors import NO_JSON, failure_of, sdk_errors
from shared.llm.reading import NOTHING_READABLE, Reply, reply_in, reply_streamed
from shared.llm.settings import LanguageModelSettings

log = structlog.get_logger()


UNFORCED = frozenset({"claude-sonnet-5-5"})
"""Models that refuse to be forced to use a tool, and think before they answer unless they are told not to."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    model: str
    system: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    tool: Mapping[str, Any]
    most_tokens: int
    key: str
    """The same for every attempt to make this exchange, and for no other."""


class Provider:
    """The SDK's client; opened apart from the rest of a process, since loading the SDK takes a second and 50 MB."""

    def __init__(self, settings: LanguageModelSettings) -> None:
        self._settings = settings
        self._opening = asyncio.Lock()
        self._client: Any = None

    async def open(self) -> Any:
        """The client, opened by whoever asks first."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._open)
        return self._client

    async def send(self, request: Request, hear: OnPartial | None = None) -> Reply:
        """The model's reply, whatever it is worth; streamed when somebody hears it grow.

        Raises NotAnswered or RequestRefused.
        """
        client = await self.open()
        try:
            async with asyncio.timeout(self._settings.llm_attempt_seconds):
                return await self._exchange(client, request, hear)
        except TimeoutError:
            raise OutOfTime(None) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()

    async def _exchange(self, client: Any, request: Request, hear: OnPartial | None) -> Reply:
        arguments = self._arguments(request)
        try:
            if hear is None:
                # Nothing comes of a plain answer before it is whole: its silence means nothing.
                patience = self._patience(self._settings.llm_attempt_seconds)
                return reply_in(await client.messages.create(**arguments, timeout=patience))
            stream = await client.messages.create(**arguments, stream=True)
        except NO_JSON:
            return NOTHING_READABLE
        except sdk_errors() as error:
            raise failure_of(error) from None
        async with stream:
            return await reply_streamed(stream, hear)

    def _arguments(self, request: Request) -> dict[str, Any]:
        choice: dict[str, Any] = {"type": "auto"}
        manners: dict[str, Any] = {}
        if request.model in UNFORCED:
            # What it thought would be paid for, and the answer is checked anyway.
            manners["thinking"] = {"type": "between_tools"}
        elif self._settings.llm_tool_choice == "forced":
            choice = {"type": "tool", "name": TOOL}
        return manners | {
            "model": request.model,
            "max_tokens": request.most_tokens,
            "system": request.system,
            "messages": request.messages,
            "tools": [request.tool],
            "tool_choice": {**choice, "disable_parallel_tool_use": True},
            "extra_headers": {"Idempotency-Key": request.key},
        }

    def _open(self) -> Any:
        """The client: no retries of its own, no spans, no credentials but ours."""
        anthropic = importlib.import_module("anthropic")
        # Said once in our own log; a DeprecationWarning at every call would say it nowhere.
        warnings.filterwarnings("ignore", message="The model '.*' is deprecated", category=DeprecationWarning)
        self._warn_of_retirement()
        settings = self._settings
        return anthropic.AsyncAnthropic(
            api_key=settings.anthropic_api_key.get_secret_value(),
            base_url=settings.anthropic_base_url,
            timeout=self._patience(settings.llm_idle_seconds),
            max_retries=0,
            open_telemetry=False,
        )

    def _patience(self, silence_seconds: float) -> Any:
        """How long each part of an exchange may take, such as what comes next of an answer."""
        settings, wire = self._settings, importlib.import_module("httpx2")
        return wire.Timeout(settings.llm_attempt_seconds, connect=settings.llm_connect_seconds, read=silence_seconds)

    def _warn_of_retirement(self) -> None:
        retiring: Mapping[str, str] = importlib.import_module("anthropic.resources.messages").DEPRECATED_MODELS
        for model in {self._settings.llm_letters_model, self._settings.llm_model} & retiring.keys():
            log.warning("llm_model_retires", model=model, on=retiring[model])
