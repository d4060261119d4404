"""`python -m career_agent.demo [--cv software|nurse|accountant|PATH]`."""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from career_agent import demo_cvs
from career_agent.demo.account import demo_account
from career_agent.demo.client import Client, open_http
from career_agent.demo.failures import DemoFailed
from career_agent.demo.product import RUN, Product, find_or_start
from career_agent.demo.screen import Screen
from career_agent.demo.settings import DemoSettings
from career_agent.demo.story import Story
from career_agent.demo.waiting import Patience
from shared.settings import MisconfiguredError, read_settings

CVS = {"software": "software_engineer.pdf", "nurse": "nurse.docx", "accountant": "accountant.txt"}
OUTPUT = Path("demo-output")

FAILED, INTERRUPTED, TERMINATED = 1, 130, 143


def main(arguments: Sequence[str] | None = None, run: Sequence[str] = RUN, patience: Patience = Patience()) -> int:
    """Show the product; the exit code says whether all of it worked. `run` starts one where none is."""
    cv = _parser().parse_args(arguments).cv
    screen = Screen()
    try:
        with _ending_in_order():
            _show(_cv_file(cv), read_settings(DemoSettings), screen, run, patience)
    except (DemoFailed, MisconfiguredError) as failure:
        screen.fail(str(failure))
        return FAILED
    except KeyboardInterrupt:
        screen.fail("Interrupted.")
        return INTERRUPTED
    return 0


def _show(cv: Path, settings: DemoSettings, screen: Screen, run: Sequence[str], patience: Patience) -> None:
    account = demo_account(settings.folder)
    with find_or_start(settings, screen, run) as product, open_http(product.url) as http:
        screen.title("Career Agent", product.url)
        Story(Client(http), screen, patience, OUTPUT).tell(account, cv)
        screen.say(f"\n{_farewell(product)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make demo", description="Walk the way from a CV to a letter.")
    names = ", ".join(CVS)
    parser.add_argument("--cv", default="software", metavar="CV", help=f"{names}, or a file; default: software")
    return parser


def _cv_file(name: str) -> Path:
    """A CV that ships with the product, or a file of the person's."""
    if name in CVS:
        return Path(demo_cvs.__file__).parent / CVS[name]
    if not (file := Path(name)).is_file():
        raise DemoFailed(f"There is no CV {name}: name a file, or one of {', '.join(CVS)}.")
    return file


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Leave on SIGTERM by the same way as on Ctrl-C, so that what was started for the demo is stopped."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _farewell(product: Product) -> str:
    if product.is_ours:
        return "The product was started for this demo and stops now; `make run` starts it to stay."
    return f"Look around: {product.url}/docs"


if __name__ == "__main__":
    sys.exit(main())
