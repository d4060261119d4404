"""How senior a title is: "Sr. Backend Dev II" is senior."""

import re
from enum import IntEnum
from functools import cache
from importlib.resources import files


class Seniority(IntEnum):
    """Steps of a career, from the lowest."""

    INTERN = 0
    JUNIOR = 1
    MID = 2
    SENIOR = 3
    LEAD = 4
    EXECUTIVE = 5


# Who leads people by these names; other managers (of accounts, products, offices) need not.
_LEADS_PEOPLE = re.compile(
    r"\b(?:engineering|development|team|people|data science|design|qa|it|nurse|plant|store|restaurant|branch"
    r"|regional|area|district|department|shift|kitchen|ward|senior) manager\b|\bmanager of\b",
    re.IGNORECASE,
)


@cache
def seniority_words() -> tuple[tuple[Seniority, re.Pattern[str]], ...]:
    """The words of each step, in the order in which they decide."""
    text = files(__package__).joinpath("seniority.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((Seniority[step], _whole_words(words)) for step, words in rows)


def _whole_words(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w&.])(?:{words})(?![\w&])\.?", re.IGNORECASE)


def seniority_of_title(title: str) -> Seniority | None:
    """The step a title names, None when it does not say; of two, the one that weighs more ("Senior Director")."""
    named = next((step for step, words in seniority_words() if words.search(title)), None)
    if named is Seniority.INTERN or (named or 0) >= Seniority.LEAD or not _LEADS_PEOPLE.search(title):
        return named
    return Seniority.LEAD
