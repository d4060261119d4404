"""The public keys, and the feed of what has ended."""

from typing import Annotated

from fastapi import APIRouter, Query

from auth_service.routes.responses import Here
from auth_service.token_source import OwnTokenSource
from shared.auth import FEED_PATH, JWKS_PATH, FeedPage, Jwks
from shared.http import Db

keys = APIRouter(tags=["Keys"])


@keys.get(JWKS_PATH)
async def jwks(db: Db, deps: Here) -> Jwks:
    """The public keys that verify access tokens."""
    return await OwnTokenSource(db, deps).keys()


@keys.get(FEED_PATH, include_in_schema=False)
async def revocation_feed(db: Db, deps: Here, after: Annotated[int, Query(ge=0)] = 0) -> FeedPage:
    """What overrides tokens' claims, for the other services; the gateway does not route here."""
    return await OwnTokenSource(db, deps).feed(after)
