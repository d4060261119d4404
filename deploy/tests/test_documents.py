"""The command that writes the documents made from the code of all services."""

import json
import sys
from pathlib import Path

import pytest

from career_agent import documents
from career_agent.services import ALL


def run(monkeypatch: pytest.MonkeyPatch, root: Path, action: str) -> int:
    monkeypatch.setattr(sys, "argv", ["career_agent.documents", action])
    return documents.main(root)


def test_what_was_written_is_up_to_date_until_somebody_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, "--check") == 1
    assert run(monkeypatch, tmp_path, "--write") == 0
    assert run(monkeypatch, tmp_path, "--check") == 0
    capsys.readouterr()

    with (tmp_path / "docs/events.md").open("a") as page:
        page.write("A line of somebody's own.\n")

    assert run(monkeypatch, tmp_path, "--check") == 1
    assert capsys.readouterr().err == "docs/events.md is not what the code says: run `make docs`.\n"


def test_every_handler_of_every_service_is_described() -> None:
    described = json.loads(documents.documents()["docs/asyncapi.json"])["operations"]
    queues = {operation["x-queue"] for operation in described.values() if operation["action"] == "receive"}

    assert queues == {f"{service.name}.{handler.name}" for service in ALL for handler in service.handlers.listed}


def test_every_setting_says_what_it_means() -> None:
    unexplained = [
        f"{group.title}: {name}"
        for group in documents.GROUPS
        for name, field in group.settings.model_fields.items()
        if not field.description
    ]

    assert unexplained == []
