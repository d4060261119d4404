"""What a person wants of a job: known fields checked, their own kept as they are."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from profile_service.errors import PreferencesUnusable
from shared.events import Wishes
from shared.http import Line

MOST_KEYS = 100
MOST_BYTES = 64 * 1024
MOST_WISHES = 50
READ_ONLY = "parsed_cv"
GREATEST_SALARY = 10**12

Word = Annotated[Line, Field(max_length=200)]
Words = Annotated[list[Word], Field(max_length=MOST_WISHES)]
Money = Annotated[int, Field(ge=0, le=GREATEST_SALARY)]


class PreferencesIn(BaseModel):
    """Changes to preferences: a key with null is removed, keys of one's own are kept."""

    model_config = ConfigDict(extra="allow")

    target_roles: Words | None = Field(default=None, examples=[["Software Engineer", "Backend Developer"]])
    remote_types: list[Literal["full", "hybrid", "onsite"]] | None = None
    remote_only: StrictBool | None = None
    min_salary: Money | None = None
    max_salary: Money | None = None
    salary_currency: Annotated[str, Field(pattern="^[A-Za-z]{3}$")] | None = None
    job_types: list[Literal["permanent", "contract", "freelance", "part-time"]] | None = None
    preferred_countries: Words | None = None
    eligible_regions: Words | None = None
    needs_visa_sponsorship: StrictBool | None = None
    use_ai: StrictBool | None = None


def merged(kept: Mapping[str, Any], changes: PreferencesIn) -> dict[str, Any]:
    """Preferences after the changes, by top-level key; `parsed_cv` is left alone. Raises PreferencesUnusable."""
    sent = changes.model_dump(exclude_unset=True)
    sent.pop(READ_ONLY, None)
    _check_text(sent)
    result = {key: value for key, value in {**kept, **sent}.items() if value is not None}
    if len(result) > MOST_KEYS:
        raise PreferencesUnusable(f"Preferences can have at most {MOST_KEYS} keys.")
    if _size_of(result) > MOST_BYTES:
        raise PreferencesUnusable(f"Preferences can take at most {MOST_BYTES // 1024} KB.")
    return result


def _size_of(preferences: Mapping[str, Any]) -> int:
    try:
        return len(json.dumps(preferences, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise PreferencesUnusable("Preferences can't hold numbers that are not finite.") from None


def may_use_ai(preferences: Mapping[str, Any]) -> bool:
    """Whether the person lets their texts leave for a language model: yes, unless they refuse."""
    return preferences.get("use_ai") is not False


def wishes_in(preferences: Mapping[str, Any]) -> Wishes:
    """What matching reads of preferences."""
    known = {name: preferences[name] for name in Wishes.model_fields if preferences.get(name) is not None}
    return Wishes.model_validate(known)


def _check_text(value: object) -> None:
    """Refuse what PostgreSQL can't keep as JSON. Raises PreferencesUnusable."""
    for text in _texts(value):
        if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t" for character in text):
            raise PreferencesUnusable("Preferences can't hold control characters.")


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
