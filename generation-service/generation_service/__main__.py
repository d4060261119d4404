"""`python -m generation_service serve|worker|all|migrate`."""

from generation_service.service import service
from shared.command import main

main(service)
