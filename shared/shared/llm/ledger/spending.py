"""The day's counters. What a call may cost is taken before it, under every limit at once or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.database import ReadSession, WriteSession, table_of
from shared.database.language_model_tables import SPEND
from shared.llm.calls import Call
from shared.llm.failures import OverBudget
from shared.llm.settings import Limits

EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Scopes:
    """The counters a call counts on, each with its limit."""

    limits: Mapping[str, Decimal]
    user_id: int | None

    @classmethod
    def of(cls, call: Call, limits: Limits) -> "Scopes":
        """Everybody's, the person's, and the call's own."""
        found = {EVERYBODY: limits.all}
        if call.user_id is not None:
            found[f"user:{call.user_id}"] = limits.user
        if call.budget is not None:
            found[f"budget:{call.budget.name}"] = call.budget.daily_usd
        # Always locked in this order.
        return cls(dict(sorted(found.items())), call.user_id)


async def take(session: WriteSession, scopes: Scopes, usd: Decimal, day: date | None) -> date:
    """Count the amount on every counter, on this day or on today; the day. Raises OverBudget when one would pass its
    limit: the transaction then has to end without a commit."""
    spend = table_of(session.tables, SPEND)
    on = day or await session.scalar(select(func.current_date()))
    assert on is not None
    if any(usd > limit for limit in scopes.limits.values()):
        raise await _over_budget(session)
    rows = [
        {"day": on, "scope": scope, "user_id": scopes.user_id if scope.startswith("user:") else None, "usd": usd}
        for scope in scopes.limits
    ]
    statement = insert(spend).values(rows)
    after = spend.c.usd + statement.excluded.usd
    limit = case(dict(scopes.limits), value=spend.c.scope)
    counted = statement.on_conflict_do_update(
        index_elements=[spend.c.day, spend.c.scope], set_={"usd": after}, where=after <= limit
    ).returning(spend.c.scope)
    if len((await session.scalars(counted)).all()) < len(rows):
        raise await _over_budget(session)
    return on


async def correct(session: WriteSession, scopes: Scopes, usd: Decimal, day: date) -> None:
    """Add the difference between what was taken and what it cost; the counter of a person erased meanwhile is gone."""
    spend = table_of(session.tables, SPEND)
    ours = (spend.c.day == day, spend.c.scope.in_(scopes.limits))
    await session.execute(select(spend.c.scope).where(*ours).order_by(spend.c.scope).with_for_update())
    await session.execute(update(spend).where(*ours).values(usd=spend.c.usd + usd))


async def _over_budget(session: ReadSession) -> OverBudget:
    midnight = func.date_trunc("day", func.now()) + func.make_interval(0, 0, 0, 1)
    left = await session.scalar(select(func.extract("epoch", midnight - func.now())))
    return OverBudget(retry_after=int(left or 0) + 1)
