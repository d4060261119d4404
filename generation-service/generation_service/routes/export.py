"""What generation-service holds of a person."""

from fastapi import APIRouter

from shared.database import export_rows
from shared.http import CurrentCaller, Db, ErrorOut, ExportOut

export = APIRouter(tags=["Generation"])


@export.get("/api/export/generation", responses={401: {"model": ErrorOut}})
async def export_generation(caller: CurrentCaller, db: Db) -> ExportOut:
    """Everything generation-service holds of the caller."""
    async with db.read() as session:
        return ExportOut(service="generation", user_id=caller.id, data=await export_rows(session, caller.id))
