"""Settings of the gateway."""

from typing import Annotated, Literal

from limits import parse
from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.limits.addresses import Proxies
from gateway.routing import Limit


def _is_rate(written: str) -> str:
    try:
        parse(written)
    except ValueError:
        raise ValueError("is no rate such as 5/hour or 5 per 15 minutes") from None
    return written


Rate = Annotated[str, AfterValidator(_is_rate)]
"""So many requests in so much time: `5/hour`, `5 per 15 minutes`."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="GATEWAY_", extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )

    public_docs: Literal["on", "off", ""] = Field(default="", validation_alias="PUBLIC_DOCS")
    """Whether `/docs`, `/redoc` and `/openapi.json` are served; empty: on in development, off in production."""
    cors_origins: str = ""
    """Origins of web pages that may call the API, comma-separated; none by default."""
    max_body_bytes: PositiveInt = 1_000_000
    """Largest request body of a route that is no upload."""
    connect_seconds: PositiveFloat = 2
    """Longest wait for a connection to a service."""
    upstream_seconds: PositiveFloat = 30
    """Longest wait for a service's answer to begin and end."""
    upstream_connections: PositiveInt = 100
    """Connections to one service at once."""
    trusted_proxies: str = Field(default="", validation_alias="TRUSTED_PROXIES")
    """Networks of the proxies in front, comma-separated (`10.0.0.0/8`): what they append to `X-Forwarded-For` is
    believed; nobody else's is."""
    replicas: PositiveInt = 1
    """Gateways side by side; while Redis is away each allows its share of every limit."""
    limit_user: Rate = "100/minute"
    """Requests of one person, all together."""
    limit_register: Rate = "5/hour"
    """`POST /auth/register`, an IP address (of IPv6 a /64), as are all that follow."""
    limit_login: Rate = "10/minute"
    """`POST /auth/login`."""
    limit_platform_register: Rate = "5/15 minutes"
    """`POST /api/auth/register`."""
    limit_platform_login: Rate = "5/15 minutes"
    """`POST /api/auth/login`."""
    limit_token_refresh: Rate = "30/15 minutes"
    """`POST /api/auth/refresh`."""
    limit_password: Rate = "5/15 minutes"
    """Changing a password, and asking for and using a link to reset it, each on its own."""
    limit_cv: Rate = "10/hour"
    """`POST /api/profile/cv` and `POST /api/profile/cv-upload`, each on its own."""
    limit_match_refresh: Rate = "5/hour"
    """`POST /api/matches/refresh`."""
    limit_parse: Rate = "10/hour"
    """`POST /api/user-jobs/parse`."""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, written: str) -> str:
        Proxies(_listed(written))
        return written

    @property
    def proxies(self) -> Proxies:
        """The proxies in front."""
        return Proxies(_listed(self.trusted_proxies))

    def rate_of(self, limit: Limit) -> str:
        """The rate of a route's limit."""
        rate: str = getattr(self, f"limit_{limit}")
        return rate

    @property
    def origins(self) -> tuple[str, ...]:
        """The CORS origins as a list."""
        return _listed(self.cors_origins)


def _listed(written: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in written.split(",") if each.strip())
