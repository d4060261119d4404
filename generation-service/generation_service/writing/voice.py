"""Saying a thing in a language: which of its wordings, with which names, in its own grammar."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from generation_service.writing.phrases import Phrasebook
from generation_service.writing.subjects import Position
from vocabulary.languages import language_named

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_PRESENT = re.compile(r"^(?:present|now|current|today|ongoing|heute|aujourd'hui|actualidad|presente)$", re.IGNORECASE)
_AFTER_LEGAL_FORM = re.compile(
    r"(\b(?:Inc\.?|LLC|Ltd\.?|Limited|Corp\.?|GmbH|AG|SE|KG|plc|PLC|SAS|SARL|S\.A\.|S\.L\.|BV|AB|Oy)), .*$"
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")


@dataclass(frozen=True, slots=True)
class Voice:
    """A phrasebook and a seed: the same seed says the same words, another posting or person says others."""

    book: Phrasebook
    seed: bytes

    def say(self, templates: Sequence[str], nth: int = 0, /, **names: str) -> str:
        """One of the wordings, filled in; the nth use of a tuple takes another one each time."""
        key = hashlib.blake2b("\n".join(templates).encode(), key=self.seed[:64], digest_size=4).digest()
        at = (int.from_bytes(key, "big") + nth) % len(templates)
        return _DOUBLE_STOP.sub(".", templates[at].format(**names))

    def station(self, position: Position) -> str:
        """ "as an ML Engineer at Bazaar (2020–2021)"; "" for a position with neither title nor company."""
        grammar = self.book.grammar
        title = grammar.role(position.title) if position.title else ""
        company = grammar.company(_without_aside(position.company or ""))
        # "as a Charge Nurse, Surgical ICU, at …": a title with a comma needs the second one.
        title += "," if "," in title and company else ""
        both = grammar.station if title and company else grammar.station_title if title else grammar.station_company
        period = self.period(position)
        return (
            both.format(title=title, company=company) + (f" ({period})" if period else "") if title or company else ""
        )

    def short_station(self, position: Position) -> str:
        """ "at Bazaar", for a position that was named in full before."""
        company = self.book.grammar.company(_without_aside(position.company or ""))
        return self.book.grammar.station_company.format(company=company) if company else self.station(position)

    def period(self, position: Position) -> str:
        """ "2020–2021", "2021", "since 2022", or "" when the dates are not stated."""
        start, end = _year(position.start), _year(position.end)
        if start and is_present(position):
            return self.book.grammar.since.format(start=start)
        if start and end:
            return start if start == end else f"{start}–{end}"
        return end or start

    def enumerate(self, names: Sequence[str]) -> str:
        """ "Python, SQL and Kafka"."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.book.grammar.conjunction(names[-1])} {names[-1]}"

    def count(self, number: int) -> str:
        """A number of two or more as it is written in a letter: a word up to twelve."""
        words = self.book.grammar.numbers
        return words[number - 2] if 2 <= number < len(words) + 2 else str(number)

    def quoted(self, name: str) -> str:
        """The name in the language's quotation marks."""
        before, after = self.book.grammar.quotes
        return f"{before}{name}{after}"

    def language(self, name: str) -> str:
        """A spoken language's name, as this language says it."""
        known = language_named(name)
        return self.book.grammar.languages.get(known, known) if known else name


def is_present(position: Position) -> bool:
    """Whether the position is still held."""
    return bool(position.end and _PRESENT.match(position.end.strip()))


def capitalised(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def _without_aside(company: str) -> str:
    plain = _AFTER_LEGAL_FORM.sub(r"\1", _ASIDE.sub("", company).strip())
    return plain or company


def _year(date: str | None) -> str:
    found = _YEAR.search(date) if date else None
    return found.group() if found else ""
