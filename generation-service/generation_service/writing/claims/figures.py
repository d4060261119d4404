"""Figures of a sentence that the CV does not state."""

import re
from collections.abc import Iterator

from generation_service.writing.claims.ground import Ground
from generation_service.writing.figures import Figure, Stated, stated_figures
from generation_service.writing.subjects import Position
from generation_service.writing.words import stems_in

_YEARS = re.compile(r"\s*\+?\s*(?:\w+\s){0,2}?(?:years?|jahre?n?|ans|années?|años?)\b", re.IGNORECASE)
_STATIONS = re.compile(
    r"\s*(?:[\w-]+\s){0,3}?(?:roles?|positions?|employers?|companies|jobs|projects?|degrees?|languages"
    r"|stationen|stellen|arbeitgebern?|unternehmen|projekten?|sprachen|postes?|employeurs|entreprises|projets|langues"
    r"|puestos|empresas|proyectos|idiomas)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(\d{4})(?:-(\d{2}))?")


def unknown_figures(sentence: str, ground: Ground) -> Iterator[str]:
    """What states an amount, a share or a year that neither the CV nor its dates hold."""
    for stated in stated_figures(sentence):
        if not any(_is_known(figure, stated, sentence, ground) for figure in stated.readings):
            yield sentence[stated.start : stated.end]


def _is_known(figure: Figure, stated: Stated, sentence: str, ground: Ground) -> bool:
    if ground.is_about_posting(sentence) and figure in ground.asked_figures:
        return True
    if _YEARS.match(sentence, stated.end):
        return figure.value in _durations(ground) or _is_told(figure, sentence, ground)
    if _STATIONS.match(sentence, stated.end) and figure.value <= _most_counted(ground):
        return True
    return _is_told(figure, sentence, ground)


def _is_told(figure: Figure, sentence: str, ground: Ground) -> bool:
    """Whether a CV line that holds the figure speaks of the same thing: one meaningful word in common."""
    telling = ground.evidence.figures.get(figure, ())
    if not telling or figure.is_year:
        return bool(telling)
    if ground.is_translated:
        return True
    stems = stems_in(sentence)
    return any(stems & stems_in(line) for line in telling)


def _durations(ground: Ground) -> frozenset[float]:
    """Whole years the CV's dates and its count of years allow to be said."""
    candidate = ground.candidate
    spans = [span for position in candidate.experience if (span := _span(position)) is not None]
    whole = {float(int(span)) for span in (*spans, candidate.years or 0.0)} | {float(round(span)) for span in spans}
    return frozenset(whole)


def _span(position: Position) -> float | None:
    start, end = _DATE.search(position.start or ""), _DATE.search(position.end or "")
    if not start or not end:
        return None
    months = 12 * (int(end[1]) - int(start[1])) + int(end[2] or 1) - int(start[2] or 1)
    return months / 12


def _most_counted(ground: Ground) -> int:
    candidate = ground.candidate
    return max(len(candidate.experience), len(candidate.projects), len(candidate.education), len(candidate.languages))
