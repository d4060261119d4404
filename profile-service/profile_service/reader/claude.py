"""Claude as a reader, with the rules behind it: an upload never fails for want of a language model."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import structlog

from profile_service.prompts import READ_CV
from profile_service.reader.pool import ReadingPool
from profile_service.reading import CvUnreadable, Reading
from profile_service.reading.modelled import CvAnswer, Prepared, fill, prepare
from profile_service.reading.quality import MODEL_AWAY, MODEL_UNUSABLE, TOO_LONG_FOR_MODEL
from shared.errors import Unavailable
from shared.llm import AnswerUnusable, Category, Question
from shared.llm.waiting import Waiting

log = structlog.get_logger()


class ClaudeCvReader:
    """The model's answer as far as it stands in the CV; the rules' reading, and why, where there is no answer."""

    def __init__(self, pool: ReadingPool, model: Waiting) -> None:
        self._pool = pool
        self._model = model

    async def read(self, content: bytes, today: date, user_id: int) -> Reading:
        prepared = await self._pool.run(prepare, content, today)
        if prepared.sent is None:
            return _by_rules(prepared, TOO_LONG_FOR_MODEL)
        try:
            answer = await self._model.ask(_question(prepared.sent, user_id))
            filled = await self._pool.run(fill, prepared, answer.value, answer.model, today)
        except Unavailable as error:
            log.warning("cv_read_without_model", error_type=type(error).__name__, user_id=user_id)
            return _by_rules(prepared, MODEL_AWAY)
        except (AnswerUnusable, CvUnreadable) as error:
            log.warning("cv_read_without_model", error_type=type(error).__name__, user_id=user_id)
            return _by_rules(prepared, MODEL_UNUSABLE)
        log.info("cv_answer_checked", user_id=user_id, refused=filled.refused, cached=answer.cached)
        return filled.reading


def _question(sent: str, user_id: int) -> Question[CvAnswer]:
    return Question(
        category=Category.CV_PARSE,
        prompt=READ_CV,
        shape=CvAnswer,
        texts={"cv": sent},
        user_id=user_id,
        cache_prefix=f"cv_parse:{sha256(sent.encode()).hexdigest()}",
    )


def _by_rules(prepared: Prepared, why: str) -> Reading:
    quality = prepared.rules.quality
    return replace(prepared.rules, quality=replace(quality, warnings=(*quality.warnings, why)))
