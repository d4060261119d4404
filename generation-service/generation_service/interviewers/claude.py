"""Interviews by a language model, held against posting and CV before anybody sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from generation_service.errors import KitUnusable
from generation_service.inputs import Inputs
from generation_service.interviewers.base import Practice
from generation_service.interviewers.drafts import (
    FEWEST_OF_KIND,
    FEWEST_TIPS,
    MOST_INSIGHTS,
    MOST_REASONS,
    MOST_TIPS,
    DraftedJudgement,
    DraftedKit,
    DraftedQuestion,
    is_clean,
    kit_faults,
)
from generation_service.interviewers.prompts import INTERVIEW_ANSWER, INTERVIEW_KIT
from generation_service.interviewing import (
    FEWEST_QUESTIONS,
    MOST_QUESTIONS,
    Assessment,
    Insight,
    Kit,
    Question,
    is_own_answer,
)
from generation_service.orders import Subject
from generation_service.writers.numbered import whole_cv
from shared.llm import Category, LanguageModel
from shared.llm import Question as ModelQuestion
from shared.llm.waiting import Waiting
from shared.one_thread import in_thread

log = structlog.get_logger()

LONGEST_POSTING = 20_000
MOST_FOR_A_COPY = 29


@dataclass(frozen=True, slots=True)
class ClaudeInterviewer:
    """Asks the language model; name and contact are never sent, and nobody waits for it without end."""

    named: LanguageModel
    for_kits: Waiting
    for_answers: Waiting

    def model(self) -> str:
        return self.named.model_for(Category.INTERVIEW)

    def edition(self) -> str:
        return f"{self.named.model_set_for(Category.INTERVIEW)}/{INTERVIEW_KIT.version}"

    async def prepare(self, subject: Subject, inputs: Inputs, /) -> Kit:
        cv, posting = await in_thread(_both_sides, inputs)
        both = f"{cv}\n{posting}"
        answer = await self.for_kits.ask(
            ModelQuestion(
                category=Category.INTERVIEW,
                prompt=INTERVIEW_KIT,
                shape=DraftedKit,
                texts={"cv": cv, "posting": posting},
                user_id=subject.user_id,
                cache_prefix=f"{Category.INTERVIEW}:{subject.user_id}:{subject.job_id}",
                turn=inputs.wishes.turn,
                check=lambda kit: tuple(kit_faults(kit, inputs.opening.description, both)),
            )
        )
        log.info("kit_drafted", match_id=subject.match_id, cached=answer.cached, faults=len(answer.faults))
        return _kit_of(answer.value, inputs.opening.description)

    async def judge(self, practice: Practice, /) -> Assessment:
        inputs, question = practice.inputs, practice.question
        is_own = await in_thread(is_own_answer, question, practice.answer, inputs.candidate, inputs.opening)
        cv, posting = await in_thread(_both_sides, inputs)
        asked = f"Kind: {question.kind}\nQuestion: {question.text}\nHint: {question.hint}"
        answer = await self.for_answers.ask(
            ModelQuestion(
                category=Category.INTERVIEW,
                prompt=INTERVIEW_ANSWER,
                shape=DraftedJudgement,
                texts={"question": asked, "answer": practice.answer, "posting": posting, "cv": cv},
                user_id=practice.subject.user_id,
                cache_prefix=f"{Category.INTERVIEW}:{practice.subject.user_id}:{practice.subject.job_id}",
            )
        )
        return _assessment_of(answer.value, is_own=is_own)


def _both_sides(inputs: Inputs) -> tuple[str, str]:
    opening = inputs.opening
    heading = "\n".join(part for part in (opening.title, opening.company) if part)
    return whole_cv(inputs.candidate).text, f"{heading}\n\n{opening.description[:LONGEST_POSTING]}"


def _kit_of(draft: DraftedKit, posting: str) -> Kit:
    """The kit without what can't stay. Raises KitUnusable when that leaves none."""
    distinct = {question.question.casefold(): question for question in reversed(draft.questions)}
    kept = [question for question in reversed(distinct.values()) if is_clean(f"{question.question} {question.hint}")]
    questions = _cut(kept)
    missing = any(sum(each.kind is kind for each in questions) < 1 for kind in FEWEST_OF_KIND)
    tips = [tip for tip in draft.tips if is_clean(tip)][:MOST_TIPS]
    if len(questions) < FEWEST_QUESTIONS or missing or len(tips) < FEWEST_TIPS:
        raise KitUnusable
    told = (each for each in draft.company_insights if each.quote in posting and is_clean(each.insight))
    insights = tuple(Insight(each.insight, each.quote) for each in told)[:MOST_INSIGHTS]
    asked = (Question(each.kind, each.question, each.difficulty, each.hint) for each in questions)
    return Kit(tuple(asked), insights, tuple(tips))


def _cut(questions: Sequence[DraftedQuestion]) -> Sequence[DraftedQuestion]:
    """At most the most there may be; of the kind with the most the last ones go."""
    kept = list(questions)
    while len(kept) > MOST_QUESTIONS:
        counts = {kind: sum(each.kind is kind for each in kept) - fewest for kind, fewest in FEWEST_OF_KIND.items()}
        richest = max(counts, key=lambda kind: counts[kind])
        kept.remove(next(each for each in reversed(kept) if each.kind is richest))
    return kept


def _assessment_of(draft: DraftedJudgement, *, is_own: bool) -> Assessment:
    """The judgement; an answer that is nearly all copied is none, whatever it talked the model into."""
    score = draft.score if is_own else min(draft.score, MOST_FOR_A_COPY)
    reasons = [
        [each for each in part if is_clean(each)][:MOST_REASONS] for part in (draft.strengths, draft.improvements)
    ]
    return Assessment(score, draft.feedback, *map(tuple, reasons))
