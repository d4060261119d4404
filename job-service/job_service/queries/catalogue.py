"""Reading the public catalogue."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased

from job_service.reading.work_type import RemoteType
from job_service.search import Page, Sort, Wanted
from job_service.tables import COMPANY_WORDS, LOCATION_WORDS, Catalogue, Job, RawPosting
from shared.database import ReadSession

RANKED = 10_000
"""Relevance orders the newest so many results; older ones follow by age, so that a common word stays cheap."""


async def catalogue_version(session: ReadSession) -> int:
    """Changes with every change of the catalogue."""
    return await session.scalar(select(Catalogue.version)) or 0


async def count_jobs(session: ReadSession, wanted: Wanted) -> int:
    """How many open jobs pass the filters, exactly."""
    return await session.scalar(select(func.count()).select_from(Job).where(*_conditions(wanted))) or 0


async def find_jobs(session: ReadSession, wanted: Wanted, sort: Sort, page: Page) -> Sequence[Job]:
    """One page of the open jobs that pass the filters; the ids are found first, then only their rows are read."""
    ids = (_by_relevance if sort is Sort.RELEVANCE and wanted.search else _by_age)(wanted, page).subquery()
    found = select(Job).join(ids, ids.c.id == Job.id).order_by(ids.c.place)
    return (await session.scalars(found)).all()


async def job_with_raw(session: ReadSession, job_id: int) -> tuple[Job, dict[str, Any] | None] | None:
    """A job of the catalogue, open or closed, with its board's own answer while that is kept."""
    found = await session.execute(
        select(Job, RawPosting.raw).outerjoin(RawPosting, RawPosting.job_id == Job.id).where(Job.id == job_id)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None


def _by_age(wanted: Wanted, page: Page) -> Select[Any]:
    newest = (Job.scraped_at.desc(), Job.id.desc())
    found = select(Job.id, Job.scraped_at).where(*_conditions(wanted)).order_by(*newest)
    ids = found.limit(page.limit).offset(page.offset).subquery()
    place = func.row_number().over(order_by=(ids.c.scraped_at.desc(), ids.c.id.desc()))
    return select(ids.c.id, place.label("place"))


def _by_relevance(wanted: Wanted, page: Page) -> Select[Any]:
    newest = (Job.scraped_at.desc(), Job.id.desc())
    reach = max(RANKED, page.offset + page.limit)
    matches = (
        select(Job.id, func.row_number().over(order_by=newest).label("age"))
        .where(*_conditions(wanted))
        .order_by(*newest)
        .limit(reach)
        .subquery()
    )
    ranked = aliased(Job)
    rank = func.ts_rank_cd(ranked.search, _query(wanted.search or ""))
    order = (matches.c.age > RANKED, case((matches.c.age <= RANKED, rank)).desc(), matches.c.age)
    best = (
        select(matches.c.id, func.row_number().over(order_by=order).label("place"))
        .join(ranked, ranked.id == matches.c.id)
        .order_by("place")
    )
    return best.limit(page.limit).offset(page.offset)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [Job.closed_at.is_(None)]
    if wanted.search is not None:
        asked.append(Job.search.bool_op("@@")(_query(wanted.search)))
    if wanted.keywords:
        asked.append(Job.search.bool_op("@@")(_query(" or ".join(f'"{keyword}"' for keyword in wanted.keywords))))
    if wanted.location is not None:
        asked.append(_located(wanted.location))
    if wanted.company is not None:
        asked.append(_has_words(COMPANY_WORDS, wanted.company))
    if wanted.source is not None:
        asked.append(Job.source == wanted.source)
    if wanted.remote_type is not None:
        asked.append(Job.remote_type == wanted.remote_type.value)
    if wanted.job_type is not None:
        asked.append(Job.job_type == wanted.job_type.value)
    if wanted.min_salary is not None:
        asked.append(func.coalesce(Job.salary_max, Job.salary_min) >= wanted.min_salary)
    if wanted.max_salary is not None:
        asked.append(func.coalesce(Job.salary_min, Job.salary_max) <= wanted.max_salary)
    return asked


def _located(location: str) -> ColumnElement[bool]:
    located = _has_words(LOCATION_WORDS, location)
    if "remote" in location.casefold().split():
        return or_(located, Job.remote_type == RemoteType.FULL.value)
    return located


def _has_words(indexed: str, words: str) -> ColumnElement[bool]:
    """All of the words; written as the index is, so that it is used."""
    asked = func.plainto_tsquery(literal_column("'simple'::regconfig"), func.job.searchable(literal(words)))
    return literal_column(indexed).bool_op("@@")(asked)


def _query(search: str) -> ColumnElement[Any]:
    return func.websearch_to_tsquery(literal_column("'job.posting'::regconfig"), func.job.searchable(literal(search)))
