"""The audit log of administrators' and the operator's actions."""

from datetime import timedelta

from sqlalchemy import delete, func

from auth_service.tables import AuditRow
from shared.database import WriteSession


async def add(session: WriteSession, row: AuditRow) -> None:
    session.add(row)
    await session.flush()


async def forget_older(session: WriteSession, than: timedelta) -> None:
    await session.execute(delete(AuditRow).where(AuditRow.at < func.now() - than))
