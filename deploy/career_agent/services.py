"""The services the product consists of, in the order they are started."""

from auth_service.service import service as auth
from generation_service.service import service as generation
from insights_service.service import service as insights
from job_service.service import service as job
from match_service.service import service as match
from profile_service.service import service as profile
from shared.service import Service

ALL: tuple[Service, ...] = (auth, profile, job, match, generation, insights)
