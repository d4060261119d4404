"""Brackets that lost their other half when a line of a CV was taken apart."""

import re

_BEFORE_CLOSING = re.compile(r"^[^()]*\)\s*")
_AFTER_OPENING = re.compile(r"\s*\([^()]*$")


def balanced(text: str | None) -> str:
    """The text without what belongs to a bracket that is closed but not opened, or opened but not closed."""
    plain = " ".join((text or "").split())
    if plain.count("(") < plain.count(")"):
        plain = _BEFORE_CLOSING.sub("", plain)
    if plain.count("(") > plain.count(")"):
        plain = _AFTER_OPENING.sub("", plain)
    return plain.strip(" ,;") if plain.count("(") == plain.count(")") else ""
