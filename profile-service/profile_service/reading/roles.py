"""Is this the name of a job, of an organisation, of a school, of a degree? Judged by the words it is made of."""

import re
from functools import cache

from profile_service.reading.headings import folded
from profile_service.reading.wordlists import any_of, words_of
from vocabulary.titles import title_tokens

_ROLES = words_of("roles.txt")
_ROLE_ENDINGS = tuple(sorted(words_of("role_endings.txt")))
_ORGANISATIONS = words_of("organisations.txt")
_ORGANISATION_ENDS = re.compile(rf"(?<![\w.])(?:{any_of('legal_forms.txt')})\.?(?=$|[\s,)/(])", re.IGNORECASE)
_SCHOOL = re.compile(any_of("schools.txt"), re.IGNORECASE)
_ROLE_PHRASES = re.compile(rf"(?<!\w)(?:{any_of('role_phrases.txt')})(?!\w)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|de|fr|es|it|eu|co|ai|dev|app|uk|ch|at|nl|edu|gov)$",
    re.I,
)
_SHORTEST_FOREIGN = 4
_WORD = re.compile(r"[\w一-鿿+#&-]+")


@cache
def titleness(text: str) -> float:
    """How much a text reads like a job title: 0 not at all, 1 and more clearly."""
    words = _words(text)
    last = folded(
        re.split(r"\s(?:of|de|for|du|des|der|für|di|do|da|van|to|-|–)\s|[(,/&]", text, maxsplit=1)[0]
    ).split()[-1:]
    role = any(map(_is_role, words)) or any(map(_means_role, _WORD.findall(text)))
    score = 1.0 * role + 0.5 * any(map(_is_role, last)) + 0.4 * bool(_ROLE_PHRASES.search(text))
    return score if len(words) <= 14 else 0.3 * score


@cache
def organisationness(text: str) -> float:
    """How much a text reads like the name of an organisation: 0 not at all, 1 and more clearly."""
    words = _words(text)
    known = sum(word in _ORGANISATIONS for word in words)
    score = 1.5 * bool(_ORGANISATION_ENDS.search(text)) + 0.7 * min(known, 2) + 1.2 * bool(_DOMAIN.match(text.strip()))
    return score + 1.0 * is_school(text)


def is_school(text: str) -> bool:
    """Whether a text names a place of education."""
    return _SCHOOL.search(text) is not None


def _words(text: str) -> list[str]:
    return [word for token in _WORD.findall(text) for word in folded(token).split()]


@cache
def _is_role(word: str) -> bool:
    bare = word.removesuffix("s") if len(word) > _SHORTEST_FOREIGN else word
    return word in _ROLES or bare in _ROLES or word.endswith(_ROLE_ENDINGS)


@cache
def _means_role(word: str) -> bool:
    """Whether another language's word stands for a role: "contable" is an accountant."""
    return len(word) > _SHORTEST_FOREIGN and any(token in _ROLES for token in title_tokens(word))
