"""Every statement about a row of the ledger. Leases are judged by the database's clock alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Table, and_, case, cast, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.database import ReadSession, WriteSession, table_of
from shared.database.language_model_tables import CALLS, FORGOTTEN, PAUSES, SPEND
from shared.llm.calls import Call
from shared.llm.prices import Tokens
from shared.llm.settings import DAYS_KEPT

RUNNING, DONE, FAILED = "running", "done", "failed"
UNAVAILABLE, UNUSABLE = "unavailable", "unusable"
"""What a call failed of."""

SPEND_KEPT_DAYS = 90
PRUNED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Begun:
    """The call is ours to make."""

    fence: int
    draft: Mapping[str, Any] | None = None
    """The first reply to it, where an earlier holder got so far."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Another makes it."""

    fence: int


@dataclass(frozen=True, slots=True)
class Done:
    """It was made, and this was answered."""

    answer: Mapping[str, Any]
    cache_key: str
    """The only one it may be cached under: erasure knows no other."""
    seconds_left: int
    """How much longer it is kept, and so may be cached."""


@dataclass(frozen=True, slots=True)
class Ended:
    """It was made in vain."""

    fence: int
    failure: str
    retry_after_seconds: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """What was taken for a call from a day's counters."""

    usd: Decimal
    on: date


async def claim(session: WriteSession, call: Call, lease_seconds: float) -> Begun | None:
    """The lease of a call that is new, was made in vain, has expired, or whose holder is gone; none when it is held."""
    calls = _calls(session)
    now = func.now()
    row = insert(calls).values(
        hash=call.hash,
        state=RUNNING,
        fence=1,
        lease_until=now + _seconds(lease_seconds),
        user_id=call.user_id,
        category=call.category,
        model=call.model,
        prompt_version=call.prompt_version,
        cache_key=call.cache_key,
        budget=call.budget.name if call.budget else None,
        expires_at=now + _days(DAYS_KEPT[call.category]),
    )
    free = or_(
        calls.c.state == FAILED,
        and_(calls.c.state == RUNNING, calls.c.lease_until < now),
        and_(calls.c.state == DONE, calls.c.expires_at < now),
    )
    anew: dict[str, Any] = {"state": RUNNING, "fence": calls.c.fence + 1, "result": None, "finished_at": None}
    anew["draft"] = case((calls.c.state == DONE, None), else_=calls.c.draft)
    anew |= {"failure": None, "retry_after_seconds": None}
    anew |= {name: row.excluded[name] for name in ("lease_until", "expires_at", "budget")}
    # What a holder thought dead had taken stays spent: it may have been paid.
    anew |= {"held_usd": 0, "held_on": None}
    taken = row.on_conflict_do_update(index_elements=[calls.c.hash], set_=anew, where=free)
    begun = (await session.execute(taken.returning(calls.c.fence, calls.c.draft))).one_or_none()
    return None if begun is None else Begun(begun.fence, begun.draft)


async def state_of(session: ReadSession, call_hash: str) -> Begun | Busy | Done | Ended | None:
    """How a call stands: Begun when it is anybody's to take; none when there is no such row, or its answer expired."""
    calls = _calls(session)
    columns = (calls.c.state, calls.c.fence, calls.c.failure, calls.c.retry_after_seconds, *_answered(calls))
    is_free = (calls.c.lease_until < func.now()).label("is_free")
    lives = or_(calls.c.state != DONE, calls.c.expires_at > func.now())
    row = (await session.execute(select(*columns, is_free).where(calls.c.hash == call_hash, lives))).one_or_none()
    if row is None:
        return None
    match row.state:
        case "done":
            return Done(row.result, row.cache_key, row.seconds_left)
        case "failed":
            return Ended(row.fence, row.failure, row.retry_after_seconds)
        case _:
            return Begun(row.fence) if row.is_free else Busy(row.fence)


async def renew(session: WriteSession, call_hash: str, fence: int, lease_seconds: float) -> bool:
    """Whether the lease was still ours, and now is for longer."""
    calls = _calls(session)
    renewed = update(calls).where(_ours(calls, call_hash, fence))
    renewed = renewed.values(lease_until=func.now() + _seconds(lease_seconds))
    return await session.scalar(renewed.returning(calls.c.fence)) is not None


async def is_anothers(session: ReadSession, call_hash: str, fence: int) -> bool:
    """Whether somebody has taken the call over since this fence."""
    calls = _calls(session)
    newer = select(calls.c.fence).where(calls.c.hash == call_hash, calls.c.fence > fence)
    return await session.scalar(newer) is not None


async def hold(session: WriteSession, call_hash: str, fence: int, lease_seconds: float, usd: Decimal) -> date | None:
    """Renew the lease and note that so much more is taken; from which day, or none when the lease is lost."""
    calls = _calls(session)
    held = update(calls).where(_ours(calls, call_hash, fence))
    held = held.values(
        lease_until=func.now() + _seconds(lease_seconds),
        held_usd=calls.c.held_usd + usd,
        held_on=func.coalesce(calls.c.held_on, func.current_date()),
    )
    on: date | None = await session.scalar(held.returning(calls.c.held_on))
    return on


async def let_go(session: WriteSession, call_hash: str, fence: int) -> None:
    """Give the lease back before its time."""
    calls = _calls(session)
    await session.execute(update(calls).where(_ours(calls, call_hash, fence)).values(lease_until=func.now()))


async def keep_draft(session: WriteSession, call_hash: str, fence: int, draft: Mapping[str, Any]) -> None:
    """Keep a reply that is paid for and is no answer yet, unless the call is another's by now."""
    calls = _calls(session)
    await session.execute(update(calls).where(_ours(calls, call_hash, fence)).values(draft=dict(draft)))


async def keep_answer(session: WriteSession, call_hash: str, answer: Mapping[str, Any]) -> Done | None:
    """The answer as it is kept, unless there is one. Late, from a holder thought dead, it is as good as any."""
    calls = _calls(session)
    first = and_(calls.c.hash == call_hash, calls.c.state != DONE)
    values = {"result": dict(answer), "draft": None, "failure": None}
    kept = update(calls).where(first).values(state=DONE, finished_at=func.now(), **values)
    row = (await session.execute(kept.returning(*_answered(calls)))).one_or_none()
    return None if row is None else Done(row.result, row.cache_key, row.seconds_left)


async def drop_answer(session: WriteSession, call_hash: str) -> None:
    """Forget an answer; what it has cost stays spent."""
    calls = _calls(session)
    await session.execute(delete(calls).where(calls.c.hash == call_hash, calls.c.state == DONE))


async def keep_failure(session: WriteSession, call_hash: str, ended: Ended) -> None:
    """Only who holds the lease may say that the call was made in vain; nothing is kept of what can't be used."""
    calls = _calls(session)
    failed = update(calls).where(_ours(calls, call_hash, ended.fence))
    values: dict[str, Any] = {"failure": ended.failure, "retry_after_seconds": ended.retry_after_seconds}
    if ended.failure == UNUSABLE:
        values["draft"] = None
    await session.execute(failed.values(state=FAILED, finished_at=func.now(), **values))


async def settle(session: WriteSession, call_hash: str, fence: int, used: Tokens, usd: Decimal) -> Held | None:
    """Count what a holder used, and let go of what it held; none when that was done, or its row is another's."""
    calls = _calls(session)
    unsettled = and_(calls.c.hash == call_hash, calls.c.fence == fence, calls.c.held_on.is_not(None))
    held = select(calls.c.held_usd, calls.c.held_on).where(unsettled).with_for_update()
    row = (await session.execute(held)).one_or_none()
    if row is None:
        return None
    counted = {
        "input_tokens": calls.c.input_tokens + used.input,
        "output_tokens": calls.c.output_tokens + used.output,
        "cache_write_tokens": calls.c.cache_write_tokens + used.cache_write,
        "cache_read_tokens": calls.c.cache_read_tokens + used.cache_read,
        "cost_usd": calls.c.cost_usd + usd,
    }
    await session.execute(update(calls).where(unsettled).values(**counted, held_usd=0, held_on=None))
    return Held(row.held_usd, row.held_on)


async def lengthen_pause(session: WriteSession, model: str, seconds: float) -> None:
    """Nobody asks the model for so long; a pause that lasts longer stays."""
    pauses = table_of(session.tables, PAUSES)
    told = insert(pauses).values(model=model, ends_at=func.now() + _seconds(seconds))
    longer = {"ends_at": func.greatest(pauses.c.ends_at, told.excluded.ends_at)}
    await session.execute(told.on_conflict_do_update(index_elements=[pauses.c.model], set_=longer))


async def pause_left(session: ReadSession, model: str) -> float | None:
    """How many seconds the model is still left alone; none when it may be asked."""
    pauses = table_of(session.tables, PAUSES)
    left = cast(func.extract("epoch", pauses.c.ends_at - func.now()), Float)
    return await session.scalar(select(left).where(pauses.c.model == model, pauses.c.ends_at > func.now()))


async def wake_waiters(session: WriteSession) -> None:
    """Tell every process, at the commit, that a call has ended."""
    await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel_of(str(session.tables.schema))})


def channel_of(schema: str) -> str:
    """Where the ends of a schema's calls are told."""
    return f"llm_calls_{schema}"


async def prune(session: WriteSession) -> None:
    """Forget answers that are kept long enough, and what was spent on days long gone."""
    calls, spend = _calls(session), table_of(session.tables, SPEND)
    old = select(calls.c.hash).where(calls.c.expires_at < func.now()).limit(PRUNED_AT_ONCE)
    await session.execute(delete(calls).where(calls.c.hash.in_(old)))
    await session.execute(delete(spend).where(spend.c.day < func.current_date() - SPEND_KEPT_DAYS))


async def to_forget(session: ReadSession) -> list[str]:
    """Cache keys of people who were erased, the oldest first."""
    forgotten = table_of(session.tables, FORGOTTEN)
    oldest = select(forgotten.c.cache_key).order_by(forgotten.c.forgotten_at).limit(PRUNED_AT_ONCE)
    return list(await session.scalars(oldest))


async def are_forgotten(session: WriteSession, keys: list[str]) -> None:
    """The cache does not have them any more."""
    forgotten = table_of(session.tables, FORGOTTEN)
    await session.execute(delete(forgotten).where(forgotten.c.cache_key.in_(keys)))


def _calls(session: ReadSession) -> Table:
    return table_of(session.tables, CALLS)


def _answered(calls: Table) -> tuple[ColumnElement[Any], ...]:
    left = func.extract("epoch", calls.c.expires_at - func.now())
    return calls.c.result, calls.c.cache_key, cast(func.ceil(left), Integer).label("seconds_left")


def _ours(calls: Table, call_hash: str, fence: int) -> ColumnElement[bool]:
    return and_(calls.c.hash == call_hash, calls.c.fence == fence, calls.c.state == RUNNING)


def _seconds(seconds: float) -> ColumnElement[Any]:
    return func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def _days(days: int) -> ColumnElement[Any]:
    return func.make_interval(0, 0, 0, days)
