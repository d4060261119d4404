"""The open jobs in an index of this process, which finds and counts them."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tantivy import Document, Index, Order, Query, Searcher

from job_service.errors import IndexUnwritable
from job_service.search.folder import passing_folder
from job_service.search.queries import LITERAL, SCHEMA, STEMS, part, query_of, tiers_of
from job_service.search.wanted import Page, Sort, Wanted
from job_service.search.words import literal, searchable, stemming

WRITING_BYTES = 64_000_000
"""Memory in which changes are gathered before they are written."""
_FIRST_PLACE = datetime(2020, 1, 1, tzinfo=UTC)
_ID_BITS = 27

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class IndexedJob:
    """What the index knows of a job."""

    id: int
    scraped_at: datetime
    title: str
    company: str | None
    description: str
    location: str | None
    source: str
    remote_type: str | None
    job_type: str | None
    salary_min: int | None
    salary_max: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the jobs that are not any more what they were, and those that are open, as they are now."""

    gone: Sequence[int]
    there: Sequence[IndexedJob]


@dataclass(frozen=True, slots=True)
class Hits:
    """Ids of the jobs on a page, in their order, and how many there are in all."""

    ids: Sequence[int]
    total: int


class Snapshot:
    """The open jobs as they were at one version of the catalogue, whatever is written later."""

    def __init__(self, version: int, searcher: Searcher) -> None:
        self.version = version
        self._searcher = searcher

    @property
    def jobs(self) -> int:
        """How many there are."""
        return self._searcher.num_docs

    def find(self, wanted: Wanted, sort: Sort, page: Page) -> Hits:
        """One page of the jobs that pass, newest first or best first, and the exact total. Blocks for milliseconds."""
        query = query_of(wanted)
        # Room for a page is taken before it is known that there is none so far behind.
        if page.offset >= self.jobs:
            return Hits((), self._count(query))
        if sort is Sort.RELEVANCE and wanted.search is not None:
            return self._best(query, wanted.search, page)
        return self._newest(query, page)

    def _newest(self, query: Query, page: Page) -> Hits:
        found: Any = self._searcher.search(query, limit=page.limit, offset=page.offset, order_by_field="place")
        ids: Any = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        return Hits(ids, found.count)

    def _best(self, query: Query, search: str, page: Page) -> Hits:
        """Tier after tier, newest first in each, so that every process shows the same."""
        tiers, ids, passed = tiers_of(search), list[int](), 0
        for number in range(len(tiers)):
            at = max(0, page.offset - passed)
            hits = self._newest(part(number, tiers, query), Page(page.limit - len(ids), at))
            ids += hits.ids
            passed += hits.total
            if len(ids) == page.limit:
                return Hits(ids, self._count(query))
        return Hits(ids, passed)

    def _count(self, query: Query) -> int:
        counted: Any = self._searcher.search(query, limit=1)
        total: int = counted.count
        return total


class JobIndex:
    """Changes are gathered, and seen once they are committed. They go in one after the other, off the event loop."""

    def __init__(self, folder: Path, thread: ThreadPoolExecutor) -> None:
        self._index = Index(SCHEMA, str(folder), sort_by_field="place", sort_order=Order.Desc)
        self._index.register_tokenizer(STEMS, stemming())
        self._index.register_tokenizer(LITERAL, literal())
        self._writer = self._index.writer(WRITING_BYTES, num_threads=1)
        self._thread = thread
        self.snapshot: Snapshot | None = None
        """What is seen; None before the first commit."""
        self.turn = asyncio.Lock()
        """Who holds it brings the index up to date."""

    async def clear(self) -> None:
        """Take everything out."""
        await self._do(self._clear)

    async def put(self, changes: Changes) -> None:
        """Gather changes."""
        await self._do(self._put, changes)

    async def commit(self, version: int) -> Snapshot:
        """Let all that was put in be seen as this version of the catalogue."""
        return await self._do(self._commit, version)

    def close(self) -> None:
        """Write no more. What is being merged is not waited for: whoever starts next takes away what it leaves."""
        del self._writer

    def _clear(self) -> None:
        # A writer that could not write is well again after this, and has forgotten what it had gathered.
        self._writer.rollback()
        self._writer.delete_all_documents()

    def _put(self, changes: Changes) -> None:
        for job_id in changes.gone:
            self._writer.delete_documents_by_term("id", job_id)
        for job in changes.there:
            self._writer.add_document(_document(job))

    def _commit(self, version: int) -> Snapshot:
        self._writer.commit()
        self._index.reload()
        self.snapshot = Snapshot(version, self._index.searcher())
        return self.snapshot

    async def _do(self, work: Callable[..., Result], *given: Any) -> Result:
        # One thread keeps the order, also when somebody who waited for a part of it has gone.
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)
        except (ValueError, OSError) as error:
            self.snapshot = None
            raise IndexUnwritable from error


@contextmanager
def open_index() -> Iterator[JobIndex]:
    """An empty index in a folder of its own."""
    with passing_folder() as folder, ThreadPoolExecutor(1, "job-index") as thread:
        files = folder / "index"
        files.mkdir()
        index = JobIndex(files, thread)
        try:
            yield index
        finally:
            index.close()


def place_of(job: IndexedJob) -> int:
    """Where a job stands: the later it was read, to the hundredth of a second, and then the higher its id, the higher.

    64 bits hold the hundredths until 2063 and the last digits of an id.
    """
    hundredths = max(0, int((job.scraped_at - _FIRST_PLACE).total_seconds() * 100))
    return hundredths << _ID_BITS | job.id & ((1 << _ID_BITS) - 1)


def _document(job: IndexedJob) -> Document:
    document = Document()
    document.add_unsigned("place", place_of(job))
    document.add_integer("id", job.id)
    title, company = searchable(job.title), searchable(job.company or "")
    # Parts that are added one by one do not stand together: no phrase reaches from one into the next.
    _add_words(document, "title", title)
    _add_words(document, "head", title, company)
    _add_words(document, "text", title, company, searchable(job.description))
    _add_words(document, "company", company)
    _add_words(document, "location", searchable(job.location or ""))
    for name in ("source", "remote_type", "job_type"):
        _add_words(document, name, getattr(job, name) or "")
    _add_salary(document, job.salary_min, job.salary_max)
    return document


def _add_words(document: Document, field: str, *parts: str) -> None:
    for part_of_it in parts:
        if part_of_it:
            document.add_text(field, part_of_it)


def _add_salary(document: Document, least: int | None, most: int | None) -> None:
    """A salary of which one end is known reaches from there to there."""
    ends = [end for end in (least, most) if end is not None]
    if ends:
        document.add_integer("least", ends[0])
        document.add_integer("most", ends[-1])
