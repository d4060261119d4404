"""How much a person may upload in a day."""

from profile_service import queries
from profile_service.deps import Deps
from profile_service.errors import PersonErased, TooManyUploads
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database, is_erased


async def count_upload(deps: Deps, caller: Caller, weight: int) -> None:
    """Count an upload of so many bytes, whatever becomes of it. Raises TooManyUploads, PersonErased."""
    if not deps.limits_uploads:
        return
    most, most_weight = deps.settings.uploads_per_day, deps.settings.upload_bytes_per_day
    async with deps.db.write() as session:
        if await is_erased(session, caller.id):
            raise PersonErased
        # The first upload of a day has nothing that it could be added to.
        if weight <= most_weight and await queries.count_upload(session, caller.id, weight, most, most_weight):
            return
        retry_after = await queries.seconds_to_midnight(session)
    audit(Audited.RATE_LIMITED, limit="uploads", user_id=caller.id)
    raise TooManyUploads(most, most_weight, retry_after=retry_after)


async def prune(db: Database, _: Deps) -> None:
    """Forget what was uploaded on days that are over."""
    async with db.write() as session:
        await queries.forget_upload_counts(session)
