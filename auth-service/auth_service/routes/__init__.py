"""HTTP of auth-service."""

from auth_service.routes.accounts import accounts
from auth_service.routes.admin import admin
from auth_service.routes.keys import keys
from auth_service.routes.pages import pages
from auth_service.routes.sessions import sessions

ROUTERS = (accounts, sessions, admin, keys, pages)
