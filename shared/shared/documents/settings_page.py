"""`.env.example`: every setting with its meaning and its default."""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from shared.settings import variable_of

HEAD = """\
# Every setting and its default. Made by `make docs` from the settings classes: change those, not this file.
# A setting is an environment variable; one that is missing or malformed stops the start with a sentence that names it.
"""

WIDTH = 118


@dataclass(frozen=True, slots=True)
class SettingsGroup:
    """A class of settings under a title. What it has from `base` unchanged is shown with the base, once for all."""

    title: str
    settings: type[BaseSettings]
    base: type[BaseSettings] | None = None
    prefix: str = ""
    """Stands before the variables' names where the class has no prefix of its own, such as `<SERVICE>_`."""


def settings_page(groups: Sequence[SettingsGroup]) -> str:
    """The file. A variable stands where it comes first; all but those that are needed are commented out."""
    shown: set[str] = set()
    sections = []
    for group in groups:
        fresh = {name: field for name, field in _variables(group).items() if name not in shown}
        shown |= fresh.keys()
        if fresh:
            sections.append(_section(group.title, fresh))
    return "\n".join([HEAD, *sections])


def _variables(group: SettingsGroup) -> dict[str, FieldInfo]:
    inherited = group.base.model_fields if group.base else {}
    return {
        f"{group.prefix}{variable_of(group.settings, name)}": field
        for name, field in group.settings.model_fields.items()
        if name not in inherited or inherited[name].default != field.default
    }


def _section(title: str, fields: Mapping[str, FieldInfo]) -> str:
    entries = [_entry(variable, field) for variable, field in fields.items()]
    return "\n".join([f"# ── {title} ".ljust(WIDTH, "─"), "", *entries])


def _entry(variable: str, field: FieldInfo) -> str:
    words = [" ".join((field.description or "").split()), *_choices(field)]
    comment = textwrap.fill(" ".join(words), WIDTH, initial_indent="# ", subsequent_indent="# ")
    if field.is_required():
        return f"{comment}\n# Needed: there is no default.\n{variable}=\n"
    return f"{comment}\n#{variable}={_written(field.get_default(call_default_factory=True))}\n"


def _choices(field: FieldInfo) -> list[str]:
    kind = field.annotation
    if get_origin(kind) is Literal:
        values = [str(value) for value in get_args(kind)]
    elif isinstance(kind, type) and issubclass(kind, Enum):
        values = [str(member.value) for member in kind]
    else:
        return []
    return [f"One of: {', '.join(value or 'empty' for value in values)}."]


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return _quoted(value.get_secret_value())
        case bool():
            return str(value).lower()
        case Enum():
            return _quoted(str(value.value))
        case str() | int() | float() | Decimal() | Path():
            return _quoted(str(value))
        case Mapping():
            return _quoted(json.dumps({str(key): each for key, each in value.items()}, default=_plain))
        case _:
            return _quoted(json.dumps(list(value), default=_plain))


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)


def _quoted(text: str) -> str:
    return f"'{text}'" if set(text) & set(" #\"'$") else text
