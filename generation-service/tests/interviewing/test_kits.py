"""Kits by rules: particular to a person and a posting, never short, never with a quote that nobody wrote."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation_service.interviewing import Kit, QuestionKind, make_kit
from generation_service.testing.practice import people
from generation_service.testing.practice.people import EVERYBODY, kit_for
from generation_service.writing import Candidate, Match, Opening, Position
from vocabulary.skills import known_skills


def questions(kit: Kit) -> str:
    return "\n".join(question.text for question in kit.questions)


@pytest.mark.parametrize("sides", EVERYBODY, ids=lambda sides: sides[1].title)
def test_a_kit_names_the_employer_the_company_and_the_skills(sides: tuple[Candidate, Opening]) -> None:
    candidate, opening = sides

    kit = kit_for(sides)

    told = questions(kit)
    assert candidate.experience[0].company
    assert opening.company
    assert candidate.experience[0].company in told
    assert opening.company in told
    assert len({question.text for question in kit.questions}) == len(kit.questions)
    counts = Counter(question.kind for question in kit.questions)
    assert (counts[QuestionKind.BEHAVIORAL], counts[QuestionKind.TECHNICAL]) == (6, 8)
    assert 3 <= counts[QuestionKind.COMPANY] <= 5


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        (people.ACCOUNTANT_FOR_BOOKS, ("month-end close", "reconcile", "IFRS", "from 9 to 5 days", "Power BI")),
        (people.NURSE_FOR_WARD, ("patient", "medication", "bedside handover", "Wound Care", "worried relatives")),
        (people.DEVELOPER_FOR_BACKEND, ("production", "Kafka", "Kubernetes", "from 40 to 6 minutes", "1,200 carriers")),
        (people.TEACHER_FOR_SCHOOL, ("lesson", "class", "parents", "from 61% to 78%", "900 pupils")),
    ],
    ids=["accountant", "nurse", "developer", "teacher"],
)
def test_a_kit_speaks_of_its_trade_and_of_no_other(sides: tuple[Candidate, Opening], words: tuple[str, ...]) -> None:
    told = questions(kit_for(sides))

    assert [word for word in words if word not in told] == []
    others = [kit_for(other) for other in EVERYBODY if other is not sides]
    own = {question.text for question in kit_for(sides).questions}
    assert not any(own & {question.text for question in kit.questions} for kit in others)


@pytest.mark.parametrize("sides", EVERYBODY, ids=lambda sides: sides[1].title)
def test_every_insight_quotes_a_sentence_that_stands_in_the_posting(sides: tuple[Candidate, Opening]) -> None:
    kit = kit_for(sides)

    assert kit.insights
    for insight in kit.insights:
        assert insight.quote in sides[1].description


def test_an_insight_never_takes_what_is_asked_of_people_for_what_is_said_of_the_company() -> None:
    opening = Opening("Welder", "Ironford", "We are looking for a welder.\nWhat you need\n- TIG\n- a driving licence")

    assert make_kit(Candidate(), opening, Match()).insights == ()


def test_a_line_of_the_posting_is_quoted_in_one_question_only() -> None:
    kit = kit_for(people.TEACHER_FOR_SCHOOL)

    asked = [question.text for question in kit.questions if question.kind is not QuestionKind.COMPANY]
    assert sum("talk with parents early" in text for text in asked) == 1


def test_a_german_posting_is_quoted_in_german_and_asked_about_in_english() -> None:
    opening = Opening(
        "Krankenpfleger (m/w/d)",
        "Klinik Nordhafen",
        "Die Klinik Nordhafen hat 320 Betten. Wir glauben an kurze Wege.\nIhre Aufgaben\n- Wundversorgung auf der"
        " chirurgischen Station\n- Anleitung von Auszubildenden\nIhr Profil\n- Freude am Umgang mit Patienten",
    )

    kit = make_kit(people.NURSE, opening, Match())

    told = questions(kit)
    assert "Wundversorgung auf der chirurgischen Station" in told
    assert "A patient's condition gets worse" in told
    assert any("320 Betten" in insight.quote for insight in kit.insights)


def test_missing_skills_are_asked_about_and_named_in_the_tips() -> None:
    kit = kit_for(people.DEVELOPER_FOR_BACKEND)

    assert any("Kubernetes" in question.text and question.difficulty == "hard" for question in kit.questions)
    assert any("Kubernetes" in tip for tip in kit.tips)


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)
LINES = st.lists(
    st.one_of(
        TEXTS,
        st.sampled_from(known_skills()).map(lambda skill: f"- {skill}"),
        st.sampled_from(
            ["We are 40 people.", "You lead a team.", "Must have", "Our mission is “care”.", "{place} {x}"]
        ),
    ),
    max_size=12,
)
CANDIDATES = st.builds(
    Candidate,
    skills=st.lists(st.sampled_from(known_skills()), max_size=5).map(tuple),
    summary=TEXTS,
    experience=st.lists(
        st.builds(
            Position,
            company=st.one_of(st.none(), TEXTS),
            title=st.one_of(st.none(), TEXTS, st.sampled_from(["Nurse", "Accountant"])),
            description=LINES.map("\n".join),
        ),
        max_size=3,
    ).map(tuple),
)
OPENINGS = st.builds(
    Opening,
    title=st.one_of(TEXTS.filter(str.strip), st.sampled_from(["Accountant", "Staff Nurse", "DevOps Engineer"])),
    company=st.one_of(st.none(), TEXTS),
    description=LINES.map("\n".join),
)


@settings(max_examples=60, deadline=None)
@given(CANDIDATES, OPENINGS)
def test_whatever_stands_on_both_sides_a_kit_is_whole_and_honest(candidate: Candidate, opening: Opening) -> None:
    kit = make_kit(candidate, opening, Match())

    assert 15 <= len(kit.questions) <= 20
    assert {question.kind for question in kit.questions} == set(QuestionKind)
    assert len({question.text for question in kit.questions}) == len(kit.questions)
    assert 3 <= len(kit.tips) <= 7
    assert all(insight.quote in opening.description for insight in kit.insights)
    assert kit == make_kit(candidate, opening, Match())
