"""One spelling for the many ways to write a name: case, joiners and punctuation fold away, lengths stay."""

import re

# Kept are the marks that are part of names (C++, C#, .NET, R&D, Raiser's Edge) or that keep two words apart (a comma).
_SEPARATORS = '-/_\n\t\r()[]{}:;|*"!?<>=~\\`^%$\v\f'
_FOREIGN_SEPARATOR = re.compile(r"[^\w\x00-\x7f]")
_TIGHT_COMMA = re.compile(r",(?=\w)")
_SPACES = re.compile(r"\s+")
_NOT_LETTERS = re.compile(r"[^\w+#]|_")


def fold(text: str) -> str:
    """The text in lower case with joiners and brackets as spaces; every character stays where it was."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    if not lower.isascii():
        lower = _FOREIGN_SEPARATOR.sub(" ", lower.replace("\u2019", "'"))
    for separator in _SEPARATORS:
        lower = lower.replace(separator, " ")
    return _TIGHT_COMMA.sub(" ", lower)


def collapse(text: str) -> str:
    """The text trimmed, with single spaces."""
    return _SPACES.sub(" ", text).strip()


def folded_name(name: str) -> str:
    """What two spellings of one name share: "CI/CD" and "ci-cd" are "ci cd"."""
    return " ".join(fold(name).split())


def squeezed(name: str) -> str:
    """A name without its spaces and dots: "Power BI" and "powerbi" are one."""
    return _NOT_LETTERS.sub("", name.casefold())
