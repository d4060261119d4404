"""What was attempted, and what the product said to it: the driver's own book, apart from the product's."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

ANSWERS_A_USER_MAY_SEE = frozenset({200, 201, 202, 204, 409, 429, 503, 504})
"""L7; 409 is what a command with a key gets while its first try is still in hand."""


@dataclass(slots=True)
class Attempt:
    """One command under one key, however often it was sent."""

    key: str
    numbers: tuple[int, ...]
    tries: int = 0
    acknowledged: bool = False
    replayed: bool = False


@dataclass(slots=True)
class Ledger:
    """Every command of a run."""

    attempts: list[Attempt] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    slowest_seconds: float = 0.0

    def open(self, first: int, count: int, key: str) -> Attempt:
        """Enter a command before it is sent."""
        attempt = Attempt(key, tuple(range(first, first + count)))
        self.attempts.append(attempt)
        return attempt

    @property
    def attempted(self) -> int:
        """How many numbers were asked for."""
        return sum(len(each.numbers) for each in self.attempts)

    @property
    def acknowledged(self) -> set[int]:
        """The numbers the product said yes to."""
        return {number for each in self.attempts if each.acknowledged for number in each.numbers}

    @property
    def unexpected(self) -> dict[int, int]:
        """Answers no user should see."""
        return {status: times for status, times in self.statuses.items() if status not in ANSWERS_A_USER_MAY_SEE}

    async def send(self, http: httpx.AsyncClient, attempt: Attempt) -> bool:
        """Send a command once; whether it is acknowledged now."""
        attempt.tries += 1
        began = time.monotonic()
        try:
            answer = await http.post(
                "/orders", json={"numbers": attempt.numbers}, headers={"Idempotency-Key": attempt.key}
            )
        except httpx.HTTPError as error:
            self.unanswered[type(error).__name__] += 1
            return False
        finally:
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
        self.statuses[answer.status_code] += 1
        attempt.replayed |= "Idempotency-Replayed" in answer.headers
        attempt.acknowledged = answer.status_code == httpx.codes.CREATED
        return attempt.acknowledged


def pause(chance: random.Random) -> float:
    """How long a polite client waits before it asks again."""
    return chance.uniform(0.1, 0.4)
