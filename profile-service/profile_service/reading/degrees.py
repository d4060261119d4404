"""Degrees and what they are in, in the languages the rules know."""

import re
from dataclasses import dataclass

from profile_service.reading.roles import is_school
from profile_service.reading.wordlists import any_of

_NAMES = any_of("degrees.txt").replace("{subject}", f"(?:{any_of('subjects.txt')})")
_DEGREE = re.compile(rf"(?<![\w.])(?:{_NAMES})(?![\w])", re.IGNORECASE)
_LOWER_ONLY = frozenset(
    {
        "master",
        "minor",
        "meister",
        "grado",
        "associate",
        "bachelor",
        "promotion",
        "ausbildung",
        "techniker",
        "ma",
        "ba",
        "ms",
        "bs",
        "cap",
        "bac",
        "se",
        "as",
    }
)
_IN = re.compile(
    r"^\s*(?:degree\s+|studies\s+)?(?:,|:|-|–|—|\()?\s*(?:in|of|en|em|i|im\s+fach|im\s+bereich|im\s+studiengang|des|der|der\s+fachrichtung|als|zum|zur|fachrichtung|studiengang|major(?:ing)?\s+in|with\s+a\s+major\s+in|mention|spécialité|specialisation|especialidad\s+en)\s+",
    re.I,
)
_JOINT = re.compile(r"^\s*[,:–—(-]?\s*")
_FIELD_END = re.compile(
    r"[,;|(\t]|\s[-–—·]\s|\s(?:at|from|with|an der|am|bei|à|gpa|cgpa|grade)\s|\bGPA\b|:", re.IGNORECASE
)
_MAJOR = re.compile(
    r"(?:^|\b)(?:major(?:ing|ed)?|fachrichtung|studienfach|field|subject|concentration|specializ\w+|schwerpunkt|hauptfach)(?:\s+in|\s+of|:)?\s+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree as written, and what it is in where that follows."""

    name: str
    field: str | None
    start: int
    end: int


def degree_in(text: str) -> Degree | None:
    """The first degree a text names: "B.Sc. in Physics, Oxford" is "B.Sc." in "Physics"."""
    for match in _DEGREE.finditer(text):
        if _is_degree(match):
            return _with_field(text, match)
    return None


def major_in(text: str) -> str | None:
    """The field after "Major in": up to the next comma."""
    match = _MAJOR.search(text)
    return _field(text[match.end() :]) if match else None


def _is_degree(match: re.Match[str]) -> bool:
    """Short words are degrees only as people write them: "MS", never "ms"; "Master", not "scrum master"."""
    word = match[0]
    if len(word) <= 3 and "." not in word:
        return not word.islower()
    return not (word.lower() in _LOWER_ONLY and word.islower())


def _with_field(text: str, match: re.Match[str]) -> Degree:
    rest = text[match.end() :]
    introduced = _IN.match(rest)
    joint = introduced or _JOINT.match(rest)
    start = match.end() + (joint.end() if joint else 0)
    field = _field(text[start:])
    if field is None or (not introduced and not rest.startswith((" ", ",", ":", "("))):
        return Degree(_tidy(match[0]), None, match.start(), match.end())
    return Degree(_tidy(match[0]), field, match.start(), start + text[start:].index(field) + len(field))


def _tidy(name: str) -> str:
    return name.strip(" ,:-–")


def _field(text: str) -> str | None:
    end = _FIELD_END.search(text)
    field = text[: end.start() if end else len(text)].strip(" .,-–)")
    good = (
        2 < len(field) <= 80
        and field[:1].isalpha()
        and not field.lower().startswith(("summa", "magna", "cum ", "degree", "thesis", "expected"))
    )
    return field if good and not is_school(field) else None
