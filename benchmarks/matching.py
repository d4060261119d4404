"""P1 to P3: one person against all jobs, the index in memory, a batch of new jobs against all people; on one core.

Run `python benchmarks/matching.py`. The labour market is made up (match_service/testing/world.py). The fast way and the
plain-Python scorer of the same rules are measured in turn in one run, and must give the same scores.
"""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from match_service.index.layout import Array, PostingRows
from match_service.index.people import PeopleIndex
from match_service.index.postings import PostingIndex, Seeker
from match_service.scoring import PairScorer, barrier
from match_service.testing.world import World

ROUNDS = 7
SIZES = (100_000, 300_000, 1_000_000)
PEOPLE = 40
PAIRS = 3_000
BEST, LEAST_TENTHS = 1_000, 500
BATCHES, CROWDS = (125, 250, 500), (25_000, 50_000, 100_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number; without a bar it is reported only."""

    figure: str
    size: int
    value: float
    bar: str = ""


def milliseconds(work: Callable[[], Any]) -> float:
    """How long one core works on something; what others do on a shared machine does not count."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1_000


class OnePerson:
    """P1: from a profile to the best thousand, title similarities included, against the plain scorer."""

    def __init__(self, world: World, rows: PostingRows, index: PostingIndex) -> None:
        self.size, self.index, self.seekers = world.jobs, index, world.seekers(PEOPLE)
        some = rows.part(0, PAIRS)
        self._postings = [world.posting(some, at) for at in range(PAIRS)]
        self._scorers = [PairScorer.of(seeker.person, world.rarity(index)) for seeker in self.seekers]
        self._hold_equal(world, rows)

    def _hold_equal(self, world: World, rows: PostingRows) -> None:
        for seeker, scorer in zip(self.seekers, self._scorers, strict=True):
            best = self._best(seeker)
            for job, tenths in islice(zip(best.jobs.tolist(), best.tenths.tolist(), strict=True), 20):
                plain = scorer.score(world.posting(rows, job - 1)).parts
                if plain.tenths != tenths:
                    raise SystemExit(f"The index gives {tenths} tenths, the pair scorer {plain.tenths}.")

    def _best(self, seeker: Seeker) -> Any:
        return self.index.best(seeker, NOW, BEST, LEAST_TENTHS)

    def _pairs(self, scorer: PairScorer) -> None:
        for posting in self._postings:
            if not barrier(scorer.person, posting, NOW):
                scorer.score(posting)

    def figures(self) -> Iterator[Figure]:
        """Measure both ways in turn."""
        fast, titles, plain = [], [], []
        for number in range(ROUNDS):
            fast += [milliseconds(lambda: self._best(seeker)) for seeker in self.seekers]  # noqa: B023
            titles += [milliseconds(lambda: self.index.titles.points(seeker.roles)) for seeker in self.seekers]  # noqa: B023
            plain.append(milliseconds(lambda: self._pairs(self._scorers[number])) / PAIRS * self.size)  # noqa: B023
        median, biggest = statistics.median(fast), self.size == SIZES[-1]
        yield Figure("P1 one person, ms", self.size, median, "≤ 5" if biggest else "")
        yield Figure("P1 one person, ms, 95th percentile", self.size, float(np.quantile(fast, 0.95)))
        yield Figure("P1 of it title similarities, ms", self.size, statistics.median(titles))
        yield Figure("P1 plain Python, ms", self.size, statistics.median(plain))
        yield Figure("P1 times plain Python", self.size, statistics.median(plain) / median, "≥ 1000" if biggest else "")

    def last_places(self) -> Array:
        """The scores of the thousandth postings: what new ones must reach."""
        ranked = [self._best(seeker).tenths for seeker in self.seekers]
        return np.array([int(tenths[-1]) if tenths.size == BEST else LEAST_TENTHS for tenths in ranked])


def in_memory(index: PostingIndex) -> Iterator[Figure]:
    """P2, its first half: what the index takes. How long it loads is in match_refresh.py."""
    biggest = len(index) == SIZES[-1]
    yield Figure("P2 bytes a job", len(index), index.nbytes / len(index), "≤ 70" if biggest else "")


def changes(world: World, index: PostingIndex) -> Iterator[Figure]:
    """What it costs to keep the index current."""
    rows = world.postings().part(0, BATCHES[-1])
    batches = [milliseconds(lambda: index.put(rows)) for _ in range(ROUNDS)]
    yield Figure("P2 500 jobs changed in the index, ms", len(index), statistics.median(batches))


def batch(world: World, people: PeopleIndex, jobs: int, bars: str, goal: str = "") -> Iterator[Figure]:
    """P3: new jobs against everybody, and how many pairs are worth storing."""
    openings = world.openings(jobs)
    people.takers(openings)
    taken = [milliseconds(lambda: people.takers(openings)) for _ in range(ROUNDS)]
    pairs, what = len(people) * jobs, f"{jobs} jobs, bars {bars}"
    yield Figure(f"P3 s, {what}", len(people), statistics.median(taken) / 1_000, goal)
    yield Figure(f"P3 million pairs a second, {what}", len(people), pairs / statistics.median(taken) / 1_000)
    yield Figure(f"P3 rows to store, {what}", len(people), float(people.takers(openings).person.size))


def measured() -> Iterator[Figure]:
    """All figures, in the order of the table."""
    for size in SIZES:
        world = World(size)
        index = world.index()
        person = OnePerson(world, world.rows, index)
        yield from person.figures()
        yield from in_memory(index)
    bars = person.last_places()
    for crowd in CROWDS:
        people = world.crowd(index, crowd, bars)
        yield from batch(world, people, BATCHES[-1], "as they are", "≤ 0.5" if crowd == CROWDS[-1] else "")
    for jobs in BATCHES[:-1]:
        yield from batch(world, people, jobs, "as they are")
    yield from batch(world, world.crowd(index, CROWDS[-1], np.array([LEAST_TENTHS])), BATCHES[-1], "at 50")
    yield from changes(world, index)


def main() -> None:
    """Print a JSON line a figure, then a table."""
    console, table = Console(soft_wrap=True), Table("figure", "jobs or people", "value", "bar")
    for figure in measured():
        console.print_json(json.dumps(asdict(figure)), indent=None)
        table.add_row(figure.figure, f"{figure.size:,}", f"{figure.value:,.2f}", figure.bar)
    console.print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}, median of {ROUNDS} rounds")


if __name__ == "__main__":
    main()
