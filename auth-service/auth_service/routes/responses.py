"""What the routes have in common: their deps, and the errors they document."""

from typing import Annotated, Any

from auth_service.deps import Deps
from shared.http import ErrorOut, service_deps

Here = Annotated[Deps, service_deps]


def errors(**described: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's responses: `errors(s400="The address is taken.")`."""
    return {int(status[1:]): {"model": ErrorOut, "description": said} for status, said in described.items()}


NO_TOKEN = "No valid token."
NO_ADMIN = "Not an administrator."
TOO_OFTEN = "Tried too often; `Retry-After` says when to come again."
REGISTRATION = errors(
    s400="An account with this address exists already.", s403="Registration is closed to this address."
)
LOGIN = errors(s401="Wrong address or password, or the account is not active.", s429=TOO_OFTEN)
