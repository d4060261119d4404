"""Accounts: opened, closed, handed out, and their passwords."""

from fastapi import APIRouter, status

from auth_service import use_cases
from auth_service.routes.responses import NO_TOKEN, REGISTRATION, TOO_OFTEN, Here, errors
from auth_service.schemas.accounts import (
    AccountOut,
    AskForResetIn,
    ChangePasswordIn,
    MessageOut,
    OpenAccountIn,
    RegisterIn,
    ResetPasswordIn,
    TokensOut,
)
from shared.database import export_rows
from shared.http import CurrentCaller, Db, ExportOut

accounts = APIRouter(tags=["Authentication"])


@accounts.post("/auth/register", status_code=status.HTTP_201_CREATED, responses=REGISTRATION)
async def register(wanted: RegisterIn, db: Db, deps: Here) -> AccountOut:
    """Open an account."""
    opened = await use_cases.register(db, deps, wanted.email, wanted.password, wanted.full_name)
    return AccountOut.model_validate(opened)


@accounts.post("/api/auth/register", status_code=status.HTTP_201_CREATED, responses=REGISTRATION)
async def open_account(wanted: OpenAccountIn, db: Db, deps: Here) -> TokensOut:
    """Open an account and log in to it."""
    tokens = await use_cases.open_account(db, deps, wanted.email, wanted.password, wanted.full_name or "")
    return TokensOut(access_token=tokens.access, expires_in=tokens.seconds, refresh_token=tokens.refresh)


@accounts.post(
    "/api/auth/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=errors(s400="The current password is wrong.", s401=NO_TOKEN, s429=TOO_OFTEN),
)
async def change_password(sent: ChangePasswordIn, caller: CurrentCaller, db: Db, deps: Here) -> None:
    """Change the password. Every other session of the account ends within a second."""
    await use_cases.change_password(db, deps, caller, sent.current_password, sent.new_password)


@accounts.post("/api/auth/password-reset", status_code=status.HTTP_202_ACCEPTED)
async def ask_for_reset(sent: AskForResetIn, db: Db) -> MessageOut:
    """Have a link mailed that sets a new password. The answer is the same whether or not the address has an account."""
    await use_cases.ask_for_reset(db, sent.email)
    return MessageOut(message="If this address has an account, a link is on its way.")


@accounts.post(
    "/api/auth/password-reset/confirm",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=errors(s400="The link has expired or was used already."),
)
async def reset_password(sent: ResetPasswordIn, db: Db, deps: Here) -> None:
    """Set a new password with the token of a mailed link. Every session of the account ends within a second."""
    await use_cases.reset_password(db, deps, sent.token, sent.new_password)


@accounts.delete(
    "/api/profile",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=errors(s400="The caller is the last administrator.", s401=NO_TOKEN),
)
async def delete_account(caller: CurrentCaller, db: Db, deps: Here) -> None:
    """Close the account and erase everything every service holds of the person."""
    await use_cases.delete_account(db, deps, caller)


@accounts.get("/api/export/auth", responses=errors(s401=NO_TOKEN))
async def export_auth(caller: CurrentCaller, db: Db) -> ExportOut:
    """Everything auth-service holds of the caller."""
    async with db.read() as session:
        return ExportOut(service="auth", user_id=caller.id, data=await export_rows(session, caller.id))
