"""generation-service, put together."""

from pathlib import Path

from generation_service import use_cases
from generation_service.deps import open_deps
from generation_service.handlers import handlers
from generation_service.routes import ROUTERS
from generation_service.settings import Settings
from generation_service.tables import Base
from shared.periodic import Periodic
from shared.service import Service

service = Service(
    name="generation",
    settings=Settings,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    open_deps=open_deps,
    routers=ROUTERS,
    handlers=handlers,
    periodic=(Periodic("prune", use_cases.prune, every_seconds=3600),),
)
