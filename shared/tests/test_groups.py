"""How the tests are spread over processes."""

import os

import pytest


@pytest.mark.xdist_group("one process")
def test_a_group_of_tests_stays_in_one_process(request: pytest.FixtureRequest) -> None:
    """A version of pytest once made the marks of all groups void, and everything shared was made in every process."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@one process")
