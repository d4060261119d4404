"""How senior a job is."""

import re
from collections.abc import Iterator

from job_service.reading.cues import Cue, Cues
from job_service.reading.years import YearsAsked
from vocabulary.titles import Seniority, seniority_of_title

_AFTER_LABEL = re.compile(r"\s*[:：]\s*(?P<level>[^\n]{2,40})")
_SPEAKS_OF_THE_JOB = re.compile(
    r" (?:\w+ ){0,2}(?:position|role|job|opportunity|candidate|engineer|developer|designer|manager|analyst)\b",
    re.IGNORECASE,
)
# From this many years on a job is taken to be of this step when nothing names one.
_STEP_BY_YEARS = ((8, Seniority.LEAD), (5, Seniority.SENIOR), (2, Seniority.MID), (0, Seniority.JUNIOR))


def seniority_of(title: str, text: str, cues: Cues, years: YearsAsked | None) -> Seniority | None:
    """From the title, else from a labelled line or a named level in the text, else from the years asked for."""
    for words in (title, *_levels(text, cues)):
        if (step := seniority_of_title(words)) is not None:
            return step
    if years is None or years.least is None:
        return None
    least = years.least
    return next(step for from_years, step in _STEP_BY_YEARS if least >= from_years)


def _levels(text: str, cues: Cues) -> Iterator[str]:
    for hit in cues[Cue.LEVEL_LABEL]:
        if after := _AFTER_LABEL.match(text, hit.end):
            yield after["level"]
    for hit in cues[Cue.LEVEL]:
        if _SPEAKS_OF_THE_JOB.match(text, hit.end):
            yield text[hit.start : hit.end]
