"""Pieces on positions: their lines woven into sentences, or listed where grammar doesn't let them in."""

import re
from collections.abc import Sequence
from enum import Enum

from generation_service.writing.evidence import position_line
from generation_service.writing.outline.material import Material
from generation_service.writing.outline.pieces import Paragraph, Piece, Sentence, Urgency
from generation_service.writing.outline.wording import fitting
from generation_service.writing.phrases import Clause, Form
from generation_service.writing.relevance import Line, ranked
from generation_service.writing.subjects import Position
from generation_service.writing.voice import Voice, capitalised, is_present

_LINES = 4
_LISTED_AT_ONCE, _LISTED = 2, 3
_JOINED_WORDS = 30
_VERBS_JOINED = re.compile(r"\b(?:and|et|y|e) \w+(?:ed|é|í|ught|ng)\b")
_URGENCIES = {
    Paragraph.STRONGEST: (Urgency.ALWAYS, Urgency.STRONGEST_MORE, Urgency.STRONGEST_MOST, Urgency.STRONGEST_LAST),
    Paragraph.SECOND: (Urgency.SECOND, Urgency.SECOND_MORE, Urgency.SECOND_MOST, Urgency.SECOND_MOST),
    Paragraph.THIRD: (Urgency.THIRD, Urgency.THIRD_MORE, Urgency.THIRD_MORE, Urgency.THIRD_MORE),
}


class Naming(Enum):
    """How a position is named where its lines begin."""

    FULL = "full"
    SHORT = "short"
    """It was named in full some sentences before."""
    HERE = "here"
    """The sentence before has named it."""


def position_pieces(material: Material, at: int, paragraph: Paragraph, naming: Naming) -> list[Piece]:
    """What is told of one position."""
    position = material.candidate.experience[at]
    station = material.voice.station(position) if naming is Naming.FULL else material.voice.short_station(position)
    lines = ranked(material.lines_at(at), _LINES)
    clauses = [(line, _clause(material, line)) for line in lines]
    woven = [(line, clause) for line, clause in clauses if clause.form in material.voice.book.told_at]
    if woven:
        told = _told(material, position, station, woven, paragraph, naming)
        return [
            Piece(paragraph, urgency, (sentence,), goes_on=rank > 0)
            for rank, (urgency, sentence) in enumerate(zip(_URGENCIES[paragraph], told, strict=False))
        ]
    if lines:
        return _listed(material, position, station, lines[:_LISTED], paragraph, naming)
    return [_stated(material, position, paragraph)] if naming is Naming.FULL else []


def _clause(material: Material, line: Line) -> Clause:
    if material.is_quoting:
        return Clause(line.text, Form.OTHER)
    return material.voice.book.grammar.clause_of(fitting(line.text))


def _told(
    material: Material,
    position: Position,
    station: str,
    woven: Sequence[tuple[Line, Clause]],
    paragraph: Paragraph,
    naming: Naming,
) -> list[Sentence]:
    """The first line by itself, the second together with the third where both are short, and so on."""
    book, voice = material.voice.book, material.voice
    first = book.told_here if naming is Naming.HERE else book.told_at
    sentences: list[Sentence] = []
    for group in _grouped(woven):
        clause = _joined(voice, [clause for _, clause in group])
        manner = book.told_more if sentences else first
        said = voice.say(
            manner[clause.form],
            2 * paragraph + len(sentences),
            line=clause.text,
            station=station,
            Station=capitalised(station),
            **_tense(position),
        )
        texts = tuple(line.text for line, _ in group)
        evidence = texts if sentences or naming is Naming.HERE else (position_line(position), *texts)
        sentences.append(Sentence(said, evidence, plainer=texts[0]))
    return sentences


def _grouped(woven: Sequence[tuple[Line, Clause]]) -> list[list[tuple[Line, Clause]]]:
    groups = [[woven[0]]]
    for one in woven[1:]:
        last = groups[-1]
        words = len(one[1].text.split()) + sum(len(clause.text.split()) for _, clause in last)
        both_past = one[1].form is Form.PAST is last[0][1].form and _is_simple(one[0]) and _is_simple(last[0][0])
        if len(groups) > 1 and len(last) == 1 and both_past and words <= _JOINED_WORDS:
            last.append(one)
        else:
            groups.append([one])
    return groups


def _is_simple(line: Line) -> bool:
    """Whether a line leaves room for another one in its sentence."""
    return ";" not in line.text and len(_VERBS_JOINED.findall(line.text)) == 0


def _joined(voice: Voice, clauses: Sequence[Clause]) -> Clause:
    first, *more = clauses
    if not more:
        return first
    conjunction = voice.book.grammar.conjunction(more[0].text)
    comma = "," if re.search(rf"\b{conjunction}\b", f"{first.text} {more[0].text}") else ""
    return Clause(f"{first.text}{comma} {conjunction} {more[0].text}", Form.PAST)


def _listed(
    material: Material, position: Position, station: str, lines: Sequence[Line], paragraph: Paragraph, naming: Naming
) -> list[Piece]:
    book, voice = material.voice.book, material.voice
    is_here, is_first = naming is Naming.HERE, paragraph is Paragraph.STRONGEST
    if material.is_quoting and is_first:
        leads = book.listed_quoted_here if is_here else book.listed_quoted_at
    else:
        leads = book.listed_here if is_here else book.listed_at
    lead = Sentence(voice.say(leads, int(paragraph), station=station), (position_line(position),))
    bullets = [Sentence(fitting(line.text), (line.text,), is_bullet=True) for line in lines]
    first, *more = _URGENCIES[paragraph]
    block = Piece(paragraph, first, (lead, *bullets[:_LISTED_AT_ONCE]))
    rest = zip(more, bullets[_LISTED_AT_ONCE:], strict=False)
    return [block, *(Piece(paragraph, urgency, (bullet,), goes_on=True) for urgency, bullet in rest)]


def _stated(material: Material, position: Position, paragraph: Paragraph) -> Piece:
    voice = material.voice
    said = voice.say(voice.book.also_worked, int(paragraph), station=voice.station(position))
    urgency = Urgency.ALWAYS if paragraph is Paragraph.STRONGEST else Urgency.STATIONS
    return Piece(paragraph, urgency, (Sentence(said, (position_line(position),)),))


def _tense(position: Position) -> dict[str, str]:
    return {"is_": "is", "am": "am"} if is_present(position) else {"is_": "was", "am": "was"}
