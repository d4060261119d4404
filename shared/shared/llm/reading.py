"""A reply of the Messages API, whole or as it streams in: the input of the tool that was to be called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jiter

from shared.llm.base import OnPartial
from shared.llm.failures import Overloaded
from shared.llm.prices import Tokens, tokens_in
from shared.llm.provider_errors import failure_of, sdk_errors

UNWRITABLE = {code: None for code in (*range(32), *range(0xD800, 0xE000)) if chr(code) not in "\n\t"}
"""Control characters and halves of surrogate pairs, which neither PostgreSQL nor the API's own rules take."""

ESCAPED = re.compile(r"\\[ubfr]")
"""How such a character can stand in JSON; where none does, as nearly always, nothing has to be looked through."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `answer` is none when the tool was not called, or its input is no JSON object."""

    answer: Mapping[str, Any] | None
    tool_use_id: str | None
    stop_reason: str | None
    used: Tokens | None
    """None: the reply does not say."""
    request_id: str | None

    @classmethod
    def kept(cls, draft: Mapping[str, Any]) -> "Reply":
        """One that was paid for earlier."""
        return cls(draft["answer"], draft["tool_use_id"], draft["stop_reason"], used=None, request_id=None)

    def draft(self) -> dict[str, Any]:
        """What has to be kept to go on from it."""
        return {"answer": self.answer, "tool_use_id": self.tool_use_id, "stop_reason": self.stop_reason}


NOTHING_READABLE = Reply(answer=None, tool_use_id=None, stop_reason=None, used=None, request_id=None)
"""The provider answered, and what it sent was no message."""


def reply_in(message: Any) -> Reply:
    """A reply that came in one piece; the SDK hands on as it is what is no message at all."""
    try:
        called = next((block for block in message.content if block.type == "tool_use"), None)
        used = tokens_of(message.usage)
        stop_reason = message.stop_reason
    except (AttributeError, TypeError):
        return NOTHING_READABLE
    answer = _cleaned(called.input) if called is not None and isinstance(called.input, Mapping) else None
    return Reply(answer, called.id if called else None, stop_reason, used, message._request_id)


async def reply_streamed(stream: Any, hear: OnPartial) -> Reply:
    """A reply as it grows; `hear` may read the input's JSON so far. Raises Overloaded when it is cut off."""
    growing = _Growing(stream.response.headers.get("request-id"))
    try:
        async for event in stream:
            if growing.take(event):
                await hear(growing.so_far)
    except sdk_errors() as error:
        raise failure_of(error, growing.used_so_far()) from None
    if not growing.is_whole:
        raise Overloaded(growing.used_so_far())
    return growing.reply()


class _Growing:
    """A streamed message, put together."""

    def __init__(self, request_id: str | None) -> None:
        self.is_whole = False
        self._request_id = request_id
        self._used = Tokens()
        self._stop_reason: str | None = None
        self._tool_use_id: str | None = None
        self._json: list[str] = []

    def take(self, event: Any) -> bool:
        """Whether the answer has grown."""
        match event.type:
            case "message_start":
                self._used = tokens_of(event.message.usage)
            case "content_block_start" if event.content_block.type == "tool_use" and self._tool_use_id is None:
                self._tool_use_id = event.content_block.id
            case "content_block_delta" if event.delta.type == "input_json_delta":
                self._json.append(event.delta.partial_json)
                return bool(event.delta.partial_json)
            case "message_delta":
                self._stop_reason = event.delta.stop_reason
                self._used = _with_output(self._used, event.usage.output_tokens)
            case "message_stop":
                self.is_whole = True
        return False

    def so_far(self) -> Mapping[str, Any]:
        return _object_in("".join(self._json), partial=True) or {}

    def used_so_far(self) -> Tokens:
        """What is known to be used, and what was written by our own count."""
        return _with_output(self._used, max(self._used.output, tokens_in("".join(self._json))))

    def reply(self) -> Reply:
        answer = _object_in("".join(self._json) or "{}", partial=False) if self._tool_use_id else None
        return Reply(answer, self._tool_use_id, self._stop_reason, self._used, self._request_id)


def tokens_of(usage: Any) -> Tokens:
    """The provider's own count."""
    return Tokens(
        input=usage.input_tokens or 0,
        output=usage.output_tokens or 0,
        cache_write=usage.cache_creation_input_tokens or 0,
        cache_read=usage.cache_read_input_tokens or 0,
    )


def _with_output(used: Tokens, output: int) -> Tokens:
    return Tokens(used.input, output, used.cache_write, used.cache_read)


def _object_in(text: str, *, partial: bool) -> Mapping[str, Any] | None:
    try:
        found = jiter.from_json(text.encode(errors="replace"), partial_mode="trailing-strings" if partial else "off")
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return _cleaned(found) if ESCAPED.search(text) else found


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return value.translate(UNWRITABLE)
        case Mapping():
            return {str(key).translate(UNWRITABLE): _cleaned(each) for key, each in value.items()}
        case list():
            return [_cleaned(each) for each in value]
        case _:
            return value
