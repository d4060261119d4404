"""What administrators may do with accounts and with the allowlist."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from auth_service import use_cases
from auth_service.routes.responses import NO_ADMIN, NO_TOKEN, Here, errors
from auth_service.schemas.admin import (
    AllowedEmailOut,
    AllowedEmailsOut,
    AllowIn,
    ChangeUserIn,
    UserOut,
    UsersOut,
)
from auth_service.use_cases import Changes
from shared.http import AdminCaller, Db, Offset, PathId

LONGEST_LIST = 10_000
"""What a list holds when no `limit` is asked for, as the documents know none."""
Limit = Annotated[int | None, Query(ge=1, le=200, description="How many to return; all without it.")]
ListedEmail = Annotated[str, Path(max_length=320, examples=["newuser@example.com"])]

REFUSALS = errors(s401=NO_TOKEN, s403=NO_ADMIN)

admin = APIRouter(tags=["Administration"])


@admin.get("/api/admin/users", responses=REFUSALS)
async def list_users(_: AdminCaller, db: Db, limit: Limit = None, offset: Offset = 0) -> UsersOut:
    """All accounts, newest first."""
    page, total = await use_cases.users(db, limit or LONGEST_LIST, offset)
    return UsersOut(users=[UserOut.model_validate(each) for each in page], total=total)


@admin.put(
    "/api/admin/users/{user_id}",
    responses=REFUSALS | errors(s400="The caller's own account, or the last administrator.", s404="No such user."),
)
async def change_user(user_id: PathId, wanted: ChangeUserIn, caller: AdminCaller, db: Db, deps: Here) -> UserOut:
    """Activate or deactivate an account, make or unmake an administrator; felt everywhere within a second."""
    changes = Changes(is_active=wanted.is_active, is_admin=wanted.is_admin)
    return UserOut.model_validate(await use_cases.change_user(db, deps, caller, user_id, changes))


@admin.post(
    "/api/admin/allowlist",
    status_code=status.HTTP_201_CREATED,
    responses=REFUSALS | errors(s400="The address is on the list already."),
)
async def allow_email(wanted: AllowIn, caller: AdminCaller, db: Db) -> AllowedEmailOut:
    """Let an address register while REGISTRATION_MODE is `allowlist`."""
    return AllowedEmailOut.model_validate(await use_cases.allow(db, wanted.email, caller))


@admin.get("/api/admin/allowlist", responses=REFUSALS)
async def list_allowed_emails(_: AdminCaller, db: Db, limit: Limit = None, offset: Offset = 0) -> AllowedEmailsOut:
    """All addresses that may register, oldest first."""
    page, total = await use_cases.allowed(db, limit or LONGEST_LIST, offset)
    return AllowedEmailsOut(allowed_emails=[AllowedEmailOut.model_validate(each) for each in page], total=total)


@admin.delete(
    "/api/admin/allowlist/{email}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=REFUSALS | errors(s404="The address is not on the list."),
)
async def disallow_email(email: ListedEmail, caller: AdminCaller, db: Db) -> None:
    """Let an address register no longer; an account it has is left alone."""
    await use_cases.disallow(db, email, caller)
