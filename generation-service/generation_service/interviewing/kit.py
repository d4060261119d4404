"""A kit by rules: 15 to 20 questions, insights and tips from the CV and the posting."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from generation_service.interviewing.insights import company_insights
from generation_service.interviewing.questions import (
    company_questions,
    deed_questions,
    posting_questions,
    skill_questions,
    theme_questions,
    trade_questions,
)
from generation_service.interviewing.sides import Sides
from generation_service.interviewing.subjects import Kit, Question
from generation_service.interviewing.tips import tips_for
from generation_service.writing import Candidate, Match, Opening

_BEHAVIORAL, _TECHNICAL = 6, 8
_DEEDS, _SKILLS, _TRADE = 3, 5, 2
_QUOTED = re.compile(r"“([^”]{20,})”")


def make_kit(candidate: Candidate, opening: Opening, match: Match) -> Kit:
    """Prepare a person for a posting: six behavioral, eight technical and three to five company questions.

    The first half of the behavioral ones is about the CV's own lines, the rest about themes the posting calls for; the
    technical ones are about skills it asks for, the trade, and its own sentences. Questions are in English and quote CV
    and posting in their own language. The same inputs give the same kit.
    """
    sides = Sides.of(candidate, opening, match)
    insights = company_insights(sides.posting, opening.company)
    why, *rest = company_questions(sides, insights)
    behavioral = _first(_BEHAVIORAL, (), deed_questions(sides, _DEEDS), theme_questions(sides))
    trade = list(trade_questions(sides))
    of_the_job = (skill_questions(sides, _SKILLS), trade[:_TRADE], posting_questions(sides), trade[_TRADE:])
    technical = _first(_TECHNICAL, behavioral, *of_the_job)
    return Kit((why, *behavioral, *technical, *rest), insights, tips_for(sides, insights))


def _first(most: int, asked: Sequence[Question], *sources: Iterable[Question]) -> list[Question]:
    """The first so many, nothing quoted twice."""
    quoted = {quote for question in asked for quote in _QUOTED.findall(question.text)}
    questions: dict[str, Question] = {}
    for question in chain(*sources):
        quotes = set(_QUOTED.findall(question.text))
        if len(questions) < most and not quotes & quoted:
            questions[question.text] = question
            quoted |= quotes
    return list(questions.values())
