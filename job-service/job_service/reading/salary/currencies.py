"""Currencies as postings write them."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency; `scale` is roughly how many of it make a US dollar."""

    code: str
    scale: int
    signs: tuple[str, ...]
    words: tuple[str, ...]
    countries: tuple[str, ...]


@cache
def currencies() -> tuple[Currency, ...]:
    """All currencies known."""
    text = files(__package__).joinpath("currencies.tsv").read_text(encoding="utf-8")
    return tuple(_currency(*line.split("\t")) for line in text.splitlines() if not line.startswith("#"))


def _currency(code: str, scale: str, signs: str, words: str, countries: str) -> Currency:
    return Currency(code, int(scale), _split(signs), _split(words), _split(countries))


def _split(field: str) -> tuple[str, ...]:
    return tuple(filter(None, field.split("|")))


@cache
def _by_mark() -> dict[str, Currency]:
    return {mark.lower(): currency for currency in currencies() for mark in (*currency.signs, *currency.words)}


@cache
def _by_country() -> dict[str, Currency]:
    return {country: currency for currency in currencies() for country in currency.countries}


@cache
def _by_code() -> dict[str, Currency]:
    return {currency.code: currency for currency in currencies()}


def currency_of_code(code: str) -> Currency | None:
    """The currency of an ISO 4217 code, None when unknown."""
    return _by_code().get(code.strip().upper())


def currency_of_mark(mark: str, country: str | None) -> Currency | None:
    """What a sign or word means; a bare "$" or "kr" is the country's own where it has one."""
    currency = _by_mark().get(mark.lower())
    local = _by_country().get(country or "")
    if mark == "$" and local and any(sign.endswith("$") for sign in local.signs):
        return local
    if mark.lower() == "kr" and local and local.code in {"NOK", "DKK", "ISK"}:
        return local
    return currency


def currency_of_country(country: str | None) -> Currency | None:
    """The currency people are paid in there, None when unknown."""
    return _by_country().get(country or "")


@cache
def mark_pattern() -> str:
    """A regular expression of every sign and word, the longest first; letters only as whole words."""
    return "|".join(map(_bounded, _marks()))


@cache
def _marks() -> tuple[str, ...]:
    return tuple(sorted(_by_mark_as_written(), key=len, reverse=True))


def mark_at_end(text: str) -> str | None:
    """The sign or word a text ends with."""
    if not text.endswith(_marks()):
        return None
    found = next(mark for mark in _marks() if text.endswith(mark))
    before = text[: -len(found)]
    return None if found[0].isalpha() and before and before[-1].isalpha() else found


def _by_mark_as_written() -> set[str]:
    return {mark for currency in currencies() for mark in (*currency.signs, *currency.words)}


def _bounded(mark: str) -> str:
    before = r"(?<![^\W\d_])" if mark[0].isalpha() else ""
    after = r"(?![^\W\d_])" if mark[-1].isalpha() else ""
    return before + re.escape(mark) + after
