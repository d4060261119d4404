"""The real CVs: all are read, nothing is invented, and one person is the same in every layout."""

import gzip
import html
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from profile_service.reading import CvText, Reading, read_fields, read_file
from profile_service.reading.extraction import extract
from profile_service.reading.quality import ADVERT, COVER_LETTER, NO_PERSON

TODAY = date(2026, 11, 20)
TAG, BLOCK = re.compile(r"<[^>]+>"), re.compile(r"<(?:br|/p|/li|/h\d|/div)[^>]*>")
DERIVED = {"years_of_experience", "start_date", "end_date", "phone", "technologies", "skills", "languages"}

# Reading all of them takes long: one process does, once.
pytestmark = pytest.mark.xdist_group("readings")


@pytest.fixture(scope="session")
def readings(shared_data: Path) -> dict[str, tuple[CvText, Reading]]:
    files = [path for folder in ("cvs_pdf", "cvs_docx", "cvs_txt") for path in sorted((shared_data / folder).iterdir())]
    texts = {path.name: extract(path.read_bytes()) for path in files}
    return {name: (text, read_fields(text, TODAY)) for name, text in texts.items()}


def values_of(thing: object) -> Iterator[str]:
    """The texts of a CV's fields, but those that are derived or set in a common form."""
    assert is_dataclass(thing)
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in DERIVED:
            continue
        if isinstance(value, str):
            yield from value.split("\n")
        for item in value if isinstance(value, tuple) else ():
            yield from [item] if isinstance(item, str) else values_of(item)


def flat(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


@pytest.mark.timeout(300)
def test_every_value_stands_in_the_text(readings: dict[str, tuple[CvText, Reading]]) -> None:
    invented = {
        name: value
        for name, (text, reading) in readings.items()
        for value in values_of(reading.parsed)
        if flat(value) not in flat(text.text)
    }

    assert not invented


def test_every_value_has_its_evidence(readings: dict[str, tuple[CvText, Reading]]) -> None:
    for _, reading in readings.values():
        told = {evidence.field for evidence in reading.evidence}
        assert {f"skills.{number}" for number in range(len(reading.parsed.skills))} <= told
        for number, job in enumerate(reading.parsed.experience):
            named = {f"experience.{number}.{name}" for name in ("company", "title", "start_date") if getattr(job, name)}
            assert named <= told


@pytest.mark.parametrize(
    "family",
    [["bestresume_"], ["rendercv_classic.", "rendercv_engineeringresumes."], ["rxresume_"]],
    ids=lambda f: f[0],
)
def test_a_person_is_the_same_in_every_layout(readings: dict[str, tuple[CvText, Reading]], family: list[str]) -> None:
    told = {
        (parsed.name, parsed.email, parsed.phone, tuple((job.company, job.title) for job in parsed.experience))
        for name, (_, reading) in readings.items()
        if name.startswith(tuple(family))
        for parsed in [reading.parsed]
    }

    assert len(told) == 1


def test_a_cover_letter_is_told_from_a_cv(readings: dict[str, tuple[CvText, Reading]]) -> None:
    letters = {name for name, (_, reading) in readings.items() if COVER_LETTER in reading.quality.warnings}

    assert letters == {"NEG_awesomecv_coverletter.pdf"}
    assert not any(ADVERT in reading.quality.warnings for _, reading in readings.values())


@pytest.mark.timeout(300)
def test_an_advert_is_never_taken_for_a_cv_without_a_warning(shared_data: Path) -> None:
    unwarned = {}
    for advert in adverts(shared_data / "jobs_raw"):
        warnings = read_file(advert.encode(), TODAY).quality.warnings
        if not {ADVERT, COVER_LETTER, NO_PERSON} & set(warnings):
            unwarned[advert[:60]] = warnings

    assert not unwarned


def adverts(folder: Path) -> Iterator[str]:
    """The texts of the postings that boards gave as JSON."""
    for path in sorted([*folder.glob("greenhouse_*"), *folder.glob("lever_*"), *folder.glob("ashby_*")]):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for text in longest_texts(json.loads(raw)):
            yield TAG.sub(" ", BLOCK.sub("\n", html.unescape(html.unescape(text))))


def longest_texts(answer: object) -> Iterator[str]:
    """The longest text of each posting, wherever the board put it."""
    if isinstance(answer, list):
        for item in answer:
            yield from longest_texts(item)
    elif isinstance(answer, dict):
        texts = [value for value in answer.values() if isinstance(value, str) and len(value) > 1_500]
        if texts:
            yield max(texts, key=len)
        else:
            for value in answer.values():
                yield from longest_texts(value)


def test_two_columns_are_read_one_after_the_other(readings: dict[str, tuple[CvText, Reading]]) -> None:
    text, reading = readings["svn_two_column.pdf"]

    lines = [line.text for line in text.lines]
    assert lines.index("Risk management") > lines.index("Led production ramp.")
    assert text.columns == 2
    assert any("columns" in warning for warning in reading.quality.warnings)


def test_a_long_file_is_read_as_far_as_sensible_and_says_so(readings: dict[str, tuple[CvText, Reading]]) -> None:
    text, reading = readings["rendercv_classic_full.pdf"]

    assert (text.pages, text.unread_pages > 0) == (25, True)
    assert any("first 25 pages" in warning for warning in reading.quality.warnings)
