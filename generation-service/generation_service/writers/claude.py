"""Letters and highlights by a language model, held against the CV before anybody sees them."""

from dataclasses import dataclass

import structlog

from generation_service.tables import Kind
from generation_service.writers.base import Commission, Reader
from generation_service.writers.brief import LONGEST_POSTING, Brief
from generation_service.writers.drafting import Drafting
from generation_service.writers.drafts import ChosenLines, DraftedLetter
from generation_service.writers.numbered import NumberedCv, telling_lines
from generation_service.writers.prompts import COVER_LETTER, CV_HIGHLIGHTS
from generation_service.writing import Claim, Letter, Match, Passage, choose_highlights, text_of
from generation_service.writing.demand import Demand
from generation_service.writing.highlights import FEWEST, MOST
from shared.llm import Category, LanguageModel, Question
from shared.one_thread import in_thread

log = structlog.get_logger()

_CATEGORY = {Kind.LETTER: Category.COVER_LETTER, Kind.HIGHLIGHTS: Category.CV_HIGHLIGHTS}
_PROMPT = {Kind.LETTER: COVER_LETTER, Kind.HIGHLIGHTS: CV_HIGHLIGHTS}


@dataclass(frozen=True, slots=True)
class ClaudeLetterWriter:
    """Asks the language model; name, contact and signature are added here and are never sent."""

    asking: LanguageModel

    def model(self, kind: Kind, /) -> str:
        return self.asking.model_for(_CATEGORY[kind])

    def edition(self, kind: Kind, /) -> str:
        return f"{self.asking.model_set_for(_CATEGORY[kind])}/{_PROMPT[kind].version}"

    async def write(self, commission: Commission, reader: Reader | None = None, /) -> Letter:
        brief = await in_thread(Brief.of, commission.inputs)
        drafting = Drafting(brief, reader)
        answer = await self.asking.ask(
            Question(
                category=Category.COVER_LETTER,
                prompt=COVER_LETTER,
                shape=DraftedLetter,
                texts=brief.texts(),
                user_id=commission.subject.user_id,
                cache_prefix=_prefix(Category.COVER_LETTER, commission),
                turn=commission.inputs.wishes.turn,
                check=drafting.check,
                is_wanted=commission.is_model_allowed,
            ),
            # Streamed even when nobody reads along: so it is known to be alive while it takes its time.
            on_partial=drafting.hear,
        )
        passages = await drafting.finish(answer.value)
        log.info(
            "letter_drafted", match_id=commission.subject.match_id, cached=answer.cached, faults=len(answer.faults)
        )
        return _signed(passages, brief)

    async def highlight(self, commission: Commission, /) -> tuple[str, ...]:
        cv = await in_thread(_choice, commission)
        if not cv.lines:
            return ()
        answer = await self.asking.ask(
            Question(
                category=Category.CV_HIGHLIGHTS,
                prompt=CV_HIGHLIGHTS,
                shape=ChosenLines,
                texts={"cv": cv.text, "posting": _posting(commission)},
                user_id=commission.subject.user_id,
                cache_prefix=_prefix(Category.CV_HIGHLIGHTS, commission),
                turn=commission.inputs.wishes.turn,
                check=lambda chosen: _choice_faults(chosen, cv),
                is_wanted=commission.is_model_allowed,
            )
        )
        chosen = cv.evidence(answer.value.lines)[:MOST]
        return chosen if len(chosen) >= min(FEWEST, len(cv.lines)) else await _filled_up(chosen, commission)


def _signed(passages: tuple[Passage, ...], brief: Brief) -> Letter:
    frame = brief.frame
    parts = (text_of(passages), frame.farewell, "\n".join(frame.signature))
    claims = tuple(Claim(passage.text, passage.evidence) for passage in passages if passage.evidence)
    return Letter("\n\n".join(part for part in parts if part), brief.language, claims)


async def _filled_up(chosen: tuple[str, ...], commission: Commission) -> tuple[str, ...]:
    """Too few lines that exist, even when asked again: the rules choose the rest."""
    inputs = commission.inputs
    others = await in_thread(choose_highlights, inputs.candidate, inputs.opening)
    return tuple(dict.fromkeys((*chosen, *others)))[:FEWEST]


def _choice(commission: Commission) -> NumberedCv:
    inputs = commission.inputs
    return telling_lines(inputs.candidate, Demand.of(inputs.opening, Match()))


def _posting(commission: Commission) -> str:
    opening = commission.inputs.opening
    return f"{opening.title}\n\n{opening.description[:LONGEST_POSTING]}"


def _choice_faults(chosen: ChosenLines, cv: NumberedCv) -> list[str]:
    unknown = [number for number in chosen.lines if number not in cv.lines]
    faults = [f"There is no line {number}." for number in unknown]
    least, told = min(FEWEST, len(cv.lines)), len(set(chosen.lines) - set(unknown))
    if not least <= told <= MOST:
        faults.append(f"Choose {least} to {MOST} different lines, not {told}.")
    return faults


def _prefix(category: Category, commission: Commission) -> str:
    return f"{category}:{commission.subject.user_id}:{commission.subject.job_id}"
