"""Liveness and readiness, the same for every service."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

Check = Callable[[], Awaitable[None]]
"""Raises when what it checks is not well."""

CHECK_ERRORS = (Exception,)


class LiveOut(BaseModel):
    status: Literal["alive"] = "alive"


class ReadyOut(BaseModel):
    status: Literal["ready", "not ready"]
    checks: dict[str, Literal["ok", "failed"]]


def health_router(checks: Mapping[str, Check]) -> APIRouter:
    """`/health/live` says that the process answers; `/health/ready` that it can do its work."""
    router = APIRouter(prefix="/health", tags=["Health"], include_in_schema=False)

    @router.get("/live")
    async def live() -> LiveOut:
        return LiveOut()

    @router.get("/ready")
    async def ready(response: Response) -> ReadyOut:
        results = {name: await _outcome(check) for name, check in checks.items()}
        well = all(result == "ok" for result in results.values())
        response.status_code = 200 if well else 503
        return ReadyOut(status="ready" if well else "not ready", checks=results)

    return router


async def _outcome(check: Check) -> Literal["ok", "failed"]:
    try:
        await check()
    except CHECK_ERRORS:
        return "failed"
    return "ok"
