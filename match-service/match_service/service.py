"""match-service, put together."""

from pathlib import Path

from match_service import routes
from match_service.deps import open_deps
from match_service.handlers import handlers
from match_service.settings import Settings
from match_service.tables import Base
from match_service.use_cases.batches import forget_closed_postings
from match_service.use_cases.catching_up import count_weights
from shared.periodic import Periodic
from shared.service import Service

service = Service(
    name="match",
    settings=Settings,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    open_deps=open_deps,
    routers=(routes.of_jobs, routes.matches, routes.application_system, routes.export),
    handlers=handlers,
    periodic=(
        Periodic("count_weights", count_weights, every_seconds=60),
        Periodic("forget_closed_postings", forget_closed_postings, every_seconds=86_400),
    ),
)
