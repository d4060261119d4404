"""What holds for every CV and posting, however odd."""

from hypothesis import given, settings
from hypothesis import strategies as st

from generation_service.writing import (
    MOST_WORDS,
    Candidate,
    Length,
    Match,
    Opening,
    Position,
    Project,
    School,
    Tone,
    Wishes,
    check_claims,
    choose_highlights,
    sentences_of,
    word_count,
    write_letter,
)

ANYTHING = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
SKILLS = st.lists(st.sampled_from(["Python", "Kafka", "Excel", "Go", "C++", "R", "SEO", "Wundversorgung"]), max_size=6)
WORDS = [
    "Built",
    "led",
    "APIs",
    "in",
    "Python",
    "for",
    "12",
    "teams,",
    "cutting",
    "costs",
    "by",
    "40%",
    "Kafka",
    "{x}",
    "%s",
]
LINES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join), max_size=6).map("\n- ".join)
DATES = st.sampled_from([None, "", "2019", "2019-05", "2023-11", "present", "soon"])
NAMES = (
    st.sampled_from([None, "", "Acme Inc.", "Ä & Co", "University of Leeds", "O'Hara", "l'Oréal", "東京"]) | ANYTHING
)
POSITIONS = st.builds(Position, NAMES, NAMES, DATES, DATES, LINES | ANYTHING)
CANDIDATES = st.builds(
    Candidate,
    name=NAMES,
    email=st.sampled_from([None, "a@example.org"]),
    skills=SKILLS.map(tuple),
    summary=ANYTHING | LINES,
    experience=st.lists(POSITIONS, max_size=3).map(tuple),
    education=st.lists(st.builds(School, NAMES, NAMES, NAMES, DATES), max_size=2).map(tuple),
    projects=st.lists(st.builds(Project, ANYTHING, LINES), max_size=2).map(tuple),
    languages=st.lists(st.sampled_from(["German", "English (C2)", "Klingon", ""]), max_size=2).map(tuple),
    years=st.none() | st.floats(0, 60),
)
OPENINGS = st.builds(
    Opening,
    title=st.sampled_from(["Backend Engineer (m/w/d)", "Join us!", "ACCOUNT MANAGER"]) | ANYTHING,
    company=NAMES,
    description=ANYTHING | st.just("Wir suchen eine Person, die Python und Kafka kennt und gern im Team arbeitet."),
    required_skills=SKILLS.map(tuple),
    language=st.sampled_from([None, "en", "de", "fr", "es", "zz"]),
)
WISHES = st.builds(
    Wishes, st.sampled_from(Tone), st.sampled_from(Length), st.sampled_from([None, "de", "fr", "es"]), ANYTHING
)


@settings(deadline=None, max_examples=150)
@given(CANDIDATES, OPENINGS, WISHES)
def test_any_cv_gives_a_letter_that_says_nothing_more(candidate: Candidate, opening: Opening, wishes: Wishes) -> None:
    letter = write_letter(candidate, opening, Match(), wishes)

    assert letter.text.strip()
    assert letter.language in {"en", "de", "fr", "es"}
    claims = [claim.sentence for claim in letter.claims]
    assert check_claims(claims, candidate, opening) == ()
    assert letter == write_letter(candidate, opening, Match(), wishes)


@settings(deadline=None, max_examples=100)
@given(CANDIDATES, OPENINGS)
def test_highlights_of_any_cv_are_its_lines(candidate: Candidate, opening: Opening) -> None:
    chosen = choose_highlights(candidate, opening)

    assert len(chosen) <= 5
    assert len(set(chosen)) == len(chosen)
    own = " ".join(
        " ".join(text.split())
        for text in (
            candidate.summary,
            *(at.description for at in candidate.experience),
            *(at.description for at in candidate.projects),
        )
    )
    assert all(word in own for line in chosen for word in line.split())


@settings(deadline=None, max_examples=100)
@given(ANYTHING, CANDIDATES, OPENINGS)
def test_any_text_can_be_checked(text: str, candidate: Candidate, opening: Opening) -> None:
    sentences = sentences_of(text)

    assert {claim.sentence for claim in check_claims(sentences, candidate, opening)} <= set(sentences)


@given(st.lists(st.sampled_from(WORDS), max_size=400).map(" ".join))
def test_a_letter_never_passes_its_most_words(description: str) -> None:
    candidate = Candidate(name="Nora", experience=(Position("Havn", "Developer", "2020", "2021", description),))

    letter = write_letter(candidate, Opening("Developer", "Acme"), Match(), Wishes(length=Length.LONG))

    assert word_count(letter.text) <= MOST_WORDS
