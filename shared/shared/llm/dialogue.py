"""A question put to a model, and put once more when the answer does not fit."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from pydantic import ValidationError

from shared.database import DATABASE_ERRORS
from shared.errors import Unavailable
from shared.llm.base import AnswerUnusable, Question, ShapeT
from shared.llm.calls import Call
from shared.llm.framing import TOOL, asked_again, data_of, system_of, tool_for
from shared.llm.provider import Request
from shared.llm.reading import Reply
from shared.one_thread import in_thread

log = structlog.get_logger()

Send = Callable[[Request], Awaitable[Reply]]
KeepDraft = Callable[[Reply], Awaitable[None]]

CUT_OFF = frozenset({"max_tokens", "model_context_window_exceeded"})
REFUSED = "refusal"
MOST_COMPLAINTS = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply, and what is wrong with it."""

    answer: Mapping[str, Any] | None
    """None: it has not the shape, or not all of it is there."""
    complaints: Sequence[str] = ()


def first_request(question: Question[Any], call: Call, most_tokens: int) -> Request:
    """The question as it is put first."""
    return Request(
        model=call.model,
        system=system_of(question),
        messages=[{"role": "user", "content": data_of(question.texts)}],
        tool=tool_for(question.shape),
        most_tokens=most_tokens,
        key=call.hash,
    )


async def converse(
    send: Send, question: Question[Any], request: Request, draft: Reply | None, keep_draft: KeepDraft
) -> Judged:
    """An answer that has the shape: the one with fewer faults, where the model was asked again.

    `draft`: the first reply, where it is there already. Raises Unavailable, or AnswerUnusable when none has the shape.
    """
    reply = draft or await send(request)
    first = await judge(reply, question)
    if draft is None:
        _log(question, request, reply, first)
    if first.answer is not None and not first.complaints:
        return first
    if draft is None:
        await keep_draft(reply)
    try:
        again = _once_more(request, reply, first)
        reply = await send(again)
    except (Unavailable, AnswerUnusable, *DATABASE_ERRORS):
        if first.answer is None:
            raise
        return first
    second = await judge(reply, question)
    _log(question, again, reply, second)
    fitting = [each for each in (second, first) if each.answer is not None]
    if not fitting:
        raise AnswerUnusable
    return min(fitting, key=lambda judged: len(judged.complaints))


async def judge(reply: Reply, question: Question[Any]) -> Judged:
    """Whether a reply is whole, has the shape, and passes the question's own check."""
    if reply.stop_reason in CUT_OFF:
        return Judged(None, ["It was cut off because it was too long: be briefer."])
    if reply.stop_reason == REFUSED or reply.answer is None:
        return Judged(None, [f"The tool `{TOOL}` was not called with a JSON object: call it."])
    try:
        value = question.shape.model_validate(reply.answer)
    except ValidationError as error:
        return Judged(None, [_sentence(each) for each in error.errors()[:MOST_COMPLAINTS]])
    return Judged(reply.answer, await faults_of(value, question))


async def faults_of(value: ShapeT, question: Question[ShapeT]) -> Sequence[str]:
    """What the question's own check finds; in a thread, for it reads texts and others wait for the event loop."""
    return await in_thread(question.check, value) if question.check else ()


def _once_more(request: Request, reply: Reply, judged: Judged) -> Request:
    wrong = "\n".join(f"- {complaint}" for complaint in judged.complaints)
    faults = (
        f"This answer can't be used. Put right what follows and call `{TOOL}` again with the whole answer.\n{wrong}"
    )
    is_whole = reply.stop_reason not in CUT_OFF and reply.stop_reason != REFUSED
    turns = asked_again(reply.tool_use_id, reply.answer if is_whole else None, faults)
    room = request.most_tokens * (2 if reply.stop_reason in CUT_OFF else 1)
    return replace(request, messages=[*request.messages, *turns], most_tokens=room, key=f"{request.key}-again")


def _sentence(error: Any) -> str:
    return f"{'.'.join(str(part) for part in error['loc']) or 'answer'}: {error['msg']}"


def _log(question: Question[Any], request: Request, reply: Reply, judged: Judged) -> None:
    log.info(
        "llm_replied",
        category=question.category,
        model=request.model,
        provider_request_id=reply.request_id,
        stop_reason=reply.stop_reason,
        input_tokens=reply.used.input + reply.used.cache_read + reply.used.cache_write if reply.used else None,
        output_tokens=reply.used.output if reply.used else None,
        fits=judged.answer is not None,
        complaints=len(judged.complaints),
    )
