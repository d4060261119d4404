"""Loaded by schemathesis: calls that end an account or its sessions are made with an account of their own."""

import os
import secrets
from typing import Any

import httpx
import schemathesis

ENDING = frozenset(
    {
        "auth_delete_account",
        "auth_log_out",
        "auth_end_session",
        "auth_change_password",
        "auth_reset_password",
    }
)
_spent: dict[str, str] = {}


def _fresh_token() -> str:
    account = {"email": f"{secrets.token_hex(6)}@example.com", "password": secrets.token_hex(12), "full_name": "Nobody"}
    with httpx.Client(base_url=os.environ["FUZZED_URL"], trust_env=False, timeout=30) as client:
        client.post("/auth/register", json=account).raise_for_status()
        answer = client.post("/auth/login", json={key: account[key] for key in ("email", "password")})
        return str(answer.raise_for_status().json()["access_token"])


@schemathesis.hook
def before_call(_: Any, case: Any, **__: Any) -> None:
    """Put an account's token in the place of everybody's, where everybody's would be lost."""
    if case.operation.definition.raw.get("operationId") in ENDING:
        token = _spent.setdefault("token", "") or _fresh_token()
        _spent["token"] = token
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def after_call(_: Any, case: Any, response: Any) -> None:
    """A token that has been ended is not used again."""
    if case.operation.definition.raw.get("operationId") in ENDING and response.status_code < 300:
        _spent.clear()
