"""Why a board could not be read; the sentence goes into the scrape log and names no host."""


class BoardUnreadable(Exception):
    """The board's jobs are not known this time: nothing of it may be closed."""

    reason = "The board could not be read."

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or self.reason)
        self.reason = reason or self.reason


class BoardUnreachable(BoardUnreadable):
    reason = "The board does not answer."


class BoardRefused(BoardUnreadable):
    """`reason` holds the HTTP status."""


class BoardRedirectedAway(BoardUnreadable):
    reason = "The board sent us to another host; we did not follow."


class BoardAnswerTooLarge(BoardUnreadable):
    reason = "The board's answer is larger than we accept."


class BoardAnswerTooSlow(BoardUnreadable):
    reason = "The board's answer took too long."


class BoardAnswerUnreadable(BoardUnreadable):
    reason = "The board's answer is broken, cut off or of an unknown shape."


class BoardAnswerEmpty(BoardUnreadable):
    reason = "The board's answer holds no job at all; we do not believe that."
