"""auth-service, put together."""

from pathlib import Path

from auth_service import use_cases
from auth_service.deps import open_deps
from auth_service.handlers import handlers
from auth_service.routes import ROUTERS
from auth_service.settings import Settings
from auth_service.tables import Base
from auth_service.token_source import OwnTokenSource
from shared.periodic import Periodic
from shared.service import Service

service = Service(
    name="auth",
    settings=Settings,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    open_deps=open_deps,
    routers=ROUTERS,
    handlers=handlers,
    periodic=(
        Periodic("prune", use_cases.prune, every_seconds=3600),
        Periodic("rotate_keys", use_cases.rotate_keys, every_seconds=3600),
        Periodic("send_reset_links", use_cases.send_reset_links, every_seconds=1),
    ),
    token_source=OwnTokenSource,
)
