"""How a call to a replica can end without an answer."""


class NotReached(Exception):
    """No connection could be had: the service has seen nothing of the request."""


class HungUp(Exception):
    """The connection ended before the answer was whole; the service may have done what was asked."""


class ClientLeft(Exception):
    """Nobody waits for the answer any more."""
