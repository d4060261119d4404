"""The indexes against the per-pair scorer: never another result, whatever came, changed and went."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from match_service.index.layout import BLOCK_ROWS, Array
from match_service.scoring import PairScorer, Person, Posting, Rarity, barrier
from match_service.testing.encoding import EncodedIndex
from match_service.testing.facts import NOW, catalogues, people, postings, rarities

MANY = 1_000
BIG_AND_SMALL_BLOCKS = st.sampled_from([BLOCK_ROWS, 4])

crowds = st.lists(people, max_size=12, unique_by=lambda person: person.id)


Scored = tuple[int, int, tuple[int, ...]]
"""An id, a score in tenths, and the six sub-scores."""


def by_pairs(person: Person, catalogue: Iterable[Posting], rarity: Rarity) -> list[Scored]:
    """Ids and scores of all postings that no filter drops, best first."""
    scorer = PairScorer.of(person, rarity)
    pairs = [(scorer.score(posting).parts, posting) for posting in catalogue if not barrier(person, posting, NOW)]
    ranked = sorted(pairs, key=lambda pair: (-pair[0].tenths, -pair[1].posted_at.timestamp(), pair[1].id))
    return [(posting.id, parts.tenths, astuple(parts)) for parts, posting in ranked]


def scored(ids: Array, tenths: Array, parts: Array) -> list[Scored]:
    return list(zip(ids.tolist(), tenths.tolist(), map(tuple, parts.tolist()), strict=True))


def by_index(index: EncodedIndex, person: Person, most: int = MANY, least: int = 0) -> list[Scored]:
    ranked = index.index.best(index.seeker(person), NOW, most, least)
    return scored(ranked.jobs, ranked.tenths, ranked.parts)


def index_of(catalogue: Sequence[Posting], rarity: Rarity, block_rows: int = BLOCK_ROWS) -> EncodedIndex:
    index = EncodedIndex(block_rows)
    index.put(catalogue)
    index.weigh(rarity)
    return index


@settings(max_examples=300, deadline=None)
@given(person=people, catalogue=catalogues, rarity=rarities(), block_rows=BIG_AND_SMALL_BLOCKS)
def test_postings_are_scored_and_ranked_as_the_pair_scorer_does(
    person: Person, catalogue: list[Posting], rarity: Rarity, block_rows: int
) -> None:
    index = index_of(catalogue, rarity, block_rows)

    assert by_index(index, person) == by_pairs(person, catalogue, rarity)


@settings(max_examples=100, deadline=None)
@given(person=people, catalogue=catalogues, rarity=rarities(), most=st.integers(1, 6), least=st.integers(0, 1_000))
def test_only_the_best_above_the_least_are_returned(
    person: Person, catalogue: list[Posting], rarity: Rarity, most: int, least: int
) -> None:
    index = index_of(catalogue, rarity)

    good = [pair for pair in by_pairs(person, catalogue, rarity) if pair[1] >= least]
    assert by_index(index, person, most, least) == good[:most]


@settings(max_examples=100, deadline=None)
@given(person=people, rarity=rarities(), block_rows=BIG_AND_SMALL_BLOCKS, data=st.data())
def test_a_changed_index_is_as_one_built_anew(
    person: Person, rarity: Rarity, block_rows: int, data: st.DataObject
) -> None:
    index = index_of([], rarity, block_rows)
    known: dict[int, Posting] = {}
    for _ in range(data.draw(st.integers(1, 5))):
        batch, closed = data.draw(catalogues), data.draw(st.sets(st.integers(1, 20)))
        index.put(batch)
        index.index.drop(np.array(list(closed), np.int64))
        known = {**known, **{posting.id: posting for posting in batch}}
        known = {number: posting for number, posting in known.items() if number not in closed}

        assert by_index(index, person) == by_pairs(person, known.values(), rarity)
        assert len(index.index) == len(known)


@settings(max_examples=200, deadline=None)
@given(crowd=crowds, posting=postings, rarity=rarities(), bar=st.integers(0, 1_000), block_rows=BIG_AND_SMALL_BLOCKS)
def test_a_posting_finds_the_people_whose_bar_it_reaches(
    crowd: list[Person], posting: Posting, rarity: Rarity, bar: int, block_rows: int
) -> None:
    index = EncodedIndex(block_rows)
    opening = index.opening(posting)
    index.put_people(crowd, [bar] * len(crowd))
    index.weigh(rarity)

    taken = index.people.takers([opening])

    expected = {
        (person.id, tenths, parts)
        for person in crowd
        for _, tenths, parts in by_pairs(
            replace(person, declined=frozenset()), [replace(posting, expires_at=None)], rarity
        )
        if tenths >= bar
    }
    assert set(scored(taken.person, taken.tenths, taken.parts)) == expected
