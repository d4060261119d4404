"""What a language model answers: a kit, a judgement; and what can be wrong with them."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, Field

from generation_service.interviewing import FEWEST_QUESTIONS, MOST_QUESTIONS, Difficulty, QuestionKind
from generation_service.writing.words import stems_in

FEWEST_OF_KIND = {QuestionKind.BEHAVIORAL: 4, QuestionKind.TECHNICAL: 5, QuestionKind.COMPANY: 2}
MOST_INSIGHTS, FEWEST_TIPS, MOST_TIPS, MOST_REASONS = 6, 3, 7, 4
PARTICULAR_SHARE = 0.6
"""So much of the questions, at least, must share a telling word with CV or posting."""
_LINK = re.compile(
    r"https?://|www\.|@\w+\.\w|\[[^\]]*\]\(|\*\*[^\s*][^*]*\*\*"
    r"|</?(?:a|b|br|code|div|em|h[1-6]|hr|i|iframe|img|li|ol|p|pre|script|span|strong|style|svg|table|u|ul)\b[^<>,]*>"
    r"|<!--|<\w+\s[^<>]*=|\{\{|(?<!\$)\{\w+\}"
)
"""Links, bold, HTML, and places left to be filled in; code such as `List<String>` or `**options` may stand."""

Sentence = Annotated[str, Field(min_length=3, max_length=600)]


class DraftedQuestion(BaseModel):
    """One question."""

    kind: QuestionKind
    question: Sentence
    difficulty: Difficulty
    hint: Sentence


class DraftedInsight(BaseModel):
    """Something to know of the company."""

    insight: Sentence
    quote: Annotated[str, Field(min_length=3, max_length=1_000, description="Letter by letter from the posting.")]


class DraftedKit(BaseModel):
    """A kit for one interview."""

    questions: list[DraftedQuestion]
    company_insights: list[DraftedInsight]
    tips: list[Sentence]


class DraftedJudgement(BaseModel):
    """The judgement of one answer."""

    score: Annotated[int, Field(ge=0, le=100)]
    feedback: Sentence
    strengths: list[Sentence]
    improvements: list[Sentence]


def kit_faults(kit: DraftedKit, posting: str, both_sides: str) -> Iterator[str]:
    """What is wrong with a kit, one sentence each, as the model is told."""
    told = len(kit.questions)
    if not FEWEST_QUESTIONS <= told <= MOST_QUESTIONS:
        yield f"There are {told} questions; {FEWEST_QUESTIONS} to {MOST_QUESTIONS} are asked for."
    for kind, fewest in FEWEST_OF_KIND.items():
        if (of_kind := sum(each.kind is kind for each in kit.questions)) < fewest:
            yield f"There are {of_kind} {kind} questions; at least {fewest} are asked for."
    seen: set[str] = set()
    for each in kit.questions:
        if (key := each.question.casefold()) in seen:
            yield f"The question “{each.question}” stands there twice."
        seen.add(key)
    if told and sum(is_particular(each, both_sides) for each in kit.questions) < PARTICULAR_SHARE * told:
        yield "Too many questions would fit any job: name skills, employers, tasks of this CV and this posting."
    for insight in kit.company_insights:
        if insight.quote not in posting:
            yield f"The quote “{insight.quote}” does not stand in the posting letter by letter."
    if len(kit.tips) < FEWEST_TIPS:
        yield f"There are {len(kit.tips)} tips; at least {FEWEST_TIPS} are asked for."
    yield from (f"“{text}” holds a link or markup." for text in _texts(kit) if _LINK.search(text))


def is_clean(text: str) -> bool:
    """Whether a text holds neither links nor markup."""
    return _LINK.search(text) is None


def is_particular(question: DraftedQuestion, both_sides: str) -> bool:
    """Whether a question speaks of this CV or this posting."""
    return bool(stems_in(question.question) & stems_in(both_sides))


def _texts(kit: DraftedKit) -> Iterator[str]:
    for question in kit.questions:
        yield from (question.question, question.hint)
    yield from (insight.insight for insight in kit.company_insights)
    yield from kit.tips
