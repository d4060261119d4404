"""Which interviewer serves whom."""

from dataclasses import dataclass

import structlog

from generation_service.interviewers.base import Interviewer, Judged, Practice
from shared.auth import AccessEnded
from shared.errors import Failure

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Interviewers:
    """The rules, which are always there, and the language model where one is set up."""

    rules: Interviewer
    asking: Interviewer | None = None
    falls_back: bool = False
    """Whether the rules make, and say so, a kit that the model can't just now."""

    @property
    def has_model(self) -> bool:
        """Whether there is a language model at all."""
        return self.asking is not None

    def for_person(self, *, may_use_model: bool) -> Interviewer:
        """The model where there is one and the person has not refused it."""
        return self.asking if self.asking is not None and may_use_model else self.rules

    def stand_in_for(self, interviewer: Interviewer) -> Interviewer | None:
        """Who makes the kit that this one can't: the rules where they may, else nobody."""
        return self.rules if self.falls_back and interviewer is not self.rules else None

    async def judge(self, interviewer: Interviewer, practice: Practice) -> Judged:
        """An assessment, by the rules whenever the model fails: nobody waits in vain in the middle of a session."""
        try:
            return Judged(await interviewer.judge(practice), interviewer.model())
        except AccessEnded:
            raise
        except Failure as failure:
            if interviewer is self.rules:
                raise
            log.warning("answer_judged_by_rules", match_id=practice.subject.match_id, reason=type(failure).__name__)
            return Judged(await self.rules.judge(practice), self.rules.model())
