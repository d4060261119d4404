"""Reading what COPY sends: whatever the rows, wherever the bytes are cut."""

import struct
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match_service.index import copied
from match_service.index.copied import LIST, NULL, NUMBER, CopyReader

Row = tuple[int | None, list[int] | None, int | None, list[int] | None]
KINDS = [NUMBER, LIST, NUMBER, LIST]

numbers = st.none() | st.integers(-(2**31), 2**31 - 1)
lists = st.none() | st.lists(st.integers(-(2**31), 2**31 - 1), max_size=4)
rows = st.tuples(numbers, lists, numbers, lists)


def number(value: int | None, form: str) -> bytes:
    return (
        struct.pack(">i", -1) if value is None else struct.pack(">i", struct.calcsize(form)) + struct.pack(form, value)
    )


def integers(values: list[int] | None) -> bytes:
    if values is None:
        return struct.pack(">i", -1)
    head = struct.pack(">iii", 1 if values else 0, 0, 23) + (struct.pack(">ii", len(values), 1) if values else b"")
    sent = head + b"".join(struct.pack(">ii", 4, value) for value in values)
    return struct.pack(">i", len(sent)) + sent


def sent(table: Sequence[Row]) -> bytes:
    """The table as PostgreSQL would send it: one number in eight bytes, the other in four."""
    body = b"".join(
        struct.pack(">h", 4) + number(one, ">q") + integers(few) + number(other, ">i") + integers(more)
        for one, few, other, more in table
    )
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + body + struct.pack(">h", -1)


def read(stream: bytes, cuts: Sequence[int]) -> list[tuple[int, int, list[int], list[int]]]:
    reader, found = CopyReader(KINDS), []
    ends = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
    tables = [table for start, stop in pairwise(ends) for table in reader.feed(stream[start:stop])]
    for table in [*tables, reader.rest()]:
        few, more = (iter(held.values.tolist()) for held in table.lists)
        few_counts, more_counts = (held.counts.tolist() for held in table.lists)
        for (one, other), few_here, more_here in zip(table.numbers.tolist(), few_counts, more_counts, strict=True):
            found.append((one, other, [next(few) for _ in range(few_here)], [next(more) for _ in range(more_here)]))
    return found


@given(table=st.lists(rows, max_size=8), cuts=st.lists(st.integers(0, 10**6), max_size=6))
def test_rows_come_out_as_they_went_in(table: list[Row], cuts: list[int]) -> None:
    expected = [
        (NULL if one is None else one, NULL if other is None else other, few or [], more or [])
        for one, few, other, more in table
    ]

    assert read(sent(table), cuts) == expected


def test_rows_are_given_as_soon_as_there_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "READ_AT_ONCE", 64)
    table: list[Row] = [(number, [number], None, None) for number in range(50)]
    stream = sent(table)

    assert read(stream, range(0, len(stream), 7)) == [(number, NULL, [number], []) for number in range(50)]
