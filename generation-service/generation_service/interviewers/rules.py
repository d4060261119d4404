"""Interviews by rules."""

from generation_service.inputs import Inputs
from generation_service.interviewers.base import Practice
from generation_service.interviewing import ENGINE, Assessment, Kit, assess, make_kit
from generation_service.orders import Subject
from shared.one_thread import in_thread


class RuleInterviewer:
    """The rules; in a thread, so that the event loop answers meanwhile."""

    def model(self) -> str:
        return ENGINE

    def edition(self) -> str:
        return ENGINE

    async def prepare(self, _: Subject, inputs: Inputs, /) -> Kit:
        return await in_thread(make_kit, inputs.candidate, inputs.opening, inputs.match)

    async def judge(self, practice: Practice, /) -> Assessment:
        inputs = practice.inputs
        return await in_thread(assess, practice.question, practice.answer, inputs.candidate, inputs.opening)
