"""The page of what is tested says only what tests saw, and nothing that is documented is missing from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from career_agent import coverage
from career_agent.coverage import Answer, faults_in, named_in, page_of, witnesses_in

DOCUMENT: dict[str, Any] = {
    "tags": [{"name": "Career Agent: Things"}],
    "paths": {
        "/things": {
            "get": {"tags": ["Career Agent: Things"], "responses": {"200": {}, "401": {}}},
            "post": {"tags": ["Career Agent: Things"], "responses": {"201": {}}},
        }
    },
}
ALL, FEW = "tests/test_every_operation.py::test_all", "a/test_a.py::test_a_thing_is_made"
SEEN = {
    ALL: [("GET", "/things", 200), ("GET", "/things", 401)],
    FEW: [("GET", "/things", 200), ("POST", "/things", 201)],
    "a/test_b.py::test_another": [("GET", "/things", 200)],
}


def test_each_answer_has_the_test_that_says_most_about_it() -> None:
    page = page_of(DOCUMENT, witnesses_in(SEEN), {})

    assert named_in(page) == {
        Answer("/things", "GET", 200): "a/test_b.py::test_another",
        Answer("/things", "GET", 401): ALL,
        Answer("/things", "POST", 201): FEW,
    }
    assert "| `POST /things` | 201 | [a thing is made](../a/test_a.py)" in page
    assert faults_in(page, DOCUMENT, witnesses_in(SEEN)) == []


def test_a_test_that_was_named_and_is_still_true_stays() -> None:
    named = {Answer("/things", "GET", 200): FEW}

    assert named_in(page_of(DOCUMENT, witnesses_in(SEEN), named))[Answer("/things", "GET", 200)] == FEW


def test_an_answer_nobody_saw_is_a_fault_and_shows_in_the_page() -> None:
    witnesses = witnesses_in({FEW: SEEN[FEW]})
    page = page_of(DOCUMENT, witnesses, {})

    assert "| `GET /things` | 401 | **none** |" in page
    assert "No test is given 401 by GET /things." in faults_in(page, DOCUMENT, witnesses)


def test_a_test_that_did_not_see_what_the_page_says_is_a_fault() -> None:
    page = page_of(DOCUMENT, witnesses_in(SEEN), {})
    witnesses = witnesses_in({ALL: SEEN[ALL], FEW: SEEN[FEW]})

    assert faults_in(page, DOCUMENT, witnesses) == [
        "docs/api-coverage.md names a/test_b.py::test_another for 200 by GET /things, which it was not given."
    ]


@pytest.mark.parametrize("action", ["--check", "--write"])
def test_without_a_run_of_the_tests_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    monkeypatch.setattr("sys.argv", ["career_agent.coverage", action])

    assert coverage.main(tmp_path) == 1
    assert "make test" in capsys.readouterr().err


def test_what_was_written_is_found_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / coverage.SEEN).parent.mkdir(parents=True)
    (tmp_path / coverage.SEEN).write_text(json.dumps(SEEN))
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(coverage, "openapi", lambda: DOCUMENT)
    for action in ("--write", "--check"):
        monkeypatch.setattr("sys.argv", ["career_agent.coverage", action])
        assert coverage.main(tmp_path) == 0

    assert "3 documented answers" in capsys.readouterr().out
