"""What an entry tells, as one text."""

import re
from collections.abc import Sequence

from profile_service.reading.document import CELL_GAP
from profile_service.reading.paragraphs import Paragraph

LONGEST_TOLD = 20_000
_LABEL = re.compile(r"^\W*(?:\w+\s){0,2}\w+\s?:$")


def told_text(paragraphs: Sequence[Paragraph]) -> str | None:
    """The paragraphs below each other, without bare labels ("Responsibilities:"); None when there are none."""
    told = (paragraph.text for paragraph in paragraphs if not _LABEL.match(paragraph.text))
    return "\n".join(text.replace(CELL_GAP, " ") for text in told)[:LONGEST_TOLD] or None
