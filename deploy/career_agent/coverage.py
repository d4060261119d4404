"""`python -m career_agent.coverage --write|--check`: docs/api-coverage.md, made of what passing tests saw.

Every answer that a test is given is noted by the plugin in shared/testing/contract, once it was held against the
document. `--check` fails when a documented answer was seen by no test, or the page names a test that did not see it.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from career_agent.documents import openapi
from career_agent.terminal import complain, say

ROOT = Path(__file__).parents[2]
SEEN = Path(".pytest_cache") / "v" / "career_agent" / "seen"
"""Where pytest keeps what the plugin gives it."""
PAGE = Path("docs") / "api-coverage.md"
SWEEPING = "tests/test_every_operation.py"
"""Tests that call every operation: they stand for an answer that no test of its own sees."""

INTRODUCTION = """# What is tested of the API

For every operation and each of its documented answers one test that was given that answer. The page is made of what
passing tests saw (`make api-coverage`), each answer held against the document: `make check` fails when a documented
answer was seen by no test, when a test below did not see it, and when any test is given one that is not documented.
"""

_ROW = re.compile(r"^\| `(?P<method>[A-Z]+) (?P<path>\S+)` \| (?P<status>\d+) \| .*<!-- (?P<test>\S+) -->")


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """A documented answer."""

    path: str
    method: str
    status: int


Witnesses = Mapping[Answer, Sequence[str]]
"""The tests that saw each answer, the one that says most about it first."""


def documented(document: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Every answer of every operation with its section, in the order of the page."""
    sections = [tag["name"] for tag in document["tags"]]
    found = [
        (operation["tags"][0], Answer(path, method.upper(), int(status)))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status in operation["responses"]
    ]
    yield from sorted(found, key=lambda each: (sections.index(each[0]), each[1]))


def witnesses_in(seen: Mapping[str, Sequence[Sequence[Any]]]) -> Witnesses:
    """Tests by what they saw. Who calls a few operations says more of each than who calls all."""
    by_answer: dict[Answer, list[str]] = {}
    for test in sorted(seen, key=lambda test: (test.startswith(SWEEPING), len(seen[test]), test)):
        for method, path, status in seen[test]:
            by_answer.setdefault(Answer(path, method, status), []).append(test)
    return by_answer


def named_in(page: str) -> dict[Answer, str]:
    """The test the page names for each answer."""
    rows = filter(None, map(_ROW.match, page.splitlines()))
    return {Answer(row["path"], row["method"], int(row["status"])): row["test"] for row in rows}


def page_of(document: Mapping[str, Any], witnesses: Witnesses, before: Mapping[Answer, str]) -> str:
    """The page. A test that it named before and that still sees the answer stays, so that it changes little."""
    lines, section_before = [INTRODUCTION], ""
    for section, answer in documented(document):
        if section != section_before:
            lines += [f"## {section}", "", "| operation | status | test |", "|---|---|---|"]
            section_before = section
        saw = witnesses.get(answer, ())
        chosen = before[answer] if before.get(answer) in saw else next(iter(saw), None)
        lines.append(_row(answer, chosen))
    return "\n".join(lines).replace("|\n## ", "|\n\n## ") + "\n"


def _row(answer: Answer, test: str | None) -> str:
    shown = f"`{answer.method} {answer.path}` | {answer.status}"
    if test is None:
        return f"| {shown} | **none** |"
    file, _, name = test.partition("::")
    said = name.removeprefix("test_").replace("_", " ")
    return f"| {shown} | [{said}](../{file}) <!-- {test} --> |"


def faults_in(page: str, document: Mapping[str, Any], witnesses: Witnesses) -> list[str]:
    """What the page says that is not so, and what is documented and was never seen."""
    named = named_in(page)
    wanted = [answer for _, answer in documented(document)]
    unseen = [f"No test is given {_called(answer)}." for answer in wanted if answer not in witnesses]
    missing = [f"{PAGE} has no row for {_called(answer)}." for answer in wanted if answer not in named]
    untrue = [
        f"{PAGE} names {test} for {_called(answer)}, which it was not given."
        for answer, test in named.items()
        if test not in witnesses.get(answer, ())
    ]
    return [*unseen, *missing, *untrue]


def _called(answer: Answer) -> str:
    return f"{answer.status} by {answer.method} {answer.path}"


def main(root: Path = ROOT) -> int:
    """0 when the page is true and every documented answer was seen, else 1."""
    parser = argparse.ArgumentParser(prog="career_agent.coverage", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="write the page")
    action.add_argument("--check", action="store_true", help="fail when it is not true")
    arguments = parser.parse_args()
    if not (root / SEEN).is_file():
        complain("Run `make test` first: nothing is known of what tests saw.")
        return 1
    document, witnesses = openapi(), witnesses_in(json.loads((root / SEEN).read_text(encoding="utf-8")))
    page = (root / PAGE).read_text(encoding="utf-8") if (root / PAGE).is_file() else ""
    if arguments.write:
        page = page_of(document, witnesses, named_in(page))
        (root / PAGE).write_text(page, encoding="utf-8")
    faults = faults_in(page, document, witnesses)
    for fault in faults:
        complain(fault)
    if not faults:
        say(f"{len(named_in(page))} documented answers, each seen by a test.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
