"""Insights on thirty postings that are written out here, with every expected number counted by hand from the table."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.events import JobsScraped, PersonSnapshot, PostingFacts, ProfileChanged
from shared.testing.running import ServiceUnderTest

NOW = datetime(2026, 11, 20, tzinfo=UTC)

CATALOGUE = """
 1 | Python, Docker, AWS         | 100-120
 2 | Python, Docker              | 100-
 3 | Python, Docker, Kubernetes  | 140-160
 4 | Python, AWS                 | 90-110
 5 | Python, SQL                 | 80-100
 6 | Python, SQL, Docker         | not stated
 7 | Python, SQL, AWS            | 110-130
 8 | Python, Kubernetes, Docker  | 130-170
 9 | Python                      | -80
10 | Python, SQL                 | 70-90
11 | Python, Docker, SQL, AWS    | 120-140
12 | Python, React               | not stated
13 | React, TypeScript           | 90-110
14 | React, TypeScript           | 100-120
15 | React                       | 70-90
16 | TypeScript, React, Docker   | 110-130
17 | React, TypeScript           | not stated
18 | TypeScript                  | 95-105
19 | SQL, Excel                  | 50-70
20 | SQL, Excel                  | 55-65
21 | SQL, Excel                  | not stated
22 | Excel                       | 40-60
23 | Excel                       | 45-55
24 | Patient Care, Triage        | 60-70
25 | Patient Care                | 55-65
26 | Patient Care, Triage        | not stated
27 | Patient Care                | 50-50 EUR
28 | Triage                      | 50-60
29 | Excel, SQL, Python          | 75-85
30 | Docker, Kubernetes, AWS     | 150-170
"""
"""Pay in thousands a year, US dollars unless it says so. A posting counts with the middle of its range, or with the one
end it states; a euro is 1.12 dollars, so posting 27 pays 56.
"""

MARKET = {
    # skill: postings, median of what they pay, postings that state it
    "Python": (13, 100_000, 11),  # 80 80 80 90 100 [100] 110 120 130 150 150; 6 and 12 are silent
    "SQL": (9, 80_000, 7),  # 60 60 80 [80] 90 120 130; 6 and 21 are silent
    "Docker": (8, 130_000, 7),  # 100 110 120 [130] 150 150 160; 6 is silent
    "Excel": (6, 60_000, 5),  # 50 50 [60] 60 80; 21 is silent
    "React": (6, 105_000, 4),  # 80 [100 110] 120; 12 and 17 are silent
    "AWS": (5, 120_000, 5),  # 100 110 [120] 130 160
    "TypeScript": (5, 105_000, 4),  # 100 [100 110] 120; 17 is silent
    "Patient Care": (4, 60_000, 3),  # 56 [60] 65; 26 is silent
    "Kubernetes": (3, 150_000, 3),  # 150 [150] 160
    "Triage": (3, 60_000, 2),  # [55 65]; 26 is silent
}


def thirty_postings() -> tuple[PostingFacts, ...]:
    return tuple(_posting(*map(str.strip, line.split("|"))) for line in CATALOGUE.strip().splitlines())


def _posting(number: str, skills: str, pay: str) -> PostingFacts:
    ends, _, currency = pay.partition(" ")
    low, _, high = ends.partition("-")
    return PostingFacts(
        job_id=int(number),
        version=1,
        source="remoteok",
        title="Somebody",
        company=None,
        url=None,
        location=None,
        required_skills=tuple(skills.split(", ")),
        salary_min=int(low) * 1000 if low.isdigit() else None,
        salary_max=int(high) * 1000 if high.isdigit() else None,
        salary_currency=currency or "USD",
        scraped_at=NOW,
    )


async def insights_of(app: ServiceUnderTest, *skills: str) -> dict[str, Any]:
    await app.tell(JobsScraped(postings=thirty_postings()))
    await app.tell(ProfileChanged(user_id=1, version=1, person=PersonSnapshot(skills=skills)))
    answer = await app.person(1).get("/api/insights/skills")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def advice_on(told: dict[str, Any], skill: str) -> dict[str, Any]:
    [advice] = [each for each in told["recommendations"] if each["skill"] == skill]
    found: dict[str, Any] = advice
    return found


async def test_frequencies_medians_and_sample_sizes_are_those_counted_by_hand(app: ServiceUnderTest) -> None:
    told = await insights_of(app, "Python", "SQL")

    assert told["jobs_analyzed"] == 30
    assert told["market_skills"] == {
        skill: {
            "count": count,
            "frequency": round(count / 30, 4),
            "avg_salary": median,
            "jobs_with_salary": stated,
        }
        for skill, (count, median, stated) in MARKET.items()
    }
    assert told["market_skills"]["Python"]["frequency"] == 0.4333
    assert told["market_skills"]["SQL"]["frequency"] == 0.3


async def test_the_gaps_of_a_person_are_those_of_the_postings_near_to_their_skills(app: ServiceUnderTest) -> None:
    """Sixteen postings ask for Python or SQL: 1 to 12, 19, 20, 21 and 29. Too few ask for both to be a field."""
    told = await insights_of(app, "Python", "SQL")

    assert told["user_skills"] == ["Python", "SQL"]
    assert told["skill_gaps"] == ["Docker", "AWS", "Excel", "Kubernetes", "React"]
    assert [(each["skill"], each["frequency"], each["priority"]) for each in told["recommendations"]] == [
        ("Docker", 6, "high"),  # 6 of 16 are 38 %
        ("AWS", 4, "medium"),
        ("Excel", 4, "medium"),
        ("Kubernetes", 2, "medium"),
        ("React", 1, "low"),
    ]
    assert "Asked for in 6 of the postings close to your skills (38%)" in advice_on(told, "Docker")["reason"]


async def test_what_a_skill_pays_is_the_median_with_it_minus_the_median_without_it(app: ServiceUnderTest) -> None:
    """Docker near Python and SQL: with it 100 110 [130] 150 150, without it 60 60 80 [80 80] 90 100 120."""
    told = await insights_of(app, "Python", "SQL")

    assert (advice_on(told, "Docker")["salary_impact"], advice_on(told, "Docker")["note"]) == (50_000, None)


@pytest.mark.parametrize(
    ("skill", "stated_with", "stated_without"),
    [("AWS", 4, 9), ("Excel", 3, 10), ("Kubernetes", 2, 11), ("React", 0, 13)],
)
async def test_with_fewer_than_five_salaries_on_a_side_it_says_so_instead(
    app: ServiceUnderTest, skill: str, stated_with: int, stated_without: int
) -> None:
    advice = advice_on(await insights_of(app, "Python", "SQL"), skill)

    sizes = f"({stated_with} with this skill, {stated_without} without)"
    assert advice["salary_impact"] is None
    assert advice["note"] == f"Too few postings state a salary to say {sizes}."


async def test_a_person_without_skills_sees_the_whole_market_and_what_pays_less_too(app: ServiceUnderTest) -> None:
    """Twenty-five postings state what they pay.

    Python: 11 with it, median 100; 14 without: 50 50 55 56 60 60 [60 65] 80 100 100 110 120 160, median 62.5.
    Excel: 5 with it, median 60; 20 without: 55 56 60 65 80 80 80 90 100 [100 100] 100 110 110 120 120 130 150 150 160.
    """
    told = await insights_of(app)

    assert told["skill_gaps"] == list(MARKET)
    assert advice_on(told, "Python")["salary_impact"] == 37_500
    assert advice_on(told, "Excel")["salary_impact"] == -40_000
    assert advice_on(told, "Excel")["priority"] == "medium"
    assert advice_on(told, "Docker")["salary_impact"] == 50_000
    assert "of the open postings (43%)" in advice_on(told, "Python")["reason"]
