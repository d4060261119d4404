"""What a match says of itself in words."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from match_service.scoring import EVERYTHING_ALIKE, PairScorer, Person, Posting, RemoteType, Title, Years, analysis
from match_service.testing.facts import NOW, people, postings

ADA = Person(
    1,
    skills=frozenset({"Python", "Flask", "PostgreSQL"}),
    roles=(Title(frozenset({"backend", "developer"})),),
    years=5,
    remote_types=frozenset({RemoteType.FULL}),
    preferred_countries=frozenset({"DE"}),
    least_salary=100_000,
)
FITTING = Posting(
    1,
    1,
    Title(frozenset({"backend", "developer"})),
    NOW,
    required=frozenset({"Python", "Django", "Kubernetes"}),
    years=Years(3),
    remote_type=RemoteType.FULL,
    located_in=frozenset({"DE"}),
    salary=120_000,
)


def said(person: Person = ADA, **posting: Any) -> str:
    return analysis(PairScorer.of(person, EVERYTHING_ALIKE).score(replace(FITTING, **posting)))


def test_it_says_what_the_numbers_say() -> None:
    assert said() == (
        "You have 1 of the 3 skills it names: Python; what you know is close to Django; Kubernetes is missing."
        " The title is one you look for, and your experience is what it asks for."
        " Work type, location and pay suit you."
    )


@pytest.mark.parametrize(
    ("posting", "sentence"),
    [
        ({"required": frozenset()}, "The posting names no skills, so they count neither for nor against it."),
        ({"required": frozenset({"Python"})}, "You have the one skill it names, Python."),
        ({"required": frozenset({"Python", "Flask"})}, "You have all 2 skills it names: Flask and Python."),
        ({"required": frozenset({"Triage"})}, "You lack the one skill it names."),
        ({"title": Title(frozenset({"nurse"}))}, "The title is not among those you look for"),
        ({"title": Title(frozenset({"backend", "engineer"}))}, "The title is near the ones you look for"),
        ({"years": Years(6)}, "it asks for about a year more experience than you have."),
        ({"years": Years(1, 2)}, "you have more experience than it asks for."),
        ({"salary": 80_000}, "Work type and location suit you; it pays less than you wish."),
        ({"salary": 50_000}, "it pays half of what you wish or less."),
        ({"salary": None}, "it names no pay."),
        ({"located_in": frozenset({"FR"})}, "it is not where you want to work."),
        ({"located_in": frozenset()}, "it does not say where it may be done."),
        ({"remote_type": None}, "the work type may suit you only in part"),
    ],
)
def test_each_fact_has_its_words(posting: dict[str, Any], sentence: str) -> None:
    assert sentence in said(**posting)


def test_nobody_is_praised_for_what_they_did_not_say() -> None:
    quiet = Person(1, skills=frozenset({"Python"}))

    assert said(quiet) == (
        "You have 1 of the 3 skills it names: Python; Django and Kubernetes are missing."
        " Nothing else in your profile speaks for or against it."
    )
    assert "your profile names no skills yet" in said(Person(1, has_cv=True)).lower()


@given(person=people, posting=postings)
def test_it_is_two_or_three_plain_sentences(person: Person, posting: Posting) -> None:
    text = analysis(PairScorer.of(person, EVERYTHING_ALIKE).score(posting))

    sentences = re.findall(r"[A-Z][^.]*(?:\.js[^.]*)?\.(?= |$)", text)
    assert " ".join(sentences) == text
    assert 2 <= len(sentences) <= 3
    assert not re.search(r"!|perfect|excellent|amazing|strong", text, re.IGNORECASE)
