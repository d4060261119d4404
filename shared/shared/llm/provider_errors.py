"""The SDK's errors as ours."""

import json
import math
from typing import Any

import structlog

from shared.llm.base import AnswerUnusable
from shared.llm.failures import FREE, AccountRefused, ModelGone, NotAnswered, Overloaded, RateLimited, RequestRefused
from shared.llm.prices import Tokens

log = structlog.get_logger()

SPEND_LIMITS = frozenset(
    {
        "enforced_spend_limit_reached",
        "contract_spend_limit_reached",
        "linked_organization_spend_limit_reached",
        "organization_on_hold",
    }
)
ABOUT_THE_ACCOUNT = ("You have reached your specified", "Your credit balance is too low")
"""How a 400 begins that means a spend limit set in the provider's console, or nothing paid in: they have no codes."""
ACCOUNT_STATUSES = frozenset({401, 402, 403})
OVERLOADED_TYPES = frozenset({"overloaded_error", "api_error", "timeout_error"})
"""Of an error that arrives within a stream, under the status 200."""

NO_JSON = (json.JSONDecodeError, UnicodeDecodeError)
"""What the SDK lets through of a body, or an event of a stream, that holds no JSON."""


def sdk_errors() -> tuple[type[Exception], ...]:
    """All that the SDK may raise about an exchange; loads it."""
    import anthropic
    import httpx2

    return anthropic.AnthropicError, httpx2.HTTPError, *NO_JSON


def failure_of(error: Exception, used: Tokens | None = FREE) -> NotAnswered | AnswerUnusable:
    """What to do about one of them; `used` is what the attempt had cost before it."""
    import anthropic
    import httpx2

    match error:
        case anthropic.APIStatusError():
            return _refusal(error, used)
        case anthropic.APITimeoutError() if not isinstance(error.__cause__, httpx2.ConnectTimeout | httpx2.PoolTimeout):
            return Overloaded(None)
        case anthropic.APIConnectionError():
            # Whether the request had arrived when the connection broke can't be known.
            return Overloaded(
                FREE if isinstance(error.__cause__, httpx2.ConnectError | httpx2.TimeoutException) else None
            )
        case _:
            return Overloaded(used)


def _refusal(error: Any, used: Tokens | None) -> NotAnswered | AnswerUnusable:
    status = error.status_code
    said = {"status": status, "kind": error.type, "code": error.error_code, "provider_request_id": error.request_id}
    if _is_about_the_account(error):
        log.error("llm_account_refused", **said)
        return AccountRefused()
    if status == 404:
        log.error("llm_model_gone", **said)
        return ModelGone()
    if status == 429 or error.type == "rate_limit_error":
        log.warning("llm_rate_limited", **said)
        seconds = _retry_after(error)
        return Overloaded() if seconds is None else RateLimited(seconds)
    if status in (408, 409) or status >= 500 or error.type in OVERLOADED_TYPES:
        log.warning("llm_overloaded", **said)
        return Overloaded(used, seconds=_retry_after(error))
    log.error("llm_request_refused", **said)
    return RequestRefused()


def _is_about_the_account(error: Any) -> bool:
    return (
        error.error_code in SPEND_LIMITS
        or error.status_code in ACCOUNT_STATUSES
        or (error.status_code == 400 and str(error.api_message or "").startswith(ABOUT_THE_ACCOUNT))
    )


def _retry_after(error: Any) -> float | None:
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
