"""Damaged files of every kind: read or refused for a named reason, never anything else."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from profile_service.reading import CvUnreadable, read_file
from profile_service.testing.documents import DOCUMENT_LAYOUTS
from profile_service.testing.pdfs import PDF_LAYOUTS
from profile_service.testing.people import PEOPLE, Person

MUTATIONS = 25
LAYOUTS = (*PDF_LAYOUTS, *DOCUMENT_LAYOUTS)


def damaged(content: bytes, dice: random.Random) -> bytes:
    """The bytes with some changed, lost, repeated or added."""
    changed = bytearray(content)
    for _ in range(dice.choice([1, 4, 30])):
        at, way = dice.randrange(len(changed)), dice.random()
        if way < 0.4:
            changed[at] = dice.randrange(256)
        elif way < 0.6:
            del changed[at : at + dice.choice([1, 50, 800])]
        elif way < 0.8:
            changed[at:at] = dice.randbytes(dice.choice([1, 40]))
        else:
            start = dice.randrange(len(changed))
            changed[at:at] = changed[start : start + 100]
        changed = changed or bytearray(b" ")
    return bytes(changed)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_damaged_file_is_read_or_refused_for_a_named_reason(layout: Callable[[Person], bytes]) -> None:
    dice = random.Random(layout.__name__)
    content = layout(PEOPLE[dice.randrange(len(PEOPLE))])

    for _ in range(MUTATIONS):
        with suppress(CvUnreadable):
            read_file(damaged(content, dice), date(2026, 11, 20))
