"""The money of one call: taken from the day's budgets before each exchange, settled to what it cost at the end."""

from datetime import date
from decimal import Decimal

from shared.database import Database, WriteSession
from shared.llm.ledger.spending import Scopes, correct, take
from shared.llm.prices import Tokens, cost_of
from shared.llm.settings import Price


class Purse:
    """What was taken and is not spent yet pays for the next attempt.

    An attempt whose end nobody saw counts as spent to the last cent that was taken for it: it may have been paid. So
    does all that a killed process had taken: nobody gives it back.
    """

    def __init__(self, database: Database, scopes: Scopes, price: Price) -> None:
        self.spent = Decimal(0)
        """What the call has cost, or may have."""
        self.used = Tokens()
        self._database = database
        self._scopes = scopes
        self._price = price
        self._day: date | None = None
        self._taken = Decimal(0)

    async def take(self, session: WriteSession, usd: Decimal) -> None:
        """Take this much within a transaction. Raises OverBudget."""
        self._day = await take(session, self._scopes, usd, self._day)
        self._taken += usd

    async def have(self, usd: Decimal) -> None:
        """Take what is missing to this much. Raises OverBudget."""
        missing = usd - (self._taken - self.spent)
        if missing > 0:
            async with self._database.write() as session:
                await self.take(session, missing)

    def pay(self, used: Tokens | None, most: Decimal) -> None:
        """An attempt has ended: this is what it used, or nobody knows and the most is taken for spent."""
        if used is None:
            self.spent += most
        else:
            self.used += used
            self.spent += cost_of(used, self._price)

    async def settle(self, session: WriteSession) -> None:
        """Give back what was not needed, or add what it cost beyond."""
        if self._day is not None and self._taken != self.spent:
            await correct(session, self._scopes, self.spent - self._taken, self._day)
