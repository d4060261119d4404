"""From where people may apply, whether a visa is sponsored, and which languages they must speak."""

import re
from collections.abc import Iterable, Iterator

from job_service.reading.cues import Cue, Cues, Hit
from job_service.reading.sections import Outline, SectionKind
from job_service.reading.welcome import Stretch, is_welcome
from vocabulary.languages import languages_in
from vocabulary.places import Place, place_named, places_in

WORLDWIDE = "Worldwide"
_NOT_PART_OF_A_REGION = re.compile(r"\b(?:only|based|residents?|citizens?|timezones?|time zones?)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|\n")
_SUPPORTS = re.compile(
    r"sponsor|support|assist|help|provide|offer|available|relocat|unterstütz|hilf|helfen|übernehm"
    r"|prise en charge|accompagn|patrocin|ayud|apoi|ondersteun|aiut",
    re.IGNORECASE,
)
_VISA = re.compile(
    r"\b(?:visas?|visum\w*|visa-?sponsoring|visados?|vistos?|h-?1b|work permits?|work authori[sz]ation|immigration"
    r"|employment[- ]based|authori[sz]ed to work|eligible to work|right to work|permis de travail|permiso de trabajo"
    r"|arbeitserlaubnis|werkvergunning|permesso di lavoro|(?:future|employment|employer|company|current) sponsorship"
    r"|sponsorship (?:is|not|now|available|unavailable))",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|cannot|unable|without|unavailable|neither|nor|kein\w*|nicht|pas|aucun|sin|não|sem|non|senza|geen|niet|nie)\b|n['’]t\b",
    re.IGNORECASE,
)
_REMOTE = re.compile(r"remot|home", re.IGNORECASE)
_GOES_ON_WITH_A_PLACE = re.compile(r"\s*(?:[-–—(:,]|in\b|from\b|within\b|across\b|aus\b)", re.IGNORECASE)
_SPOKEN_REACH = 60
_PLACE_REACH = 90
_BEFORE_REACH = 30
_NOT_ASKING = frozenset({SectionKind.NICE, SectionKind.OFFER, SectionKind.COMPANY, SectionKind.HIRING})


def regions_named(words: str) -> tuple[str, ...]:
    """The regions of a board's field or a location: "USA Only" is the US, "Anywhere in the World" Worldwide."""
    place = place_named(_NOT_PART_OF_A_REGION.sub(" ", words).strip(" ()-,"))
    return (place.name,) if place else _names(places_in(words))


def eligible_regions(text: str, cues: Cues, outline: Outline) -> tuple[str, ...]:
    """The regions a text opens the job to, Worldwide when it says so, none when it does not say."""
    named = list(_names(place for near in _near_places(text, cues, outline) for place in places_in(near)))
    if not named:
        return (WORLDWIDE,) if cues[Cue.WORLDWIDE] else ()
    return (WORLDWIDE,) if WORLDWIDE in named else tuple(named)


def _near_places(text: str, cues: Cues, outline: Outline) -> Iterator[str]:
    for hit in cues[Cue.ELIGIBLE]:
        if outline.kind_at(hit.start) is not SectionKind.COMPANY:
            yield text[hit.end : _sentence_end(text, hit.end, _PLACE_REACH)]
    for hit in cues[Cue.REMOTE_TYPE_WORD]:
        if _REMOTE.match(text, hit.start) and _GOES_ON_WITH_A_PLACE.match(text, hit.end):
            yield text[hit.end : _sentence_end(text, hit.end, _PLACE_REACH)]
    for hit in cues[Cue.ELIGIBLE_BEHIND]:
        first = max(hit.start - _BEFORE_REACH, _sentence_start(text, hit.start, _BEFORE_REACH))
        yield text[first : hit.start]


def visa_sponsorship(text: str, cues: Cues) -> int | None:
    """1 when the posting offers it, 0 when it rules it out, None when it does not say."""
    if cues[Cue.CITIZENS]:
        return 0
    for hit in cues[Cue.VISA]:
        sentence = _sentence(text, hit)
        if _VISA.search(sentence) and _SUPPORTS.search(sentence) and not sentence.endswith("?"):
            return 0 if _DENIES.search(sentence) else 1
    return None


def languages_asked(
    title: str, text: str, cues: Cues, outline: Outline, welcome: tuple[Stretch, ...]
) -> tuple[str, ...]:
    """English names of the languages somebody must speak, in the order they are named."""
    found = dict.fromkeys(languages_in(title))
    for hit in cues[Cue.SPOKEN]:
        if outline.kind_at(hit.start) not in _NOT_ASKING and not is_welcome(hit.start, welcome):
            first = max(_sentence_start(text, hit.start, _SPOKEN_REACH), hit.start - _SPOKEN_REACH)
            last = _sentence_end(text, hit.end, _SPOKEN_REACH)
            found |= dict.fromkeys(languages_in(_without(text, first, last, welcome)))
    return tuple(found)


def _without(text: str, first: int, last: int, stretches: Iterable[Stretch]) -> str:
    """text[first:last] with the stretches blanked."""
    kept = text[first:last]
    for start, end in stretches:
        low, high = max(start, first), min(end, last)
        if low < high:
            kept = kept[: low - first] + " " * (high - low) + kept[high - first :]
    return kept


def _names(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.name for place in places))


def _sentence(text: str, hit: Hit) -> str:
    return text[_sentence_start(text, hit.start, 160) : _sentence_end(text, hit.end, 160)]


def _sentence_end(text: str, start: int, reach: int) -> int:
    end = _SENTENCE_END.search(text, start, start + reach)
    if end is None:
        return min(len(text), start + reach)
    return end.start() + (text[end.start()] == "?")


def _sentence_start(text: str, position: int, reach: int) -> int:
    first = max(0, position - reach)
    start = first
    for end in _SENTENCE_END.finditer(text, first, position):
        start = end.end()
    return start
