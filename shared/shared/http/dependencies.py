"""What a route can ask for: the caller, the database, the service's own things."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.auth import Caller
from shared.database import Database
from shared.errors import Forbidden, NotAuthenticated

_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def _caller(request: Request, credentials: _Credentials) -> Caller:
    if credentials is None:
        raise NotAuthenticated
    caller: Caller = await request.app.state.verifier.verify(credentials.credentials)
    request.state.caller_id = caller.id
    return caller


async def _caller_if_any(request: Request, credentials: _Credentials) -> Caller | None:
    if credentials is None:
        return None
    return await _caller(request, credentials)


async def _admin(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
    if not caller.is_admin:
        raise Forbidden("Only an administrator may do this.")
    return caller


def _db(request: Request) -> Database:
    # A command with a key has its own: all it writes is one transaction.
    database: Database = getattr(request.state, "db", None) or request.app.state.db
    return database


def _deps(request: Request) -> Any:
    return request.app.state.deps


CurrentCaller = Annotated[Caller, Depends(_caller)]
"""The verified caller; 401 without one."""
CallerIfAny = Annotated[Caller | None, Depends(_caller_if_any)]
"""The caller when a token was sent; a bad token is 401 all the same."""
AdminCaller = Annotated[Caller, Depends(_admin)]
"""An administrator; 403 for others."""
Db = Annotated[Database, Depends(_db)]
"""The service's database."""
service_deps = Depends(_deps)
"""The service's own `Deps`: `deps: Annotated[Deps, service_deps]`."""
