"""Settings of insights-service."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import PositiveInt

from shared.settings import ServiceSettings
from vocabulary.money import DOLLARS_PER_UNIT


class Settings(ServiceSettings, env_prefix="INSIGHTS_"):
    postings_analyzed: PositiveInt = 20_000
    """The newest open postings an analysis looks at."""
    closed_kept_days: PositiveInt = 60
    """A closed posting is remembered this long, so that a late event can't reopen it."""
    currency_rates: Mapping[str, Decimal] = DOLLARS_PER_UNIT
    """US dollars for one unit of each currency, as JSON."""
