"""Settings that mean the same in every service, read from the environment once."""

from enum import StrEnum
from typing import Literal, Self, TypeVar

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

SettingsT = TypeVar("SettingsT", bound=BaseSettings)


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class MisconfiguredError(Exception):
    """The environment holds a missing or malformed setting; the message is one sentence that names it."""


class PlatformSettings(BaseSettings):
    """What every process needs to know of the world around it."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True)

    environment: Environment = Environment.DEVELOPMENT
    """`production` refuses development secrets and embedded parts."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """The least important lines that are written."""
    log_format: Literal["console", "json"] = "json"
    """One JSON object a line, or lines for a person to read."""
    host: str = "127.0.0.1"
    """Address that HTTP is served on."""
    port: PositiveInt = Field(default=8000, le=65535)
    """Port that HTTP is served on."""
    database_url: str = ""
    """PostgreSQL of every service that has none of its own in `<SERVICE>_DATABASE_URL`."""
    migration_database_url: str = ""
    """The same for migrations, whose role may change tables; empty: the service's own."""
    amqp_url: str = ""
    """RabbitMQ; empty: the local bus on PostgreSQL."""
    redis_url: str = ""
    """Redis; empty: nothing is cached outside PostgreSQL."""
    auth_url: str = "http://auth-service:8000"
    """Where auth-service answers: keys, the revocation feed and its public paths. As for every service: one address,
    or several replicas' separated by commas."""
    profile_url: str = "http://profile-service:8000"
    """Where profile-service answers."""
    job_url: str = "http://job-service:8000"
    """Where job-service answers."""
    match_url: str = "http://match-service:8000"
    """Where match-service answers."""
    generation_url: str = "http://generation-service:8000"
    """Where generation-service answers."""
    insights_url: str = "http://insights-service:8000"
    """Where insights-service answers."""
    token_issuer: str = "career-agent"
    """`iss` of access tokens."""
    token_audience: str = "career-agent-api"
    """`aud` of access tokens."""
    feed_every_seconds: PositiveFloat = 0.5
    """How often each process reads the revocation feed."""
    feed_stale_after_seconds: PositiveFloat = 30
    """Readiness fails when the feed is older than this."""
    peer_timeout_seconds: PositiveFloat = 10
    """Longest wait for another service's answer."""
    drain_seconds: NonNegativeFloat = 0
    """A process that is told to stop says first for so long that it is not ready, and goes on serving: whoever sends it
    requests finds another replica before it closes."""
    shutdown_seconds: PositiveFloat = 20
    """Work in hand gets this long to finish when a process is told to stop."""
    rate_limits: Literal["on", "off"] = "on"
    """`off` is for load tests: neither addresses nor people nor tries at a password are limited."""

    @model_validator(mode="after")
    def _limits_in_production(self) -> Self:
        if self.environment is Environment.PRODUCTION and self.rate_limits == "off":
            raise ValueError("Setting RATE_LIMITS can't be off in production: it would open every door")
        return self

    def addresses_of(self, service: str) -> tuple[str, ...]:
        """Where a service's replicas answer."""
        return tuple(each.strip() for each in getattr(self, f"{service}_url").split(",") if each.strip())


class ServiceSettings(BaseSettings):
    """Base of each service's own settings; a subclass sets `env_prefix` to the service's name."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True)

    database_url: str = ""
    """This service's own role and database; empty: `DATABASE_URL`."""
    migration_database_url: str = ""
    """The role that migrates this service's schema; empty: `MIGRATION_DATABASE_URL`, else the service's own."""
    pool_size: PositiveInt = 5
    """Database connections kept open by a process of this service."""
    pool_overflow: PositiveInt = 10
    """Further connections it may open under load."""


def read_settings(settings: type[SettingsT]) -> SettingsT:
    """Read a settings class from the environment.

    Raises MisconfiguredError with one sentence that names the variable; its value is never shown.
    """
    try:
        return settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise MisconfiguredError(_sentence(settings, first["loc"], first["type"], first["msg"])) from None
    except SettingsError as error:
        # Names the field in quotes, and is raised before validation where a value is no JSON but has to be.
        field = str(error).split('"')[1]
        raise MisconfiguredError(_sentence(settings, (field,), "json", "It must be written as JSON")) from None


def _sentence(settings: type[BaseSettings], location: tuple[int | str, ...], kind: str, fault: str) -> str:
    if not location:
        return f"{fault.removeprefix('Value error, ')}."
    variable = variable_of(settings, str(location[0]))
    return f"Setting {variable} is missing." if kind == "missing" else f"Setting {variable} can't be used: {fault}."


def variable_of(settings: type[BaseSettings], name: str) -> str:
    """The environment variable of a field, or of its alias; a field with an alias has no prefix."""
    field = settings.model_fields.get(name)
    if field is None or isinstance(field.validation_alias, str):
        return str(name if field is None else field.validation_alias).upper()
    return f"{settings.model_config.get('env_prefix') or ''}{name}".upper()
