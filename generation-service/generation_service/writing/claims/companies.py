"""Companies that a posting speaks of besides the one that hires: no letter to the one names another."""

import re
from collections.abc import Iterator

from generation_service.writing.claims.ground import Ground
from generation_service.writing.words import words_in
from vocabulary.skills import find_skills

_WORD = r"[A-ZÀ-Þ][\w&'’+-]*(?:\.\w+)*"
_NAME = rf"{_WORD}(?: (?:& )?{_WORD}){{0,3}}"
_FORMS = r"Inc|LLC|Ltd|Limited|Corp|Corporation|GmbH|AG|SE|KG|plc|PLC|SAS|SARL|S\.A|S\.L|BV|AB|Oy|Pty"
_NAMED = re.compile(
    rf"\b((?:{_WORD} ){{1,3}}(?:{_FORMS}))\b"
    rf"|\b(?i:at|joining|like|such as|including|include|includes|mention|mentions|recommend|recommends|praise|endorse"
    rf"|apply to|on behalf of|(?:firma|firmen|unternehmen|kunden|wettbewerber\w*|konkurrent\w*)(?: wie)?|erwähne"
    rf"|chez|tels que|telles que|mentionnez|tales como|en la empresa|menciona)"
    rf"\s+(?:the\s+)?({_NAME})"
    rf"|\b({_NAME})\s+(?i:is (?:a |an |the )?(?:\w+ )?(?:company|employer|competitor)|hires|recruits|is hiring)\b"
)
_LISTED = re.compile(rf"\s*(?:,|\b(?i:and|or|und|oder|et|ou|y|o))\s+({_NAME})")
_FORM_ALONE = re.compile(rf"^(?:{_FORMS})$")


def other_companies(ground: Ground) -> frozenset[str]:
    """Names in the posting that look like companies and are neither the one that hires nor in the CV."""
    asked = _without_skills(ground.asked)
    own = ground.evidence.words | ground.title_words
    return frozenset(name for name in _names_in(asked) if _is_foreign(name, own, ground))


def _names_in(asked: str) -> Iterator[str]:
    for found in _NAMED.finditer(asked):
        yield next(filter(None, found.groups()))
        at = found.end()
        # "clients like Google, Siemens and Initech" names three.
        while listed := _LISTED.match(asked, at):
            yield listed.group(1)
            at = listed.end()


def _is_foreign(name: str, own: frozenset[str], ground: Ground) -> bool:
    words = [word for word in name.split() if not _FORM_ALONE.match(word.rstrip(".,"))]
    unknown = [word for word in words if not set(words_in(word)) <= own]
    # What the posting also writes small is a word, no name.
    return any(not re.search(rf"(?<!\w){re.escape(word.rstrip('.,').lower())}(?!\w)", ground.asked) for word in unknown)


def _without_skills(text: str) -> str:
    for mention in find_skills(text):
        text = f"{text[: mention.start]}{'·' * (mention.end - mention.start)}{text[mention.end :]}"
    return text
