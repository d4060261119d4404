"""What currencies are worth, roughly: enough to compare salaries, not to pay them."""

from collections.abc import Mapping
from decimal import Decimal

_CENTS = """
USD 100   EUR 112   GBP 132   CHF 121   CAD 72    AUD 65    NZD 59    SEK 10.3  NOK 9.8   DKK 15    PLN 26.3
CZK 4.6   HUF 0.29  RON 22    BGN 57    TRY 2.4   UAH 2.4   ILS 29    AED 27.2  SAR 26.7  QAR 27.5  KWD 325
EGP 2.1   MAD 10.6  NGN 0.067 KES 0.77  GHS 8.5   ZAR 5.6   INR 1.15  PKR 0.36  BDT 0.82  LKR 0.33  CNY 14
HKD 12.8  TWD 3.2   JPY 0.67  KRW 0.071 SGD 77    MYR 23.5  THB 3.05  VND 0.0038 PHP 1.75 IDR 0.0061 BRL 18.3
MXN 5.3   ARS 0.08  CLP 0.105 COP 0.025 PEN 28    UYU 2.5
"""
_WORDS = _CENTS.split()

DOLLARS_PER_UNIT: Mapping[str, Decimal] = {
    currency: Decimal(cents) / 100 for currency, cents in zip(_WORDS[::2], _WORDS[1::2], strict=True)
}
"""Rounded from the European Central Bank's and central banks' published rates of autumn 2025; ISO 4217 codes."""


def converted(amount: Decimal, currency: str, into: str, dollars_per_unit: Mapping[str, Decimal]) -> Decimal | None:
    """An amount in another currency; none when one of the two has no rate."""
    source, target = dollars_per_unit.get(currency.upper()), dollars_per_unit.get(into.upper())
    return None if source is None or target is None else amount * source / target
