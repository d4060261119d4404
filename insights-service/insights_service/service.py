"""insights-service, put together."""

from pathlib import Path

from insights_service import routes, use_cases
from insights_service.deps import open_deps
from insights_service.handlers import handlers
from insights_service.settings import Settings
from insights_service.tables import Base
from shared.periodic import Periodic
from shared.service import Service

service = Service(
    name="insights",
    settings=Settings,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    open_deps=open_deps,
    routers=(routes.insights, routes.skills, routes.progress),
    handlers=handlers,
    periodic=(Periodic("forget_closed_postings", use_cases.forget_closed_postings, every_seconds=86_400),),
)
