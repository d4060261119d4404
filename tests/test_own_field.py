"""Whoever uploads a CV finds the jobs of their own field on top: demo CVs, CVs written for this test, real ones."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product as pairs
from pathlib import Path
from statistics import mean

import pytest

from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import Visitor
from job_service.boards.sample import sample_files

PEOPLE = Path(__file__).parent / "people"
DEMO_CVS = Path(str(files("career_agent"))) / "demo_cvs"

SOFTWARE = ("software engineering", "devops and cloud", "data and machine learning")
HEALTH = ("nursing and care", "health")
FINANCE = ("accounting and finance",)
TEACHING = ("teaching and education",)
DESIGN = ("design",)
SALES = ("sales",)
NEAREST = 3
"""Of a field with a dozen jobs in seven countries, those that anybody would call near."""

CVS = {
    "software_engineer.pdf": SOFTWARE,
    "software_developer.txt": SOFTWARE,
    "nurse.docx": HEALTH,
    "german_nurse.txt": HEALTH,
    "accountant.txt": FINANCE,
    "teacher.txt": TEACHING,
    "designer.txt": DESIGN,
    "sales_manager.txt": SALES,
}
OF_MANY_JOBS = ("software_engineer.pdf", "software_developer.txt", "nurse.docx", "accountant.txt")
"""Fields of which the sample has more than ten jobs within these people's reach."""
REAL_CVS = ("cvs_txt/suleman_ahmed.txt", "cvs_pdf/awesomecv_resume.pdf")
"""Of developers and engineers, by their job titles."""
MOST_OF_THEM = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A job of somebody's list."""

    field: str
    title: str
    score: float


@cache
def sample() -> Mapping[tuple[str, str], str]:
    """The field of each sample job, by its title and company."""
    jobs = [json.loads(line) for content in sample_files() for line in content.splitlines()]
    return {(job["title"], job["company"]): job["field"] for job in jobs}


@pytest.fixture(scope="module")
async def product(started_module_folder: Path) -> AsyncIterator[Product]:
    async with product_in(started_module_folder, RATE_LIMITS="off", JOB_SOURCES="") as product:
        await product.start()
        yield product


async def ranking_for(product: Product, name: str, content: bytes) -> list[Ranked]:
    """Upload a CV as a new person and read their whole list."""
    async with product.client() as http:
        visitor = await Visitor.register(http)
        answer = await visitor.upload_cv(content, name)
        assert answer.status_code == 200, answer.text
        await visitor.wait_for_matches()
        matches = (await visitor.matches(limit=200))["matches"]
    jobs = [(match["job"], match["score"]) for match in matches]
    return [Ranked(sample()[job["title"], job["company"]], job["title"], score) for job, score in jobs]


@pytest.fixture(scope="module")
async def rankings(product: Product) -> Mapping[str, list[Ranked]]:
    """Everybody's list, by the CV."""
    contents = {cv.name: cv.read_bytes() for folder in (DEMO_CVS, PEOPLE) for cv in folder.glob("*.*")}
    return {name: await ranking_for(product, name, contents[name]) for name in CVS}


@pytest.mark.parametrize("cv", OF_MANY_JOBS)
def test_the_best_ten_are_of_the_own_field(cv: str, rankings: Mapping[str, list[Ranked]]) -> None:
    strangers = [job for job in rankings[cv][:10] if job.field not in CVS[cv]]

    assert len(rankings[cv]) >= 10
    assert strangers == []


@pytest.mark.parametrize("cv", sorted(set(CVS) - set(OF_MANY_JOBS)))
def test_the_best_are_of_the_own_field_where_the_field_is_small(cv: str, rankings: Mapping[str, list[Ranked]]) -> None:
    best = rankings[cv][:NEAREST]

    assert best[0].field in CVS[cv]
    assert [job for job in best if job.field not in CVS[cv]] == []


def test_what_is_listed_of_the_own_field_outscores_every_other_field(rankings: Mapping[str, list[Ranked]]) -> None:
    others = [(cv, fields) for cv, fields in pairs(CVS, set(CVS.values())) if fields != CVS[cv]]
    wins = [share_won(rankings[cv], CVS[cv], fields) for cv, fields in others]

    assert mean(wins) >= 0.95


def share_won(ranking: list[Ranked], own: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Of all pairs of a listed own job and a job of others, how often the own one scores higher; a tie is half a win.

    What is not listed scores less than what is.
    """
    ours = [job.score for job in ranking if job.field in own]
    theirs = [job.score for job in ranking if job.field in others]
    unlisted = sum(field in others for field in sample().values()) - len(theirs)
    outcomes = [1.0 if mine > other else 0.5 if mine == other else 0.0 for mine, other in pairs(ours, theirs)]
    return (sum(outcomes) + len(ours) * unlisted) / (len(ours) * (len(theirs) + unlisted))


@pytest.mark.parametrize("cv", REAL_CVS)
async def test_a_real_developer_finds_software_jobs_on_top(cv: str, product: Product, shared_data: Path) -> None:
    best = (await ranking_for(product, cv, (shared_data / cv).read_bytes()))[:MOST_OF_THEM]

    assert [job for job in best if job.field not in SOFTWARE] == []
