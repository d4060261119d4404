"""The rules of matching.md, one by one, through the scorer of pairs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_service.scoring import (
    EVERYTHING_ALIKE,
    Barrier,
    JobType,
    PairScorer,
    Person,
    Posting,
    Rarity,
    RemoteType,
    Score,
    SubScores,
    Title,
    Years,
    barrier,
    count_rarity,
    reasoning_of,
)
from match_service.scoring.rarity import skill_weight, word_weight
from match_service.testing.facts import NOW, SKILLS, people, postings, rarities
from vocabulary.titles import Seniority

ANYBODY = Person(1, skills=frozenset({"Python"}))
ANY_JOB = Posting(1, 1, Title(frozenset({"developer"})), NOW)


def score(person: Person = ANYBODY, posting: Posting = ANY_JOB, rarity: Rarity = EVERYTHING_ALIKE) -> Score:
    return PairScorer.of(person, rarity).score(posting)


def parts(person: dict[str, Any], posting: dict[str, Any]) -> SubScores:
    return score(replace(ANYBODY, **person), replace(ANY_JOB, **posting)).parts


def skill_points(has: str, required: str = "", nice: str = "") -> int:
    posting = {"required": frozenset(required.split()), "nice": frozenset(nice.split())}
    return parts({"skills": frozenset(has.split())}, posting).skill


def title_points(role: str, title: str, wanted: Seniority | None = None, offered: Seniority | None = None) -> int:
    roles = (Title(frozenset(role.split()), wanted),)
    return parts({"roles": roles}, {"title": Title(frozenset(title.split()), offered)}).title


@given(person=people, posting=postings, rarity=rarities())
def test_what_is_shown_adds_up(person: Person, posting: Posting, rarity: Rarity) -> None:
    shown = reasoning_of(score(person, posting, rarity))

    weights = shown["weights"]
    names = ("skill_score", "title_score", "experience_score", "work_type_score", "location_score", "salary_score")
    mean = sum(weight * shown[name] for name, weight in zip(names, weights.values(), strict=True))  # type: ignore[literal-required]
    assert abs(shown["overall_score"] - mean) <= 0.05 + 1e-9
    assert round(shown["overall_score"], 1) == shown["overall_score"]
    assert all(0 <= shown[name] <= 100 for name in names)  # type: ignore[literal-required]
    assert sum(weights.values()) == pytest.approx(1)


@given(person=people, posting=postings, rarity=rarities())
def test_every_skill_a_posting_names_is_matching_related_or_missing(
    person: Person, posting: Posting, rarity: Rarity
) -> None:
    skills = score(person, posting, rarity).skills

    sorted_out = [*skills.matching, *skills.related, *skills.missing]
    assert sorted(sorted_out) == sorted(posting.required | posting.nice)
    assert set(skills.matching) == person.skills & (posting.required | posting.nice)


@pytest.mark.parametrize(
    ("has", "required", "nice", "points"),
    [
        ("Python React", "Python React", "", 100),
        ("Python", "Python React", "", 50),
        ("Flask", "Django", "", 50),
        ("Flask Django", "Django", "", 100),
        ("Python", "Python", "Figma Triage", 80),
        ("Python Figma", "Python", "Figma Triage", 90),
        ("Figma", "Python", "Figma", 20),
        ("Figma", "", "Figma Triage", 50),
        ("Figma", "Python", "", 0),
        ("Python", "", "", 50),
        ("", "Python", "", 50),
    ],
)
def test_skills_count_fully_when_exact_half_when_related_and_mostly_when_required(
    has: str, required: str, nice: str, points: int
) -> None:
    assert skill_points(has, required, nice) == points


@given(person=people, posting=postings, rarity=rarities(), learnt=st.sampled_from(SKILLS))
def test_learning_a_skill_never_costs_points_where_one_has_some(
    person: Person, posting: Posting, rarity: Rarity, learnt: str
) -> None:
    if person.skills:
        before = score(person, posting, rarity).parts.skill

        assert score(replace(person, skills=person.skills | {learnt}), posting, rarity).parts.skill >= before


@given(naming=st.integers(0, 10**6), more=st.integers(0, 10**6), postings=st.integers(0, 10**6))
def test_rare_skills_weigh_more_than_common_ones_within_a_factor_of_three(
    naming: int, more: int, postings: int
) -> None:
    rare, common = skill_weight(naming, postings), skill_weight(naming + more, postings)

    assert rare >= common
    assert rare <= 3 * common


def test_a_rare_skill_is_worth_more_than_a_common_one() -> None:
    rarity = count_rarity(1, {"Python": 50_000, "Triage": 10}, 100_000, {}, 0)
    posting = replace(ANY_JOB, required=frozenset({"Python", "Triage"}))

    rare, common = (score(replace(ANYBODY, skills=frozenset({has})), posting, rarity) for has in ("Triage", "Python"))

    assert rare.parts.skill > 50 > common.parts.skill
    assert score(ANYBODY, posting, rarity).skills.missing == ("Triage",)


def test_missing_skills_are_listed_required_first_then_the_rarest() -> None:
    rarity = count_rarity(1, {"React": 90_000, "Figma": 1_000}, 100_000, {}, 0)
    posting = replace(ANY_JOB, required=frozenset({"React", "Figma"}), nice=frozenset({"Triage"}))

    assert score(ANYBODY, posting, rarity).skills.missing == ("Figma", "React", "Triage")


@pytest.mark.parametrize(
    ("role", "title", "points"),
    [
        ("backend engineer", "backend engineer", 100),
        ("backend engineer", "nurse", 0),
        ("backend engineer", "", 50),
        ("backend engineer", "backend engineer payments platform", 80),
        ("backend engineer payments platform", "backend engineer", 50),
    ],
)
def test_a_title_counts_by_the_words_it_shares_with_a_role(role: str, title: str, points: int) -> None:
    assert title_points(role, title) == points


def test_nobody_is_marked_down_for_having_no_role_in_mind() -> None:
    assert parts({}, {}).title == 100


def test_the_best_of_the_roles_counts() -> None:
    roles = (Title(frozenset({"nurse"})), Title(frozenset({"developer"})))

    assert parts({"roles": roles}, {}).title == 100


@pytest.mark.parametrize(
    ("wanted", "offered", "points"),
    [
        (Seniority.SENIOR, Seniority.SENIOR, 90),
        (Seniority.SENIOR, Seniority.LEAD, 80),
        (Seniority.SENIOR, Seniority.JUNIOR, 75),
        (Seniority.SENIOR, Seniority.INTERN, 70),
        (Seniority.SENIOR, None, 80),
        (None, Seniority.INTERN, 80),
    ],
)
def test_the_level_counts_for_at_most_ten_points(wanted: Seniority, offered: Seniority | None, points: int) -> None:
    assert title_points("backend engineer", "backend engineer payments platform", wanted, offered) == points


def test_the_level_alone_is_no_match() -> None:
    assert title_points("nurse", "developer", Seniority.SENIOR, Seniority.SENIOR) == 0


def test_common_words_of_titles_tell_less_than_rare_ones() -> None:
    rarity = count_rarity(1, {}, 0, {"engineer": 90_000, "backend": 500}, 100_000)
    posting = replace(ANY_JOB, title=Title(frozenset({"backend", "engineer"})))

    by_word = {
        word: score(replace(ANYBODY, roles=(Title(frozenset({word, "other"})),)), posting, rarity).parts.title
        for word in ("backend", "engineer")
    }

    assert by_word["backend"] > by_word["engineer"]
    assert word_weight(90_000, 100_000) < word_weight(500, 100_000)


@pytest.mark.parametrize(
    ("years", "asked", "points"),
    [
        (5, Years(3, 6), 100),
        (3, Years(3), 100),
        (40, Years(3), 100),
        (7, Years(3, 6), 90),
        (2.5, Years(3), 80),
        (2, Years(3), 80),
        (1.5, Years(3), 60),
        (1, Years(3), 60),
        (0, Years(3), 40),
        (0, Years(10), 40),
        (None, Years(3), 50),
        (5, None, 50),
    ],
)
def test_experience_counts_by_the_years_asked_for(years: float | None, asked: Years | None, points: int) -> None:
    assert parts({"years": years}, {"years": asked}).experience == points


@pytest.mark.parametrize(("level", "points"), [(Seniority.JUNIOR, 90), (Seniority.SENIOR, 100), (Seniority.LEAD, 80)])
def test_a_level_stands_for_its_usual_years_where_none_are_stated(level: Seniority, points: int) -> None:
    assert parts({"years": 5}, {"seniority": level}).experience == points


@pytest.mark.parametrize(
    ("job_types", "remote_types", "job_type", "remote_type", "points"),
    [
        ({JobType.PERMANENT}, {RemoteType.FULL}, JobType.PERMANENT, RemoteType.FULL, 100),
        (set(), set(), None, None, 100),
        (set(), set(), JobType.CONTRACT, RemoteType.ONSITE, 100),
        ({JobType.PERMANENT}, {RemoteType.FULL}, None, None, 50),
        ({JobType.PERMANENT}, set(), JobType.CONTRACT, None, 50),
        ({JobType.PERMANENT}, {RemoteType.FULL}, JobType.CONTRACT, None, 25),
        ({JobType.PERMANENT}, {RemoteType.FULL}, JobType.CONTRACT, RemoteType.ONSITE, 0),
    ],
)
def test_work_type_is_the_mean_of_job_type_and_remote_type(
    job_types: set[JobType], remote_types: set[RemoteType], job_type: Any, remote_type: Any, points: int
) -> None:
    wishes = {"job_types": frozenset(job_types), "remote_types": frozenset(remote_types)}

    assert parts(wishes, {"job_type": job_type, "remote_type": remote_type}).work_type == points


@pytest.mark.parametrize(
    ("person", "posting", "points"),
    [
        ({}, {"located_in": frozenset({"DE"})}, 100),
        ({"preferred_countries": frozenset({"DE"})}, {"located_in": frozenset({"DE", "FR"})}, 100),
        ({"eligible_countries": frozenset({"DE"})}, {"located_in": frozenset({"DE"})}, 100),
        ({"eligible_countries": frozenset({"DE"})}, {"eligible_countries": frozenset({"DE", "US"})}, 100),
        ({"preferred_countries": frozenset({"DE"})}, {"located_in": frozenset({"FR"})}, 0),
        ({"preferred_countries": frozenset({"DE"})}, {}, 50),
        ({"prefers_remote": True}, {"remote_type": RemoteType.FULL, "located_in": frozenset({"FR"})}, 100),
        ({"prefers_remote": True}, {"remote_type": RemoteType.ONSITE, "located_in": frozenset({"FR"})}, 0),
        ({"prefers_remote": True}, {}, 50),
    ],
)
def test_location_fits_where_a_person_prefers_or_may_work(
    person: dict[str, Any], posting: dict[str, Any], points: int
) -> None:
    assert parts(person, posting).location == points


@pytest.mark.parametrize(
    ("wish", "pays", "points"),
    [
        (100_000, 100_000, 100),
        (100_000, 150_000, 100),
        (100_000, 75_000, 50),
        (100_000, 90_000, 80),
        (100_000, 50_000, 0),
        (100_000, 10_000, 0),
        (100_000, None, 50),
        (None, None, 100),
        (None, 1, 100),
        (0, 1, 100),
    ],
)
def test_salary_falls_from_the_wish_to_half_of_it(wish: int | None, pays: int | None, points: int) -> None:
    assert parts({"least_salary": wish}, {"salary": pays}).salary == points


@given(wish=st.integers(1, 10**9), pays=st.integers(1, 10**9), more=st.integers(0, 10**6))
def test_more_pay_never_costs_points(wish: int, pays: int, more: int) -> None:
    less, higher = (parts({"least_salary": wish}, {"salary": amount}).salary for amount in (pays, pays + more))

    assert less <= higher


@pytest.mark.parametrize(
    ("person", "posting", "stands"),
    [
        ({}, {}, None),
        ({}, {"closed": True}, Barrier.CLOSED),
        ({}, {"expires_at": NOW}, Barrier.EXPIRED),
        ({}, {"expires_at": NOW + timedelta(seconds=1)}, None),
        ({"declined": frozenset({1})}, {}, Barrier.DECLINED),
        ({"remote_types": frozenset({RemoteType.FULL})}, {"remote_type": RemoteType.ONSITE}, Barrier.REMOTE_TYPE),
        ({"remote_types": frozenset({RemoteType.FULL})}, {"remote_type": None}, None),
        ({"eligible_countries": frozenset({"DE"})}, {"eligible_countries": frozenset({"US"})}, Barrier.REGION),
        ({"eligible_countries": frozenset({"DE"})}, {"eligible_countries": frozenset({"US", "DE"})}, None),
        ({"eligible_countries": frozenset({"DE"})}, {}, None),
        ({"needs_visa": True}, {"sponsors_visa": False}, Barrier.VISA),
        ({"needs_visa": True}, {"sponsors_visa": None}, None),
        ({"needs_visa": True}, {"sponsors_visa": True}, None),
        ({}, {"required": frozenset({"Triage"})}, Barrier.SKILLS),
        ({}, {"required": frozenset({"Triage"}), "nice": frozenset({"Python"})}, None),
        ({"skills": frozenset()}, {"required": frozenset({"Triage"})}, None),
    ],
)
def test_hard_filters_drop_what_cannot_be(person: dict[str, Any], posting: dict[str, Any], stands: Any) -> None:
    assert barrier(replace(ANYBODY, **person), replace(ANY_JOB, **posting), NOW) is stands


@pytest.mark.parametrize(
    ("known", "scored"),
    [
        ({}, False),
        ({"skills": frozenset({"Python"})}, True),
        ({"roles": (Title(frozenset({"nurse"})),)}, True),
        ({"has_cv": True}, True),
        ({"least_salary": 1, "years": 3.0}, False),
    ],
)
def test_who_has_neither_skills_nor_roles_nor_a_cv_is_not_scored(known: dict[str, Any], scored: bool) -> None:
    assert Person(1, **known).can_be_scored is scored
