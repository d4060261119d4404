"""Job titles a sentence gives the person that the CV does not."""

import re
from collections.abc import Iterator

from generation_service.writing.claims.ground import Ground
from vocabulary.titles import Seniority, seniority_of_title, title_tokens

_AS = re.compile(
    r"\b(?:as|als|en tant que|comme|como)\s+(?:an?\s+|the\s+|the company's\s+|eine?r?\s+|une?\s+|una?\s+|your\s+)?"
    r"((?:(?!(?:my|our|mein\w*|mon|ma|mi)\b)[\w+#/&.-]+\s+){0,5}?[\w+#/&-]*?(?:engineer|developer|manager|director|analyst|scientist|designer|architect|lead"
    r"|consultant|administrator|officer|specialist|coordinator|accountant|nurse|teacher|technician|assistant|intern|editor"
    r"|programmer|researcher|supervisor|executive|head of [\w-]+|founder|c[efotm]o|entwickler(?:in)?|ingenieur(?:in)?"
    r"|leiter(?:in)?|berater(?:in)?|développeu(?:r|se)|ingénieure?|responsable|directeur|directrice|chef de [\w-]+"
    r"|desarrollador[a]?|ingenier[oa]|jef[ea] de [\w-]+|gerente|analista))\b",
    re.IGNORECASE,
)


def unknown_titles(sentence: str, ground: Ground) -> Iterator[str]:
    """Titles after "as" whose job or rank none of the CV's titles has."""
    for found in _AS.finditer(sentence):
        title = found.group(1)
        if not _is_held(title, ground) and not ground.holds(title):
            yield title


def _is_held(title: str, ground: Ground) -> bool:
    said, rank = set(title_tokens(title)), seniority_of_title(title)
    held = [*(position.title for position in ground.candidate.experience if position.title), ground.opening.title]
    return any(said <= set(title_tokens(other)) and _ranks(rank, other) for other in held)


def _ranks(said: Seniority | None, held: str) -> bool:
    rank = seniority_of_title(held)
    return said is None or (rank is not None and said <= rank)
