"""Who a request may act for."""

from generation_service.errors import AnotherUser
from shared.auth import Caller


def check_is_caller(caller: Caller, user_id: int | str | None) -> None:
    """Raises AnotherUser for a `user_id` that is not the caller's own."""
    if user_id is not None and str(user_id).strip() != str(caller.id):
        raise AnotherUser
