"""One posting against a block of people."""

from typing import NamedTuple

import numpy as np

from match_service.index.compiled import Whole, compiled
from match_service.index.layout import BARRED, Array
from match_service.index.lists import Lists
from match_service.index.rules import (
    BEST_EXPERIENCE,
    BEST_TERM,
    EXPERIENCE,
    HIT,
    NO_MARK,
    SKILL,
    STEP,
    TERM,
    TITLE,
    add_credit,
    reaching,
    salary_points,
    skill_bounds,
    skill_points,
)


class PersonColumns(NamedTuple):
    """The facts of a block's people. `bar`: the score in tenths that a posting must reach to be of use to them.
    `title`: the points of a title that is near none of their roles; 100 for people without roles."""

    person: Array
    years: Array
    terms: Array
    wish: Array
    least_salary: Array
    bar: Array
    title: Array
    names_skills: Array


class PersonLists(NamedTuple):
    """The people of a block by skill, by family of their skills, and by role."""

    skills: Lists
    families: Lists
    roles: Lists


class Offer(NamedTuple):
    """A posting as tables of points. Who has a relative of a skill gets half its worth, who has the skill the rest.
    `required_weight` and `nice_weight` are the same sum STEP times; `roles` are those with points."""

    families: Array
    family_worth: Array
    skills: Array
    skill_worth: Array
    required_weight: Array
    nice_weight: Array
    roles: Array
    role_points: Array
    years: Array
    terms: Array
    wishes: Array
    salary: int


class Takers(NamedTuple):
    """Room for the people found in a block, their scores and six sub-scores, and what is known of all its rows."""

    rows: Array
    tenths: Array
    parts: Array
    credit: Array
    titles: Array


@compiled
def offer_block(lists: PersonLists, block: PersonColumns, offer: Offer, takers: Takers) -> Whole:
    """How many people of a block the posting reaches the bar of; `takers` gets their rows and scores."""
    size = block.person.size
    credit, titles = takers.credit[:size], takers.titles[:size]
    credit[:], titles[:] = 0, block.title
    add_credit(lists.families.starts, lists.families.rows, offer.families, offer.family_worth, NO_MARK, credit)
    add_credit(lists.skills.starts, lists.skills.rows, offer.skills, offer.skill_worth, HIT, credit)
    _raise_titles(lists.roles.starts, lists.roles.rows, offer.roles, offer.role_points, titles)
    bounds, picked = np.empty(STEP, np.uint8), np.empty(STEP + 1, np.uint16)
    total: Whole = 0
    for first in range(0, size, STEP):
        rows = slice(first, min(size, first + STEP))
        some = bounds[: rows.stop - first]
        skill_bounds(credit[rows], offer.required_weight, offer.nice_weight, block.names_skills[rows], some)
        found = reaching(some, 0, picked)
        found = _by_title(picked[:found], some, titles[rows], block.bar[rows])
        found = _by_all_but_salary(picked[:found], some, first, block, offer, titles)
        total = _add_takers(picked[:found], first, block, offer, takers, total)
    return total


@compiled
def _raise_titles(starts: Array, rows: Array, roles: Array, points: Array, titles: Array) -> None:
    """Give the people of each role its points where they are better."""
    for at in range(roles.size):
        role = roles[at]
        if role + 1 < starts.size:
            for place in range(np.intp(starts[role]), np.intp(starts[role + 1])):
                titles[rows[place]] = max(titles[rows[place]], points[at])


@compiled
def _by_title(picked: Array, bounds: Array, titles: Array, bar: Array) -> Whole:
    """How many of the people picked may have their bars reached by skills and title."""
    left: Whole = 0
    for at in range(picked.size):
        row = picked[at]
        reach = SKILL * np.int32(bounds[row]) + TITLE * np.int32(titles[row])
        picked[left] = row
        left += np.int64(reach + BEST_EXPERIENCE + 3 * BEST_TERM + 5 >= 10 * np.int32(bar[row]))
    return left


@compiled
def _by_all_but_salary(
    picked: Array, bounds: Array, first: Whole, block: PersonColumns, offer: Offer, titles: Array
) -> Whole:
    """How many of the people picked, counted from `first`, have bars in reach if the posting pays enough."""
    years, terms, wishes = offer.years, offer.terms, offer.wishes
    years_of, terms_of, wish_of, bar = block.years, block.terms, block.wish, block.bar
    left: Whole = 0
    for at in range(picked.size):
        row = first + np.int64(picked[at])
        work, place = np.int32(terms[terms_of[row]]), np.int32(wishes[wish_of[row]])
        fit = TITLE * np.int32(titles[row]) + EXPERIENCE * np.int32(years[years_of[row]])
        reach = SKILL * np.int32(bounds[picked[at]]) + fit + TERM * (work + place) + BEST_TERM + 5
        picked[left] = picked[at]
        left += np.int64((reach >= 10 * np.int32(bar[row])) & (work != BARRED) & (place != BARRED))
    return left


@compiled
def _add_takers(picked: Array, first: Whole, block: PersonColumns, offer: Offer, takers: Takers, total: Whole) -> Whole:
    """Score the people picked, counted from `first`; `takers` gets those whose bar is reached, after `total` others."""
    years, terms, wishes = offer.years, offer.terms, offer.wishes
    years_of, terms_of, wish_of, bar = block.years, block.terms, block.wish, block.bar
    required, nice = np.int64(offer.required_weight[0]), np.int64(offer.nice_weight[0])
    names_skills, wish, credit, titles = block.names_skills, block.least_salary, takers.credit, takers.titles
    for at in range(picked.size):
        row = first + np.int64(picked[at])
        skill = skill_points(credit[row], required, nice, names_skills[row])
        title, fit = np.int64(titles[row]), np.int64(years[years_of[row]])
        work, place = np.int64(terms[terms_of[row]]), np.int64(wishes[wish_of[row]])
        pay = salary_points(np.int64(wish[row]), offer.salary)
        tenths = (SKILL * skill + TITLE * title + EXPERIENCE * fit + TERM * (work + place + pay) + 5) // 10
        if tenths >= bar[row]:
            parts = takers.parts[total]
            parts[0], parts[1], parts[2], parts[3], parts[4], parts[5] = skill, title, fit, work, place, pay
            takers.rows[total], takers.tenths[total] = row, tenths
            total += 1
    return total
