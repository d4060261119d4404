"""Settings of the product in one process."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import Environment, MisconfiguredError, PlatformSettings


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True)

    data_dir: Path = Path(".data")
    """Everything the embedded parts keep."""


def refuse_embedded_parts_in_production(platform: PlatformSettings) -> None:
    """Raise MisconfiguredError when production would run on parts that live and die with this process."""
    if platform.environment is not Environment.PRODUCTION:
        return
    for name in ("database_url", "amqp_url", "redis_url"):
        if not getattr(platform, name):
            raise MisconfiguredError(
                f"Setting {name.upper()} is missing: production runs on servers of its own, not on embedded parts."
            )
