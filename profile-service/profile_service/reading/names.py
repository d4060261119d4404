"""The person's name: the line near the top that looks like one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from profile_service.reading.contact import Found, reach_lines
from profile_service.reading.document import Line, Span
from profile_service.reading.headings import folded, heading_of
from profile_service.reading.heads import is_place
from profile_service.reading.roles import organisationness, titleness
from profile_service.reading.sections import Part
from profile_service.reading.wordlists import any_of, words_of
from vocabulary.places import places_in
from vocabulary.skills import canonical_skill

_LABEL = re.compile(rf"^(?:{any_of('name_labels.txt')})\s*[:：]?(?:\s+|(?<=[:：]))(?=\S)", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\s*[-–—|:•,]?\s*\b(?:curriculum(?: vitae)?|vitae|cv|c\.v\.|r[ée]sum[ée]|lebenslauf|hoja de vida|portfolio"
    r"|bewerbung)\b"
    r"\s*(?:of|von|de|di|–|-|:|\|)?\s*",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r",?\s+(?:ph\.?\s?d\.?|m\.?b\.?a\.?|m\.?sc\.?|b\.?sc\.?|m\.?d\.?|m\.?a\.?|b\.?a\.?|pmp|cpa|rn|csm|esq\.?|dipl\.[\w.-]*|\(?(?:he|she|they)/(?:him|her|them)\)?)(?=,|\s|$)\.?",
    re.I,
)
_SALUTATION = re.compile(
    r"^(?:mr|mrs|ms|miss|herr|frau|m\.|mme|mlle|sr\.|sra\.|sig\.(?:ra)?|dhr\.|mevr\.)\.?\s+", re.IGNORECASE
)
_PARTICLES = words_of("particles.txt")
_WORD = re.compile(r"^(?:[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω](?:[a-zà-öø-ÿā-žа-яα-ω'’`-]*[A-ZÀ-Þa-zà-ÿĀ-žа-яα-ω'’-]*)?\.?)$")
_HAN = re.compile(
    r"^[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af]{1,6}(?:[\s\u3000·]?[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af]{1,6})?$"
)
_CUTS = re.compile(r"\t|\s+[|•·–—-]\s+|\s*[|•·]\s*")
_LINES_LOOKED_AT = 14
_NEVER = words_of("never_names.txt")


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    span: Span
    score: float


def name_of(parts: Sequence[Part], email: str | None) -> Found | None:
    """The likeliest name in the header: big letters, near the top, shaped like a name, echoed by the e-mail address."""
    lines = [line for line in reach_lines(parts) if line.page == 1]
    labelled = next((found for line in lines for found in _labelled(line)), None)
    if labelled:
        return labelled
    candidates = [found for index, line in enumerate(lines) for found in _candidates(line, index, email)]
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    return Found(best.name, best.span) if best and best.score > 0 else None


def _labelled(line: Line) -> Iterator[Found]:
    text = line.text.replace("\t", " ")
    label = _LABEL.match(text)
    if label:
        rest = re.split(r"\t|\s{3,}|\|", line.text[label.end() :])[0].strip(" :：")
        if 1 <= len(rest.split()) <= 6 and not any(map(str.isdigit, rest)) and "@" not in rest:
            start = line.start + line.text.index(rest, label.end() - 1 if label.end() else 0)
            yield Found(cased(rest), Span(start, start + len(rest)))


def _candidates(line: Line, index: int, email: str | None) -> Iterator[_Candidate]:
    offset = 0
    for piece in _CUTS.split(line.text):
        start = line.text.index(piece, offset)
        offset = start + len(piece)
        bare = _bare(piece)
        if bare and is_name(bare):
            place = line.start + start + max(0, piece.find(bare.split()[0]))
            yield _Candidate(cased(bare), Span(place, place + len(bare)), _score(bare, line, index, email))


def _bare(text: str) -> str:
    """Without "Curriculum Vitae", degrees and forms of address."""
    return _SALUTATION.sub("", _AFTER_NAME.sub("", _DOCUMENT.sub(" ", text))).strip(' ,;:-–—|()"')


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name and is nothing else we know."""
    if _HAN.match(text):
        return (
            heading_of(text.replace(" ", "").replace("\u3000", "")) is None
            and text.replace("\u3000", "") not in _FORM_TITLES
        )
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 50 or set(folded(text).split()) & _NEVER:
        return False
    if (
        not all(_WORD.match(word.rstrip(",")) or word.lower() in _PARTICLES for word in words)
        or words[-1].lower() in _PARTICLES
    ):
        return False
    known = (
        is_place(text) or heading_of(text) or titleness(text) > 0 or organisationness(text) > 0 or canonical_skill(text)
    )
    return not known and not (
        len(words) <= 2 and places_in(text.title()) and len(places_in(text.title())) == 1 and _is_only_place(text)
    )


_FORM_TITLES = frozenset({"履歴書", "履 歴 書", "职务经历书", "職務経歴書", "简历", "个人简历"})


def _is_only_place(text: str) -> bool:
    return bool(places_in(f"in {text.title()}")) and "," not in text


def _score(name: str, line: Line, index: int, email: str | None) -> float:
    words = folded(name).split()
    local = re.sub(r"[^a-z]", "", folded((email or "").split("@")[0]).replace(" ", ""))
    echoed = sum(len(word) > 2 and word in local for word in words)
    shape = {1: -1.0, 2: 1.0, 3: 0.9, 4: 0.4}.get(len(words), -0.5)
    if _HAN.match(name):
        shape = 1.0
    return (
        shape
        + min(2.0, 1.6 * (line.size - 1.0))
        + 0.4 * line.bold
        + 1.5 * min(echoed, 2)
        + 1.2 * max(0.0, 1 - index / 4)
        - 0.15 * max(0, index - _LINES_LOOKED_AT)
    )


def cased(name: str) -> str:
    """ "JOHN O'NEIL" is "John O'Neil"; a name with small letters of its own stays as it is."""
    letters = [char for char in name if char.isalpha()]
    if len(letters) < 4 or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return name.rstrip(",")
    return " ".join(
        word.lower() if word.lower() in _PARTICLES and index else _capitalised(word)
        for index, word in enumerate(name.split())
    )


def _capitalised(word: str) -> str:
    if word.startswith("MC") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
