"""The rules of `scoring/` once more, on packed numbers; property tests hold the two equal.

A row's credit is one number: bits 0-14 for required skills, bits 15-29 for nice-to-have ones, bit 31 for "has one".
"""

import numpy as np

from match_service.index.compiled import Whole, compiled
from match_service.index.layout import Array
from match_service.scoring import skills
from match_service.scoring.score import EXPERIENCE_WEIGHT, SKILL_WEIGHT, TITLE_WEIGHT, WORK_TYPE_WEIGHT

NICE_SHIFT = np.uint32(15)
FIELD = np.uint32(0x7FFF)
HIT_SHIFT = np.uint32(31)
HIT = np.uint32(1 << 31)
NO_MARK = np.uint32(0)

SKILL, TITLE, EXPERIENCE, TERM = SKILL_WEIGHT, TITLE_WEIGHT, EXPERIENCE_WEIGHT, WORK_TYPE_WEIGHT
"""Hundredths of a point a sub-score's point brings; work type, location and salary bring the same."""

BEST_TITLE, BEST_EXPERIENCE, BEST_TERM = 100 * TITLE, 100 * EXPERIENCE, 100 * TERM

STEP = 4_096
"""Rows looked at in one go."""

_REQUIRED, _NICE, _UNKNOWN = skills.REQUIRED_SHARE, skills.NICE_SHARE, skills.UNKNOWN


@compiled
def add_credit(starts: Array, rows: Array, keys: Array, worth: Array, mark: Whole, credit: Array) -> None:
    """Give every row of the lists of `keys` what its key is worth, and the mark."""
    for k in range(keys.size):
        key = keys[k]
        if key + 1 < starts.size:
            for at in range(np.intp(starts[key]), np.intp(starts[key + 1])):
                row = rows[at]
                credit[row] = (credit[row] + worth[k]) | mark


@compiled
def skill_bounds(credit: Array, required: Array, nice: Array, names_skills: Array, bounds: Array) -> None:
    """For each row 0 when the pair shares no skill where both sides name some, else at least its skill score."""
    zero, one = np.float32(0), np.float32(1)
    for row in range(bounds.size):
        packed = credit[row]
        required_total, nice_total = np.float32(required[row]), np.float32(nice[row])
        have_required, have_nice = np.float32(packed & FIELD), np.float32((packed >> NICE_SHIFT) & FIELD)
        share = np.float32(_REQUIRED) if required_total > zero else zero
        share += np.float32(_NICE) if nice_total > zero else zero
        silent = (share == zero) | (names_skills[row] == 0)
        required_total, nice_total = max(required_total, one), max(nice_total, one)
        parts = np.float32(_REQUIRED) * have_required * nice_total + np.float32(_NICE) * have_nice * required_total
        points = np.float32(100) * parts / (required_total * nice_total * max(share, one))
        points = np.float32(_UNKNOWN) if silent else points
        bounds[row] = np.uint8(points + one) * np.uint8((packed >> HIT_SHIFT) | np.uint32(silent))


@compiled
def reaching(bounds: Array, least: Whole, picked: Array) -> Whole:
    """How many rows have a bound that is not 0 and brings `least` hundredths by itself; `picked` gets them."""
    needed = max(1, -(-least // SKILL))
    found: Whole = 0
    for row in range(bounds.size):
        picked[found] = row
        found += np.int64(bounds[row] >= needed)
    return found


@compiled
def skill_points(packed: Whole, required_total: Whole, nice_total: Whole, names_skills: Whole) -> Whole:
    """The rule of scoring/skills.py."""
    have_required, have_nice = np.int64(packed & FIELD), np.int64((packed >> NICE_SHIFT) & FIELD)
    if names_skills == 0 or required_total + nice_total == 0:
        return _UNKNOWN
    if nice_total == 0:
        return (200 * have_required + required_total) // (2 * required_total)
    if required_total == 0:
        return (200 * have_nice + nice_total) // (2 * nice_total)
    whole = required_total * nice_total
    return (2 * (_REQUIRED * have_required * nice_total + _NICE * have_nice * required_total) + whole) // (2 * whole)


@compiled
def salary_points(wish: Whole, pays: Whole) -> Whole:
    """The rule of scoring/salary.py; 0 stands for no wish and for no pay stated."""
    if wish == 0 or pays >= wish:
        return 100
    if pays == 0:
        return _UNKNOWN
    return (200 * (2 * pays - wish) + wish) // (2 * wish) if 2 * pays > wish else 0
