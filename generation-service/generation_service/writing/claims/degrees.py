"""Degrees of a sentence that the CV does not hold."""

import re
from collections.abc import Iterator

from generation_service.writing.claims.ground import Ground

_DEGREES = {
    "doctor": r"ph\.?\s?d\b\.?|doctora(?:te|l|do)|doctorat|doctor of|doktor(?:titel|at|grad)?\b|promotion in"
    r"|promoviert\w*|dr\.\s",
    "master": r"master(?:['’]s)?\s+(?:degree|of|in|thesis)|master(?:['’]s)?\s*$|a master['’]s"
    r"|master (?:en|de|professionnel|recherche)|master(?:abschluss|studium|arbeit)|maestría|máster|mba\b|magister"
    r"|maîtrise"
    r"|m\.?\s?sc\b\.?|m\.\s?[as]\b\.?|m\.?\s?eng\b|m\.?\s?tech\b",
    "bachelor": r"bachelor\w*|b\.?\s?sc\b\.?|b\.\s?[as]\b\.?|b\.?\s?tech\b|b\.?\s?eng\b|grado en|licenciatura"
    r"|licence (?:en|de|professionnelle)",
    "diploma": r"diplom(?:a|e|ingenieur\w*|é\w*)?\b|dipl\.|diplôm\w+",
    "any": r"degree in|university degree|graduated|hochschulabschluss|studium abgeschlossen|titulación universitaria",
}
_PATTERNS = {level: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE) for level, words in _DEGREES.items()}
_SCRUM = re.compile(r"\bscrum\s+master\w*|\bmaster\s+(?:data|branch|plan|class)\w*|\bmaster(?:ed|ing)\b", re.IGNORECASE)


def unknown_degrees(sentence: str, ground: Ground) -> Iterator[str]:
    """What names a degree of a level that the CV does not name."""
    if ground.is_about_posting(sentence):
        return
    plain = _SCRUM.sub(" ", sentence)
    named = {level: found.group() for level, pattern in _PATTERNS.items() if (found := pattern.search(plain))}
    if not named:
        return
    held = _levels(_SCRUM.sub(" ", "\n".join((*ground.evidence.lines, *_degrees_alone(ground)))))
    for level, words in named.items():
        if level not in held and not (level == "any" and held):
            yield words


def _degrees_alone(ground: Ground) -> list[str]:
    return [f"{school.degree} degree" for school in ground.candidate.education if school.degree]


def _levels(text: str) -> set[str]:
    return {level for level, pattern in _PATTERNS.items() if pattern.search(text)}
