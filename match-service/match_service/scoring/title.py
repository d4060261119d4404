"""Titles: the roles a person looks for against the title of a posting."""

from collections.abc import Sequence

from match_service.scoring.facts import Title
from match_service.scoring.rarity import Rarity
from match_service.scoring.rounding import half_up
from vocabulary.titles import Seniority

NO_WISH = 100
UNKNOWN = 50

MISSING_TO_EXTRA = 4
"""A word of the role that the title lacks weighs four times a word that the title adds: adverts pad their titles."""

SAME_LEVEL = 10
OPPOSITE_LEVEL = -10
OPPOSITE_LEVELS_APART = 3


def title_score(roles: Sequence[Title], title: Title, rarity: Rarity) -> int:
    """0–100: the best of the roles; 100 for a person without roles, 50 for a title without words."""
    if not roles:
        return NO_WISH
    if not title.words:
        return UNKNOWN
    return max(role_score(role, title, rarity) for role in roles)


def role_score(role: Title, title: Title, rarity: Rarity) -> int:
    """0–100: how far title and role share their words, with up to 10 points for the level.

    The overlap is Tversky's index (1977): shared / (shared + extra / 4 + missing), each the added weights of words.
    """
    shared = rarity.of_words(role.words & title.words)
    if not shared:
        return 0
    whole = MISSING_TO_EXTRA * rarity.of_words(role.words) + rarity.of_words(title.words) - shared
    overlap = half_up(100 * MISSING_TO_EXTRA * shared, whole)
    return min(100, max(0, overlap + level_points(role.level, title.level)))


def level_points(wanted: Seniority | None, offered: Seniority | None) -> int:
    """10 for the same level, -5 for two apart, -10 for opposite ones; 0 for neighbours or when either names none."""
    if wanted is None or offered is None:
        return 0
    apart = abs(wanted - offered)
    if apart >= OPPOSITE_LEVELS_APART:
        return OPPOSITE_LEVEL
    return (SAME_LEVEL, 0, OPPOSITE_LEVEL // 2)[apart]
