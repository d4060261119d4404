"""`python -m job_service serve|worker|all|migrate`."""

from job_service.service import service
from shared.command import main

main(service)
