"""CV lines as long as a letter has room for."""

import re

from generation_service.writing.lines import sentences_of

_LONGEST, _SHORTEST = 38, 8
_BREAK = re.compile(r"(?:,\s(?=\w+ing\b)|\s[–—]\s|;\s|,\sand\s|\.\s|,\s(?:including|such as|where|which)\b)")


def fitting(line: str) -> str:
    """A line short enough for a letter: its first sentence, cut where it breathes when that is still too long."""
    first = sentences_of(line)[0]
    shorter = first if len(first.split()) >= _SHORTEST // 2 else line
    while len(shorter.split()) > _LONGEST:
        breaks = [at for at in _BREAK.finditer(shorter) if len(shorter[: at.start()].split()) >= _SHORTEST]
        if not breaks:
            return shorter
        shorter = shorter[: breaks[-1].start()]
    return shorter.rstrip(" .;,")
