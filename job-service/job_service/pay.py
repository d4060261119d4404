"""A salary as a person reads it."""

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_THOUSAND = 1_000


def salary_range(least: int | None, most: int | None, currency: str | None) -> str | None:
    """Such as "$120k - $150k", "from €60k", "up to CHF 90k"; None when neither end is stated."""
    code = (currency or "USD").upper()
    sign = _SIGNS.get(code, f"{code} ")
    if least and most and least != most:
        return f"{sign}{_short(least)} - {sign}{_short(most)}"
    if least and most:
        return f"{sign}{_short(least)}"
    if least:
        return f"from {sign}{_short(least)}"
    return f"up to {sign}{_short(most)}" if most else None


def _short(amount: int) -> str:
    """In thousands, to a tenth where that is exact; smaller or odder amounts as they are."""
    tenths, rest = divmod(amount, _THOUSAND // 10)
    if amount < _THOUSAND or rest:
        return f"{amount:,}"
    return f"{tenths // 10}k" if tenths % 10 == 0 else f"{tenths / 10}k"
