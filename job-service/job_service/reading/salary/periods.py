"""What a sum is paid for: an hour, a day, a week, a month or a year."""

import re
from enum import Enum


class Period(Enum):
    """A period of pay, and how many of it are a full year of work."""

    HOUR = 2080
    DAY = 260
    WEEK = 52
    MONTH = 12
    YEAR = 1


_UNITS = {
    Period.HOUR: r"hours?|hrs?|h|stunden?|std\.?|heures?|horas?|ora|uur|godz\w*|timme|小时",
    Period.DAY: r"days?|tag|tage|jour|día|dia|giorno|dag|dzień|天",
    Period.WEEK: r"weeks?|wk|woche|semaine|semana|settimana|week",
    Period.MONTH: r"months?|mo|mth|monat|monate|mois|mes|mês|mese|maand|miesiąc|mies\.?|mc|månad|月",
    Period.YEAR: r"years?|yrs?|yr|y|annum|a|jahr|jahre|an|année|año|ano|anno|jaar|rok|år|年",
}
_AFTER = {
    period: re.compile(
        rf"^\W{{0,3}}(?:\(?(?:gross|brutto|brut|bruto|brutos|lordi|lordo|usd|eur|gbp|pre-tax|before tax)\)?\W{{0,2}})*"
        rf"(?:(?:/|per|pro|par|por|al|all'|a|an|each|every|je|im|die|de l'|la|l'|al?la|na|p\.|\\)\s?(?:{units})(?!\w)"
        rf"|(?:{adverbs})(?!\w))",
        re.IGNORECASE,
    )
    for (period, units), adverbs in zip(
        _UNITS.items(),
        (
            r"hourly|ph\b|p/h|stündlich|hr|/h",
            r"daily|täglich|pd\b|p/d",
            r"weekly|wöchentlich|pw\b|p/w|hebdomadaires?|semanales|settimanali",
            r"monthly|pm\b|p\.m\.|p/m|monatlich|mensuels?|mensuales|mensais|mensili|maandelijks|miesięcznie|pcm",
            r"annually|annual|yearly|pa\b|p\.? ?a\.?|p/a|jährlich|annuels?|anuales|anuais|annu[ioe]|lpa|rocznie",
        ),
        strict=True,
    )
}
_BEFORE = {
    Period.HOUR: r"hourly|per hour|stundenlohn|stundensatz|taux horaire|por hora|tarifa hora|all'ora|uurtarief|uurloon",
    Period.DAY: r"daily rate|day rate|per day|tagessatz|tjm|taux journalier|tarifa diaria|dagtarief",
    Period.WEEK: r"weekly|per week|wochenlohn",
    Period.MONTH: r"monthly|per month|monatsgehalt|monatsbrutto|monatlich\w*|salaire mensuel|mensual|mensuel\w*|mensile"
    r"|mensal|bruto mensal|maandsalaris|per maand|月薪",
    Period.YEAR: r"annual|annually|yearly|per annum|per year|jahresgehalt|bruttojahresgehalt|jahresbrutto|pro jahr"
    r"|jährlich\w*|annuel\w*|anual|annua\w*|ral|jaarsalaris|年薪|ote",
}
_BEFORE_PATTERN = {period: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for period, words in _BEFORE.items()}
_OTHER_UNIT = re.compile(r"^\W{0,2}(?:/|per|pro(?! rata)|par|por)\s?(?:\d+\b|[^\W\d_]{3,})", re.IGNORECASE)
_PAYMENTS = re.compile(
    r"^[^.\n]{0,30}?(?:[x×*]\s?(?P<times>1[2-5])(?!\d)|(?<!\d)(?P<of>1[2-5])\s?(?:x|times|mal|pagas|mensualidades|mensualités|mois"
    r"|mensilità|gehälter|monatsgehälter|salários|maal)\b)",
    re.IGNORECASE,
)
_IN_OTHER_CURRENCIES = re.compile(r"^(?:\s?/\s?\D{0,2}[\d.,]+\s?[A-Z]{3})+")
_REACH = 40


def period_after(text: str, end: int) -> Period | None:
    """The period written right after a sum that ends there."""
    after = _IN_OTHER_CURRENCIES.sub("", text[end : end + 2 * _REACH])
    return next((period for period, pattern in _AFTER.items() if pattern.match(after)), None)


def counts_something_else(text: str, end: int) -> bool:
    """Whether a sum is for a thing, not a time: "per call", "per 30 minutes"."""
    return _OTHER_UNIT.match(_IN_OTHER_CURRENCIES.sub("", text[end : end + 2 * _REACH])) is not None


def period_before(text: str, line_start: int, start: int) -> Period | None:
    """The period that the words before a sum name, the nearest one."""
    first = max(line_start, start - 2 * _REACH)
    found = (
        (m.end(), period) for period, pattern in _BEFORE_PATTERN.items() for m in pattern.finditer(text, first, start)
    )
    return max(found, key=lambda nearest: nearest[0], default=(0, None))[1]


def payments_a_year(text: str, end: int) -> int | None:
    """How many monthly payments a year has when it says: "2.000 € x 14"."""
    payments = _PAYMENTS.match(text[end : end + _REACH])
    return int(payments["times"] or payments["of"]) if payments else None
