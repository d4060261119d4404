"""Titles: their words and their seniority."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.skills import canonical_skill
from vocabulary.titles import Seniority, seniority_of_title, title_tokens, trade_of_title
from vocabulary.titles.trades import trades


@pytest.mark.parametrize(
    ("title", "tokens"),
    [
        ("Sr. Python Dev (Remote)", ("python", "developer")),
        ("Front-end Engineer", ("frontend", "engineer")),
        ("RN", ("registered", "nurse")),
        ("Krankenpfleger (m/w/d)", ("nurse",)),
        ("Infirmier(ère) H/F", ("nurse",)),
        ("Enfermera", ("nurse",)),
        ("Junior Buchhalterin", ("accountant",)),
        ("Développeur Full-Stack H/F", ("developer", "fullstack")),
        ("Softwareentwickler:in", ("developer",)),
        ("Staff Nurse", ("staff", "nurse")),
        ("C++ Developer, .NET", ("c++", "developer", ".net")),
        ("Node.js Developer", ("node.js", "developer")),
        ("Founder", ("founder",)),
        ("", ()),
    ],
)
def test_a_title_is_its_words(title: str, tokens: tuple[str, ...]) -> None:
    assert title_tokens(title) == tokens


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Sr. Backend Dev II", Seniority.SENIOR),
        ("Software Engineer III", Seniority.SENIOR),
        ("Werkstudent Marketing", Seniority.INTERN),
        ("Stage Manager", None),
        ("Entry-level Clerk", Seniority.JUNIOR),
        ("Engineer I", Seniority.JUNIOR),
        ("Data Analyst II", Seniority.MID),
        ("Engineering Manager", Seniority.LEAD),
        ("Account Manager", None),
        ("Product Owner", None),
        ("Head Nurse", Seniority.LEAD),
        ("Head of Growth", Seniority.EXECUTIVE),
        ("Senior Director of Product", Seniority.EXECUTIVE),
        ("Art Director", None),
        ("Assistant to the CEO", None),
        ("Lead Generation Specialist", None),
        ("Staff Nurse", None),
        ("Staff Engineer", Seniority.LEAD),
        ("Nurse", None),
    ],
)
def test_a_title_says_how_senior_it_is(title: str, seniority: Seniority | None) -> None:
    assert seniority_of_title(title) is seniority


@given(st.sampled_from(["Python Developer", "Nurse", "Koch", "Sales Representative", "UX Designer"]))
def test_seniority_and_the_way_of_working_change_no_words(title: str) -> None:
    assert title_tokens(f"Senior {title} (m/w/d), Remote") == title_tokens(title)


@given(st.text(max_size=60))
def test_the_words_of_a_title_are_unlike_and_without_spaces(title: str) -> None:
    tokens = title_tokens(title)
    assert len(set(tokens)) == len(tokens)
    assert not any(token.split() != [token] for token in tokens)


@pytest.mark.parametrize(
    ("title", "trade"),
    [
        ("Krankenpfleger (m/w/d)", "Nursing"),
        ("Jefa o jefe de producto digital", "Product Management"),
        ("Senior Product Marketing Manager", "Marketing"),
        ("Sr. Backend Engineer", "Software Development"),
        ("Comptable confirmé", "Accounting"),
        ("Chief Happiness Officer", None),
    ],
)
def test_a_title_names_its_trade(title: str, trade: str | None) -> None:
    assert trade_of_title(title) == trade


def test_every_trade_is_a_skill_the_lexicon_knows() -> None:
    assert [skill for skill in trades() if canonical_skill(skill) != skill] == []
