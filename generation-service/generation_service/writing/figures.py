"""Figures in a text: amounts, shares, years, spelled out or in digits, in English, German, French and Spanish."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER_WORDS = {
    2: "two zwei deux dos",
    3: "three drei trois tres",
    4: "four vier quatre cuatro",
    5: "five fünf cinq cinco",
    6: "six sechs seis",
    7: "seven sieben siete",
    8: "eight acht huit ocho",
    9: "nine neun neuf nueve",
    10: "ten zehn dix diez decade jahrzehnt décennie década",
    11: "eleven elf onze",
    12: "twelve zwölf douze doce dozen dutzend douzaine docena",
    13: "thirteen dreizehn treize trece",
    14: "fourteen vierzehn quatorze catorce",
    15: "fifteen fünfzehn quinze",
    16: "sixteen sechzehn dieciséis",
    17: "seventeen siebzehn dix-sept diecisiete",
    18: "eighteen achtzehn dix-huit dieciocho",
    19: "nineteen neunzehn dix-neuf diecinueve",
    20: "twenty zwanzig vingt veinte",
    30: "thirty dreißig trente treinta",
    40: "forty vierzig quarante cuarenta",
    50: "fifty fünfzig cinquante cincuenta",
    60: "sixty sechzig soixante sesenta",
    70: "seventy siebzig setenta",
    80: "eighty achtzig ochenta",
    90: "ninety neunzig noventa",
    100: "hundred hundert cien ciento hundreds hunderte hunderten centaines cientos",
    1_000: "thousand tausend mille thousands tausende tausenden milliers",
    1_000_000: "millions millionen millones",
    1_000_000_000: "billions milliarden milliards",
}
# Words that are a number in one language and everyday words in another ("once", "sept", "seize", "cent") are left out.
_BY_WORD = {word.casefold(): value for value, words in _NUMBER_WORDS.items() for word in words.split()}
_SCALES = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "tsd": 1e3, "mille": 1e3, "mil": 1e3, "m": 1e6, "mm": 1e6, "mio": 1e6,
    "million": 1e6, "millions": 1e6, "millionen": 1e6, "millón": 1e6, "millones": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "milliarde": 1e9, "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9, "mrd": 1e9,
}  # fmt: skip
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|prozent\b|pour cent\b|por ciento\b)", re.IGNORECASE)
_DIGITS = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f,.']\d{3})+(?:[.,]\d+)?(?!\d)|(?<![A-Za-zÀ-ÿ_\d])(?<!\d{4}-)\d+(?:[.,]\d+)?"
)
_SCALE = re.compile(rf"[\s\u00a0]?({'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![A-Za-zÀ-ÿ])", re.IGNORECASE)
_SPELLED = re.compile(r"[\w-]+")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f,.'](?=\d{3}(?!\d))")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as a text states it; 40 and 40 % are two figures."""

    value: float
    percent: bool = False

    @property
    def is_year(self) -> bool:
        """Whether it reads as a calendar year."""
        return not self.percent and self.value.is_integer() and _FIRST_YEAR <= self.value <= _LAST_YEAR


@dataclass(frozen=True, slots=True)
class Stated:
    """A place of a text that states a figure, in every way it can be read ("1.000" is a thousand or one)."""

    readings: tuple[Figure, ...]
    start: int
    end: int


def figures_in(text: str) -> frozenset[Figure]:
    """Every reading of every figure of a text."""
    return frozenset(figure for stated in stated_figures(text) for figure in stated.readings)


def stated_figures(text: str) -> tuple[Stated, ...]:
    """The places that state figures, in order. Digits of a name ("S3") or a month ("2021-12") are none."""
    digits = tuple(_in_digits(text))
    # The word in "3 Millionen" belongs to the digits before it.
    words = (word for word in _spelled_out(text) if not any(each.start < word.start < each.end for each in digits))
    return tuple(sorted((*digits, *words), key=lambda stated: stated.start))


def _in_digits(text: str) -> Iterator[Stated]:
    for digits in _DIGITS.finditer(text):
        scale = _SCALE.match(text, digits.end())
        factor = _SCALES[scale.group(1).casefold()] if scale else 1.0
        end = scale.end() if scale else digits.end()
        percent = _PERCENT.match(text, end)
        values = dict.fromkeys(value * factor for value in _values(digits.group()))
        readings = tuple(Figure(round(value, 6), percent is not None) for value in values)
        yield Stated(readings, digits.start(), percent.end() if percent else end)


def _values(digits: str) -> Iterator[float]:
    """A thousands separator and a decimal point look alike: both readings count."""
    if _THOUSANDS.search(digits):
        whole = _THOUSANDS.sub("", digits)
        yield float(whole.replace(",", "."))
    if digits.count(".") + digits.count(",") <= 1 and not re.search(r"[ \u00a0\u202f']", digits):
        yield float(digits.replace(",", "."))


def _spelled_out(text: str) -> Iterator[Stated]:
    for word in _SPELLED.finditer(text):
        value = _BY_WORD.get(word.group().casefold())
        if value is None:
            continue
        percent = _PERCENT.match(text, word.end())
        figure = Figure(float(value), percent is not None)
        yield Stated((figure,), word.start(), percent.end() if percent else word.end())
