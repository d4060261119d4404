"""The terminal: colours and moving bars for a person, plain lines for a pipe."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

SHORTEST_SECONDS = 0.3
NARROWEST, WIDEST = 80, 112


class Screen:
    """Everything the demo writes goes through here; no text is read as markup."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, markup=False, emoji=False)
        self._console.width = min(max(self._console.width, NARROWEST), WIDEST)
        self._steps = 0

    def title(self, words: str, beside: str) -> None:
        """The first line."""
        self._console.print(Text.assemble((words, "bold"), "  ", (beside, "dim")))

    def step(self, words: str) -> None:
        """Begin a step of the way."""
        self._steps += 1
        line = Text.assemble((f"{self._steps}  ", "cyan"), (words, "bold cyan"), " ")
        line.append("─" * (self._console.width - line.cell_len), "dim cyan")
        self._console.print("", line, sep="\n")

    def say(self, words: str | Text, style: str = "") -> None:
        """A line or paragraph; in a pipe lines are as long as they are."""
        self._console.print(
            words if isinstance(words, Text) else Text(words, style), soft_wrap=not self._console.is_terminal
        )

    def show(self, picture: RenderableType) -> None:
        """A table, a panel, bars."""
        self._console.print(picture)

    def fail(self, sentence: str) -> None:
        """The last line of a demo that could not go on."""
        self.say(Text.assemble("\n", ("✗ ", "bold red"), sentence))

    @contextmanager
    def working(self, doing: str) -> Iterator[None]:
        """Show that something takes a while, and then how long it took, if it took any time."""
        began = time.monotonic()
        with self._console.status(Text(f"{doing} …")) if self._console.is_terminal else nullcontext():
            yield
        if (took := time.monotonic() - began) >= SHORTEST_SECONDS:
            self.say(f"{doing}: {took:.1f} s", "dim")

    @contextmanager
    def bar(self, doing: str) -> Iterator[Callable[[float, str], None]]:
        """A progress bar; its function takes the share done (0–1) and a few words. In a pipe nothing moves."""
        if not self._console.is_terminal:
            yield lambda _share, _words: None
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(30),
            TimeElapsedColumn(),
            TextColumn("{task.fields[words]}"),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(doing, total=1.0, words="")
            yield lambda share, words: progress.update(task, completed=share, words=words)
