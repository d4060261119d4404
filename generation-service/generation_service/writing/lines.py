"""The CV's own lines: bullets off, wrapped lines joined, sentences apart."""

import re

from vocabulary.skills import find_skills

_BULLET = re.compile(r"^\s*(?:[-–—−*•·▪●◦‣⁃∙■□▶►➢➤✓✔»>]|\(?\d{1,2}[.)](?=\s))\s+|^\s*[•·▪●◦‣∙■□►➢➤✓✔]")
_SPACES = re.compile(r"\s+")
_SOFT_HYPHENS = re.compile(r"\u00ad|\u200b|\ufeff")
_ENDS_SENTENCE = (".", "!", "?", ":", ";")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”“)»]?\s+(?=[\"“„«¿¡]?[A-ZÀ-ÖØ-ÞΑ-ΩА-Я0-9]|\(\w)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|ca|incl|inc|ltd|co|corp|dr|prof|mr|mrs|ms|st|no|vs|sr|jr|bzw|z\.\s?b|u\.\s?a|ggf|inkl|nr"
    r"|sra?|srta|dra|mme|mlle|env|p\.\s?ej)|\b[A-Z]|(?:^|\s)[A-Za-zÀ-ÿ]\.[A-Za-zÀ-ÿ])\.$",
    re.IGNORECASE,
)
_TOOL_LIST = re.compile(
    r"^(?:technolog\w+|skills?(?: used)?|tech(?:nical)? ?stack|stack|tools?(?: used)?|environment"
    r"|technologien|werkzeuge|technologies utilisées|compétences|tecnologías|herramientas|keywords)\s*:",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3
_DATED_LABEL = re.compile(
    r"\s[·|•]\s(?:[A-Za-zÀ-ÿ]{3,9}\.? )?(?:19|20)\d{2}(?:\s*[-–—]\s*(?:[A-Za-zÀ-ÿ]{3,9}\.? ?)?(?:(?:19|20)\d{2})?)?$"
)
_CANNOT_END = re.compile(
    r"(?:,|\b(?:a|an|the|and|or|in|of|on|for|to|with|by|from|at|und|oder|der|die|das|des|mit|für|von|im|et|ou|le|la|les"
    r"|du|de|des|en|avec|pour|y|el|los|las|del|con|por|para))$"
)
_LIST_WORDS = re.compile(r"[,;/&·|()]|\b(?:and|und|et|y)\b|\W")
_LISTED_SKILLS, _REST = 3, 0.3
"""A line that names so many skills and, but for this share of its letters, nothing else, is a list of tools."""


def clean(text: str) -> str:
    """One line without bullet, soft hyphens and double spaces."""
    return _SPACES.sub(" ", _BULLET.sub("", _SOFT_HYPHENS.sub("", text))).strip()


def lines_of(description: str) -> tuple[str, ...]:
    """The achievements a description lists, each as it is written; a paragraph gives its sentences.

    Lists of tools ("Technologies: …") and scraps of fewer than three words are no achievements.
    """
    return tuple(line for line in _joined(description) if is_telling(line))


def asides_of(description: str) -> tuple[str, ...]:
    """The other lines of a description: lists of tools, labels, scraps."""
    return tuple(line for line in _joined(description) if not is_telling(line))


def is_telling(line: str) -> bool:
    """Whether a line says something on its own."""
    is_label = _TOOL_LIST.match(line) or _DATED_LABEL.search(line) or _only_names_skills(line)
    return word_count(line) >= _FEWEST_WORDS and not is_label


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text in order; line ends end a sentence too, abbreviations do not."""
    return tuple(sentence for line in text.splitlines() if line.strip() for sentence in split(clean(line)))


def split(line: str) -> list[str]:
    """The sentences of one line, as they are written."""
    sentences: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(line):
        if not _ABBREVIATION.search(line[start : end.start()]):
            sentences.append(line[start : end.end()].strip())
            start = end.end()
    return [sentence for sentence in (*sentences, line[start:].strip()) if sentence]


def word_count(text: str) -> int:
    """Words as a person counts them: what holds a letter or a digit."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def _only_names_skills(line: str) -> bool:
    mentions = find_skills(line)
    if len(mentions) < _LISTED_SKILLS:
        return False
    named = sum(len(_LIST_WORDS.sub("", line[mention.start : mention.end])) for mention in mentions)
    return 1 - named / len(_LIST_WORDS.sub("", line)) <= _REST


def _joined(description: str) -> list[str]:
    raw = [line for line in description.splitlines() if line.strip()]
    bulleted = any(_BULLET.match(line) for line in raw)
    items: list[str] = []
    for line in raw:
        if items and _continues(items[-1], line, bulleted=bulleted):
            items[-1] = f"{items[-1]} {clean(line)}"
        else:
            items.append(clean(line))
    if bulleted:
        return items
    return [sentence for item in items for sentence in split(item)]


def _continues(before: str, line: str, *, bulleted: bool) -> bool:
    """Whether a line is the wrapped rest of the one before."""
    if _BULLET.match(line) or before.endswith(_ENDS_SENTENCE) or _TOOL_LIST.match(line.strip()):
        return False
    first = line.strip()[0]
    return bulleted or first.islower() or not first.isalpha() or _CANNOT_END.search(before) is not None
