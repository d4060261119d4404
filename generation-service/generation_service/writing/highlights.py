"""Highlights: the lines of a CV that speak most to a posting."""

from generation_service.writing.demand import Demand
from generation_service.writing.lines import is_telling
from generation_service.writing.relevance import Line, ranked, scored_lines, summary_lines
from generation_service.writing.subjects import Candidate, Match, Opening

FEWEST, MOST = 3, 5
_WORTH_SHOWING = 0.4
"""A fourth and fifth line must be at least this share of the third's score."""


def choose_highlights(candidate: Candidate, opening: Opening) -> tuple[str, ...]:
    """Three to five of the CV's own lines, the most relevant first; fewer only when the CV has fewer.

    What was done or reached comes first; what the places were, and sentences of the summary, only fill up to three.
    """
    demand = Demand.of(opening, Match())
    lines = _distinct(scored_lines(candidate, demand))
    achieved = ranked([line for line in lines if line.is_achievement and not line.is_placeholder], MOST)
    kept = [
        line
        for rank, line in enumerate(achieved)
        if rank < FEWEST or line.score >= _WORTH_SHOWING * achieved[FEWEST - 1].score
    ]
    summary = [line for line in summary_lines(candidate, demand) if is_telling(line.text)]
    for others in (lines, summary):
        said = {line.text.casefold() for line in kept}
        new = [line for line in others if line.text.casefold() not in said]
        kept += ranked(_distinct(new), FEWEST - len(kept))
    return tuple(line.text for line in kept)


def _distinct(lines: tuple[Line, ...] | list[Line]) -> tuple[Line, ...]:
    """One line of each wording."""
    return tuple({line.text.casefold(): line for line in reversed(lines)}.values())[::-1]
