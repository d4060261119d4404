"""Readers are processes that can be lost: a CV that takes too long or too much costs nobody else theirs."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest
from reportlab.pdfgen.canvas import Canvas

from profile_service.reader import ReadingPool, RuleCvReader
from profile_service.reader.pool import WARM
from profile_service.reading import CvUnreadable, Fault
from profile_service.testing.documents import plain_text
from profile_service.testing.people import PEOPLE

TODAY = date(2026, 11, 20)
SMALL = plain_text(PEOPLE[0])


def crowded_pdf(lines: int = 400, pages: int = 30) -> bytes:
    """Pages so full that reading them takes seconds."""
    paper = io.BytesIO()
    canvas = Canvas(paper)
    for _ in range(pages):
        for line in range(lines):
            canvas.setFont("Helvetica", 2)
            canvas.drawString(10, 830 - 2 * line, f"worker at Example Ltd from 2010 to 2012, line {line} " * 4)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


@asynccontextmanager
async def opened(seconds: float, memory_mb: int, processes: int = 1) -> AsyncIterator[RuleCvReader]:
    pool = ReadingPool(processes, seconds, memory_mb)
    try:
        yield RuleCvReader(pool)
    finally:
        await pool.close()


async def fault_of(reader: RuleCvReader, content: bytes) -> Fault:
    with pytest.raises(CvUnreadable) as raised:
        await reader.read(content, TODAY, 1)
    return raised.value.fault


async def test_a_cv_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    async with opened(seconds=1.0, memory_mb=512) as reader:
        await reader.read(SMALL, TODAY, 1)

        assert await fault_of(reader, crowded_pdf()) is Fault.TOO_COMPLEX
        assert (await reader.read(SMALL, TODAY, 1)).parsed.name == PEOPLE[0].name


async def test_a_reader_begins_with_what_it_was_forked_from() -> None:
    """What can't be loaded beforehand is left out without a word: it would count as the memory of a CV."""
    pool = ReadingPool(processes=1, seconds=10, memory_mb=512)
    try:
        assert await pool.run(eval, f"{WARM!r} in __import__('sys').modules")
    finally:
        await pool.close()


async def test_a_killed_reader_costs_nobody_elses_cv() -> None:
    async with opened(seconds=1.0, memory_mb=512, processes=2) as reader:
        await reader.read(SMALL, TODAY, 1)

        slow = asyncio.create_task(fault_of(reader, crowded_pdf()))
        quick = [await reader.read(SMALL, TODAY, 1) for _ in range(10)]

        assert await slow is Fault.TOO_COMPLEX
        assert {reading.parsed.email for reading in quick} == {PEOPLE[0].email}


async def test_a_cv_that_needs_too_much_memory_is_refused_and_the_next_is_read() -> None:
    async with opened(seconds=30, memory_mb=150) as reader:
        assert await fault_of(reader, crowded_pdf(lines=400, pages=25)) is Fault.TOO_COMPLEX
        assert (await reader.read(SMALL, TODAY, 1)).parsed.name == PEOPLE[0].name
