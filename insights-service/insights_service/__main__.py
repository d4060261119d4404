"""`python -m insights_service serve|worker|all|migrate`."""

from insights_service.service import service
from shared.command import main

if __name__ == "__main__":
    main(service)
