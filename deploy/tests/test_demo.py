"""`make demo`, walked against a small product that speaks the documented shapes."""

import http.server
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from career_agent.demo.__main__ import main
from career_agent.demo.testing import StandIn, served
from career_agent.demo.waiting import Patience
from shared.local_servers import free_port

STAND_IN = (sys.executable, "-m", "career_agent.demo.testing")
DEMO_OF_A_PRODUCT_THAT_NEVER_COMES = """
import signal, sys
from career_agent.demo.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main([], run=(sys.executable, "-c", "import time; print('starting', flush=True); time.sleep(60)")))
"""
IN_A_HURRY = Patience(first_look=0.01, slowest_look=0.02, unchanged=0.1, longest=5)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEMO_URL", raising=False)
    monkeypatch.delenv("DATA_DIR", raising=False)
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A running product at DEMO_URL."""
    state = StandIn()
    with served(state) as url:
        monkeypatch.setenv("DEMO_URL", url)
        yield state


def show(*arguments: str) -> int:
    return main(arguments, run=STAND_IN, patience=IN_A_HURRY)


def test_the_demo_shows_the_whole_way(product: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert show() == 0

    shown = capsys.readouterr().out
    for words in (
        "Maya Ferreira-Holt · 8.5 years of experience · Engineer at Havelfracht",
        "2 matches among 240 postings",
        "91.4",
        "Nordlicht GmbH",
        "€70–90k",
        "✓ Python, PostgreSQL",
        "✗ Docker",
        "counts 35%",
        "Python and PostgreSQL are what they ask for.",
        "I have run PostgreSQL for nine years.",
        "• Tuned PostgreSQL 15",
        "+$15,000",
        "In 60% of your matches",
    ):
        assert words in shown
    assert product.uploads == ["software_engineer.pdf"]


def test_the_letter_is_saved_under_a_name_that_says_for_which_job(product: StandIn) -> None:
    product.company = "../../Büro & Söhne"

    assert show() == 0

    (saved,) = Path("demo-output").iterdir()
    assert saved.name == "cover-letter_backend-engineer-1_büro-söhne.txt"
    assert saved.read_text().startswith(product.letter)


def test_the_letter_is_signed_by_the_person_of_the_cv(product: StandIn) -> None:
    assert show() == 0

    (saved,) = Path("demo-output").iterdir()
    assert saved.read_text().endswith("\n\nMaya Ferreira-Holt\n")


def test_a_second_run_uses_the_same_account(product: StandIn) -> None:
    assert show("--cv", "nurse") == 0
    assert show("--cv", "accountant") == 0

    assert len(product.accounts) == 1
    assert product.uploads == ["nurse.docx", "accountant.txt"]


def test_the_password_is_neither_shown_nor_readable_by_others(
    product: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show() == 0

    (password,) = product.accounts.values()
    assert password not in capsys.readouterr().out
    assert Path(".data/demo/account.json").stat().st_mode & 0o077 == 0


def test_a_cv_of_ones_own_can_be_shown(product: StandIn, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("I weld.")

    assert show("--cv", "mine.txt") == 0

    assert product.uploads == ["mine.txt"]


def test_a_cv_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("--cv", "plumber") == 1

    assert "There is no CV plumber: name a file, or one of software, nurse, accountant." in capsys.readouterr().out


def test_what_is_piped_holds_no_colours_and_no_moving_parts(
    product: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show() == 0

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


def test_text_of_strangers_moves_no_cursor_and_is_no_markup(
    product: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    product.company = "[red]Evil\x1b[2J\x07 Corp"

    assert show() == 0

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[red]Evil" in shown


@pytest.mark.parametrize(
    ("path", "doing"),
    [
        ("/auth/login", "Logging in"),
        ("/api/profile/cv", "Uploading the CV"),
        ("/api/matches", "Reading the matches"),
        ("/api/matches/1/generate-cover-letter", "Writing the letter"),
        ("/api/insights/skills", "Reading the skill insights"),
    ],
)
def test_a_refusal_is_told_in_the_products_own_words(
    path: str, doing: str, product: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    product.refused[path] = (429, "Too many requests.")

    assert show() == 1

    assert f"{doing} failed: Too many requests. (HTTP 429)" in capsys.readouterr().out


def test_a_scoring_that_failed_is_told(product: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    product.stages = ("pending", "failed")

    assert show() == 1

    assert "Scoring the CV failed: It is failed." in capsys.readouterr().out


def test_a_cv_that_changes_nothing_does_not_wait_for_ever(product: StandIn) -> None:
    product.stages = ("none",)

    assert show() == 0


def test_a_named_product_that_is_away_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMO_URL", f"http://127.0.0.1:{free_port()}")

    assert show() == 1

    assert "Nothing answers at http://127.0.0.1:" in capsys.readouterr().out


def test_without_a_product_one_is_started_and_stopped_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = psutil.Process().children()

    assert show() == 0

    assert f"Starting Career Agent at http://localhost:{os.environ['PORT']}" in capsys.readouterr().out
    assert set(psutil.Process().children()) <= set(before)


def test_where_something_else_has_the_port_the_product_takes_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with other_web_server() as port:
        monkeypatch.setenv("PORT", str(port))

        assert show() == 0

    assert f"Something else answers at http://localhost:{port}" in capsys.readouterr().out


def test_a_product_that_does_not_start_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    run = (sys.executable, "-c", "import sys; sys.exit('The folder is read-only.')")

    assert main([], run=run, patience=IN_A_HURRY) == 1

    assert "The product did not start: The folder is read-only." in capsys.readouterr().out


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_demo_that_is_stopped_leaves_nothing_running(how: signal.Signals, code: int) -> None:
    demo = subprocess.Popen([sys.executable, "-c", DEMO_OF_A_PRODUCT_THAT_NEVER_COMES], stdout=subprocess.DEVNULL)
    wait_until(lambda: "starting" in Path(".data/demo/product.log").read_text())
    (child,) = psutil.Process(demo.pid).children()

    demo.send_signal(how)

    assert demo.wait(20) == code
    assert not child.is_running()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError):
            if true():
                return
        time.sleep(0.02)
    raise AssertionError("did not become true")


@contextmanager
def other_web_server() -> Iterator[int]:
    """Answers, and is not ours."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
