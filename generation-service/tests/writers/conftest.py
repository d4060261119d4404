"""Letters as a good model drafts them, written by hand for the people and postings of the rules' tests."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from generation_service.inputs import Inputs
from generation_service.orders import Subject
from generation_service.testing.invented import OPENINGS, PEOPLE
from generation_service.writers import Commission
from generation_service.writing import Passage, Wishes

HERE = Path(__file__).parent


def drafted(told: Mapping[str, Any]) -> dict[str, Any]:
    """A draft of drafts.json in the shape of an answer."""
    paragraphs = [
        {"sentences": [{"text": text, "cv_lines": lines} for text, lines in sentences]}
        for sentences in told["paragraphs"]
    ]
    return {"subject": told["subject"], "greeting": told["greeting"], "paragraphs": paragraphs}


DRAFTS = {name: drafted(told) for name, told in json.loads((HERE / "drafts.json").read_text("utf-8")).items()}


def commission_of(name: str, **wishes: Any) -> Commission:
    """The commission a draft was written for: "<person> <opening>"."""
    person, opening = name.split()
    return Commission(Subject(7, 456, 123), Inputs(PEOPLE[person], OPENINGS[opening], wishes=Wishes(**wishes)))


class AttentiveReader:
    """Keeps what it is shown, and holds a writer to it."""

    def __init__(self, shown: Sequence[Passage] = ()) -> None:
        self.passages = tuple(shown)

    async def shown(self) -> tuple[Passage, ...]:
        return self.passages

    async def show(self, passages: Sequence[Passage]) -> None:
        if tuple(passages[: len(self.passages)]) == self.passages:
            self.passages = tuple(passages)


@pytest.fixture
def reader() -> AttentiveReader:
    return AttentiveReader()
