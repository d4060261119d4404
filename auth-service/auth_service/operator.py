"""What the operator does from a terminal: `python -m auth_service make-admin ada@example.com`."""

import sys
from argparse import Namespace

from auth_service import use_cases
from auth_service.deps import Deps
from auth_service.errors import AccountNotFound
from auth_service.use_cases import Changes
from shared.database import Database
from shared.errors import BadRequest
from shared.operations import Argument, Operation

PERSON = Argument("PERSON", "their e-mail address, or their id")
EMAIL = Argument("EMAIL", "the e-mail address")


class NotConfirmed(BadRequest):
    detail = "Nothing was erased."


async def make_admin(db: Database, deps: Deps, told: Namespace) -> str:
    """Make an existing account an administrator."""
    user_id = await _person(db, told.person)
    account = await use_cases.change_user_as_operator(db, deps, user_id, Changes(is_active=True, is_admin=True))
    return f"{account.email} (id {user_id}) is an administrator."


async def unmake_admin(db: Database, deps: Deps, told: Namespace) -> str:
    """Take an account's rights as administrator."""
    user_id = await _person(db, told.person)
    account = await use_cases.change_user_as_operator(db, deps, user_id, Changes(is_admin=False))
    return f"{account.email} (id {user_id}) is no administrator."


async def reset_password(db: Database, deps: Deps, told: Namespace) -> str:
    """Print a link that sets a new password once."""
    user_id = await _person(db, told.person)
    link = await use_cases.new_link_for(db, deps, user_id)
    return f"{link}\nWhoever opens it within {deps.settings.reset_link_minutes} minutes sets a new password, once."


async def end_sessions(db: Database, deps: Deps, told: Namespace) -> str:
    """Log someone out everywhere."""
    user_id = await _person(db, told.person)
    await use_cases.end_sessions(db, deps, user_id)
    return f"Every session of account {user_id} has ended."


async def erase_user(db: Database, deps: Deps, told: Namespace) -> str:
    """Close an account and erase everything every service holds of the person."""
    user_id = await _person(db, told.person)
    if not told.yes:
        _ask_whether(
            f"Erase account {user_id} and everything of this person, for ever? Type the id to go on: ", user_id
        )
    await use_cases.erase_account(db, deps, user_id)
    return f"Account {user_id} is erased; the other services erase what they hold as soon as they are told."


async def rotate_keys(db: Database, deps: Deps, told: Namespace) -> str:
    """Have a new key sign tokens."""
    await use_cases.rotate_keys_at_once(db, deps, forget_old=told.forget_old)
    if told.forget_old:
        return "A new key signs from now on; every token signed before dies within a minute."
    return "A new key is published and signs in five minutes; nobody is logged out."


async def allow(db: Database, _: Deps, told: Namespace) -> str:
    """Put an address on the allowlist."""
    added = await use_cases.allow(db, told.email, None)
    return f"{added.email} may register."


async def disallow(db: Database, _: Deps, told: Namespace) -> str:
    """Take an address off the allowlist."""
    await use_cases.disallow(db, told.email, None)
    return "The address may no longer register."


async def list_allowed(db: Database, _: Deps, __: Namespace) -> str:
    """Print the allowlist, an address a line."""
    return "\n".join([each.email async for each in use_cases.everybody_allowed(db)]) or "The allowlist is empty."


OPERATIONS = (
    Operation("make-admin", "make an existing account an administrator", make_admin, (PERSON,)),
    Operation("unmake-admin", "take an account's rights as administrator", unmake_admin, (PERSON,)),
    Operation("reset-password", "print a link that sets a new password once", reset_password, (PERSON,)),
    Operation("end-sessions", "log someone out everywhere", end_sessions, (PERSON,)),
    Operation(
        "erase-user",
        "close an account and erase everything every service holds of the person",
        erase_user,
        (PERSON, Argument("--yes", "do not ask")),
    ),
    Operation(
        "rotate-keys",
        "have a new key sign tokens, without logging anybody out",
        rotate_keys,
        (Argument("--forget-old", "a key was stolen: let every token signed until now die"),),
    ),
    Operation("allow", "put an address on the allowlist", allow, (EMAIL,)),
    Operation("disallow", "take an address off the allowlist", disallow, (EMAIL,)),
    Operation("list-allowed", "print the allowlist", list_allowed),
)


async def _person(db: Database, named: str) -> int:
    user_id = await use_cases.id_of(db, named)
    if user_id is None:
        raise AccountNotFound(f"No account is {named}.")
    return user_id


def _ask_whether(question: str, expected: int) -> None:
    sys.stderr.write(question)
    sys.stderr.flush()
    if sys.stdin.readline().strip() != str(expected):
        raise NotConfirmed
