"""`python -m auth_service serve|worker|all|migrate`, and the operator's verbs: `python -m auth_service --help`."""

from auth_service.operator import OPERATIONS
from auth_service.service import service
from shared.command import main

if __name__ == "__main__":
    main(service, OPERATIONS)
