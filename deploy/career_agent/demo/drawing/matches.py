"""Matches: the ranked table, and the sub-scores of one as bars."""

from collections.abc import Sequence

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from career_agent.demo.answers import Job, Match, Reasoning
from career_agent.demo.drawing.words import listed, salary

LEGEND = "✓ you have it   ~ you have something close   ✗ you lack it"
SHOWN_SKILLS = 5
BAR_WIDTH = 30


def ranking(matches: Sequence[Match]) -> RenderableType:
    """The matches, best first as they come."""
    table = Table(box=box.SIMPLE_HEAD, expand=True, leading=1, pad_edge=False, header_style="dim", caption=LEGEND)
    table.add_column("#", justify="right", style="dim")
    table.add_column("Score", justify="right")
    table.add_column("Job", ratio=5)
    table.add_column("Where, salary", ratio=4)
    table.add_column("Skills", ratio=6)
    for place, match in enumerate(matches, 1):
        score = Text(f"{match.score:.1f}", _colour(match.score))
        table.add_row(str(place), score, _job(match.job), _terms(match.job), _skills(match.reasoning))
    return table


def sub_scores(reasoning: Reasoning) -> RenderableType:
    """The six sub-scores with their weights, a bar each."""
    grid = Table.grid(padding=(0, 2))
    for name, score, weight in _parts(reasoning):
        bar = Text("█" * round(score / 100 * BAR_WIDTH), _colour(score))
        bar.append("░" * (BAR_WIDTH - bar.cell_len), "dim")
        grid.add_row(name, bar, Text(f"{score:5.1f}"), Text(f"counts {weight:.0%}", "dim"))
    return Padding(grid, (0, 0, 1, 2))


def _parts(reasoning: Reasoning) -> list[tuple[str, float, float]]:
    weights = reasoning.weights
    return [
        ("skills", reasoning.skill_score, weights.skills),
        ("title", reasoning.title_score, weights.title),
        ("experience", reasoning.experience_score, weights.experience),
        ("work type", reasoning.work_type_score, weights.work_type),
        ("location", reasoning.location_score, weights.location),
        ("salary", reasoning.salary_score, weights.salary),
    ]


def _job(job: Job) -> Text:
    return Text.assemble((job.title, "bold"), "\n", (job.company or "company not named", "dim"))


def _terms(job: Job) -> Text:
    return Text.assemble(job.location or "place not named", "\n", (salary(job) or "salary not named", "dim"))


def _skills(reasoning: Reasoning) -> Text:
    """What the person has, has something like, and lacks; a posting may ask for nothing by name."""
    lines = [
        ("✓ ", reasoning.matching_skills, "green"),
        ("~ ", reasoning.related_skills, "yellow"),
        ("✗ ", reasoning.missing_skills, "red"),
    ]
    texts = [Text(mark + listed(skills, SHOWN_SKILLS), style) for mark, skills, style in lines if skills]
    return Text("\n").join(texts) if texts else Text("none asked for by name", "dim")


def _colour(score: float) -> str:
    if score >= 80:
        return "green"
    return "yellow" if score >= 60 else "red"
