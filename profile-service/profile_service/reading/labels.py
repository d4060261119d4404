"""Labels of personal details, as forms and tables set them beside what they name."""

from functools import cache

from profile_service.reading.headings import folded
from profile_service.reading.wordlists import lines_of

_LONGEST = 40


@cache
def _known() -> frozenset[str]:
    return frozenset(_squeezed(label) for label in lines_of("labels.txt"))


def _squeezed(text: str) -> str:
    return folded(text).replace(" ", "")


def is_label(text: str) -> bool:
    """Whether a text is nothing but the label of a personal detail: "Date of birth", "氏　名"."""
    return len(text) <= _LONGEST and _squeezed(text) in _known()
