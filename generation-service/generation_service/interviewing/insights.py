"""What a posting says of the company, each insight with the sentence that says it; what it does not say is not told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generation_service.interviewing.posting import PostingLine, Section
from generation_service.interviewing.subjects import Insight

MOST_INSIGHTS = 6
_SPEAKS_OF_ITSELF = re.compile(
    r"\b(?:we|our|us|our(?:s|selves)|wir|uns|unsere?[rmns]?|nous|notre|nos|nosotros|nuestr[oa]s?|somos)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\b(?:we (?:are|'re|’re) (?:looking|hiring|seeking|searching)|looking for|wir suchen|nous recherchons|buscamos"
    r"|please|send us|write (?:a|to|us)|tell us|apply|application|your cv|résumé|resume|equal opportunit\w+|visa"
    r"|sponsor\w*|you (?:have|must|bring|know))\b",
    re.IGNORECASE,
)
_SPEAKS_TO_YOU = re.compile(r"\b(?:you|your|du|dein\w*|sie|ihre?\w*|vous|votre|vos|tú|tu|usted)\b", re.IGNORECASE)
_GENERIC = frozenset(
    [
        "the",
        "and",
        "one",
        "new",
        "our",
        "first",
        "global",
        "group",
        "company",
        "national",
        "general",
        "american",
        "united",
    ]
)


@dataclass(frozen=True, slots=True)
class _Topic:
    """What a sentence can say of a company, and what a person makes of it."""

    said_by: re.Pattern[str]
    insight: str
    about_itself: bool = True
    """Whether only a sentence in which the company speaks of itself counts."""


def _topic(said_by: str, insight: str, *, about_itself: bool = True) -> _Topic:
    return _Topic(re.compile(said_by, re.IGNORECASE), insight, about_itself)


_TOPICS = (
    _topic(
        r"\b(?:mission|purpose|vision|we (?:believe|care|value)|our values?|culture|values|werte|glauben|mission"
        r"|valeurs"
        r"|croyons|misión|valores|creemos)\b",
        "What {company} says it cares about: have an example of yours that shows the same.",
    ),
    _topic(
        r"\b\d[\d.,]*\s?(?:k|m|million|thousand)?\+?\s(?:[\w-]+\s){0,2}(?:people|employees|colleagues|staff|customers"
        r"|clients|users|readers|patients|beds|children|pupils|students|guests|stores|shops|sites|offices|countries"
        r"|companies|engineers|lawyers|nurses|teachers|drivers|vehicles|mitarbeiter\w*|kund\w+|betten|standorte\w*"
        r"|länder\w*"
        r"|collaborateurs|salariés|clients|pays|empleados|clientes|países|personas)\b",
        "How large {company} is, in its own figures: {found}.",
    ),
    _topic(
        r"\b(?:founded|established|started|since|gegründet|seit|fondée?|créée?|depuis|fundada"
        r"|desde)\b.{0,20}\b(?:1[89]|20)\d\d\b"
        r"|\b(?:series [a-e]|seed|raised|backed by|profitable|bootstrapped|listed|family-owned)\b",
        "Where {company} comes from or how it is paid for: {found}.",
    ),
    _topic(
        r"\b(?:team of|report(?:s|ing)? to|you.ll join|join (?:a|our) team|works? with|alongside|colleagues|im team"
        r"|équipe de|equipo de)\b",
        "Whom you would work with at {company}: ask how the work is divided.",
        about_itself=False,
    ),
    _topic(
        r"\b(?:(?:an?|the|two|first|final|short|online|video|phone|telephone) interviews?|interview (?:of|process|day)"
        r"|interviews? (?:take|are|is|will|by|on)|writing exercise|trial (?:day|shift|lesson)|take-home"
        r"|coding (?:test|exercise)|assessment"
        r"|probearbeit\w*|probetag|entretien|entrevista)\b",
        "How {company} chooses: prepare for it.",
        about_itself=False,
    ),
    _topic(
        r"\b(?:remote|hybrid|on-?site|office|home office|days? (?:a|per) week|shifts?|rota|on-call|travel|schicht\w*"
        r"|homeoffice|télétravail|teletrabajo|turnos?)\b",
        "How and where the work is done at {company}: know whether it suits you.",
        about_itself=False,
    ),
)
_WHAT_IT_DOES = "What {company} does, in its own words: be ready to say it in yours."


def company_insights(lines: Sequence[PostingLine], company: str | None) -> tuple[Insight, ...]:
    """At most six, what the company does first; none when the posting says nothing of it."""
    named = _named_by(company)
    told = list(_insights(lines, company or "the company", named))
    return tuple({insight.quote: insight for insight in reversed(told)}.values())[::-1][:MOST_INSIGHTS]


def _insights(lines: Sequence[PostingLine], company: str, named: re.Pattern[str] | None) -> Iterator[Insight]:
    sentences = [line for line in lines if not line.is_bullet and not _WANTS.search(line.text)]
    itself = [line for line in sentences if _is_about_itself(line, named)]
    about = [line for line in itself if line.section is Section.ABOUT and not _SPEAKS_TO_YOU.search(line.text)]
    does = next((line for line in about if named and named.search(line.text)), next(iter(about), None))
    if does:
        yield Insight(_WHAT_IT_DOES.format(company=company), does.text)
    for topic in _TOPICS:
        others = itself if topic.about_itself else sentences
        for line in others:
            found = topic.said_by.search(line.text)
            if found and line is not does:
                yield Insight(topic.insight.format(company=company, found=found.group().strip()), line.text)
                break


def _is_about_itself(line: PostingLine, named: re.Pattern[str] | None) -> bool:
    names = named is not None and named.search(line.text) is not None
    return names or _SPEAKS_OF_ITSELF.search(line.text) is not None


def _named_by(company: str | None) -> re.Pattern[str] | None:
    """The company's name as texts use it: its first telling word."""
    words = [
        word for word in re.findall(r"[\w&'-]+", company or "") if len(word) > 2 and word.casefold() not in _GENERIC
    ]
    return re.compile(rf"(?<!\w){re.escape(words[0])}(?!\w)") if words else None
