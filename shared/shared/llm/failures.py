"""What goes wrong with a call, by what to do about it. None of these holds a word of what was asked."""

from shared.errors import Unavailable
from shared.llm.base import AnswerUnusable
from shared.llm.prices import Tokens

FREE = Tokens()
"""Of an attempt that certainly cost nothing: it was refused before it began."""


class OverBudget(Unavailable):
    """Opens again at midnight UTC."""

    detail = "Today's budget for the language model is used up. It opens again at midnight UTC."


class BudgetHeld(Unavailable):
    """Not spent yet: calls on their way hold it, and give back what they don't need."""

    detail = "All that is left of today's budget for the language model is needed just now. Try again in a moment."


class CallTakenOver(Unavailable):
    """Its maker was thought dead: another makes the call, or has made it."""


class NotWanted(Unavailable):
    detail = "This is not to be sent to a language model any more."


class PersonErased(Unavailable):
    detail = "This account has been closed."


class LeftAlone(Unavailable):
    """The breaker is open: the model failed too often in a row."""

    detail = "The language model does not answer just now. Try again in a moment."


class AllBusy(Unavailable):
    detail = "The language model has more to do than it can. Try again in a moment."


class NotAnswered(Unavailable):
    """An attempt failed on the provider's side."""

    detail = "The language model does not answer just now. Try again in a moment."

    def __init__(self, used: Tokens | None = FREE, *, seconds: float | None = None, retry_after: int = 10) -> None:
        super().__init__(retry_after=retry_after if seconds is None else max(1, round(seconds)))
        self.used = used
        """What it may have cost all the same; None: nobody knows, so the worst is taken."""
        self.seconds = seconds
        """When the provider wants to be asked again, if it said so."""


class Overloaded(NotAnswered):
    """Worth another try: 5xx, 529, a connection that failed or was cut off."""


class OutOfTime(NotAnswered):
    """Not worth another try: the time is used up."""


class RateLimited(NotAnswered):
    """429: the provider says when to come again."""

    detail = "The language model has more to do than it can. Try again in a moment."

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds=seconds)


class AccountRefused(NotAnswered):
    """The spend limit, the key: every call will fail until the operator does something about it."""

    detail = "The language model can't be used just now. An administrator has to look after its account."


class ModelGone(NotAnswered):
    """The provider knows no model of this name, or no longer: its successor may be asked."""

    detail = "The language model can't be used just now. An administrator has to look after its settings."


class RequestRefused(AnswerUnusable):
    """The provider will not take this question, however often it is put."""


class QuestionTooLong(AnswerUnusable):
    detail = "This is too long for the language model. Shorten it and try again."
