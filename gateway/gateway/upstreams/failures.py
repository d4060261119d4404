"""How a call to a replica can end without an answer."""


class NoPlace(Exception):
    """All connections we allow ourselves to a replica stayed in use: that says nothing of the replica."""


class NotReached(Exception):
    """No connection could be had: the service has seen nothing of the request."""


class HungUp(Exception):
    """The connection ended before the answer was whole; the service may have done what was asked."""


class Silent(Exception):
    """The replica had the whole request, and longer than it was told to take, and still says nothing."""


class ClientLeft(Exception):
    """Nobody waits for the answer any more."""
