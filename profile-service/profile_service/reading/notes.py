"""What stands in the margin beside the thing it belongs to: a date, a length of time, a place."""

import re

from profile_service.reading.dates import is_duration, periods_in
from profile_service.reading.document import Span

_LONGEST = 40
_OPEN_END = re.compile(r"(?:[-–—]|\b(?:to|bis|until|à|al|hasta|até|tot))\s*$", re.IGNORECASE)
_PLACE = re.compile(r"^[A-ZÀ-Ý][\w.’' -]{1,24},\s*[A-ZÀ-Ý][\w.’' -]{1,20}$")
_REMOTE = re.compile(r"^\(?(?:remote|hybrid|on-?site|home ?office|online)\)?$", re.IGNORECASE)


def ends_open(text: str) -> bool:
    """Whether a text is a date whose period goes on: "Jan 2018 –"."""
    return len(text) <= _LONGEST and _OPEN_END.search(text) is not None and bool(periods_in(text))


def is_moment(text: str) -> bool:
    """Whether a text is nothing but the end of a period: "Dec 2019", "heute"."""
    whole = f"2000 – {text}"
    return len(text) <= _LONGEST and any(period.span == Span(0, len(whole)) for period in periods_in(whole))


def is_note(text: str) -> bool:
    """Whether a short text is nothing but a date, a length of time or a place."""
    if len(text) > _LONGEST:
        return False
    return bool(periods_in(text) or is_duration(text) or _PLACE.match(text) or _REMOTE.match(text))
