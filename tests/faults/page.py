"""The figures of the last runs, as a page."""

import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tests.faults.books import Verdict
from tests.faults.matrix import Entry

HEAD = (
    "id",
    "fault",
    "attempted",
    "acknowledged",
    "ok",
    "lost",
    "deliveries twice",
    "effects twice",
    "kills (in their window)",
    "recovery p50 / p95 / max, s",
    "loss below (95 %)",
    "seed",
    "verdict",
)

INTRODUCTION = """\
`attempted` numbers were ordered over HTTP, `acknowledged` were answered with 201, `ok` had their effect; `lost` is
acknowledged without an effect. Deliveries may come twice, effects may not. Recovery: from the end of a fault, or a
kill, to the next effect, where no other kill came in between. A run is green when nothing is lost, done twice, left
over or set aside, no process ended that nobody had killed or told to stop, the dead letters are exactly the poison,
users saw only 2xx, 409, 429, 503 and 504, and recovery was within its limit (`tests/faults/books.py`,
`Verdict.faults`). A process that is killed is started from nothing: the longest such start of a run is granted on top
of the limit, for it says more of the machine than of the product. F05 and F28 to F32 count letters, F35 readings of
two boards; F32 may be told 500 too, and what was asked is asked again."""


def page(matrix: Sequence[Entry], verdicts: Mapping[str, Verdict]) -> str:
    """One line a scenario that has been run, and the notes that go with it."""
    lines = [
        "# Faults",
        "",
        f"Made by `make faults` on {datetime.now(UTC):%Y-%m-%d}, on a machine that was shared.",
        "",
        INTRODUCTION,
        "",
        "|" + "|".join(HEAD) + "|",
        "|" + "---|" * len(HEAD),
    ]
    ran = [(entry, verdicts[entry.name]) for entry in matrix if entry.name in verdicts]
    lines += ["|" + "|".join(_cells(entry, verdict)) + "|" for entry, verdict in ran]
    missing = [entry.id for entry in matrix if entry.name not in verdicts]
    if missing:
        lines += ["", f"Not run: {', '.join(missing)}."]
    lines += ["", "## Notes", ""]
    lines += [f"- {entry.id}: {_notes(verdict)}" for entry, verdict in ran]
    return "\n".join(lines) + "\n"


def _cells(entry: Entry, verdict: Verdict) -> list[str]:
    counts = (verdict.attempted, verdict.acknowledged, verdict.ok, verdict.lost)
    twice = (verdict.duplicated_deliveries, verdict.duplicated_effects)
    kills = f"{verdict.kills} ({verdict.kills_in_window})" if verdict.kills else ""
    green = "; ".join(verdict.faults()) or "green"
    numbers = [f"{count:,}" for count in (*counts, *twice)]
    ends = [kills, _recovery(verdict), f"{verdict.bound:.1e}", str(verdict.seed), green]
    return [entry.id, entry.fault, *numbers, *ends]


def _recovery(verdict: Verdict) -> str:
    took = sorted(verdict.recoveries)
    if not took:
        return ""
    p95 = took[min(len(took) - 1, round(0.95 * (len(took) - 1)))]
    limit = f"≤ {verdict.recovery_limit:g}" if verdict.recovery_limit is not None else "no limit"
    start = f" + {verdict.longest_start:.1f} to start" if verdict.longest_start else ""
    return f"{statistics.median(took):.1f} / {p95:.1f} / {took[-1]:.1f} ({limit}{start})"


def _notes(verdict: Verdict) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in verdict.notes.items())
