"""Reading scraped postings by the language model besides the rules."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from job_service.incoming import requirement_columns, tags_with
from job_service.prompts import READ_POSTING
from job_service.reading.modelled import RequirementsAnswer, Source, completed, requirements_said, without_addresses
from job_service.reading.requirements import Requirements
from job_service.reading.salary import Salary
from job_service.reading.work_type import JobType, RemoteType
from job_service.tables import Job
from shared.llm import Budget, Category, LanguageModel, Question
from vocabulary.titles import Seniority

BUDGET = "job_extract"


@dataclass(frozen=True, slots=True)
class Improvement:
    """What a version of a job gains: new values of its columns, if any."""

    job_id: int
    version: int
    changes: Mapping[str, Any]


class ClaudeExtractor:
    """What stands in the posting and the rules did not read is added. Raises Unavailable and AnswerUnusable."""

    def __init__(self, model: LanguageModel, daily_usd: Decimal) -> None:
        self._model = model
        self._budget = Budget(BUDGET, daily_usd)

    async def extract(self, job: Job) -> Improvement:
        """What the model adds to what the rules read of the job."""
        text = without_addresses("\n".join(filter(None, (job.title, job.company, job.location, "", job.description))))
        answer = await self._model.ask(self._question(text))
        return await asyncio.to_thread(_improvement, job, text, answer.value)

    def _question(self, text: str) -> Question[RequirementsAnswer]:
        return Question(
            category=Category.JOB_EXTRACT,
            prompt=READ_POSTING,
            shape=RequirementsAnswer,
            texts={"posting": text},
            cache_prefix=f"job_extract:{sha256(text.encode()).hexdigest()}",
            budget=self._budget,
        )


def nothing_gained(job: Job) -> Improvement:
    """For a job whose answer was no good: it is not asked for again until it changes."""
    return Improvement(job.id, job.version, {})


def _improvement(job: Job, text: str, answer: RequirementsAnswer) -> Improvement:
    rules = _requirements_of(job)
    found = completed(rules, requirements_said(Source(text), answer, rules.countries))
    columns = {**requirement_columns(found), "tags": tags_with(job.tags, found)}
    return Improvement(
        job.id, job.version, {name: value for name, value in columns.items() if getattr(job, name) != value}
    )


def _requirements_of(job: Job) -> Requirements:
    """What is kept of a job, as it was read."""
    has_salary = job.salary_min is not None or job.salary_max is not None
    return Requirements(
        required_skills=tuple(job.required_skills),
        nice_skills=tuple(job.nice_skills),
        years_min=job.years_min,
        years_max=job.years_max,
        seniority=None if job.seniority is None else Seniority(job.seniority),
        salary=Salary(job.salary_min, job.salary_max, job.salary_currency) if has_salary else None,
        job_type=JobType(job.job_type) if job.job_type else None,
        remote_type=RemoteType(job.remote_type) if job.remote_type else None,
        countries=tuple(job.countries),
        eligible_regions=tuple(job.eligible_regions),
        visa_sponsorship=job.visa_sponsorship,
        languages=tuple(job.languages),
    )
