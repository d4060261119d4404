"""When: dates as the CV writes them, read by the rules."""

from profile_service.reading.dates import PRESENT, Moment, periods_in
from profile_service.reading.modelled.answer import Lines
from profile_service.reading.modelled.quoting import Source

LONGEST_DATE = 40


def dates_said(
    source: Source, start: str | None, end: str | None, lines: Lines | None
) -> tuple[str | None, str | None]:
    """Start and end as the API shows them, from words that stand in the CV; neither when they contradict each other."""
    near = source.stretch(lines)
    first = source.quote(start, near, most=LONGEST_DATE)
    last = source.quote(end, near, most=LONGEST_DATE)
    if first and last:
        together = periods_in(f"{first.value} – {last.value}")
        if len(together) == 1 and together[0].is_range:
            return str(together[0].start), together[0].end_text
    begun, ended = (_moment(found.value) if found else None for found in (first, last))
    if begun and ended and (begun.year, begun.month or 0) > (ended.year, ended.month or 12):
        return None, None
    if begun and not ended:
        return str(begun), _end_in(source.written(lines), begun)
    return (str(begun) if begun else None), (str(ended) if ended else None)


def _moment(words: str) -> Moment | None:
    found = periods_in(words)
    return (found[0].start or found[0].end) if found else None


def _end_in(text: str, begun: Moment) -> str:
    """What the entry's own lines say of the end: that of a range which begins so; else the one date is both."""
    period = next((period for period in periods_in(text) if period.start == begun), None)
    if period is None:
        return str(begun)
    return PRESENT if period.ongoing else str(period.end)
