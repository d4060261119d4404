"""E-mail addresses: how one is kept, and when two are the same."""

from dataclasses import dataclass
from hashlib import sha256

from email_validator import EmailNotValidError, validate_email

from auth_service.errors import EmailUnusable


@dataclass(frozen=True, slots=True)
class Email:
    """`shown` as the person wrote it, after Unicode and domain normalisation; `key` as it is compared."""

    shown: str
    key: str

    @property
    def fingerprint(self) -> bytes:
        """Stands for the address where it need not be read again."""
        return fingerprint_of(self.key)


def fingerprint_of(key: str) -> bytes:
    """SHA-256 of an address as it is compared, or of what somebody wrote in its place."""
    return sha256(key.encode()).digest()


def read_email(written: str) -> Email:
    """Read an address. Raises EmailUnusable; nobody is asked whether it exists.

    The one normaliser: accounts, logins, the allowlist and password resets all compare the `key` it gives. The same
    address are spellings that differ in case, in Unicode form (NFC), or in writing the domain as Unicode or as
    punycode. Different addresses are those with another tag (`ada+jobs@`), dots, or mailbox: only the mail server
    knows what those mean. A domain with a dot at its end is refused.
    """
    try:
        normal = validate_email(written.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise EmailUnusable from None
    return Email(normal, normal.casefold())
