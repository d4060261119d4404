"""docs/security.md names tests that are there, and leaves out no case of its sections."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`([\w/.-]+\.py)::(test_\w+)`", PAGE)))
FILES = sorted(set(re.findall(r"`((?:[\w-]+/)+[\w.-]+\.py)`", PAGE)))
CASES = {"J": 16, "S": 12, "L": 13, "A": 12, "G": 12, "R": 8, "U": 17, "H": 13}
ROWS = {row.split(" | ")[0].removeprefix("| "): row for row in PAGE.splitlines() if re.match(r"\| [A-Z]\d\d ", row)}


@pytest.mark.parametrize("file", sorted({file for file, _ in NAMED}))
def test_every_test_the_page_names_is_there(file: str) -> None:
    written = set(re.findall(r"^(?:async )?def (test_\w+)", (ROOT / file).read_text(), re.MULTILINE))

    assert {name for named_file, name in NAMED if named_file == file} - written == set()


def test_every_file_the_page_names_is_there() -> None:
    assert [file for file in FILES if not (ROOT / file).is_file()] == []


def test_every_case_has_its_row_with_a_test_or_a_reason() -> None:
    cases = {f"{letter}{number:02}" for letter, last in CASES.items() for number in range(1, last + 1)}

    assert cases - ROWS.keys() == set()
    assert [case for case, row in ROWS.items() if len(row.split(" | ")[3].strip(" |")) < 20] == []
