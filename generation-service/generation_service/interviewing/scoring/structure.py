"""The parts an answer of a kind has, and the words that show them; in English, German, French and Spanish."""

import re
from dataclasses import dataclass

from generation_service.interviewing.subjects import QuestionKind
from generation_service.writing.achievements import has_result

_SMALL_VERBS = (
    r"am|was|were|have been|had been|feel|felt|think|believe|know|like|love|want|can|could|should|might|may|had|have"
    r"|mean"
    r"|guess|hope|wish|agree|see|do|did|am|do not|don't|wasn't|had a|took action|did my best|worked hard"
)
DEEDS = re.compile(
    rf"\bI(?:['’](?:d|ve|ll))?\s+(?:(?:also|then|first|just|only|had|have|would|will|always|\w+ly)\s+){{0,3}}"
    rf"(?!(?:{_SMALL_VERBS})\b)[a-z]{{3,}}"
    r"|(?:,|\band) (?:then )?[a-z]+ed\b(?! by)"
    r"|\bhabe ich\b|\bich habe\b|\bich \w+te\b|\bj['’]ai \w+|\bje (?:me )?suis \w+é\w*"
    r"|\b(?!qué\b|porqué\b|también\b)\w{3,}(?:é|í)\b(?=\s)|\b(?:hice|tuve|puse|reduje|propuse|dije|pude)\b",
)
"""Where a person says what they did."""

_SITUATION = re.compile(
    r"\b(?:when|while|during|at the time|back (?:in|then)|in (?:19|20)\d\d|last (?:year|month|week|spring|summer|autumn"
    r"|winter|term|quarter)|one (?:day|night|evening|morning|afternoon|shift|friday|monday)|(?:two|three|four"
    r"|a few) years"
    r" ago|there (?:was|were)|we had|our|als|damals|während|im jahr|letztes|quand|lorsque|pendant|l['’]année|en (?:19"
    r"|20)\d\d"
    r"|cuando|durante|el año|at [A-Z]\w+)\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"\b(?:had to|needed to|need(?:ed)?|my (?:job|task|part|role)|(?:was|were) (?:asked|told|responsible|supposed"
    r"|meant|due)"
    r"|goal|aim|should|wanted|the (?:problem|trouble|question|plan)|because|deadline|until|before|by (?:the|friday"
    r"|monday|noon)"
    r"|musste\w*|sollte\w*|wollte\w*|problem|devai\w*|fallait|il faut|voulai\w*|problème|tenía que|debía\w*|quería\w*"
    r"|problema|weil|parce que|porque)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:as a result|in the end|since then|afterwards|after that|from then|went (?:from|down|up|live)|fell|dropped"
    r"|rose|grew"
    r"|saved|reduced|increased|halved|doubled|cut|instead of|no longer|within|by the end|eventually|finally"
    r"|still (?:use|in"
    r" use|run)|signed|renewed|passed|accepted|adopted|approved|solved|thanked|stayed|so that|which meant|turned out"
    r"|now"
    r"|seitdem|danach|am ende|schließlich|sank|stieg|dadurch|depuis|finalement|résultat|grâce|ensuite|désormais"
    r"|desde entonces|al final|finalmente|gracias a|bajó|subió|como resultado|redujo)\b|%|per cent|percent",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"\b(?:first|firstly|second|then|next|after(?:wards)?|before|once|finally|last|at the end|start(?:ed)? (?:with|by)"
    r"|begin|step|zuerst|dann|danach|zuletzt|d['’]abord|ensuite|puis|enfin|primero|luego|después|por último)\b",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(?:because|so that|since|therefore|which is why|that is why|instead of|rather than|trade-?off|otherwise|if"
    r"|unless"
    r"|in order to|the reason|means|weil|damit|deshalb|statt|wenn|parce que|afin|donc|plutôt|si|porque|para que|por eso"
    r"|en vez de)\b",
    re.IGNORECASE,
)
_CASES = re.compile(
    r"\b(?:for example|for instance|e\.g|such as|in one case|one (?:of|time|case)|last (?:year|month|time)|when (?:we"
    r"|I)|zum"
    r" beispiel|etwa|par exemple|por ejemplo)\b|\bat [A-Z]\w+|\bbei [A-Z]\w+|\bchez [A-Z]\w+",
)
_PLANS = re.compile(
    r"\b(?:would|will|want|plan|month|weeks?|first|ask|learn|würde|möchte|will|monat\w*|je voudrais|j['’]aimerais|mois"
    r"|quisiera|me gustaría|meses)\b|\?",
    re.IGNORECASE,
)
_ENOUGH_DEEDS, _ENOUGH = 3, 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer: what it is called, and how far it is there, 0–1."""

    name: str
    share: float


def parts_of(kind: QuestionKind, text: str, company: str | None) -> tuple[Part, ...]:
    """The parts that an answer of this kind has."""
    deeds = Part("what you did yourself", min(len(DEEDS.findall(text)) / _ENOUGH_DEEDS, 1.0))
    result = Part("the result", float(bool(_RESULT.search(text) or has_result(text))))
    if kind is QuestionKind.BEHAVIORAL:
        situation = Part("the situation", float(bool(_SITUATION.search(text))))
        return (situation, Part("the task", float(bool(_TASK.search(text)))), deeds, result)
    reasons = Part("your reasons", _share(_REASONS, text))
    if kind is QuestionKind.TECHNICAL:
        case = Part("a case of your own", float(bool(_CASES.search(text) or _SITUATION.search(text))))
        return (Part("the steps", _share(_STEPS, text)), reasons, case, max(deeds, result, key=lambda part: part.share))
    names_company = bool(company and company.split()[0].casefold() in text.casefold())
    link = Part("what it has to do with the company", float(names_company or company is None))
    return (reasons, deeds, link, Part("what you want to do there", _share(_PLANS, text)))


def _share(words: re.Pattern[str], text: str) -> float:
    return min(len(words.findall(text)) / _ENOUGH, 1.0)
