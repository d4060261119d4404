"""The audit log: what matters to whoever watches over the product, as log lines with the stable field `audit`."""

from enum import StrEnum

import structlog

log = structlog.get_logger()


class Audited(StrEnum):
    """What is written down. The values are a contract with whoever searches the logs: they only ever gain some."""

    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_ERASED = "account_erased"
    REGISTRATION_REFUSED = "registration_refused"
    LOGIN_SUCCEEDED = "login_succeeded"
    LOGIN_FAILED = "login_failed"
    LOGIN_DELAYED = "login_delayed"
    SESSION_ENDED = "session_ended"
    REFRESH_FAILED = "refresh_failed"
    REFRESH_REUSED = "refresh_reused"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET_ASKED = "password_reset_asked"
    PASSWORD_RESET = "password_reset"
    AUTHORIZATION_DENIED = "authorization_denied"
    RATE_LIMITED = "rate_limited"
    ADMIN_ACTED = "admin_acted"
    KEYS_ROTATED = "keys_rotated"


def audit(what: Audited, **facts: object) -> None:
    """Write it down; facts are ids and words of ours, never what a person wrote."""
    log.info(what.value, audit=what.value, **facts)
