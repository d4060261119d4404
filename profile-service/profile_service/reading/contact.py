"""How to reach the person: e-mail, phone, links, place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from profile_service.reading.dates import periods_in
from profile_service.reading.document import Line, Span
from profile_service.reading.headings import Section
from profile_service.reading.heads import is_place
from profile_service.reading.sections import Part
from profile_service.reading.wordlists import any_of
from vocabulary.places import places_in

EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}(?![\w@])")
PHONE = re.compile(r"(?<![\w/.@-])(?:\+|00)?\(?\+?\d[\d \u00a0()/.\-–·‑]{5,22}\d(?![\w@-])(?!\s?[*xX]{2})")
_PHONE_LABEL = re.compile(rf"(?:{any_of('phone_labels.txt')})[\w. ]{{0,12}}[.:：]?\s*$", re.IGNORECASE)
_FAX_LABEL = re.compile(r"\bfax[\w. ]{0,8}[.:]?\s*$", re.IGNORECASE)
_NOT_A_PHONE = re.compile(
    r"^(?:(?:19|20)\d\d\D{1,5}(?:19|20)\d\d|\d{4}(?:-\d{4}){3}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|(?:19|20)\d\d[./-]\d\d[./-]\d\d|\d{4}/\d.*)$"
)
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_ENDING = rf"(?:{any_of('site_endings.txt')})"
_LINK_END = r"[^\s<>()\[\]|,;]"
LINK = re.compile(
    rf"(?<![\w@.])(?:(?:https?://|www\.){_LINK_END}+|(?:[\w-]+\.)+{_ENDING}(?:/{_LINK_END}*)?(?![\w@]))", re.IGNORECASE
)
_PROFILE = re.compile(
    r"^(?:https?://)?(?:[a-z]{2,3}\.)?(?:linkedin\.com/in/|(?:github|gitlab|behance|dribbble|kaggle|twitter|x|medium|bitbucket)\.(?:com|net)/|xing\.com/profile/)[^/\s]+/?$",
    re.IGNORECASE,
)
_NOT_LINKS = re.compile(
    r"^(?:node|react|vue|next|express|angular|d3|three|asp|socket|nest|nuxt|ember|backbone|chart)\.(?:js|net|io)$",
    re.IGNORECASE,
)
_LOCATION_LABEL = re.compile(rf"^(?:{any_of('address_labels.txt')})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
_ZIP = re.compile(r"\b\d{4,5}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b")
_LONGEST_PLACE = 90


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stands."""

    value: str
    span: Span


def reach_lines(parts: Sequence[Part]) -> list[Line]:
    """The lines that speak of the person: the header and the contact part, then the first lines of all."""
    own = [line for part in parts if part.section in (Section.HEADER, Section.CONTACT) for line in part.lines]
    return sorted(own, key=lambda line: line.zone < 0)


def email_of(parts: Sequence[Part]) -> Found | None:
    """The first e-mail address of the header, else of any part but the references."""
    others = [line for part in parts if part.section is not Section.REFERENCES for line in part.lines]
    for line in [*reach_lines(parts), *others]:
        if match := EMAIL.search(line.text):
            return Found(re.sub(r"\s", "", match[0]).strip(".'"), _span(line, match))
    return None


def phone_of(parts: Sequence[Part], region: str | None) -> Found | None:
    """The person's number: E.164 when its country is sure, else as written. Fax numbers are nobody's phone."""
    found = [phone for line in reach_lines(parts) for phone in _phones(line, region)]
    if not found:
        found = [
            phone
            for part in parts
            if part.section is not Section.REFERENCES
            for line in part.lines
            for phone in _phones(line, region)
            if phone[0]
        ]
    return max(found, key=lambda phone: phone[0])[1] if found else None


def _phones(line: Line, region: str | None) -> Iterator[tuple[bool, Found]]:
    """The numbers of a line, each with whether it is labelled as a phone or written with its country."""
    for match in PHONE.finditer(line.text):
        before = line.text[: match.start()]
        written = match[0].strip(" .-–·/")
        digits = sum(map(str.isdigit, written))
        if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or _NOT_A_PHONE.match(written) or _FAX_LABEL.search(before):
            continue
        start = line.start + match.start() + match[0].index(written)
        sure = bool(_PHONE_LABEL.search(before)) or "+" in written
        yield sure, Found(_international(written, region), Span(start, start + len(written)))


def _international(written: str, region: str | None) -> str:
    # Large, and loaded by the process that reads, not by those that serve.
    import phonenumbers

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return written
    sure = phonenumbers.is_possible_number(number) if "+" in written else phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if sure else written


def links_of(parts: Sequence[Part]) -> list[Found]:
    """Web addresses of the header and contact part, and profiles on known sites anywhere; as written, once each."""
    own = [found for line in reach_lines(parts) for found in _links(line)]
    others = [found for part in parts for line in part.lines for found in _links(line) if _is_profile(found.value)]
    distinct: dict[str, Found] = {}
    for found in [*own, *others]:
        distinct.setdefault(
            found.value.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/"), found
        )
    return list(distinct.values())


def _is_profile(link: str) -> bool:
    return _PROFILE.match(link) is not None


def _links(line: Line) -> Iterator[Found]:
    shown = EMAIL.sub(lambda email: " " * len(email[0]), line.text)
    for match in LINK.finditer(shown):
        link = match[0].rstrip(".,:;'’”\"")
        if is_link(link):
            start = line.start + match.start()
            yield Found(link, Span(start, start + len(link)))


def is_link(written: str) -> bool:
    """Whether what looks like a web address is one: "Node.js" is not."""
    return _NOT_LINKS.match(written.rstrip(".,:;'’”\"")) is None


def addresses_in(text: str) -> list[str]:
    """The web addresses a text names."""
    return [found.value for line in text.split("\n") for found in _links(Line(line))]


def location_of(parts: Sequence[Part]) -> Found | None:
    """Where the person lives: what an address label introduces, else the first piece of the header that is a place."""
    lines = reach_lines(parts)
    pieces = [(cell, span) for line in lines for cell, span in _pieces(line)]
    labelled = [Found(place, _tail(span, place)) for cell, span in pieces if (place := _labelled(cell))]
    plain = [Found(cell, span) for cell, span in pieces if _is_address(cell)]
    return next(iter([*labelled, *plain]), None)


def _pieces(line: Line) -> Iterator[tuple[str, Span]]:
    """The pieces of a line between tabs, bars and dots, with their places."""
    text = line.text
    for known in (EMAIL, LINK, PHONE):
        text = known.sub(lambda match: "\t" * len(match[0]), text)
    for match in re.finditer(r"[^\t|·•;]+", text):
        cell = match[0].strip(" -–")
        if cell:
            start = line.start + match.start() + match[0].index(cell)
            yield cell, Span(start, start + len(cell))


def _labelled(cell: str) -> str | None:
    label = _LOCATION_LABEL.match(cell)
    place = cell[label.end() :].strip(" :") if label else ""
    return place if any(map(str.isalpha, place)) and len(place) <= _LONGEST_PLACE and not EMAIL.search(place) else None


def _is_address(cell: str) -> bool:
    if (
        len(cell) > _LONGEST_PLACE
        or periods_in(cell)
        or EMAIL.search(cell)
        or LINK.search(cell)
        or sum(map(str.isdigit, cell)) > 9
    ):
        return False
    if is_place(cell):
        return True
    parts = [part.strip() for part in cell.split(",")]
    numbered = bool(_ZIP.search(cell)) and any(char.isalpha() for char in cell)
    towns = [place for place in places_in(cell) if len(place.countries) == 1]
    named = bool(towns) and cell[:1].isupper() and ":" not in cell and len(cell.split()) <= 9
    state = len(parts) > 1 and re.fullmatch(r"[A-Z]{2}(?: \d{5}(?:-\d{4})?)?", parts[-1]) is not None
    return (
        (named and (len(parts) > 1 or numbered)) or (state and len(cell.split()) <= 9) or (numbered and len(parts) > 1)
    )


def region_of(location: str | None, texts: Iterable[str]) -> str | None:
    """The country of the person, as its ISO code: that of the location, else the one the header names."""
    for text in (location or "", *texts):
        codes = {code for place in places_in(text) if len(place.countries) == 1 for code in place.countries}
        if len(codes) == 1:
            return codes.pop()
        if text and re.search(r",\s*[A-Z]{2}\s+\d{5}\b", text):
            return "US"
    return None


def _span(line: Line, match: re.Match[str]) -> Span:
    return Span(line.start + match.start(), line.start + match.end())


def _tail(span: Span, text: str) -> Span:
    return Span(span.end - len(text), span.end)
