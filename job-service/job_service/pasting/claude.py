"""Claude as a reader of pasted postings."""

import asyncio
from hashlib import sha256

import structlog

from job_service.pasting.base import ReadPosting
from job_service.prompts import READ_PASTED
from job_service.reading.modelled import PastedAnswer, numbered, pasted_from
from job_service.reading.pasted import read_pasted
from job_service.reading.text import clean_text
from shared.llm import Category, Question
from shared.llm.waiting import Waiting

log = structlog.get_logger()


class ClaudePastedReader:
    """The answer as far as it stands in the text, with the rules' reading for what it leaves open.

    Raises Unavailable and AnswerUnusable.
    """

    def __init__(self, model: Waiting) -> None:
        self._model = model

    async def read(self, job_text: str, user_id: int) -> ReadPosting:
        text = await asyncio.to_thread(clean_text, job_text)
        answer = await self._model.ask(_question(numbered(text), user_id))
        rules = await asyncio.to_thread(read_pasted, job_text)
        posting, refused = await asyncio.to_thread(pasted_from, text, answer.value, rules)
        log.info("posting_answer_checked", user_id=user_id, refused=refused, cached=answer.cached)
        return ReadPosting(posting, answer.model)


def _question(sent: str, user_id: int) -> Question[PastedAnswer]:
    return Question(
        category=Category.JOB_EXTRACT,
        prompt=READ_PASTED,
        shape=PastedAnswer,
        texts={"posting": sent},
        user_id=user_id,
        cache_prefix=f"job_extract:{sha256(sent.encode()).hexdigest()}",
    )
