"""Company, address and labelled fields, wherever a pasted posting names them."""

import re
from collections.abc import Sequence

_LONGEST_VALUE = 200
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]", re.IGNORECASE)
_APPLY = re.compile(
    r"\b(?:apply|application|bewerb\w*|postul\w*|candidat\w*|solicit\w*|sollicit\w*|inscri\w*)\b", re.IGNORECASE
)
_FIELDS = {
    "title": "job title|title|position|position title|role|job|stellenbezeichnung|stelle|intitulé"
    "|intitulé du poste|poste|puesto"
    "|cargo|título|vaga|função|posizione|ruolo|functie|vacature",
    "company": "company|company name|hiring company|employer|client|organisation|organization|firma|unternehmen"
    "|arbeitgeber"
    "|entreprise|société|employeur|empresa|compañía|azienda|società|bedrijf|werkgever",
    "location": "location|locations|job location|work location|place|city|based in|standort|ort|arbeitsort"
    "|einsatzort|lieu"
    "|localisation|ville|ubicación|lugar|localización|local|localização|sede|luogo|luogo di lavoro|locatie"
    "|standplaats",
}
_LABELLED = {
    field: re.compile(rf"(?:- )?(?:{labels})\s*[:：]\s*(?P<value>\S.*)", re.IGNORECASE)
    for field, labels in _FIELDS.items()
}
_NAME = r"(?P<company>[A-ZÀ-Þ][\w&.'’-]*(?: (?:[A-ZÀ-Þ0-9][\w&.'’-]*|of|and|&|de|für|the|la)){0,4}?)"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:About|Über|À propos de|Sobre|Over|Join|Why|Life at) {_NAME}\s*:?$",
        rf"(?:^|[.!?]\s){_NAME} (?:is|are) (?:looking|hiring|seeking|searching|a|an|the|one)\b",
        rf"(?:^|[.!?]\s){_NAME} (?:sucht|ist ein|recherche|recrute|est une?|busca|es una?|procura|é uma?|cerca"
        rf"|zoekt)\b",
        rf"\b(?:[Jj]oin|[Aa]t|[Bb]ei|[Cc]hez|[Pp]resso) {_NAME}(?:,| we\b| you\b| as\b| team\b|!)",
    )
)
_NO_COMPANY = re.compile(
    r"(?:we|you|this|that|the|our|us|it|they|here|there|what|who|why|how|job|role|company|team|about|remote|benefits"
    r"|wir|sie|du|das|die|der|nous|vous|il|elle|nosotros|nós|noi|wij)\b",
    re.IGNORECASE,
)


def labelled_in(lines: Sequence[str]) -> dict[str, str]:
    """Title, company and location from lines such as "Location: Berlin"; the first of a kind counts."""
    found: dict[str, str] = {}
    for line in lines:
        for field, label in _LABELLED.items():
            if (match := label.match(line)) and len(match["value"]) <= _LONGEST_VALUE:
                found.setdefault(field, match["value"].strip())
    return found


def company_in(lines: Sequence[str]) -> str | None:
    """The company a sentence names as the one that hires."""
    for pattern in _NAMED:
        for line in lines:
            found = pattern.search(line)
            if found and not _NO_COMPANY.match(found["company"]):
                return found["company"]
    return None


def addresses_of(text: str) -> frozenset[str]:
    """Every web address a text names, as written."""
    return frozenset(_ADDRESS.findall(text))


def address_in(lines: Sequence[str]) -> str | None:
    """The link to apply by, else the first one."""
    first, before = None, ""
    for line in lines:
        for address in _ADDRESS.findall(line):
            if _APPLY.search(f"{before} {line}"):
                return str(address)
            first = first or str(address)
        before = line
    return first
