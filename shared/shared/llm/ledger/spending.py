"""The day's counters. What a call may cost is taken before it, under every limit at once or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Table, case, func, select, true, update
from sqlalchemy.dialects.postgresql import insert

from shared.database import ReadSession, WriteSession, table_of
from shared.database.language_model_tables import CALLS, SPEND
from shared.llm.calls import Call
from shared.llm.failures import BudgetHeld, OverBudget
from shared.llm.ledger.rows import RUNNING
from shared.llm.settings import Limits

EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Scopes:
    """The counters a call counts on, each with its limit."""

    limits: Mapping[str, Decimal]
    call: Call

    @classmethod
    def of(cls, call: Call, limits: Limits) -> "Scopes":
        """Everybody's, the person's, and the call's own."""
        found = {EVERYBODY: limits.all}
        if call.user_id is not None:
            found[_persons(call.user_id)] = limits.user
        if call.budget is not None:
            found[_budgets(call.budget.name)] = call.budget.daily_usd
        # Always locked in this order.
        return cls(dict(sorted(found.items())), call)


class DoesNotFit(Exception):
    """One of the day's counters would pass its limit: the transaction has to end without a commit."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


async def take(session: WriteSession, scopes: Scopes, usd: Decimal, day: date) -> None:
    """Count the amount on every counter of this day. Raises DoesNotFit."""
    spend = table_of(session.tables, SPEND)
    if any(usd > limit for limit in scopes.limits.values()):
        raise DoesNotFit(day)
    user_id = scopes.call.user_id
    rows = [
        {"day": day, "scope": scope, "user_id": user_id if scope.startswith("user:") else None, "usd": usd}
        for scope in scopes.limits
    ]
    statement = insert(spend).values(rows)
    after = spend.c.usd + statement.excluded.usd
    limit = case(dict(scopes.limits), value=spend.c.scope)
    counted = statement.on_conflict_do_update(
        index_elements=[spend.c.day, spend.c.scope], set_={"usd": after}, where=after <= limit
    ).returning(spend.c.scope)
    if len((await session.scalars(counted)).all()) < len(rows):
        raise DoesNotFit(day)


async def correct(session: WriteSession, scopes: Scopes, usd: Decimal, day: date) -> None:
    """Add the difference between what was taken and what it cost; the counter of a person erased meanwhile is gone."""
    spend = table_of(session.tables, SPEND)
    ours = (spend.c.day == day, spend.c.scope.in_(scopes.limits))
    await session.execute(select(spend.c.scope).where(*ours).order_by(spend.c.scope).with_for_update())
    await session.execute(update(spend).where(*ours).values(usd=spend.c.usd + usd))


async def why_not(session: ReadSession, scopes: Scopes, usd: Decimal, day: date) -> OverBudget | BudgetHeld:
    """Whether the amount would fit if other calls on their way gave back all that they hold."""
    spend = table_of(session.tables, SPEND)
    counters = select(spend.c.scope, spend.c.usd).where(spend.c.day == day, spend.c.scope.in_(scopes.limits))
    counted = {row.scope: row.usd for row in await session.execute(counters)}
    held = await _held_by_others(session, scopes, day)
    certain = {scope: counted.get(scope, Decimal(0)) - held[scope] for scope in scopes.limits}
    if all(certain[scope] + usd <= limit for scope, limit in scopes.limits.items()):
        return BudgetHeld()
    midnight = func.date_trunc("day", func.now()) + func.make_interval(0, 0, 0, 1)
    left = await session.scalar(select(func.extract("epoch", midnight - func.now())))
    return OverBudget(retry_after=int(left or 0) + 1)


async def _held_by_others(session: ReadSession, scopes: Scopes, day: date) -> Mapping[str, Decimal]:
    """What living calls hold on each counter. A dead process's is spent: nobody gives it back."""
    calls = table_of(session.tables, CALLS)
    lives = (calls.c.state == RUNNING, calls.c.lease_until > func.now())
    others = (calls.c.held_on == day, calls.c.hash != scopes.call.hash)
    counts = _counting(calls, scopes.call)
    sums = (func.coalesce(func.sum(calls.c.held_usd).filter(counts[scope]), Decimal(0)) for scope in scopes.limits)
    row = (await session.execute(select(*sums).where(*lives, *others))).one()
    return dict(zip(scopes.limits, row, strict=True))


def _counting(calls: Table, call: Call) -> Mapping[str, ColumnElement[bool]]:
    """Which calls count on the counters that this one counts on."""
    counting: dict[str, ColumnElement[bool]] = {EVERYBODY: true()}
    if call.user_id is not None:
        counting[_persons(call.user_id)] = calls.c.user_id == call.user_id
    if call.budget is not None:
        counting[_budgets(call.budget.name)] = calls.c.budget == call.budget.name
    return counting


def _persons(user_id: int) -> str:
    return f"user:{user_id}"


def _budgets(name: str) -> str:
    return f"budget:{name}"
