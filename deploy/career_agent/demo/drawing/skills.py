"""Skill insights as a table."""

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from career_agent.demo.answers import Recommendation, SkillInsights

PRIORITY_COLOURS = {"high": "red", "medium": "yellow", "low": "dim"}
SHOWN = 8


def recommendations(insights: SkillInsights) -> RenderableType:
    """The skills worth learning, the most rewarding first as they come."""
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, header_style="dim", leading=1)
    table.add_column("Skill, and why", ratio=1)
    table.add_column("Priority")
    table.add_column("Postings", justify="right")
    table.add_column("Pay", justify="right")
    table.add_column("Effort")
    for recommended in insights.recommendations[:SHOWN]:
        table.add_row(*_cells(recommended))
    return table


def _cells(recommended: Recommendation) -> tuple[Text, ...]:
    return (
        Text.assemble((recommended.skill, "bold"), "\n", (recommended.reason, "dim")),
        Text(recommended.priority, PRIORITY_COLOURS.get(recommended.priority, "")),
        Text(f"{recommended.frequency:,}"),
        Text(_impact(recommended.salary_impact)),
        Text(recommended.learning_effort),
    )


def _impact(salary_impact: float | None) -> str:
    """US dollars a year; a dash where too few postings say what they pay."""
    if salary_impact is None:
        return "–"
    return f"{'-' if salary_impact < 0 else '+'}${abs(salary_impact):,.0f}"
