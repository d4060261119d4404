"""The demo's own account, made once."""

import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ValidationError

from career_agent.demo.failures import DemoFailed


class Account(BaseModel):
    email: str
    password: str


def demo_account(folder: Path) -> Account:
    """The account kept in the folder; at the first run a new one. Raises DemoFailed when the folder can't be used."""
    file = folder / "account.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _keep(_new_account(), file)
        return Account.model_validate_json(file.read_bytes())
    except OSError as error:
        raise DemoFailed(f"The demo's account can't be kept in {file}: {error.strerror}.") from error
    except ValidationError as error:
        raise DemoFailed(f"{file} does not hold the demo's account: remove it and try again.") from error


def _new_account() -> Account:
    return Account(email=f"demo-{secrets.token_hex(4)}@example.com", password=secrets.token_urlsafe(24))


def _keep(account: Account, file: Path) -> None:
    """Write it so that no other account of this machine reads the password, not even for a moment."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as kept:
        kept.write(account.model_dump_json())
