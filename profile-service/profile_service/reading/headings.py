"""Section headings of CVs in the languages the rules know."""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from profile_service.reading.wordlists import lines_of, words_of


class Section(StrEnum):
    """What a part of a CV is about."""

    HEADER = "header"
    CONTACT = "contact"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    LANGUAGES = "languages"
    PROJECTS = "projects"
    CERTIFICATIONS = "certifications"
    VOLUNTEERING = "volunteering"
    PUBLICATIONS = "publications"
    AWARDS = "awards"
    REFERENCES = "references"
    OTHER = "other"


_STRONG = frozenset(
    {Section.EXPERIENCE, Section.EDUCATION, Section.SKILLS, Section.PROJECTS, Section.LANGUAGES, Section.CERTIFICATIONS,
     Section.VOLUNTEERING, Section.PUBLICATIONS, Section.AWARDS, Section.REFERENCES}
)  # fmt: skip
_AROUND = re.compile(r"^[\W\d_]+|[\W_]+$")
_NOT_WORDS = re.compile(r"[^\w]+")
_AND = re.compile(r"\s*(?:&|\+|/|,|\||·|•|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b)\s*", re.IGNORECASE)
_MOST_WORDS = 7
_LONGEST = 60


def heading_of(text: str) -> Section | None:
    """The section a line announces when nothing else stands on it; None for any other line."""
    if len(text) > _LONGEST or "\t" in text:
        return None
    bare = _AROUND.sub("", text)
    if not bare or _ends_a_sentence(text):
        return None
    return (None if "," in bare else _section(folded(bare))) or _joint_section(bare)


def folded(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces: "ÉDUCATION :" is "education"."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(_NOT_WORDS.sub(" ", plain).split())


def _ends_a_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", ",", ";"))


@cache
def _by_phrase() -> dict[str, Section]:
    rows = (line.split("\t") for line in lines_of("headings.tsv"))
    return {phrase: Section(section) for section, phrases in rows for phrase in phrases.split("|")}


@cache
def _modifiers() -> frozenset[str]:
    """Words that only narrow a heading."""
    return words_of("heading_modifiers.txt")


def _section(phrase: str) -> Section | None:
    """A known phrase, alone or after words that only narrow it: "other work experience"."""
    known, words = _by_phrase(), phrase.split()
    if phrase in known:
        return known[phrase]
    if len(words) > _MOST_WORDS:
        return None
    for first in range(1, len(words)):
        if words[first - 1] not in _modifiers():
            return None
        section = known.get(" ".join(words[first:]))
        if section in _STRONG:
            return section
    return None


def _joint_section(text: str) -> Section | None:
    """ "Skills & Interests": every part must be a heading; the first says what it is."""
    parts = [part for part in _AND.split(text) if part]
    if not 2 <= len(parts) <= 4:
        return None
    sections = [_section(folded(part)) for part in parts]
    if all(sections):
        return sections[0]
    modified = "," not in text and all(set(folded(part).split()) <= _modifiers() for part in parts[:-1])
    return sections[-1] if modified else None
