"""Letters by rules: an outline of what the CV has to say to a posting, fitted into its words, each claim checked."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from generation_service.writing.claims import check_claims
from generation_service.writing.demand import Demand
from generation_service.writing.lines import word_count
from generation_service.writing.outline import Frame, Material, Paragraph, Piece, Sentence, Urgency, frame_of, outline
from generation_service.writing.phrases import ENGLISH, PHRASEBOOKS, Phrasebook
from generation_service.writing.steering import Steering
from generation_service.writing.subjects import Candidate, Claim, Length, Letter, Match, Opening, Wishes
from generation_service.writing.voice import Voice
from vocabulary.languages import language_of

ENGINE = "rules-1"
FEWEST_WORDS, MOST_WORDS = 200, 350
_AIM = {Length.SHORT: 210, Length.MEDIUM: 250, Length.LONG: 330}
_ROOM = {Length.SHORT: 245, Length.MEDIUM: 285, Length.LONG: MOST_WORDS}
_WANTED_WEIGHT = 2.0
_BULLET = "– "


def write_letter(candidate: Candidate, opening: Opening, match: Match, wishes: Wishes) -> Letter:
    """Write a letter of 200 to 350 words from what the CV says; shorter only when the CV has no more.

    The same inputs give the same letter; another posting or person gives other sentences.
    """
    steering = Steering.of(wishes.instructions, candidate)
    voice = Voice(_book(opening, wishes), _seed(candidate, opening, wishes.turn))
    demand = _steered(Demand.of(opening, match), steering)
    material = Material.of(candidate, opening, demand, steering, voice)
    frame = frame_of(voice, candidate, opening, wishes.tone)
    checked = _checked(outline(material, wishes.tone, wishes.length), candidate, opening)
    chosen = _fitted(checked, wishes.length, word_count(_framed(frame, "")))
    claims = (Claim(said.text, said.evidence) for piece in chosen for said in piece.sentences if said.evidence)
    return Letter(_framed(frame, _paragraphs(chosen)), voice.book.language, tuple(claims))


def frame_for(candidate: Candidate, opening: Opening, wishes: Wishes) -> Frame:
    """Subject, salutation, farewell and signature in the letter's language, for paragraphs by somebody else."""
    voice = Voice(_book(opening, wishes), _seed(candidate, opening, wishes.turn))
    return frame_of(voice, candidate, opening, wishes.tone)


def letter_language(opening: Opening, wishes: Wishes) -> str:
    """ISO 639-1 of the language the letter shall be in: as wished, else the posting's, else English."""
    return _book(opening, wishes).language


def _book(opening: Opening, wishes: Wishes) -> Phrasebook:
    asked = wishes.language or opening.language or language_of(f"{opening.title}\n{opening.description}")
    return PHRASEBOOKS.get((asked or "").casefold()[:2], ENGLISH)


def _seed(candidate: Candidate, opening: Opening, turn: int) -> bytes:
    parts = (candidate.name, candidate.email, opening.title, opening.company, opening.description, str(turn))
    return hashlib.blake2b("\0".join(part or "" for part in parts).encode(), digest_size=32).digest()


def _steered(demand: Demand, steering: Steering) -> Demand:
    weights = {key: weight for key, weight in demand.skills.items() if key not in steering.unwanted}
    return replace(demand, skills=weights | {key: _WANTED_WEIGHT for key in steering.wanted if key in weights})


def _checked(pieces: Sequence[Piece], candidate: Candidate, opening: Opening) -> list[Piece]:
    """The pieces with every unsupported sentence said plainer, or gone where that doesn't stand in the CV either."""
    sentences = [said.text for piece in pieces for said in piece.sentences]
    sentences += [said.plainer for piece in pieces for said in piece.sentences if said.plainer]
    unsupported = {claim.sentence for claim in check_claims(sentences, candidate, opening)}
    kept = []
    for piece in pieces:
        settled = tuple(said for one in piece.sentences if (said := _settled(one, unsupported)))
        if settled and not all(said.text.endswith(":") for said in settled):
            kept.append(replace(piece, sentences=settled))
    return kept


def _settled(sentence: Sentence, unsupported: set[str]) -> Sentence | None:
    if sentence.text not in unsupported:
        return sentence
    if sentence.plainer and sentence.plainer not in unsupported:
        return replace(sentence, text=sentence.plainer)
    return None


def _fitted(pieces: Sequence[Piece], length: Length, words: int) -> list[Piece]:
    """The pieces that go in: the most urgent first until the aim is reached, courtesies only below the fewest words."""
    chosen: set[int] = set()
    begun: set[Paragraph] = set()
    for at in sorted(range(len(pieces)), key=lambda at: (pieces[at].urgency, at)):
        piece = pieces[at]
        size = sum(word_count(said.text) for said in piece.sentences)
        aim = FEWEST_WORDS if piece.urgency is Urgency.COURTESY else _AIM[length]
        fits = words < aim and words + size <= _ROOM[length]
        if (piece.urgency is Urgency.ALWAYS or fits) and (not piece.goes_on or piece.paragraph in begun):
            chosen.add(at)
            begun.add(piece.paragraph)
            words += size
    return [piece for at, piece in enumerate(pieces) if at in chosen]


def _paragraphs(pieces: Sequence[Piece]) -> str:
    by_paragraph = {
        place: [said for piece in pieces if piece.paragraph is place for said in piece.sentences] for place in Paragraph
    }
    return "\n\n".join(_run_on(sentences) for sentences in by_paragraph.values() if sentences)


def _run_on(sentences: Sequence[Sentence]) -> str:
    text, after_bullet = "", False
    for said in sentences:
        gap = "" if not text else "\n" if said.is_bullet or after_bullet else " "
        after_bullet = said.is_bullet
        text += gap + (_BULLET if said.is_bullet else "") + said.text
    return text


def _framed(frame: Frame, body: str) -> str:
    parts = (frame.subject, frame.greeting, body, frame.farewell, "\n".join(frame.signature))
    return "\n\n".join(part for part in parts if part)
