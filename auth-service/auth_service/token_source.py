"""Keys and feed from auth-service's own tables."""

from auth_service import queries
from auth_service.deps import Deps
from auth_service.keys import public_jwk
from auth_service.use_cases import ensure_signing_key
from shared.auth import FeedEntry, FeedPage, Jwks
from shared.database import Database


class OwnTokenSource:
    """What the routes serve to the others, for auth-service itself."""

    def __init__(self, db: Database, deps: Deps) -> None:
        self._db = db
        self._deps = deps

    async def keys(self) -> Jwks:
        async with self._db.read() as session:
            kept = await queries.keys.verifying(session)
        if not kept:
            await ensure_signing_key(self._db, self._deps)
            return await self.keys()
        return Jwks(keys=tuple(public_jwk(key.kid, key.public) for key in kept))

    async def feed(self, after: int) -> FeedPage:
        async with self._db.read() as session:
            newer = await queries.feed.after(session, after)
        return FeedPage(entries=tuple(FeedEntry.model_validate(each, from_attributes=True) for each in newer))
