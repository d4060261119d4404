"""profile-service, put together."""

from pathlib import Path

from profile_service import routes, use_cases
from profile_service.deps import open_deps
from profile_service.handlers import handlers
from profile_service.settings import Settings
from profile_service.tables import Base
from shared.periodic import Periodic
from shared.service import Service

service = Service(
    name="profile",
    settings=Settings,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    open_deps=open_deps,
    routers=(routes.profile,),
    handlers=handlers,
    periodic=(Periodic("prune", use_cases.prune, every_seconds=3600),),
)
