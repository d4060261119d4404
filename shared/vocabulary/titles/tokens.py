"""The words of a title that say what the job is: "Sr. Python Dev (Remote)" is python, developer."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vocabulary.titles.seniority import seniority_words

_GENDER = re.compile(
    r"\(?\b[mwfdhx](?:\s*[/|*]\s*[mwfdhxi]){1,3}\b\)?|\b[hf]/[fh]\b|\(?\ball genders?\b\)?"
    r"|(?<=\w)[*:_/]-?in(?:nen)?\b|(?<=\w)\(in(?:nen)?\)|/-?frau\b|\((?:e|a|ne|ère|euse|rice|trice|ora)\)",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\b(?:remote(?:ly)?|hybrid|on-?site|full[- ]?time|part[- ]?time|contract(?:or)?|permanent|temporary|freelance"
    r"|urgent(?:ly)?|hiring|now|home ?office|work from home|wfh|job|position|role|opening|vacancy|needed|wanted"
    r"|immediate(?:ly)?|start|vollzeit|teilzeit|cdi|cdd|fixed[- ]term|anywhere|worldwide|only|\d+\s*%)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+(?:[+#]+|\.(?:js|net)\b)?|\.net\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """What words and phrases mean in English, and the pattern of the phrases."""

    meaning: dict[str, str]
    phrases: re.Pattern[str]


@cache
def _words() -> _Words:
    text = files(__package__).joinpath("words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    meaning = {form: token for token, forms in rows for form in forms.split("|")}
    phrases = sorted((form for form in meaning if not form.isalnum()), key=len, reverse=True)
    return _Words(meaning, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)"))


def title_tokens(title: str) -> tuple[str, ...]:
    """The normalised words of a title, without seniority, gender marks, ways of working, places and small words.

    A title of nothing but seniority ("Founder") keeps it.
    """
    plain = _NOISE.sub(" ", _GENDER.sub(" ", title))
    return _tokens(_without_seniority(plain)) or _tokens(plain)


def _without_seniority(title: str) -> str:
    for _, words in seniority_words():
        title = words.sub(" ", title)
    return title


def _tokens(title: str) -> tuple[str, ...]:
    words = _words()
    joined = words.phrases.sub(lambda phrase: f" {words.meaning[phrase.group()]} ", title.lower())
    tokens = (words.meaning.get(token, token) for token in _TOKEN.findall(joined))
    return tuple(dict.fromkeys(part for token in tokens for part in token.split()))
