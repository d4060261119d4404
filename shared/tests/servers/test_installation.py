"""What is missing for the tests is installed, contained, or named; nothing is skipped."""

from pathlib import Path

import pytest

from shared.local_servers import CannotStart
from shared.testing.servers import installation
from shared.testing.servers.containers import container, docker_answers

FAKE_DOCKER = """#!/bin/sh
echo "$@" >> "$0.calls"
case "$1" in
    info) exit {info} ;;
    run) echo 0123abcd; exit {run} ;;
    port) echo 127.0.0.1:49321 ;;
esac
"""


def put_docker_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, *, info: int = 0, run: int = 0) -> Path:
    docker = folder / "docker"
    docker.write_text(FAKE_DOCKER.format(info=info, run=run))
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return docker.with_name("docker.calls")


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has none of the servers, and an ordinary user at it."""
    monkeypatch.setattr(installation, "system_binaries", lambda: None)
    monkeypatch.setattr(installation, "SYSTEM_PROGRAMS", tmp_path)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    for setting in installation.PACKAGES:
        monkeypatch.delenv(setting, raising=False)


@pytest.mark.usefixtures("bare_machine")
def test_what_is_missing_is_named_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert installation.main() == 1
    assert capsys.readouterr().err == (
        "The tests need postgresql, rabbitmq-server, redis-server: install them, start Docker, "
        "or set TEST_DATABASE_URL, TEST_AMQP_URL, TEST_REDIS_URL.\n"
    )


@pytest.mark.usefixtures("bare_machine")
def test_a_server_that_a_setting_names_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_AMQP_URL", "amqp://somewhere/")

    assert installation.missing_packages() == ["postgresql", "redis-server"]


@pytest.mark.usefixtures("bare_machine")
def test_docker_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_docker_on_path(tmp_path, monkeypatch)

    assert installation.main() == 0


def test_docker_without_its_daemon_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_docker_on_path(tmp_path, monkeypatch, info=1)

    assert not docker_answers()


def test_a_container_is_reached_on_loopback_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = put_docker_on_path(tmp_path, monkeypatch)

    with container("redis:7", 6379, {"A": "b"}, ["redis-server"]) as running:
        assert running.port == 49321

    assert calls.read_text().splitlines() == [
        "run --detach --rm --publish=127.0.0.1::6379 --env=A=b redis:7 redis-server",
        "port 0123abcd 6379",
        "rm --force --volumes 0123abcd",
    ]


def test_a_container_that_does_not_start_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_docker_on_path(tmp_path, monkeypatch, run=1)

    with pytest.raises(CannotStart, match=r"Docker could not start redis:7"), container("redis:7", 6379, {}):
        pass
