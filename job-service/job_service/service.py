"""job-service, put together."""

from pathlib import Path

from job_service import routes
from job_service.deps import open_deps
from job_service.handlers import handlers
from job_service.settings import Settings
from job_service.tables import Base
from job_service.use_cases import extracting, housekeeping, indexing, scraping
from shared.periodic import Periodic
from shared.service import Service

service = Service(
    name="job",
    settings=Settings,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    open_deps=open_deps,
    routers=(routes.jobs, routes.pasted, routes.application_system, routes.export),
    handlers=handlers,
    while_serving=indexing.follow_catalogue,
    periodic=(
        Periodic("load_samples", housekeeping.load_samples, every_seconds=0),
        Periodic("scrape_when_due", scraping.scrape_when_due, every_seconds=60),
        Periodic("note_open_postings_to_extract", extracting.note_open_postings, every_seconds=0),
        Periodic("extract_postings", extracting.extract_due, every_seconds=30),
        Periodic("close_expired", scraping.close_expired, every_seconds=3600),
        Periodic("prune", housekeeping.prune, every_seconds=3600),
    ),
)
