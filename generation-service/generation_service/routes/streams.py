"""A letter as server-sent events."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import structlog
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel

from generation_service.schemas.letters import CoverLetterOut, PassageOut, ProgressOut
from generation_service.use_cases import Progress, Served, Watched
from generation_service.writing import Set
from shared.database import DATABASE_ERRORS
from shared.errors import Failure, Unavailable
from shared.http.errors import BROKEN, error_answer

log = structlog.get_logger()

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Neither kept nor held back by whoever passes it on."""

DESCRIPTION = (
    "With `Accept: text/event-stream` the letter comes as it is written: `progress` (`stage`: `waiting`, `writing`, "
    "`written`; at least every ten seconds), `sentence` for each one whose claims are checked (`before` and `text` of "
    "all of them, put together, are the letter), at the end `letter` with the same body as the JSON answer. A sentence "
    "that was sent is never withdrawn. What goes wrong on the way is an `error` event with the body every error has. "
    "Whoever stops reading stops only the reading."
)
_EXAMPLE = """\
event: progress
data: {"stage":"waiting","seconds":0.0}

event: progress
data: {"stage":"writing","seconds":1.2}

event: sentence
data: {"before":"","text":"Dear Hiring Team at Fernhill Systems,","evidence":null}

event: sentence
data: {"before":"\\n\\n","text":"At Parcelwise I cut planning from 40 to 6 minutes.","evidence":null}

event: letter
data: {"cover_letter":"Dear Hiring Team …","cover_letter_id":"cov-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a","cached":false}
"""
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}}, "description": DESCRIPTION}
}


def wants_stream(accept: str | None) -> bool:
    """Whether the header asks for events."""
    return any(part.partition(";")[0].strip().lower() == MEDIA_TYPE for part in (accept or "").split(","))


def streamed(watched: AsyncIterator[Watched], *, claims: bool) -> EventSourceResponse:
    """The answer that goes on until the letter is there."""
    return EventSourceResponse(_events(watched, claims=claims), headers=HEADERS)


async def _events(watched: AsyncIterator[Watched], *, claims: bool) -> AsyncIterator[bytes]:
    try:
        async for news in watched:
            yield _event(news, claims=claims)
    except Failure as failure:
        yield _error(failure.status, failure.detail)
    except DATABASE_ERRORS as error:
        log.warning("unavailable", exc_info=error)
        yield _error(Unavailable.status, Unavailable.detail)
    except Exception as error:
        log.error("request_broke", exc_info=error)
        yield _error(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)


def _event(news: Watched, *, claims: bool) -> bytes:
    shape: BaseModel
    match news:
        case Progress():
            name, shape = "progress", ProgressOut(stage=news.stage, seconds=round(news.seconds, 1))
        case Set():
            evidence = list(news.evidence) if claims else None
            name, shape = "sentence", PassageOut(before=news.before, text=news.text, evidence=evidence)
        case Served():
            name, shape = "letter", CoverLetterOut.of(news.kept, cached=news.cached, claims=claims)
    return format_sse_event(event=name, data_str=shape.model_dump_json())


def _error(status: int, detail: str) -> bytes:
    return format_sse_event(event="error", data_str=bytes(error_answer(status, detail).body).decode())
