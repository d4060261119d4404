"""Names in a sentence that neither the CV nor the posting knows, above all those of other companies."""

import re
from collections.abc import Iterator

from generation_service.writing.claims.ground import Ground
from generation_service.writing.words import fold, words_in
from vocabulary.skills import find_skills

_WORD = r"[A-ZÀ-Þ][\w&.'’+-]*"
_FORMS = r"Inc|LLC|Ltd|Limited|Corp|Corporation|GmbH|AG|SE|KG|PLC|plc|SAS|SARL|S\.A|SL|S\.L|BV|AB|Oy|Pty"
_SUFFIX = re.compile(rf"\b((?:{_WORD}\s+){{1,4}}(?:{_FORMS}))\b")
_AT = re.compile(
    r"\b(?i:at|for|with|from|joined|joining|left|bei|chez|en|im Hause)\s+"
    rf"((?:the\s+)?{_WORD}(?:\s+(?:&|of|de|und|and)?\s*{_WORD})*)"
)
_NAME = re.compile(r"(?<![.!?:“\"„«–]\s)(?<!^)(?<![\w·])([A-ZÀ-Þ][\w&'’+-]*(?:\s+[A-ZÀ-Þ][\w&'’+-]*)*)")
_GERMAN = re.compile(r"\b(?:ich|und|der|die|das|ist|bei|mit|für|[Mm]eine?[mnr]?|als|eine?|[Zz]u[mr]?|gehört)\b")
_GERMAN_NOUN = re.compile(r"(?:ung|ungen|heit|keit|schaft|tion|tionen|en|ern|eln|ment|nis|tät)$")
_EVERYDAY_WORDS = """
    bei beim als mit von seit nach zu zum zur chez pour avec depuis dans como desde con por para at in for
    with as from during my our the under since after before i cv dear hiring manager team sir madam ms mr
    mrs dr kind regards sincerely re january february march april may june july august september october
    november december monday tuesday wednesday thursday friday ph d msc bsc mba english sehr damen herren
    madame monsieur ihnen ihrer ihre ihren ihrem ihr sie bedarf interesse rückfragen fragen freude
    university bachelor master science arts engineering german french spanish hello usted ustedes it hr your
    this that these those there here we what which who when where while beyond earlier today currently most
    recently a an please guten tag hallo their both all of to and but so such if by on
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


def unknown_names(sentence: str, ground: Ground) -> Iterator[str]:
    """Names of companies, products and people that the CV does not know; the posting's own only not after "at"."""
    said = _without_skills(sentence)
    is_german = ground.language == "de" or _GERMAN.search(said) is not None
    own = ground.evidence.words | ground.title_words | _EVERYDAY
    for pattern in (_SUFFIX, _AT):
        yield from (found for found in pattern.findall(said) if _is_foreign(found, own, is_german=is_german))
    if not is_german:
        known = own | ground.asked_words
        yield from (found for found in _NAME.findall(said) if _is_foreign(found, known, is_german=False))


def _without_skills(sentence: str) -> str:
    """Skills are checked on their own; masked at equal length."""
    for mention in find_skills(sentence):
        sentence = f"{sentence[: mention.start]}{'·' * (mention.end - mention.start)}{sentence[mention.end :]}"
    return sentence


def _is_foreign(name: str, known: frozenset[str], *, is_german: bool) -> bool:
    """Whether a name holds a word that is not known; German nouns, capital all, are let pass by their endings."""
    unknown = [word for word in re.split(r"[\s/]+", name.rstrip(".,'’")) if _lacks(word, known)]
    return any(not (is_german and _GERMAN_NOUN.search(fold(word))) for word in unknown)


def _lacks(word: str, known: frozenset[str]) -> bool:
    parts = words_in(re.sub(r"['’]s$", "", word))
    return bool(parts) and word[:1].isupper() and not any(part in known for part in parts)
