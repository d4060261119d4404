"""The whole outline of a letter: its pieces."""

from generation_service.writing.credentials import is_credential
from generation_service.writing.evidence import position_line
from generation_service.writing.outline.besides import besides_pieces
from generation_service.writing.outline.experience import Naming, position_pieces
from generation_service.writing.outline.frame import names_of
from generation_service.writing.outline.material import Material
from generation_service.writing.outline.pieces import Paragraph, Piece, Sentence, Urgency
from generation_service.writing.relevance import ranked
from generation_service.writing.subjects import Length, Tone
from generation_service.writing.titles import reads_as_job, shown_title
from generation_service.writing.voice import is_present

_SHARED = {Length.SHORT: 3, Length.MEDIUM: 4, Length.LONG: 5}
_FURTHER = {Length.SHORT: 4, Length.MEDIUM: 5, Length.LONG: 7}
_FEWEST_YEARS = 2
_SHOWN_LINES = 4
_PLACES = (Paragraph.STRONGEST, Paragraph.SECOND, Paragraph.THIRD)


def outline(material: Material, tone: Tone, length: Length) -> list[Piece]:
    """Every piece the letter could hold, in the order in which they are said."""
    shared = material.shared_skills(_SHARED[length])
    others = material.other_skills((), _SHARED[length])
    return [
        _opening(material, tone),
        *_skills(material, shared, others),
        *_standing(material),
        *_positions(material),
        *_involved(material, shared),
        *besides_pieces(material, shared or others, _FURTHER[length]),
        *_closing(material, tone),
    ]


def _opening(material: Material, tone: Tone) -> Piece:
    names, book = names_of(material.voice, material.opening), material.voice.book
    openings = book.opening if names["company"] else book.opening_unknown
    return Piece(Paragraph.OPENING, Urgency.ALWAYS, (Sentence(material.voice.say(openings[tone], 0, **names)),))


def _skills(material: Material, shared: tuple[str, ...], others: tuple[str, ...]) -> list[Piece]:
    voice = material.voice
    if shared:
        wordings, skills = voice.book.shared_many if len(shared) > 1 else voice.book.shared_one, shared
    else:
        wordings, skills = voice.book.background, others
    if not skills:
        return []
    said = voice.say(wordings, skills=voice.enumerate(skills))
    return [Piece(Paragraph.OPENING, Urgency.ALWAYS, (Sentence(said, material.lines_with(skills)),))]


def _standing(material: Material) -> list[Piece]:
    voice, candidate, at = material.voice, material.candidate, material.latest()
    years = int(candidate.years or 0)
    counted = {"years": voice.count(years)} if years >= _FEWEST_YEARS else {}
    if at is None:
        return (
            [_standing_piece(voice.say(voice.book.standing_years, 0, **counted), (candidate.summary,))]
            if counted
            else []
        )
    position = candidate.experience[at]
    said = voice.say(
        _standing_wordings(material, at, with_years=bool(counted)), 0, station=voice.station(position), **counted
    )
    return [_standing_piece(said, material.dated_lines() if counted else (position_line(position),))]


def _standing_piece(said: str, evidence: tuple[str, ...]) -> Piece:
    return Piece(Paragraph.STRONGEST, Urgency.ALWAYS, (Sentence(said, evidence),))


def _standing_wordings(material: Material, at: int, *, with_years: bool) -> tuple[str, ...]:
    book = material.voice.book
    if is_present(material.candidate.experience[at]):
        return book.standing_now_years if with_years else book.standing_now
    return book.standing_past_years if with_years else book.standing_past


def _positions(material: Material) -> list[Piece]:
    latest = material.latest()
    pieces: list[Piece] = []
    for place, at in zip(_PLACES, material.strongest(), strict=False):
        naming = Naming.FULL if at != latest else Naming.HERE if place is Paragraph.STRONGEST else Naming.SHORT
        pieces += position_pieces(material, at, place, naming)
    return pieces


def _involved(material: Material, shared: tuple[str, ...]) -> list[Piece]:
    """Skills of the strongest position that the posting names and neither the opening nor its best lines show."""
    for at in material.strongest()[:1]:
        lines = material.lines_at(at)
        shown = {key for line in ranked(lines, _SHOWN_LINES) for key in line.skills}
        keys = {key for line in lines for key in line.skills} - shown
        names = [material.spelled(key) for key in material.demand.names if key in keys]
        names = [name for name in names if name not in shared and not is_credential(name)]
        if names:
            said = material.voice.say(material.voice.book.involved, skills=material.voice.enumerate(names[:3]))
            behind = tuple(line.text for line in lines if line.skills & keys)
            return [Piece(Paragraph.STRONGEST, Urgency.INVOLVED, (Sentence(said, behind),), goes_on=True)]
    return []


def _closing(material: Material, tone: Tone) -> list[Piece]:
    voice, names = material.voice, names_of(material.voice, material.opening)
    bridges = voice.book.bridge if names["company"] else voice.book.bridge_unknown
    if not reads_as_job(shown_title(material.opening.title)):
        bridges = tuple(wording for wording in bridges if "{role}" not in wording)
    said = [voice.say(bridges, 0, **names)] if material.has_background else []
    closing = tuple(map(Sentence, [*said, voice.say(voice.book.closing[tone])]))
    more = voice.book.closing_more if material.has_background else voice.book.closing_more[1:]
    courtesies = (Piece(Paragraph.CLOSING, Urgency.COURTESY, (Sentence(courtesy),)) for courtesy in more)
    return [Piece(Paragraph.CLOSING, Urgency.ALWAYS, closing), *courtesies]
