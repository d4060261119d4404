"""Why a server of ours can't be started."""


class CannotStart(Exception):
    """Something outside us is in the way; the message is one sentence for the person at the terminal."""
