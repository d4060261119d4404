"""File names as people send them."""

import unicodedata
from urllib.parse import quote

LONGEST_NAME = 200
UNNAMED = "cv"
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe_filename(sent: str | None) -> str:
    """The name to show: no path, no control or direction characters, at most 200 characters with its ending kept."""
    name = (sent or "").replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in _DIRECTION_MARKS).strip(" .")
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{(stem or ending)[: LONGEST_NAME - 10]}{dot}{ending[:9]}" if dot else kept[:LONGEST_NAME]
    return kept or UNNAMED


def attachment(filename: str) -> str:
    """A Content-Disposition that saves under this name (RFC 6266)."""
    plain = filename.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or UNNAMED
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
