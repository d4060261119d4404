"""Settings of match-service."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import PositiveInt

from shared.settings import ServiceSettings
from vocabulary.money import DOLLARS_PER_UNIT


class Settings(ServiceSettings, env_prefix="MATCH_"):
    stored_per_user: PositiveInt = 1_000
    """The most matches kept for a person, besides those with a status of theirs or a letter."""
    refresh_shown_seconds: PositiveInt = 3_600
    """How long the progress of a refresh is shown."""
    currency_rates: Mapping[str, Decimal] = DOLLARS_PER_UNIT
    """US dollars for one unit of each currency, as JSON."""
