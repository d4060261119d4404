"""The ledger of paid calls, in the schema of the service that asks: what makes a call be paid once."""

from shared.llm.ledger.ledger import Ledger
from shared.llm.ledger.purse import Purse
from shared.llm.ledger.rows import UNAVAILABLE, UNUSABLE, Begun, Busy, Done, Ended

__all__ = ["UNAVAILABLE", "UNUSABLE", "Begun", "Busy", "Done", "Ended", "Ledger", "Purse"]
