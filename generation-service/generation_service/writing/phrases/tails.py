"""Lines whose verbs all stand in one form, so that those after a semicolon can follow the first."""

import re
from collections.abc import Callable

from generation_service.writing.phrases.phrasebook import Clause, Form

_SEMICOLON = re.compile(r"\s*;\s+")


def with_tails(line: str, begins_with_verb: Callable[[str], bool], conjunction: str) -> Clause:
    """The line as a clause without its first capital.

    What follows a semicolon is joined where it begins with such a verb too, else left out. A line of which no part
    begins with a verb comes back as it is, with Form.OTHER.
    """
    parts = [part for part in _SEMICOLON.split(line.rstrip(" .;,")) if " " in part and begins_with_verb(part)]
    if not parts:
        return Clause(line, Form.OTHER)
    *before, last = [part[0].lower() + part[1:] for part in parts]
    return Clause(f"{', '.join(before)} {conjunction} {last}" if before else last, Form.PAST)
