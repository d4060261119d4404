"""What somebody looks for in the catalogue, and the totals already counted."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from job_service.reading.work_type import JobType, RemoteType


class Sort(StrEnum):
    """Newest first, or best first among what was searched for."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters that a job must pass, all of them; None or nothing lets everything through."""

    search: str | None = None
    source: str | None = None
    remote_type: RemoteType | None = None
    job_type: JobType | None = None
    min_salary: int | None = None
    max_salary: int | None = None
    keywords: tuple[str, ...] = ()
    """Any of them: a word, or words that stand together."""
    location: str | None = None
    """All of its words stand in the location; of one that says "remote", remote jobs do."""
    company: str | None = None
    """All of its words stand in the company's name."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a result is shown."""

    limit: int
    offset: int


class Totals:
    """Counts of results, each true for one version of the catalogue."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._version = -1
        self._counted: OrderedDict[Wanted, int] = OrderedDict()

    def get(self, version: int, wanted: Wanted) -> int | None:
        """The total when it was counted at this version."""
        if version != self._version or wanted not in self._counted:
            return None
        self._counted.move_to_end(wanted)
        return self._counted[wanted]

    def put(self, version: int, wanted: Wanted, total: int) -> None:
        """Remember a total; those of an older version are forgotten, and one that comes late is not kept."""
        if version > self._version:
            self._counted.clear()
            self._version = version
        if version == self._version:
            self._counted[wanted] = total
            if len(self._counted) > self._most:
                self._counted.popitem(last=False)
