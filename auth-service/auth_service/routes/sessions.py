"""Logging in and out, and staying logged in."""

from fastapi import APIRouter

from auth_service import use_cases
from auth_service.routes.responses import LOGIN, NO_TOKEN, TOO_OFTEN, Here, errors
from auth_service.schemas.accounts import LoginIn, LogoutIn, MessageOut, RefreshIn, TokenOut, TokensOut
from shared.http import CurrentCaller, Db

sessions = APIRouter(tags=["Authentication"])

LOGGED_OUT = "Successfully logged out"


@sessions.post("/auth/login", responses=LOGIN)
async def log_in(sent: LoginIn, db: Db, deps: Here) -> TokenOut:
    """Get an access token, to be sent as `Authorization: Bearer <token>`."""
    token = await use_cases.log_in(db, deps, sent.email, sent.password)
    return TokenOut(access_token=token, expires_in=deps.settings.access_token_seconds)


@sessions.post("/api/auth/login", responses=LOGIN)
async def start_session(sent: LoginIn, db: Db, deps: Here) -> TokensOut:
    """Get an access token and a refresh token."""
    tokens = await use_cases.log_in_to_session(db, deps, sent.email, sent.password)
    return TokensOut(access_token=tokens.access, expires_in=tokens.seconds, refresh_token=tokens.refresh)


@sessions.post("/api/auth/refresh", responses=errors(s401="Invalid, expired or used already.", s429=TOO_OFTEN))
async def refresh(sent: RefreshIn, db: Db, deps: Here) -> TokensOut:
    """Exchange a refresh token for a new pair. It is good once: when it comes again, its whole session ends."""
    tokens = await use_cases.refresh(db, deps, sent.refresh_token)
    return TokensOut(access_token=tokens.access, expires_in=tokens.seconds, refresh_token=tokens.refresh)


@sessions.post("/auth/logout", responses=errors(s401=NO_TOKEN))
async def log_out(caller: CurrentCaller, db: Db, sent: LogoutIn | None = None) -> MessageOut:
    """End the session of the token sent; it is dead everywhere within a second."""
    await use_cases.log_out(db, caller, sent.refresh_token if sent else None)
    return MessageOut(message=LOGGED_OUT)


@sessions.post("/api/auth/logout", responses=errors(s401=NO_TOKEN))
async def end_session(caller: CurrentCaller, db: Db, sent: LogoutIn | None = None) -> MessageOut:
    """End the session of the token sent, and that of the refresh token; both are dead within a second."""
    await use_cases.log_out(db, caller, sent.refresh_token if sent else None)
    return MessageOut(message=LOGGED_OUT)
