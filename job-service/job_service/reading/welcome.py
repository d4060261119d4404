"""Stretches of a posting whose words are welcome, not required: "Docker is a plus", "ideally with Go"."""

import re
from collections.abc import Iterator

from job_service.reading.cues import Cue, Cues, Hit

_REACH = 240
_ENDS = re.compile(r"[.;!?](?=\s)|\n|$| [–—] ")
_BREAKS = re.compile(
    r"(?:[.;!?](?=\s)|\n| [–—] |\b(?:but|aber|mais|pero|porém|mas|ma|maar)\b"
    r"|\b(?:required|mandatory|essential|a must|must have|erforderlich|zwingend|requise?|obligatoire|imprescindible"
    r"|obrigatório|obbligatori[oa]|vereist)\b)",
    re.IGNORECASE,
)
_SPEAKS_OF_MANY = re.compile(
    r"\b(?:are|sind|wären|sont|seraient|son|serán|são|serão|sono|saranno|zijn)\b[^,]*$", re.IGNORECASE
)
_LIST_GOES_ON = re.compile(r"\s*(?:and|or|und|oder|et|ou|y|o|e|en|of)\b", re.IGNORECASE)

Stretch = tuple[int, int]


def welcome_stretches(text: str, cues: Cues) -> tuple[Stretch, ...]:
    """Where the text only wishes: (start, end) pairs in no particular order."""
    return tuple(_stretches(text, cues))


def is_welcome(position: int, stretches: tuple[Stretch, ...]) -> bool:
    """Whether a position lies in any of the stretches."""
    return any(start <= position < end for start, end in stretches)


def _stretches(text: str, cues: Cues) -> Iterator[Stretch]:
    behind = {hit.start: _clause_start(text, hit) for hit in cues[Cue.NICE_BEHIND]}
    for hit in cues[Cue.NICE_AHEAD]:
        # "Docker serait un plus" speaks of what stands before, "Serait un plus : Docker" of what follows.
        if not text[behind.get(hit.start, hit.start) : hit.start].strip(" -"):
            yield hit.start, _clause_end(text, hit)
    for hit in cues[Cue.NICE_BEHIND]:
        yield behind[hit.start], hit.end


def _clause_end(text: str, hit: Hit) -> int:
    end = _ENDS.search(text, hit.end, hit.end + _REACH)
    limit = end.start() if end else min(len(text), hit.end + _REACH)
    closing = text.find(")", hit.end, limit)
    opened = text.rfind("(", max(0, hit.start - _REACH), hit.start)
    return closing if closing >= 0 and opened > text.rfind(")", 0, hit.start) else limit


def _clause_start(text: str, hit: Hit) -> int:
    earliest = max(0, hit.start - _REACH)
    start = earliest
    for found in _BREAKS.finditer(text, earliest, hit.start):
        start = found.end()
    opened = text.rfind("(", start, hit.start)
    if opened >= 0 and text.find(")", opened, hit.start) < 0:
        return _start_of_remark(text, start, opened, hit)
    return start if _speaks_for_its_clause(text, start, hit) else _last_item(text, start, hit.start)


def _start_of_remark(text: str, start: int, opened: int, hit: Hit) -> int:
    """In brackets: what they hold, or the item before them when they hold nothing else."""
    return opened if text[opened + 1 : hit.start].strip(" ,") else _last_item(text, start, opened)


def _speaks_for_its_clause(text: str, start: int, hit: Hit) -> bool:
    """ "X, Y and Z are a plus" speaks of all; "strong X, Y a plus" of Y alone."""
    if _SPEAKS_OF_MANY.search(text[start : hit.end]):
        return True
    last_item = text[text.rfind(",", start, hit.start) + 1 : hit.start]
    return not last_item.strip() or _LIST_GOES_ON.match(last_item) is not None


def _last_item(text: str, start: int, end: int) -> int:
    return max(start, text.rfind(",", start, end) + 1, text.rfind("(", start, end))
