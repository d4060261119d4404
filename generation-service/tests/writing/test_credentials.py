"""What a letter says of certificates, licences and job titles that stand among the skills."""

import re

from generation_service.writing import (
    Candidate,
    Match,
    Opening,
    Position,
    School,
    Wishes,
    check_claims,
    sentences_of,
    write_letter,
)

WARD = Opening(
    "Registered Nurse (RN) – ICU",
    "Maumee Ridge Medical Center",
    "You are a Registered Nurse with CCRN and Basic Life Support. You know Telemetry, Triage and Critical Care.",
)
NURSE = Candidate(
    name="Renee Castellano, BSN, CCRN",
    skills=("Critical Care", "Telemetry", "Triage", "Registered Nurse", "CCRN", "Basic Life Support", "Wound Care"),
    experience=(
        Position(
            "Swan Creek Hospital",
            "Registered Nurse, Cardiac ICU",
            "2019",
            "present",
            "- Precepted 14 new graduates\n- Trained 86 colleagues in three weeks",
        ),
    ),
)
LEDGERS = Opening(
    "Management Accountant", "Castlefield", "ACCA or AAT required. You know ERP Systems, Excel, IFRS and Power BI."
)
ACCOUNTANT = Candidate(
    name="Gareth Price",
    skills=("Excel", "IFRS", "ACCA", "AAT", "ERP Systems", "Power BI"),
    experience=(
        Position(
            "Etherow", "Accountant", "2018", "present", "- Trained four AAT apprentices\n- Closed books in 5 days"
        ),
    ),
    education=(School("Association of Chartered Certified Accountants", "ACCA Qualification", None, "2019"),),
)


def text_of(candidate: Candidate, opening: Opening, language: str = "en") -> str:
    text = write_letter(candidate, opening, Match(), Wishes(language=language)).text
    assert check_claims(sentences_of("\n\n".join(text.split("\n\n")[1:-2])), candidate, opening) == ()
    return text


def list_of(text: str) -> str:
    """The sentence that names the skills in common."""
    return next(each for each in sentences_of(text) if "your posting" in each.lower() or "you " in each)


def test_a_title_among_the_skills_is_said_as_what_the_person_is() -> None:
    text = text_of(NURSE, WARD)

    assert "I am a Registered Nurse" in text
    assert not re.search(r"(?:bring|offer|covers|experience with)[^.]*Registered Nurse", text)


def test_a_qualification_the_cv_shows_is_held_and_no_skill() -> None:
    assert re.search(r"hold the ACCA qualification", text_of(ACCOUNTANT, LEDGERS))
    assert re.search(r"I am a Registered Nurse and hold the [^.]*CCRN[^.]* qualifications\.", text_of(NURSE, WARD))
    assert "ACCA" not in list_of(text_of(ACCOUNTANT, LEDGERS))


def test_a_qualification_only_named_in_passing_is_not_claimed() -> None:
    text = text_of(ACCOUNTANT, LEDGERS)

    assert not re.search(r"(?:hold|bring|offer|skills|covers)[^.]*\bAAT\b", text)


def test_qualifications_are_held_in_every_language() -> None:
    assert "Qualifikation ACCA" in text_of(ACCOUNTANT, LEDGERS, "de")
    assert "titulaire de la qualification ACCA" in text_of(ACCOUNTANT, LEDGERS, "fr")
    assert "titulación ACCA" in text_of(ACCOUNTANT, LEDGERS, "es")
