"""Pages for people who come from a mail."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from auth_service.pages import read_page
from auth_service.use_cases import LINK_PATH

pages = APIRouter(include_in_schema=False)

_RESET_PASSWORD = read_page("reset_password")


@pages.get(LINK_PATH)
async def choose_password() -> HTMLResponse:
    """Where a mailed link leads: a form for the new password."""
    return HTMLResponse(_RESET_PASSWORD.html, headers={"Content-Security-Policy": _RESET_PASSWORD.policy})
