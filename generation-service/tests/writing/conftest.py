"""People and postings that letters are written from; all invented."""

from collections.abc import Mapping

import pytest

from generation_service.testing.invented import OPENINGS, PEOPLE
from generation_service.writing import Candidate, Opening


@pytest.fixture(scope="session")
def people() -> Mapping[str, Candidate]:
    return PEOPLE


@pytest.fixture(scope="session")
def openings() -> Mapping[str, Opening]:
    return OPENINGS


@pytest.fixture(params=sorted(PEOPLE))
def person(request: pytest.FixtureRequest) -> Candidate:
    """Each of the people in turn."""
    return PEOPLE[request.param]


@pytest.fixture(params=sorted(OPENINGS))
def opening(request: pytest.FixtureRequest) -> Opening:
    """Each of the openings in turn."""
    return OPENINGS[request.param]


@pytest.fixture
def engineer() -> Candidate:
    return PEOPLE["engineer"]


@pytest.fixture
def backend() -> Opening:
    return OPENINGS["backend"]
