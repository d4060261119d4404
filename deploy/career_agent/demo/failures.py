"""Why a demo ends early."""


class DemoFailed(Exception):
    """The demo can't go on; the message is one sentence for the person at the terminal."""


class Refused(DemoFailed):
    """The product answered with an error; its own words are in the message."""

    def __init__(self, doing: str, status: int, detail: str) -> None:
        super().__init__(f"{doing} failed: {detail} (HTTP {status})")
        self.status = status
