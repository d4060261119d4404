"""Passwords: which are refused, and how they are kept."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from auth_service.emails import Email
from auth_service.errors import PasswordTooWeak

SHORTEST = 8
LONGEST = 128
MOST_COMMON = frozenset(FREQUENCY_LISTS["passwords"][:10_000])
PRODUCT_WORDS = ("career", "agent", "job", "match", "platform", "application", "system")
SHORTEST_OWN_WORD = 3
FEWEST_OTHER_CHARACTERS = 4

TIME_COST = 2
MEMORY_KIB = 19_456
PARALLELISM = 1
"""OWASP's second argon2id setting: 19 MiB, two passes."""


def check_password(password: str, email: Email, *, refused: type[PasswordTooWeak] = PasswordTooWeak) -> None:
    """Raise PasswordTooWeak with the rule it breaks. No composition rules (NIST SP 800-63B)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise refused(f"The password must have {SHORTEST} to {LONGEST} characters.")
    folded = password.casefold()
    if folded in MOST_COMMON:
        raise refused("This password is one of the most common ones. Choose another.")
    if folded == email.key:
        raise refused("The password must not be the e-mail address.")
    if _says_little_more_than(folded, email):
        raise refused("The password must not be made of your e-mail address or of this product's name.")


def _says_little_more_than(folded: str, email: Email) -> bool:
    """Whether nothing but a few letters is left without the words anyone would try first, digits and signs."""
    own = [word for word in re.split(r"[\W\d_]+", email.key) if len(word) >= SHORTEST_OWN_WORD]
    rest = folded
    for word in sorted({*own, *PRODUCT_WORDS}, key=len, reverse=True):
        rest = rest.replace(word, " ")
    letters = re.sub(r"[\W\d_]", "", rest)
    return rest != folded and len(letters) < FEWEST_OTHER_CHARACTERS


def _hasher() -> PasswordHasher:
    return PasswordHasher(TIME_COST, MEMORY_KIB, PARALLELISM)


@cache
def _nobodys_hash() -> str:
    """What the password of an account that does not exist is held against."""
    return _hasher().hash("no account has this")


class Passwords:
    """Hashes and verifies off the event loop, a few at a time."""

    def __init__(self, threads: int) -> None:
        self._hasher = _hasher()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._nobodys_hash = _nobodys_hash()

    async def hash(self, password: str) -> str:
        """The password as it is kept."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def verify(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; as slow for an account that does not exist (`kept` is None)."""
        verified = partial(self._verify, kept or self._nobodys_hash, password)
        return await asyncio.get_running_loop().run_in_executor(self._threads, verified) and kept is not None

    async def rehash(self, password: str, kept: str) -> str | None:
        """The password kept anew, when it was kept with weaker parameters than today's; else none."""
        return await self.hash(password) if self._hasher.check_needs_rehash(kept) else None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)
