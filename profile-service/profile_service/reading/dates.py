"""Dates and periods as CVs write them, in the languages the rules know."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from profile_service.reading.document import Span
from profile_service.reading.wordlists import any_of

PRESENT = "present"
_MONTHS = (
    "january|jan|januar|jänner|janvier|janv|enero|ene|gennaio|gen|genn|janeiro|januari",
    "february|feb|febr|februar|feber|février|févr|fév|febrero|febbraio|febb|fevereiro|fev|februari",
    "march|mar|märz|maerz|mrz|mär|mars|marzo|março|maart|mrt",
    "april|apr|avril|avr|abril|abr|aprile",
    "may|mai|mayo|maggio|mag|maio|mei",
    "june|jun|juni|juin|junio|giugno|giu|junho",
    "july|jul|juli|juillet|juil|julio|luglio|lug|julho",
    "august|aug|août|aout|agosto|ago|augustus",
    "september|sept|sep|septembre|septiembre|setiembre|set|settembre|sett|setembro",
    "october|oct|oktober|okt|octobre|octubre|ottobre|ott|outubro|out",
    "november|nov|novembre|noviembre|novembro",
    "december|dec|dezember|dez|décembre|déc|diciembre|dic|dicembre|dezembro|desember",
)
_PRESENT_WORDS = any_of("present_words.txt")
_SINCE = r"since|from|seit|ab|depuis|desde|dal|dallo|da|sinds|vanaf|a\s+partir\s+de|à\s+partir\s+de"
_TO = (
    r"\s*(?:[-–—−‐‑‒~→]+|/|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bthru\b|\bbis\b(?:\s+zum)?|\bà\b|\bau\b|\bjusqu['’](?:à|en|au)\b"
    r"|\ba\b|\bal\b|\bhasta\b|\baté\b|\bao\b|\bfino\s+a\b|\btot\b|\bt/m\b|\be\b|\by\b)\s*"
)
_YEAR = r"(?:19[4-9]\d|20[0-4]\d)"


def _numbers() -> dict[str, int]:
    """Months by name, and by any beginning of three letters or more that can only mean one."""
    meant: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS, start=1):
        for name in names.split("|"):
            for length in range(3, len(name) + 1):
                meant.setdefault(name[:length], set()).add(number)
    whole = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")}
    return {form: min(numbers) for form, numbers in meant.items() if len(numbers) == 1} | whole


_NUMBER = _numbers()
_NAME = "|".join(
    sorted(
        {form for name in _NUMBER for form in (name, name.encode("ascii", "ignore").decode() or name)},
        key=len,
        reverse=True,
    )
)
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th|er|[.º°])?\s+(?:de\s+)?)?"
_SEASON = rf"(?:{any_of('seasons.txt')})"
_POINT = rf"""(?:
      (?<![\d/.-])(?P<ymd>{_YEAR})\s*[-./年]\s*(?P<ymd_m>0?[1-9]|1[0-2])(?!\d)(?:\s*[-./月]\s*(?:0?[1-9]|[12]\d|3[01])(?![\d/]))?\s*[月日]?
    | (?<![\d/.-])(?P<a>\d{{1,2}})[./-](?P<b>\d{{1,2}})[./-](?P<dmy>{_YEAR})(?!\d)
    | (?<![\d/.-])(?P<my_m>0?[1-9]|1[0-2])\s*[-./]\s*(?P<my>{_YEAR})(?!\d)
    | (?<!\w){_DAY}(?P<name>{_NAME})\b\.?,?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,\s*)?(?:del?\s+|of\s+|/\s*|-\s*)?
      (?P<ny>{_YEAR})(?!\d)
    | (?<!\w)(?P<name2>{_NAME})\b\.?\s*(?:['’´`]\s?|-)(?P<ny2>\d{{2}})(?!\d)
    | (?<!\w){_SEASON}\s*[',]?\s*(?P<sy>{_YEAR})(?!\d)
    | (?<![\d/.,$€£%-])(?P<y>{_YEAR})(?![\d%])(?!,\d{{3}})\s*年?(?:度)?
)"""
_NOW = rf"(?<!\w)(?:{_PRESENT_WORDS})(?!\w)".replace(" ", r"\s+")
_LOOKS_BEHIND = re.compile(r"\(\?<!\[[^\]]+\]\)")


def _named(pattern: str, suffix: str) -> str:
    """The pattern with its groups renamed; what ends a range may follow its dash closely."""
    named = re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>_{suffix}>", pattern)
    return _LOOKS_BEHIND.sub("", named) if suffix == "e" else named


_RANGE = re.compile(
    rf"(?:(?<![\w.])(?:from|von|vom|du|de|desde|del|dal|da|van)\s+)?"
    rf"(?:{_named(_POINT, 's')}|(?<!\w)(?P<month>{_NAME})\.?)"
    rf"(?:{_TO}(?:{_named(_POINT, 'e')}|(?P<now>{_NOW})|['’]?(?P<short>\d{{2}})(?!\d|[./-]\d))"
    r"|(?P<open>\s*[-–—]\s*(?=$|[\t|,;)\]])))",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT_RANGE = re.compile(
    rf"(?<![\d/.-])(?P<m1>0?[1-9]|1[0-2])[/.](?P<y1>\d{{2}})\s*[-–—]\s*(?:(?P<m2>0?[1-9]|1[0-2])[/.](?P<y2>\d{{2}})(?![\d/.])|{_NOW})",
    re.IGNORECASE,
)
_SLASHED = re.compile(rf"(?<![\d/.-])(?P<first>{_YEAR})\s*/\s*(?P<last>{_YEAR}|\d{{2}})(?![\d/])")
_SINCE_POINT = re.compile(rf"(?<!\w)(?:{_SINCE})\s+(?:dem\s+|the\s+|le\s+|el\s+)?{_POINT}", re.IGNORECASE | re.VERBOSE)
_ONE = re.compile(_POINT, re.IGNORECASE | re.VERBOSE)
_YEARS = r"(?:years?|yrs?|ans?|années?|jahren?|jahre?|años?|anni|anno|anos?|jaar)\b"
_MONTHS_LONG = r"(?:months?|mos?|mois|monaten?|monate?|meses|mes|mesi|maanden)\b\.?"
_DURATION = re.compile(
    rf"\(?\b(?:about\s+)?(?:\d+\+?|less than a|one|two|three)\s*{_YEARS}"
    rf"(?:[\s,]*(?:and\s+|und\s+|et\s+|y\s+)?\d+\s*{_MONTHS_LONG})?\)?|\(?\b\d+\+?\s*{_MONTHS_LONG}\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A month, or a year whose month is not known."""

    year: int
    month: int | None = None

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"


@dataclass(frozen=True, slots=True)
class Period:
    """A time in a CV. A single date has only an end; `ongoing` ones have a start and no end."""

    start: Moment | None
    end: Moment | None
    ongoing: bool
    span: Span

    @property
    def is_range(self) -> bool:
        """Whether it says from when."""
        return self.start is not None

    @property
    def end_text(self) -> str | None:
        """The end as `YYYY-MM`, `YYYY` or `present`."""
        return PRESENT if self.ongoing else str(self.end) if self.end else None


def periods_in(text: str) -> tuple[Period, ...]:
    """The periods and single dates a text names, in its order, none inside another."""
    found: list[Period] = []
    for look in (_ranges, _short_ranges, _sinces, _slashed, _singles):
        for period in look(text):
            if not any(period.span.start < other.span.end and other.span.start < period.span.end for other in found):
                found.append(period)
    return tuple(sorted(found, key=lambda period: period.span.start))


def _ranges(text: str) -> Iterator[Period]:
    for match in _RANGE.finditer(text):
        start, end = _moment(match, "_s"), _end_of(match)
        if start is None and match["month"] and end and match["short"] is None:
            start = Moment(end.year, _month(match["month"]))
        if start and (end is None or (start.year <= end.year)) and (end or match["now"] or match["open"]):
            yield Period(start, end, end is None, Span(*match.span()))


def _end_of(match: re.Match[str]) -> Moment | None:
    if match["short"] is None:
        return _moment(match, "_e")
    start = _moment(match, "_s")
    if start is None or start.month is not None:
        return None
    year = start.year // 100 * 100 + int(match["short"])
    return Moment(year) if start.year <= year <= start.year + 30 else None


def _short_ranges(text: str) -> Iterator[Period]:
    """ "05/19 – 06/20": months with years of two digits, only where both ends say so."""
    for match in _SHORT_RANGE.finditer(text):
        start = Moment(_century(int(match["y1"])), int(match["m1"]))
        end = Moment(_century(int(match["y2"])), int(match["m2"])) if match["m2"] else None
        if end is None or start <= end:
            yield Period(start, end, end is None, Span(*match.span()))


def _sinces(text: str) -> Iterator[Period]:
    for match in _SINCE_POINT.finditer(text):
        if start := _moment(match, ""):
            yield Period(start, None, ongoing=True, span=Span(*match.span()))


def _slashed(text: str) -> Iterator[Period]:
    """School years: "2019/2020", "2019/20"."""
    for match in _SLASHED.finditer(text):
        first, last = int(match["first"]), match["last"]
        year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if first < year <= first + 10 and not (len(last) == 2 and int(last) <= 12 and year > first + 6):
            yield Period(Moment(first), Moment(year), ongoing=False, span=Span(*match.span()))


def _singles(text: str) -> Iterator[Period]:
    for match in _ONE.finditer(text):
        if moment := _moment(match, ""):
            yield Period(None, moment, ongoing=False, span=Span(*match.span()))


def _moment(match: re.Match[str], suffix: str) -> Moment | None:
    def group(name: str) -> str | None:
        return match[name + suffix]

    if year := group("ymd"):
        return Moment(int(year), int(group("ymd_m") or 0))
    if year := group("dmy"):
        return _of_day(int(group("a") or 0), int(group("b") or 0), int(year))
    if year := group("my"):
        return Moment(int(year), int(group("my_m") or 0))
    if year := group("ny"):
        return Moment(int(year), _month(group("name") or ""))
    if year := group("ny2"):
        return Moment(_century(int(year)), _month(group("name2") or ""))
    year = group("sy") or group("y")
    return Moment(int(year)) if year else None


def _of_day(first: int, second: int, year: int) -> Moment | None:
    """Day and month in either order; the European one where both could be."""
    month = second if second <= 12 else first
    return Moment(year, month) if 1 <= month <= 12 and 1 <= max(first, second) <= 31 else None


def _month(name: str) -> int | None:
    lower = name.casefold()
    return _NUMBER.get(lower) or next((index for form, index in _NUMBER.items() if _plain(form) == _plain(lower)), None)


def _plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", name) if char.isascii())


def _century(year: int) -> int:
    return 2000 + year if year < 50 else 1900 + year


def without_durations(text: str) -> str:
    """The text without lengths of time: "2 years 10 months"."""
    return _DURATION.sub(" ", text)


def is_duration(text: str) -> bool:
    """Whether a text says how long and nothing else."""
    return bool(text.strip(" ·()-–")) and not without_durations(text).strip(" ·()-–,")
