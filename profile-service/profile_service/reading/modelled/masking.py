"""What of a CV leaves for the language model: its lines by number, without what says how to reach the person."""

import re
from collections.abc import Mapping

from profile_service.reading.contact import EMAIL, LINK, PHONE, is_link
from profile_service.reading.dates import periods_in
from profile_service.reading.document import CELL_GAP, CvText
from profile_service.reading.parsed import Reading
from profile_service.reading.wordlists import any_of

MOST_CHARACTERS = 40_000
"""A longer CV is read by rules; ten pages have about 30,000."""
_PRIVATE = re.compile(
    rf"((?<!\w)(?:{any_of('private_labels.txt')})(?:\s*[:：\t]\s*|\s+(?=\d)))[^\t|;·•]+", re.IGNORECASE
)
_STREET = re.compile(rf"(?<!\w)(?:{any_of('streets.txt')})", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"\d")
_FEWEST_DIGITS_OF_A_NUMBER = 5


def sent_text(cv: CvText, reading: Reading) -> str | None:
    """The numbered lines the model is shown; None for a CV that is too long for it.

    E-mail addresses, phone numbers, links, streets, a postal address and labelled details such as the date of birth are
    left out.
    """
    if len(cv.text) > MOST_CHARACTERS:
        return None
    own = _own(reading)
    masked = (_masked_line(line, own) for line in cv.text.split("\n"))
    return "\n".join(f"{number}: {line.replace(CELL_GAP, ' | ')}" for number, line in enumerate(masked, 1))


def has_address(reading: Reading) -> bool:
    """Whether the rules found a place with a house number or postcode: that is an address, and stays here."""
    return bool(reading.parsed.location and _HOUSE_NUMBER.search(reading.parsed.location))


def leads_somewhere(words: str) -> bool:
    """Whether words hold an e-mail address or a web address; "Booking.com" alone is a name."""
    return EMAIL.search(words) is not None or any(map(_is_web_address, LINK.findall(words)))


def _own(reading: Reading) -> dict[str, re.Pattern[str]]:
    """Placeholders for the person's own links, however short, and their address."""
    links = sorted(reading.parsed.links, key=len, reverse=True)
    own = {"[link]": re.compile("|".join(map(re.escape, links)))} if links else {}
    if has_address(reading):
        words = map(re.escape, (reading.parsed.location or "").split())
        own["[address]"] = re.compile(r"\s+".join(words))
    return own


def _masked_line(line: str, own: Mapping[str, re.Pattern[str]]) -> str:
    line = EMAIL.sub("[email]", line)
    for placeholder, pattern in own.items():
        line = pattern.sub(placeholder, line)
    line = LINK.sub(lambda link: "[link]" if _is_web_address(link[0]) else link[0], line)
    line = _PRIVATE.sub(r"\1[private]", line)
    line = _STREET.sub("[address]", line)
    return PHONE.sub(lambda found: found[0] if _is_date(found[0]) else "[phone]", line)


def _is_web_address(link: str) -> bool:
    return is_link(link) and ("/" in link or link.lower().startswith("www."))


def _is_date(written: str) -> bool:
    """Whether the digits are those of dates: "01/2019 - 12/2021"."""
    left = written
    for period in reversed(periods_in(written)):
        left = left[: period.span.start] + left[period.span.end :]
    return sum(map(str.isdigit, left)) < _FEWEST_DIGITS_OF_A_NUMBER
