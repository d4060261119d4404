"""Every statement about a row of the ledger. Leases are judged by the database's clock alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.database import ReadSession, WriteSession, table_of
from shared.database.language_model_tables import CALLS, FORGOTTEN, SPEND
from shared.llm.calls import Call
from shared.llm.prices import Tokens
from shared.llm.settings import DAYS_KEPT

RUNNING, DONE, FAILED = "running", "done", "failed"

SPEND_KEPT_DAYS = 90
PRUNED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Begun:
    """The call is ours to make."""

    fence: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Another makes it."""

    fence: int


@dataclass(frozen=True, slots=True)
class Done:
    """It was made, and this was answered."""

    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """It was made in vain."""

    fence: int
    failure: str
    retry_after_seconds: int | None


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
        expires_at=now + _days(DAYS_KEPT[call.category]),
    )
    free = or_(
        calls.c.state == FAILED,
        and_(calls.c.state == RUNNING, calls.c.lease_until < now),
        and_(calls.c.state == DONE, calls.c.expires_at < now),
    )
    anew = {"state": RUNNING, "fence": calls.c.fence + 1, "result": None, "failure": None, "retry_after_seconds": None}
    anew |= {"lease_until": row.excluded.lease_until, "expires_at": row.excluded.expires_at, "finished_at": None}
    taken = row.on_conflict_do_update(index_elements=[calls.c.hash], set_=anew, where=free).returning(calls.c.fence)
    fence = await session.scalar(taken)
    return None if fence is None else Begun(fence)


async def state_of(session: ReadSession, call_hash: str) -> Begun | Busy | Done | Ended | None:
    """How a call stands: Begun when it is anybody's to take; none when there is no such row, or its answer expired."""
    calls = _calls(session)
    columns = (calls.c.state, calls.c.fence, calls.c.result, calls.c.failure, calls.c.retry_after_seconds)
    is_free = (calls.c.lease_until < func.now()).label("is_free")
    lives = or_(calls.c.state != DONE, calls.c.expires_at > func.now())
    row = (await session.execute(select(*columns, is_free).where(calls.c.hash == call_hash, lives))).one_or_none()
    if row is None:
        return None
    match row.state:
        case "done":
            return Done(row.result)
        case "failed":
            return Ended(row.fence, row.failure, row.retry_after_seconds)
        case _:
            return Begun(row.fence) if row.is_free else Busy(row.fence)


async def renew(session: WriteSession, call_hash: str, fence: int, lease_seconds: float) -> bool:
    """Whether the lease was still ours, and now is for longer."""
    calls = _calls(session)
    ours = and_(calls.c.hash == call_hash, calls.c.fence == fence, calls.c.state == RUNNING)
    renewed = update(calls).where(ours).values(lease_until=func.now() + _seconds(lease_seconds))
    return await session.scalar(renewed.returning(calls.c.fence)) is not None


async def keep_answer(session: WriteSession, call_hash: str, answer: Mapping[str, Any]) -> bool:
    """Whether the answer is the first one. One that comes late, from a holder thought dead, is as good as any."""
    calls = _calls(session)
    first = and_(calls.c.hash == call_hash, calls.c.state != DONE)
    kept = update(calls).where(first).values(state=DONE, result=dict(answer), failure=None, finished_at=func.now())
    return await session.scalar(kept.returning(calls.c.fence)) is not None


async def drop_answer(session: WriteSession, call_hash: str) -> None:
    """Forget an answer; what it has cost stays spent."""
    calls = _calls(session)
    await session.execute(delete(calls).where(calls.c.hash == call_hash, calls.c.state == DONE))


async def keep_failure(session: WriteSession, call_hash: str, ended: Ended) -> None:
    """Only who holds the lease may say that the call was made in vain."""
    calls = _calls(session)
    ours = and_(calls.c.hash == call_hash, calls.c.fence == ended.fence, calls.c.state == RUNNING)
    values = {"failure": ended.failure, "retry_after_seconds": ended.retry_after_seconds}
    await session.execute(update(calls).where(ours).values(state=FAILED, finished_at=func.now(), **values))


async def add_cost(session: WriteSession, call_hash: str, used: Tokens, usd: Decimal) -> None:
    """Count what was used, whoever holds the lease now."""
    calls = _calls(session)
    counted = {
        "input_tokens": calls.c.input_tokens + used.input,
        "output_tokens": calls.c.output_tokens + used.output,
        "cache_write_tokens": calls.c.cache_write_tokens + used.cache_write,
        "cache_read_tokens": calls.c.cache_read_tokens + used.cache_read,
        "cost_usd": calls.c.cost_usd + usd,
    }
    await session.execute(update(calls).where(calls.c.hash == call_hash).values(**counted))


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


def _seconds(seconds: float) -> ColumnElement[Any]:
    return func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def _days(days: int) -> ColumnElement[Any]:
    return func.make_interval(0, 0, 0, days)
