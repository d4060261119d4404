"""How lines of a CV stand in the sentences of a letter."""

import re
from dataclasses import replace

import pytest

from generation_service.writing import Candidate, Match, Opening, Position, Project, School, Wishes, write_letter

BAKERY = Position("Norwood Bakery", "Plant Manager", "2020-01", "present")
OPENING = Opening("Plant Manager", "Crumb & Co", "We look for somebody who leads a plant and cares for people.")


def told(*lines: str, **changes: object) -> str:
    """The letter of somebody whose position has these lines."""
    position = replace(BAKERY, description="\n".join(f"- {line}" for line in lines), **changes)  # type: ignore[arg-type]
    return letter(Candidate(name="Ivo Brandt", experience=(position,)))


def letter(candidate: Candidate, opening: Opening = OPENING) -> str:
    return write_letter(candidate, opening, Match(), Wishes()).text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Mentor to five bakers, two of whom have been promoted", "I am a mentor to five bakers, two of whom"),
        ("Chair of the safety board: 300 days without an injury", "I am chair of the safety board: 300 days"),
        ("Lead engineer of the oven line (team of six)", "I am the lead engineer of the oven line (team of six)"),
        ("Member of the recipe panel since 2021", "I am a member of the recipe panel since 2021"),
    ],
)
def test_a_noun_that_is_also_a_verb_says_what_somebody_is(line: str, sentence: str) -> None:
    assert sentence in told(line)
    assert re.search(r"\bto (?:mentor|chair|lead) (?:to|of|engineer)\b", told(line)) is None


def test_verbs_that_are_also_nouns_stay_verbs() -> None:
    assert re.search(r"to mentor five bakers|to lead a shift of nine", told("Mentor five bakers in the night shift"))
    assert "to lead a shift of nine" in told("Lead a shift of nine: ovens, dough and packing")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "Tuned the ovens (three lines) for rye; saved 38% of the gas",
            "I tuned the ovens (three lines) for rye and saved 38% of the gas.",
        ),
        ("Baked bread and rolls; managed four shops", "I baked bread and rolls, and managed four shops."),
        ("Introduced new ovens; waste fell from 9% to 4%", "I introduced new ovens; waste fell from 9% to 4%."),
        ("Super user for the till upgrade; trained 86 colleagues", "a super user for the till upgrade and trained 86"),
        ("On call one week in five; wrote 17 of the 30 runbooks", "I wrote 17 of the 30 runbooks."),
        ("Built a planning tool for shifts; 1,300 users and 40 shops", "I built a planning tool for shifts."),
        ("Prepare the weekly plan; explain it to the teams", "to prepare the weekly plan and explain it to the teams."),
    ],
)
def test_what_follows_a_semicolon_joins_the_sentence_or_is_left_out(line: str, sentence: str) -> None:
    assert sentence in told(line)


def test_a_stop_that_belongs_to_an_abbreviation_stays() -> None:
    assert "after 4 a.m.; waste fell by 9%." in told("Baked nothing after 4 a.m.; waste fell by 9%")


def test_a_line_with_several_deeds_is_not_joined_with_another() -> None:
    text = told("Opened four shops", "Led teams and trained bakers", "Cut waste; costs fell by 9%", "Sold 9 vans")

    assert not re.search(r"fell by 9%,? and|trained bakers,? and", text)


def test_the_letters_own_language_alone_is_not_worth_a_sentence() -> None:
    opening = replace(OPENING, description="You speak English. We look for somebody who leads a plant with people.")

    assert "I speak" not in letter(Candidate(name="Ivo", experience=(BAKERY,), languages=("English",)), opening)
    assert (
        "I speak English"
        in write_letter(
            Candidate(name="Ivo", experience=(BAKERY,), languages=("English", "German")),
            replace(opening, description=opening.description + " German too."),
            Match(),
            Wishes(),
        ).text
    )


def test_a_tail_in_another_tense_is_left_out() -> None:
    text = told("Mentor to five bakers; run the weekly review", "Opened four shops; run the weekly review")

    assert "a mentor to five bakers." in text
    assert "opened four shops." in text
    assert "run the weekly" not in text


@pytest.mark.parametrize(
    "line",
    [
        "Presented as a poster at the regional bakers' congress",
        "Deployed to production in 40 shops",
        "Developed with React and Go for two clients",
        "Featured in the national bakers' magazine",
        "Used in twelve hospitals every day",
    ],
)
def test_a_verb_without_its_object_is_no_deed_of_the_person(line: str) -> None:
    candidate = Candidate(name="Ivo", experience=(BAKERY,), projects=(Project("Quiet Ovens", line),))

    assert re.search(r"\bI (?:presented as|deployed to|developed with|featured|used)\b", letter(candidate)) is None
    assert f"I {line[0].lower()}{line[1:]}" not in told(line, "Opened four shops in two years")


def test_a_project_is_told_by_the_line_that_has_its_deed() -> None:
    lines = "Dimmed the hall at night; complaints fell 27% in a year. Presented as a poster at the plant congress."
    candidate = Candidate(name="Ivo", experience=(BAKERY,), projects=(Project("Quiet Ovens", lines),))

    assert "I dimmed the hall at night; complaints fell 27% in a year." in letter(candidate)


def test_a_project_described_by_a_noun_is_named_with_what_it_is() -> None:
    line = "Command-line tool that compares two recipes and explains the difference; 1,300 stars and 41 contributors."
    candidate = Candidate(name="Ivo", experience=(BAKERY,), projects=(Project("pgdrift", line),))

    said = "“pgdrift”, a command-line tool that compares two recipes and explains the difference."
    assert said in letter(candidate)


@pytest.mark.parametrize(
    ("degree", "field", "said"),
    [
        ("BA", "Hons) Accounting and Finance", "a BA in Accounting and Finance from the University of Irwell"),
        ("BA (Hons", ") Accounting", "a BA in Accounting from the University of Irwell"),
        ("BSc (Hons)", "Physics", "a BSc (Hons) in Physics from the University of Irwell"),
        ("BA", "(Hons", "a BA from the University of Irwell"),
    ],
)
def test_stray_brackets_of_a_degree_are_not_repeated(degree: str, field: str, said: str) -> None:
    school = School("University of Irwell", degree, field, "2016")

    assert said in letter(Candidate(name="Ivo", experience=(BAKERY,), education=(school,)))


def test_french_tails_are_joined_too() -> None:
    line = "Réduit le délai de clôture de 9 à 5 jours ; formé 11 collègues à SAP ; 40 filiales"
    candidate = Candidate(
        name="Hélène Marchand",
        summary="Contrôleuse de gestion dans l'industrie, je travaille avec les équipes des usines depuis dix ans.",
        experience=(Position("Papeteries du Rhône", "Contrôleuse", "2018", "present", line),),
    )

    text = write_letter(candidate, OPENING, Match(), Wishes(language="fr")).text

    assert "réduit le délai de clôture de 9 à 5 jours et formé 11 collègues à SAP." in text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Registered Nurse (RN) – ICU, Nights", "Registered Nurse"),
        ("Senior Backend Engineer (Python)", "Senior Backend Engineer"),
        ("Staff Nurse – Intensive Care", "Staff Nurse"),
        ("Warehouse Team Leader, Night Shift", "Warehouse Team Leader"),
        ("Software Engineer, Payments | Remote", "Software Engineer, Payments"),
    ],
)
def test_a_title_in_running_text_is_only_the_job(title: str, said: str) -> None:
    text = letter(Candidate(name="Ivo", experience=(BAKERY,)), replace(OPENING, title=title))

    assert said in text
    assert title not in text
    assert not re.search(r"\(RN\)|Nights|\(Python\)|Intensive|Night Shift|Remote", text)


def test_words_inside_a_title_are_not_brackets_to_lose() -> None:
    opening = replace(OPENING, title="Technicien(ne) de laboratoire – Hématologie")
    text = write_letter(Candidate(name="Ivo", experience=(BAKERY,)), opening, Match(), Wishes(language="fr")).text

    assert "poste de Technicien(ne) de laboratoire chez" in text


def test_a_held_position_is_named_without_what_only_a_cv_would_add() -> None:
    text = letter(
        Candidate(
            name="Ivo",
            experience=(
                Position("Etherow Valley Bakeries Ltd, Stockport", "Charge Nurse, Surgical ICU", "2020", "2022"),
            ),
        )
    )

    assert "as a Charge Nurse, Surgical ICU, at Etherow Valley Bakeries Ltd (2020–2022)" in text
