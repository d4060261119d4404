"""A posting taken apart: headings, bullets and sentences, each letter by letter as it stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from generation_service.writing import sentences_of

_BULLET = re.compile(r"^\s*(?:[-–—−*•·▪●◦‣⁃∙■□▶►➢➤✓✔»>]|\(?\d{1,2}[.)](?=\s))\s*")
_LONGEST_HEADING_WORDS = 9
_ENDS_SENTENCE = (".", "!", "?", ",", ";")
_LONGEST_READ = 20_000
_FEWEST_WORDS, _LONGEST_QUOTE = 3, 280
_ASKED = re.compile(
    r"must|need|requir|qualif|you (?:have|bring|are|know)|who you|looking for|expect|essential|negotiable|fixed|skills"
    r"|experience|profil|anforder|mitbring|erwart|voraussetz|qualifikation|requis|requisito|compétence|buscamos|ofreces"
    r"|nice|bonus|plus|prefer|welcome|smile|flexible|cake|ideal|wünschenswert|souhait|valor",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"respons|you.ll|you will|what.{0,12} (?:do|job)|the (?:job|role|work)|day to day|duties|tasks|aufgaben|missions?\b"
    r"|tâches|tareas|funciones|responsab|tätigkeit",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"offer|benefit|perks|pay\b|salary|what you get|we give|in return|wir bieten|vorteile|nous offrons|avantages"
    r"|ofrecemos|beneficios|how to apply|apply|bewerb|postul",
    re.IGNORECASE,
)
_SPEAKS_OF_WORK = re.compile(
    r"^(?:you(?:.ll| will| take| work| build| run| lead| own| write| care| plan| keep| help| teach| look|.d be"
    r"| would)\b"
    r"|responsible for|in this role|as (?:a|an|our)\b|the job is|day to day)|\b(?:sie (?:übernehmen|betreuen|planen)"
    r"|du (?:übernimmst|betreust|planst|entwickelst)|vous (?:serez|assurez|prenez|gérez)|te encargarás|serás)\b",
    re.IGNORECASE,
)


class Section(Enum):
    """What a line of a posting is about, as its heading or its own words say."""

    ABOUT = "about"
    DUTY = "duty"
    ASKED = "asked"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A sentence or bullet of a posting."""

    text: str
    """Stands in the posting, letter by letter."""
    section: Section
    is_bullet: bool


def lines_of_posting(description: str) -> tuple[PostingLine, ...]:
    """The sentences and bullets of a posting in their order, headings left out."""
    return tuple(line for line in _lines(description[:_LONGEST_READ]) if _is_quotable(line.text))


def _lines(description: str) -> Iterator[PostingLine]:
    section = Section.ABOUT
    for raw in description.splitlines():
        bullet = _BULLET.match(raw)
        if not raw.strip():
            continue
        if bullet is None and _is_heading(raw.strip()):
            section = _section_named(raw)
            continue
        if bullet is not None:
            yield PostingLine(raw[bullet.end() :].strip(), section, is_bullet=True)
            continue
        for sentence in _verbatim_sentences(raw):
            is_duty = _SPEAKS_OF_WORK.search(sentence) is not None
            yield PostingLine(sentence, Section.DUTY if is_duty else section, is_bullet=False)


def _is_heading(line: str) -> bool:
    return len(line.split()) <= _LONGEST_HEADING_WORDS and not line.endswith(_ENDS_SENTENCE)


def _section_named(heading: str) -> Section:
    named = ((_OFFERED, Section.OFFERED), (_DUTY, Section.DUTY), (_ASKED, Section.ASKED))
    return next((section for words, section in named if words.search(heading)), Section.ABOUT)


def _verbatim_sentences(line: str) -> Iterator[str]:
    """Sentences found in a cleaned copy, cut from the line itself."""
    at = 0
    for sentence in sentences_of(line):
        written = re.compile(r"\s+".join(map(re.escape, sentence.split()))).search(line, at)
        if written:
            at = written.end()
            yield written.group()


def _is_quotable(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and len(text) <= _LONGEST_QUOTE
