"""Judging an answer by rules."""

from generation_service.interviewing.scoring.concreteness import concreteness_of
from generation_service.interviewing.scoring.feedback import Findings, feedback_on
from generation_service.interviewing.scoring.lexicon import SMALL_WORDS, VAGUE
from generation_service.interviewing.scoring.measures import Measures, ramp, weigh
from generation_service.interviewing.scoring.own_words import OwnWords, Source, of_cv, of_question, own_words
from generation_service.interviewing.scoring.relevance import Said, Topic, relevance_of
from generation_service.interviewing.scoring.structure import parts_of
from generation_service.interviewing.subjects import Assessment, Question
from generation_service.writing import Candidate, Opening
from generation_service.writing.evidence import Evidence
from vocabulary.skills import find_skills

LONGEST_ANSWER = 10_000
_FEW_WORDS, _ENOUGH_WORDS, _MANY_WORDS, _SPEECH = 10, 80, 420, 1200
_LEAST_FOR_A_SPEECH = 0.6
_LEAST_SHARE = 0.3
_EMPTY, _FULL = 4, 16
"""What an answer that says nothing tells, and one that says enough: telling stems, figures and skills twice."""
_TWICE = 2
_LIST, _SENTENCES = 0.16, 0.32
"""Shares of small words in a list and in sentences."""
_SOME_SKILLS, _ONLY_SKILLS = 0.2, 0.4
"""Shares of names of skills in an answer that names many, and in one that only lists them."""
_KNOWN_LANGUAGES = (None, "en", "de", "fr", "es")


def assess(question: Question, answer: str, candidate: Candidate, opening: Opening) -> Assessment:
    """Judge an answer as measures.weigh says; the same inputs give the same score; linear in the answer's length.

    What was copied from the question, its hint, the posting or (eight words and more) the CV, and what the answer said
    before, counts for nothing. Whether the answer is true, or clever, rules can't tell. English answers are judged
    best; German, French and Spanish ones by the same measures with their own words; of others, structure and deeds go
    unseen.
    """
    own = own_words(answer, _given(question, candidate, opening))
    said = Said.of(own.text)
    topic = Topic.of(question, candidate, opening)
    relevance = relevance_of(said, topic)
    concreteness = concreteness_of(said.text, said.skills)
    parts = parts_of(question.kind, said.text, opening.company)
    telling = len(said.stems - VAGUE - topic.words)
    measures = Measures(
        relevance=relevance.value,
        structure=sum(part.share for part in parts) / len(parts),
        concreteness=concreteness.value,
        length=_length(len(own.words)),
        substance=ramp(telling + _TWICE * (len(concreteness.figures) + len(said.skills)), _EMPTY, _FULL),
        prose=_prose(own, said),
    )
    return feedback_on(weigh(measures), Findings(topic, own, measures, relevance, concreteness, parts))


def is_own_answer(question: Question, answer: str, candidate: Candidate, opening: Opening) -> bool:
    """Whether an answer is more than question, posting or CV said back."""
    own = own_words(answer, _given(question, candidate, opening))
    return own.share >= _LEAST_SHARE and len(own.words) >= _FEW_WORDS


def _given(question: Question, candidate: Candidate, opening: Opening) -> list[Source]:
    texts = (question.text, question.hint, opening.description)
    return [*map(of_question, texts), of_cv("\n".join(Evidence.of(candidate).lines))]


def _length(words: int) -> float:
    """0 up to 10 words of one's own, 1 from 80 (half a minute) to 420 (three minutes), falling to 0.6 at 1,200."""
    too_long = (1 - _LEAST_FOR_A_SPEECH) * ramp(words, _MANY_WORDS, _SPEECH)
    return ramp(words, _FEW_WORDS, _ENOUGH_WORDS) - too_long


def _prose(own: OwnWords, said: Said) -> float:
    """0 for a list of words, 1 for sentences: by their small words, and by how much of them are names of skills."""
    if not own.words or said.language not in _KNOWN_LANGUAGES:
        return 1.0
    small = sum(word in SMALL_WORDS for word in own.words) / len(own.words)
    named = sum(len(said.text[mention.start : mention.end].split()) for mention in find_skills(said.text)) / len(
        own.words
    )
    return ramp(small, _LIST, _SENTENCES) * (1 - ramp(named, _SOME_SKILLS, _ONLY_SKILLS))
