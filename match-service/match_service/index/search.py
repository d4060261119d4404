"""One person against a block of postings."""

from typing import NamedTuple

import numpy as np

from match_service.index.compiled import Whole, compiled
from match_service.index.layout import BARRED, Array
from match_service.index.rules import (
    BEST_EXPERIENCE,
    BEST_TERM,
    BEST_TITLE,
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

THRESHOLD, ABOVE, KEPT = 0, 1, 2


class PostingColumns(NamedTuple):
    """The facts of a block's postings, and the weights of the skills each names, added up and doubled."""

    job: Array
    posted: Array
    expires: Array
    salary: Array
    title: Array
    place: Array
    terms: Array
    years: Array
    required_weight: Array
    nice_weight: Array


class Wanted(NamedTuple):
    """A person as tables of points. `exact` and `related` are skill keys, each with what it is worth."""

    exact: Array
    exact_worth: Array
    related: Array
    related_worth: Array
    titles: Array
    years: Array
    terms: Array
    places: Array
    least_salary: int
    names_skills: Array
    """The same answer STEP times."""


class Search(NamedTuple):
    """The best so far. `numbers`: the least score worth keeping, how many reach it, how many are kept."""

    kept_tenths: Array
    kept_rows: Array
    kept_parts: Array
    """The six sub-scores, in their order."""
    counts: Array
    numbers: Array
    credit: Array
    """Room for a block's rows."""


@compiled
def search_block(
    starts: Array,
    rows: Array,
    block: PostingColumns,
    wanted: Wanted,
    now: Whole,
    number: Whole,
    quota: Array,
    best: Search,
) -> None:
    """Keep the rows of a block, numbered from `number`, that may be among the best; `quota`: how many, by step."""
    size = block.job.size
    credit = best.credit[:size]
    credit[:] = 0
    add_credit(starts, rows, wanted.exact, wanted.exact_worth, HIT, credit)
    add_credit(starts, rows, wanted.related, wanted.related_worth, NO_MARK, credit)
    bounds, picked = np.empty(STEP, np.uint8), np.empty(STEP + 1, np.uint16)
    for first in range(0, size, STEP):
        stop = min(size, first + STEP)
        some = bounds[: stop - first]
        required, nice = block.required_weight[first:stop], block.nice_weight[first:stop]
        skill_bounds(credit[first:stop], required, nice, wanted.names_skills, some)
        least = 10 * best.numbers[THRESHOLD] - 5
        found = reaching(some, least - BEST_TITLE - BEST_EXPERIENCE - 3 * BEST_TERM, picked)
        found = _by_title(picked[:found], some, block.title[first:stop], wanted.titles, least)
        found = _by_all_but_salary(picked[:found], some, first, block, wanted, least)
        _keep_best(picked[:found], first, block, wanted, now, number, quota[(number + first) // STEP], best)


@compiled
def _by_title(picked: Array, bounds: Array, title: Array, titles: Array, least: Whole) -> Whole:
    """How many of the rows picked may get `least` hundredths by skills and title."""
    left: Whole = 0
    for at in range(picked.size):
        row = picked[at]
        reach = SKILL * np.int32(bounds[row]) + TITLE * np.int32(titles[title[row]])
        picked[left] = row
        left += np.int64(reach + BEST_EXPERIENCE + 3 * BEST_TERM >= least)
    return left


@compiled
def _by_all_but_salary(
    picked: Array, bounds: Array, first: Whole, block: PostingColumns, wanted: Wanted, least: Whole
) -> Whole:
    """How many of the rows picked, counted from `first`, may get `least` hundredths if they pay enough."""
    titles, years, terms, places = wanted.titles, wanted.years, wanted.terms, wanted.places
    title_of, years_of, terms_of, place_of = block.title, block.years, block.terms, block.place
    left: Whole = 0
    for at in range(picked.size):
        row = first + np.int64(picked[at])
        work, place = np.int32(terms[terms_of[row]]), np.int32(places[place_of[row]])
        fit = TITLE * np.int32(titles[title_of[row]]) + EXPERIENCE * np.int32(years[years_of[row]])
        reach = SKILL * np.int32(bounds[picked[at]]) + fit + TERM * (work + place) + BEST_TERM
        picked[left] = picked[at]
        left += np.int64((reach >= least) & (work != BARRED) & (place != BARRED))
    return left


@compiled
def _keep_best(
    picked: Array,
    first: Whole,
    block: PostingColumns,
    wanted: Wanted,
    now: Whole,
    number: Whole,
    quota: Whole,
    best: Search,
) -> None:
    """Score the rows picked, counted from `first`, and keep those that reach the threshold."""
    required, nice, salary, expires = block.required_weight, block.nice_weight, block.salary, block.expires
    titles, years, terms, places = wanted.titles, wanted.years, wanted.terms, wanted.places
    title_of, years_of, terms_of, place_of = block.title, block.years, block.terms, block.place
    credit, names_skills, wish = best.credit, wanted.names_skills[0], wanted.least_salary
    for at in range(picked.size):
        row = first + np.int64(picked[at])
        if expires[row] > now:
            skill = skill_points(credit[row], np.int64(required[row]), np.int64(nice[row]), names_skills)
            title, fit = np.int64(titles[title_of[row]]), np.int64(years[years_of[row]])
            work, place = np.int64(terms[terms_of[row]]), np.int64(places[place_of[row]])
            pay = salary_points(wish, np.int64(salary[row]))
            tenths = (SKILL * skill + TITLE * title + EXPERIENCE * fit + TERM * (work + place + pay) + 5) // 10
            if tenths >= best.numbers[THRESHOLD]:
                parts = best.kept_parts[best.numbers[KEPT]]
                parts[0], parts[1], parts[2], parts[3], parts[4], parts[5] = skill, title, fit, work, place, pay
                _keep(best, tenths, number + row, quota)


@compiled
def _keep(best: Search, tenths: Whole, row: Whole, quota: Whole) -> None:
    """Remember a row, and raise the threshold once `quota` rows lie above it."""
    counts, numbers = best.counts, best.numbers
    best.kept_tenths[numbers[KEPT]], best.kept_rows[numbers[KEPT]] = tenths, row
    counts[tenths] += 1
    numbers[KEPT] += 1
    numbers[ABOVE] += 1
    while numbers[ABOVE] - counts[numbers[THRESHOLD]] >= quota:
        numbers[ABOVE] -= counts[numbers[THRESHOLD]]
        numbers[THRESHOLD] += 1
