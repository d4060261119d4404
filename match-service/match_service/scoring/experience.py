"""Experience: a person's years against the years a posting asks for."""

from math import ceil

from match_service.scoring.facts import Posting, Years
from vocabulary.titles import Seniority

IN_RANGE = 100
OVER = 90
SHORT = (80, 60, 40)
"""One year short, two, three or more."""
NOT_STATED = 50

YEARS_OF_LEVEL = {
    Seniority.INTERN: Years(0, 1),
    Seniority.JUNIOR: Years(0, 2),
    Seniority.MID: Years(2, 6),
    Seniority.SENIOR: Years(5),
    Seniority.LEAD: Years(6),
    Seniority.EXECUTIVE: Years(10),
}
"""What adverts that state both usually ask of a level; used where the years are not stated."""


def years_asked(posting: Posting) -> Years | None:
    """The years stated, else those usual for the level."""
    if posting.years is not None:
        return posting.years
    return None if posting.seniority is None else YEARS_OF_LEVEL[posting.seniority]


def experience_score(years: float | None, asked: Years | None) -> int:
    """In range 100, over it 90, up to one year short 80, up to two 60, more 40; not stated on either side 50."""
    if years is None or asked is None:
        return NOT_STATED
    if years < asked.least:
        return SHORT[min(ceil(asked.least - years), len(SHORT)) - 1]
    return OVER if asked.most is not None and years > asked.most else IN_RANGE
