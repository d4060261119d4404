"""The sample postings that ship with the product are varied, honest in shape and all different from one another."""

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

SAMPLE = Path(__file__).parent.parent / "job_service" / "sample"
FEWEST_POSTINGS = 240
LONGEST_SHARED_RUN = 11

# Any amount of money counts as pay: an advert that is meant to be silent must not name one.
CODES = "EUR|USD|GBP|CHF|CAD|AUD|NZD|SGD|SEK|NOK|DKK|PLN|CZK|RON|HUF|INR|BRL|MXN|ARS|COP|CLP|JPY|ZAR|AED|KES|NGN|RM|kr"
WORDS = "[Kk]č|zł|[Ee]uros?|[Dd]ollars?|[Pp]ounds|[Ff]ranken|francs|pesos|reais|rand|kronor|kroner"
AMOUNT = r"\d(?:[\d.,'’ \u00a0\u202f]*\d)?\s?(?:k|K|million)?"
MONEY = re.compile(
    rf"[$€£¥₹₦]\s?{AMOUNT}|\bR\s?\d{{2,}}|\b(?:{CODES})\s?(?=\d[\d.,'’]){AMOUNT}|{AMOUNT}\s?(?:[$€£¥₹₦]|(?:{CODES}|{WORDS})\b)"
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Posting(BaseModel):
    """One line of a sample file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source_id: Annotated[str, StringConstraints(pattern=r"^sample-[ab]-\d{3}$")]
    title: Text
    company: Text
    field: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    country: Text
    location: Text
    remote_type: Literal["full", "hybrid", "onsite"] | None
    job_type: Literal["permanent", "contract", "freelance", "part-time"]
    salary_min: Annotated[int, Field(gt=0)] | None
    salary_max: Annotated[int, Field(gt=0)] | None
    salary_currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None
    tags: Annotated[list[Text], Field(max_length=8)]
    description: str
    days_ago: Annotated[int, Field(ge=0, le=25)]

    @model_validator(mode="after")
    def _salary_is_whole_or_absent(self) -> "Posting":
        parts = (self.salary_min, self.salary_max, self.salary_currency)
        if any(part is None for part in parts) and any(part is not None for part in parts):
            raise ValueError("a salary needs its two ends and its currency")
        if self.salary_min is not None and self.salary_max is not None and self.salary_min > self.salary_max:
            raise ValueError("the salary's ends are the wrong way round")
        return self

    @property
    def states_a_salary(self) -> bool:
        return self.salary_min is not None or MONEY.search(self.description) is not None


def _read(file: Path) -> list[Posting]:
    return [Posting.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


@pytest.fixture(scope="module")
def postings() -> list[Posting]:
    return [posting for file in sorted(SAMPLE.glob("*.jsonl")) for posting in _read(file)]


def test_there_are_enough_postings_for_every_visitor(postings: list[Posting]) -> None:
    assert len(postings) >= FEWEST_POSTINGS


def test_no_two_postings_share_an_id(postings: list[Posting]) -> None:
    counts = Counter(posting.source_id for posting in postings)

    assert [source_id for source_id, count in counts.items() if count > 1] == []


def test_every_description_reads_like_an_advert_and_not_like_a_note_or_a_book(postings: list[Posting]) -> None:
    lengths = {posting.source_id: len(posting.description.split()) for posting in postings}

    assert {source_id: length for source_id, length in lengths.items() if not 90 <= length <= 220} == {}


def test_no_two_descriptions_share_a_run_of_twelve_words(postings: list[Posting]) -> None:
    owners: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for posting in postings:
        for run in _runs(posting.description, LONGEST_SHARED_RUN + 1):
            owners[run].append(posting.source_id)

    assert {" ".join(run): ids for run, ids in owners.items() if len(ids) > 1} == {}


def test_the_postings_span_trades_countries_languages_and_titles(postings: list[Posting]) -> None:
    assert len({posting.field for posting in postings}) >= 12
    assert len({posting.country for posting in postings}) >= 15
    assert len({posting.language for posting in postings}) >= 5
    assert len({posting.title for posting in postings}) >= 60


def test_about_a_third_of_the_postings_are_silent_about_pay(postings: list[Posting]) -> None:
    silent = [posting for posting in postings if not posting.states_a_salary]

    assert 0.30 <= len(silent) / len(postings) <= 0.40


def test_about_a_tenth_of_the_postings_name_no_skill(postings: list[Posting]) -> None:
    vague = [posting for posting in postings if not posting.tags]

    assert 0.08 <= len(vague) / len(postings) <= 0.15


@pytest.mark.parametrize(
    "pay",
    [
        "€55,000-65,000",
        "$45/hour",
        "£450 per day",
        "52.000 € im Jahr",
        "17,50 Euro pro Stunde",
        "EUR 4.200",
        "R450",
        "R$ 8.000",
    ],
)
def test_pay_named_in_the_text_counts_as_stated(pay: str) -> None:
    assert MONEY.search(f"We offer {pay} and fruit.")


@pytest.mark.parametrize(
    "text",
    [
        "4,800 pupils in 9 schools",
        "37.5 hours a week",
        "R 4.3 and C++17",
        "outside IR35, 12 months",
        "97% of 140 servers",
    ],
)
def test_other_numbers_are_not_taken_for_pay(text: str) -> None:
    assert not MONEY.search(text)
