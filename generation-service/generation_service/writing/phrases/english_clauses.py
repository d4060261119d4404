"""English CV lines as parts of a sentence, with what follows their semicolons."""

import re
from collections.abc import Sequence
from itertools import pairwise

from generation_service.writing.phrases.english_lines import is_counted, is_past, phrase_of, with_article
from generation_service.writing.phrases.phrasebook import Clause, Form

_FINITE = re.compile(
    r"(?:is|are|was|were|has|have|had|fell|rose|grew|went|came|became|got|held|won|saw|took|can|could|now|dropped"
    r"|halved|doubled|tripled|climbed|sank|shrank)$",
    re.IGNORECASE,
)
_AFTER_SMALL_WORD = re.compile(r"(?:a|an|the|of|by|in|on|for|to|with|and|or|as|be)$", re.IGNORECASE)
_THING = re.compile(r"^((?:[\w+#/-]+ ){1,4})(?=(?:that|which|to|for|with) )")
_LONG_WORDS = 14
_CARRIED_ON = {Form.PAST: {Form.PAST}, Form.BASE: {Form.BASE}, Form.STATE: {Form.PAST}}
"""By a clause's form, those of the verbs that may follow it after "and" with the subject left out."""


def clause_of(line: str) -> Clause:
    """The line as it goes into an English sentence.

    What follows a semicolon is joined with "and" where it goes on with the same subject, kept where it is a sentence
    of its own, and left out where it is neither. A line of no known form comes back as it is, with Form.OTHER.
    """
    parts = [part.strip() for part in line.rstrip(" ;,").split("; ") if part.strip()]
    clauses = [phrase_of(part) for part in parts]
    first = next((at for at, clause in enumerate(clauses) if clause.form is not Form.OTHER), None)
    if first is None:
        return _thing(parts[0]) if parts else Clause(line, Form.OTHER)
    head = clauses[first]
    return Clause(_with_tails(head, clauses[first + 1 :]), head.form)


def _with_tails(head: Clause, tails: Sequence[Clause]) -> str:
    joined = [head.text]
    rest = ""
    for tail in tails:
        if _is_sentence(tail.text):
            rest = f"; {tail.text[0].lower() if tail.text[:2].istitle() else tail.text[0]}{tail.text[1:]}"
            break
        if tail.form in _CARRIED_ON[head.form]:
            joined.append(tail.text)
    *before, last = joined
    if not before:
        return last + rest
    is_long = len(before[0].split()) > _LONG_WORDS
    comma = "," if is_long or len(before) > 1 or re.search(r"\band\b", before[0]) else ""
    return f"{', '.join(before)}{comma} and {last}{rest}"


def _is_sentence(text: str) -> bool:
    """Whether a text has a subject and a verb of its own: "waste fell by half"."""
    words = text.split()
    return any(
        (_FINITE.match(word) or is_past(word)) and not _AFTER_SMALL_WORD.match(before)
        for before, word in pairwise(words)
    ) and not (is_past(words[0]) or phrase_of(text).form is not Form.OTHER)


def _thing(part: str) -> Clause:
    """ "Command-line tool that compares" is "a command-line tool that compares"."""
    found = _THING.match(part)
    if found and is_counted(found.group(1).split()[-1]):
        plain = part if part[:2].isupper() else part[0].lower() + part[1:]
        return Clause(with_article(plain), Form.THING)
    return Clause(part, Form.OTHER)
