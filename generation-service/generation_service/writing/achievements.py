"""Whether a line of a CV tells what somebody did or reached, or only what the place was."""

import re
from functools import cache

from generation_service.writing.figures import stated_figures
from generation_service.writing.phrases import PHRASEBOOKS, Form

_CHANGE = re.compile(
    r"%|\b(?:without|previously|instead of|against|zero|(?:up|down) from|fell|rose|grew|dropped|saved|saving|cutting"
    r"|reducing|increasing|raising|halved|doubled|tripled|won|faster|fewer|from (?:\S+ ){1,4}to"
    r"|ohne|zuvor|statt|gegenüber|sank|stieg|senkte\w*|steigerte\w*|von \W?\d\S*(?: \S+){0,2} auf"
    r"|sans|contre|au lieu de|baisse|hausse|gain|de \W?\d\S*(?: \S+){0,2} à|sin|frente a|en lugar de|aumento"
    r"|reducción)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"^(?:\w+[\w-]* ){0,4}(?:agency|bank|charity|chain|company|consultancy|firm|gateway|group|hospital|manufacturer"
    r"|marketplace|practice|provider|retailer|start-?up|studio|unit|unternehmen|konzern|hersteller|entreprise|groupe"
    r"|cabinet|empresa|grupo|fabricante)\b\s*(?:[,;.(]|of \S+ people|for \W?\d|$)",
    re.IGNORECASE,
)
_NOMINAL = re.compile(
    r"^[A-ZÄÖÜÀ-Þ][\wäöüß'’-]+ (?:und \w+ )?(?:von|vom|der|des|eine[rs]|aller|neuer|de|du|des|d['’]\w|del|de la)\b"
)
_TOLD = frozenset({Form.PAST, Form.BASE, Form.STATE})


@cache
def is_achievement(line: str) -> bool:
    """Whether a line tells a deed, a duty or a result with its figure, in any of the languages of letters."""
    if _COMPANY.match(line):
        return False
    return has_result(line) or _NOMINAL.match(line) is not None or _tells_a_deed(line)


def has_result(line: str) -> bool:
    """Whether a line states what changed, with its figure."""
    return _CHANGE.search(line) is not None and bool(stated_figures(line)) and not _COMPANY.match(line)


def _tells_a_deed(line: str) -> bool:
    return any(book.grammar.clause_of(line).form in _TOLD for book in PHRASEBOOKS.values())
