"""Structured logs: facts as fields, nothing personal, one line an event."""

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TextIO

import orjson
import structlog

from shared import tracing
from shared.settings import PlatformSettings

SECRET_WORDS = ("password", "token", "secret", "authorization", "api_key", "cookie", "email", "phone", "prompt", "text")
"""A field whose name holds one of these is never written; counts of them (`tokens`, `_count`) are numbers and pass."""

_SCHEME_END = "://"


REDACTED = "[redacted]"


def _redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        event[key] = _shown(key, value)
    return event


def _shown(key: str, value: Any) -> Any:
    """The value, or what stands in its place; numbers pass under any name."""
    if value is None or isinstance(value, int | float):
        return value
    if _is_secret(key) or (isinstance(value, str) and _SCHEME_END in value and "@" in value):
        return REDACTED
    if isinstance(value, Mapping):
        return {name: _shown(str(name), each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(key, each) for each in value]
    return value


@lru_cache(maxsize=1024)
def _is_secret(key: str) -> bool:
    return key != "event" and any(word in key.lower() for word in SECRET_WORDS)


def _keep_first_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What libraries write; asyncio quotes on its second line the exception that nobody awaited."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _add_trace(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if (trace := tracing.trace_id(tracing.traceparent.get())) is not None:
        event.setdefault("trace_id", trace)
    if (request := tracing.request_id.get()) is not None:
        event.setdefault("request_id", request)
    return event


def _drop_exception_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A traceback's frames without the exceptions' messages: SQL and validation errors quote what people wrote."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error_type"] = type(error).__name__
        event["frames"] = _frames_of(error)
        # SQLAlchemy wraps the driver's error, which knows PostgreSQL's code for what went wrong.
        if (code := getattr(getattr(error, "orig", None), "sqlstate", None)) is not None:
            event["sqlstate"] = code
    return event


def _frames_of(error: BaseException) -> list[str]:
    frames: list[str] = []
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{at.tb_lineno} {code.co_name}")
        at = at.tb_next
    return frames[-12:]


class _Lines:
    """Writes lines as they are; what the libraries log comes to the same stream through a handler."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def msg(self, line: str) -> None:
        try:
            self.stream.write(line + "\n")
        except (OSError, ValueError):
            """Whoever read our lines is gone, or the stream is closed: the work they tell of goes on."""

    debug = info = warning = error = critical = msg


_lines = _Lines(sys.stderr)
"""One for all loggers, since they are kept once they were used; where it writes is configured."""


def _as_json(line: MutableMapping[str, Any], **options: Any) -> str:
    """One line of ASCII: what steers a terminal is escaped, wherever in Unicode it stands."""
    try:
        written = orjson.dumps(line, default=options.get("default"))
    except TypeError:
        # A number over 64 bits, a lone surrogate, a key that is no text: rare, and worth a line all the same.
        return json.dumps(line, **options)
    return written.decode() if written.isascii() else json.dumps(line, **options)


def configure(settings: PlatformSettings) -> None:
    """Send every log line, the libraries' too, to standard error in the form the settings ask for."""
    renderer: Any = structlog.processors.JSONRenderer(serializer=_as_json)
    if settings.log_format == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _add_trace,
        _drop_exception_values,
        _redact,
    ]
    _lines.stream = sys.stderr
    structlog.configure(
        # Not through the logging module, which would cost a request more than all the rest of forwarding it.
        processors=[*before, renderer],
        logger_factory=lambda *_: _lines,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_keep_first_line, *before],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [out]
    root.setLevel(settings.log_level)
    for noisy in (
        "uvicorn.access",
        "aio_pika",
        "aiormq",
        "httpx",
        "httpx2",
        "httpcore2",
        "anthropic",
        "alembic",
        "pdfminer",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
