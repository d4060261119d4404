"""How a job is contracted and where it is done."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from job_service.reading.cues import Cue, Cues, Hit, cues_in
from job_service.reading.sections import Outline, SectionKind


class JobType(StrEnum):
    """The contract's words for how a job is contracted; what is full-time is permanent unless it says otherwise."""

    PERMANENT = "permanent"
    CONTRACT = "contract"
    FREELANCE = "freelance"
    PART_TIME = "part-time"
    INTERNSHIP = "internship"


class RemoteType(StrEnum):
    """Where the work is done: fully remote, partly, or on site."""

    FULL = "full"
    HYBRID = "hybrid"
    ONSITE = "onsite"


# The more telling one first: a remote job with office days is hybrid.
_JOB_TYPES = (JobType.INTERNSHIP, JobType.FREELANCE, JobType.PART_TIME, JobType.CONTRACT, JobType.PERMANENT)
_FULL_TIME = "full-time"
_REMOTE_TYPES = (RemoteType.HYBRID, RemoteType.FULL, RemoteType.ONSITE)
_JOB_LABEL = re.compile(
    r"\W{0,4}(?:job|employment|contract|position|work|role|vertrags?|anstellungs?|beschäftigungs?|type de|tipo de"
    r"|soort)?[ -]?(?:type|contract|contrat|contrato|contratto|art|schedule|status|jornada|dienstverband"
    r"|umfang)\W{0,3}[:：]",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(
    r"\W{0,4}(?:work|job|office|remote)?[ -]?(?:location|locations|workplace|work ?place|work (?:model|type|mode)"
    r"|workplace type"
    r"|arrangement|standort|arbeitsort|einsatzort|lieu|localisation|ubicación|modalidad|local|localização"
    r"|modalidade|sede|luogo"
    r"|modalità|locatie|standplaats|remote)\W{0,3}[:：]",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\bnot|n't|\bno|\bkein\w*|\bpas(?: de)?|\bsin|\bsem|\bnon|\bgeen|\bniet|\bother than)(?: \w+)?\s*$",
    re.IGNORECASE,
)


def job_type_named(words: str) -> JobType | None:
    """What a title or a board's own field says: "Full-Time" is permanent. None when it says nothing we know."""
    cues = cues_in(words)
    return _job_type((*cues[Cue.JOB_TYPE], *cues[Cue.JOB_TYPE_WORD]))


def remote_type_named(words: str) -> RemoteType | None:
    """What a title, a location or a board's field says: "Remote (US)" is full. None when it does not say."""
    cues = cues_in(words)
    return _remote_type((*cues[Cue.REMOTE_TYPE], *cues[Cue.REMOTE_TYPE_WORD]))


def job_type_of(title: str, text: str, cues: Cues, outline: Outline) -> JobType | None:
    """From the title, else from a labelled line, else from what the text says."""
    labelled = _labelled(text, cues[Cue.JOB_TYPE], cues[Cue.JOB_TYPE_WORD], _JOB_LABEL)
    said = [hit for hit in cues[Cue.JOB_TYPE] if _speaks_of_the_job(text, hit, outline)]
    return job_type_named(title) or _job_type(labelled) or _job_type(said)


def remote_type_of(title: str, location: str | None, text: str, cues: Cues, outline: Outline) -> RemoteType | None:
    """From title and location, else from a labelled line, else from what the text says."""
    labelled = _labelled(text, cues[Cue.REMOTE_TYPE], cues[Cue.REMOTE_TYPE_WORD], _PLACE_LABEL)
    said = [hit for hit in cues[Cue.REMOTE_TYPE] if _speaks_of_the_job(text, hit, outline)]
    named = remote_type_named(f"{title}\n{location or ''}")
    return named or _remote_type(labelled) or _remote_type(said)


def _job_type(hits: Iterable[Hit]) -> JobType | None:
    """The most telling: a part-time internship is an internship; full or part-time as one likes is permanent."""
    values = {hit.value for hit in hits}
    if _FULL_TIME in values:
        values -= {JobType.PART_TIME}
        values |= {JobType.PERMANENT}
    return next((kind for kind in _JOB_TYPES if kind in values), None)


def _remote_type(hits: Iterable[Hit]) -> RemoteType | None:
    values = {hit.value for hit in hits}
    return next((kind for kind in _REMOTE_TYPES if kind in values), None)


def _labelled(text: str, firm: Sequence[Hit], words: Sequence[Hit], label: re.Pattern[str]) -> list[Hit]:
    """The hits of lines that begin with the label."""
    return [hit for hit in (*firm, *words) if label.match(text, text.rfind("\n", 0, hit.start) + 1, hit.start)]


def _speaks_of_the_job(text: str, hit: Hit, outline: Outline) -> bool:
    if outline.kind_at(hit.start) is SectionKind.HIRING:
        return False
    return _NEGATED.search(text, max(0, hit.start - 16), hit.start) is None
