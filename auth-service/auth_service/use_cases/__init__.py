"""What auth-service does."""

from auth_service.use_cases.accounts import delete_account, erase_account, open_account, register, take_over_name
from auth_service.use_cases.admission import allow, allowed, disallow, everybody_allowed
from auth_service.use_cases.ending import end_sessions
from auth_service.use_cases.keys import ensure_signing_key, rotate_keys, rotate_keys_at_once
from auth_service.use_cases.passwords import change_password
from auth_service.use_cases.pruning import prune
from auth_service.use_cases.reset_links import LINK_PATH, ask_for_reset, new_link_for, reset_password, send_reset_links
from auth_service.use_cases.sessions import log_in, log_in_to_session, log_out, refresh
from auth_service.use_cases.users import Changes, change_user, change_user_as_operator, id_of, users

__all__ = [
    "LINK_PATH",
    "Changes",
    "allow",
    "allowed",
    "ask_for_reset",
    "change_password",
    "change_user",
    "change_user_as_operator",
    "delete_account",
    "disallow",
    "end_sessions",
    "ensure_signing_key",
    "erase_account",
    "everybody_allowed",
    "id_of",
    "log_in",
    "log_in_to_session",
    "log_out",
    "new_link_for",
    "open_account",
    "prune",
    "refresh",
    "register",
    "reset_password",
    "rotate_keys",
    "rotate_keys_at_once",
    "send_reset_links",
    "take_over_name",
    "users",
]
