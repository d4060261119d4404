"""The Messages API's own shapes: messages, server-sent events, errors."""

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

CHUNK = 24
"""Characters of JSON in one delta of a stream."""


def message(asked: Mapping[str, Any], content: list[dict[str, Any]], stop_reason: str, output: int) -> dict[str, Any]:
    """A whole message."""
    return {
        "id": f"msg_{secrets.token_hex(12)}",
        "type": "message",
        "role": "assistant",
        "model": asked["model"],
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": usage(asked, output),
    }


def usage(asked: Mapping[str, Any], output: int) -> dict[str, int]:
    """Tokens as the provider would count them, or nearly: four characters each."""
    return {
        "input_tokens": len(json.dumps(asked["messages"])) // 4,
        "output_tokens": output,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": len(json.dumps(asked["system"])) // 4,
    }


def called(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A call of the tool."""
    return {"type": "tool_use", "id": f"toolu_{secrets.token_hex(12)}", "name": "answer", "input": dict(arguments)}


def written(text: str) -> dict[str, Any]:
    """Prose."""
    return {"type": "text", "text": text}


def error(kind: str, sentence: str, code: str | None = None) -> dict[str, Any]:
    """An error's body."""
    about: dict[str, Any] = {"type": kind, "message": sentence}
    if code is not None:
        about["details"] = {"error_code": code}
    return {"type": "error", "error": about, "request_id": f"req_{secrets.token_hex(8)}"}


def events(whole: Mapping[str, Any], *, raw_json: str | None = None) -> Iterator[bytes]:
    """A message as it is streamed; `raw_json` stands in for the tool's input."""
    begun = {**whole, "content": [], "stop_reason": None, "usage": {**whole["usage"], "output_tokens": 1}}
    yield event("message_start", message=begun)
    yield event("ping")
    for index, block in enumerate(whole["content"]):
        yield from _block(index, block, raw_json)
    ended = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield event("message_delta", delta=ended, usage={"output_tokens": whole["usage"]["output_tokens"]})
    yield event("message_stop")


def _block(index: int, block: Mapping[str, Any], raw_json: str | None) -> Iterator[bytes]:
    is_call = block["type"] == "tool_use"
    text = (raw_json if raw_json is not None else json.dumps(block["input"])) if is_call else block["text"]
    kind, field = ("input_json_delta", "partial_json") if is_call else ("text_delta", "text")
    empty = {**block, "input": {}} if is_call else {**block, "text": ""}
    yield event("content_block_start", index=index, content_block=empty)
    for at in range(0, len(text), CHUNK):
        yield event("content_block_delta", index=index, delta={"type": kind, field: text[at : at + CHUNK]})
    yield event("content_block_stop", index=index)


def event(kind: str, **fields: Any) -> bytes:
    """One server-sent event."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()
