"""The money of one call: taken from the day's budgets before each exchange, settled to what it cost at the end."""

from decimal import Decimal

import structlog

from shared.database import DATABASE_ERRORS, Database, WriteSession, is_erased
from shared.llm.calls import Call
from shared.llm.failures import CallTakenOver, PersonErased, RateLimited
from shared.llm.ledger import rows
from shared.llm.ledger.rows import Begun
from shared.llm.ledger.spending import DoesNotFit, Scopes, correct, take, why_not
from shared.llm.prices import Tokens, cost_of
from shared.llm.settings import Limits, Price

log = structlog.get_logger()


class Purse:
    """What was taken and is not spent yet pays for the next attempt.

    An attempt whose end nobody saw counts as spent to the last cent that was taken for it: it may have been paid. So
    does all that was taken by a process that was killed, or thought to be: nobody gives it back.
    """

    def __init__(
        self, database: Database, call: Call, begun: Begun, lease_seconds: float, limits: Limits, price: Price
    ) -> None:
        self.spent = Decimal(0)
        """What the call has cost, or may have."""
        self.used = Tokens()
        self._database = database
        self._call = call
        self._fence = begun.fence
        self._lease_seconds = lease_seconds
        self._scopes = Scopes.of(call, limits)
        self._price = price
        self._taken = Decimal(0)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was taken yet, and so nothing sent."""
        return not self._taken

    async def have(self, usd: Decimal) -> None:
        """Take what is missing to this much, with the call still ours to make and the provider ready for it.

        Raises CallTakenOver, PersonErased, RateLimited, OverBudget, BudgetHeld.
        """
        missing = max(usd - (self._taken - self.spent), Decimal(0))
        try:
            await self._take(missing)
        except DoesNotFit as refused:
            async with self._database.read() as session:
                raise await why_not(session, self._scopes, missing, refused.day) from None
        self._taken += missing

    async def tell_pause(self, seconds: float) -> None:
        """Tell every process of the service when the provider wants to be asked again."""
        try:
            async with self._database.write() as session:
                await rows.lengthen_pause(session, self._call.model, seconds)
        except DATABASE_ERRORS as error:
            # Who is not told by us is told by the provider.
            log.warning("llm_pause_not_told", model=self._call.model, error_type=type(error).__name__)

    def pay(self, used: Tokens | None, most: Decimal) -> None:
        """An attempt has ended: this is what it used, or nobody knows and the most is taken for spent."""
        if used is None:
            self.spent += most
        else:
            self.used += used
            self.spent += cost_of(used, self._price)

    async def settle(self, session: WriteSession) -> None:
        """Give back what was not needed, or add what it cost beyond; once, however often it is tried."""
        held = await rows.settle(session, self._call.hash, self._fence, self.used, self.spent)
        if held is not None and held.usd != self.spent:
            await correct(session, self._scopes, self.spent - held.usd, held.on)

    async def _take(self, usd: Decimal) -> None:
        async with self._database.write() as session:
            # Holds an erasure off to the commit, so that both take their locks one after the other.
            if self._call.user_id is not None and await is_erased(session, self._call.user_id):
                raise PersonErased
            if (pause := await rows.pause_left(session, self._call.model)) is not None:
                raise RateLimited(pause)
            on = await rows.hold(session, self._call.hash, self._fence, self._lease_seconds, usd)
            if on is None:
                raise CallTakenOver
            if usd:
                await take(session, self._scopes, usd, on)
