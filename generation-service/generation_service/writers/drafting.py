"""A letter by a language model on its way: held against the CV as it grows, shown, and put together at the end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generation_service.errors import LetterUnusable
from generation_service.writers.base import Reader
from generation_service.writers.brief import Brief
from generation_service.writers.drafts import DraftedLetter, DraftedSentence
from generation_service.writers.holding import body_of, is_in_language, letter_faults, line_fault, sentence_fault
from generation_service.writing import Passage
from shared.llm import SoFar
from shared.one_thread import in_thread

_SENTENCE = TypeAdapter(DraftedSentence)


class Drafting:
    """One letter being drafted. What the reader was shown is never withdrawn: the end is joined to it."""

    def __init__(self, brief: Brief, reader: Reader | None = None) -> None:
        self._brief = brief
        self._reader = reader
        self._is_asked_again = False
        self._heard = 0
        self._faults: dict[tuple[str, tuple[int, ...], bool], str | None] = {}

    def check(self, draft: DraftedLetter) -> Sequence[str]:
        """What the model shall do better."""
        faults = tuple(letter_faults(draft, self._brief, self._fault))
        self._is_asked_again = self._is_asked_again or bool(faults)
        return faults

    async def hear(self, so_far: SoFar) -> None:
        """Show what is certain of a letter that is still being written."""
        if self._reader is None:
            return
        heading, paragraphs = _complete(so_far())
        said = sum(map(len, paragraphs))
        if heading is None or said == self._heard:
            return
        self._heard = said
        # In a thread: a sentence takes milliseconds, and others wait for the event loop.
        certain = await in_thread(self._shown_of, heading, paragraphs)
        if certain:
            await self._reader.show(certain)

    def _shown_of(self, heading: tuple[str, str], paragraphs: Sequence[Sequence[DraftedSentence]]) -> list[Passage]:
        if not is_in_language(" ".join(each.text for part in paragraphs for each in part), self._brief):
            return []
        return [*self._framing(*heading), *self._certain(paragraphs)]

    def _certain(self, paragraphs: Sequence[Sequence[DraftedSentence]]) -> Iterator[Passage]:
        """The sentences that will stay, up to the first of which that isn't known.

        In the first answer that is one that can't stay, for it may be rewritten; in the second those are cut.
        """
        for at, sentences in enumerate(paragraphs):
            for sentence in sentences:
                if self._fault(sentence, is_inner=at > 0) is None:
                    yield self._passage(sentence, at)
                elif not self._is_asked_again or self._fault(sentence, is_inner=False) is None:
                    # Which paragraph is the last, whose sentences need cite no line, is not known yet.
                    return

    async def finish(self, draft: DraftedLetter) -> tuple[Passage, ...]:
        """The letter's passages without what can't stay. Raises LetterUnusable when that leaves no letter."""
        left = await in_thread(self._left_of, draft)
        shown = await self._reader.shown() if self._reader is not None else ()
        letter = joined(shown, left)
        if not any(passage.evidence for passage in letter) and self._brief.cv.lines:
            raise LetterUnusable
        return letter

    def _left_of(self, draft: DraftedLetter) -> list[Passage]:
        if not is_in_language(body_of(draft), self._brief):
            raise LetterUnusable
        return [*self._framing(draft.subject, draft.greeting), *self._kept(draft)]

    def _kept(self, draft: DraftedLetter) -> list[Passage]:
        last = len(draft.paragraphs) - 1
        return [
            self._passage(sentence, at)
            for at, paragraph in enumerate(draft.paragraphs)
            for sentence in paragraph.sentences
            if self._fault(sentence, is_inner=0 < at < last) is None
        ]

    def _fault(self, sentence: DraftedSentence, *, is_inner: bool) -> str | None:
        """What keeps the sentence from being sent, looked for once."""
        key = (sentence.text, tuple(sentence.cv_lines), is_inner)
        if key not in self._faults:
            self._faults[key] = sentence_fault(sentence, self._brief, is_inner=is_inner)
        return self._faults[key]

    def _framing(self, subject: str, greeting: str) -> tuple[Passage, ...]:
        """Subject and salutation, our own where the model's can't stay."""
        frame = self._brief.frame
        lines = (_line(subject, frame.subject, self._brief), _line(greeting, frame.greeting, self._brief))
        return tuple(Passage(at, text) for at, text in enumerate(lines) if text)

    def _passage(self, sentence: DraftedSentence, at: int) -> Passage:
        return Passage(at + 2, " ".join(sentence.text.split()), self._brief.cv.evidence(sentence.cv_lines))


def joined(shown: Sequence[Passage], drafted: Sequence[Passage]) -> tuple[Passage, ...]:
    """The drafted letter, beginning with what was shown word for word.

    A draft that begins otherwise (a worker was killed, and the model asked anew) goes on after the last paragraph that
    was shown, without the sentences that rest on nothing but lines that were told already.
    """
    if tuple(drafted[: len(shown)]) == tuple(shown):
        return tuple(drafted)
    begun = max(passage.paragraph for passage in shown)
    told = {line for passage in shown for line in passage.evidence}
    rest = (passage for passage in drafted if passage.paragraph > begun)
    return (*shown, *(passage for passage in rest if not passage.evidence or not set(passage.evidence) <= told))


def _line(drafted: str, own: str, brief: Brief) -> str:
    line = " ".join(drafted.split())
    return line if own and line and line_fault(line, brief) is None else own


def _complete(partial: Mapping[str, Any]) -> tuple[tuple[str, str] | None, list[list[DraftedSentence]]]:
    """Subject and salutation, and the sentences that won't change any more: all but the last one."""
    paragraphs = partial.get("paragraphs")
    subject, greeting = partial.get("subject"), partial.get("greeting")
    if not isinstance(subject, str) or not isinstance(greeting, str) or not isinstance(paragraphs, list):
        return None, []
    said = [[_sentence(each) for each in _sentences(paragraph)] for paragraph in paragraphs]
    if said and said[-1]:
        said[-1].pop()
    return (subject, greeting), [[each for each in part if each is not None] for part in said]


def _sentences(paragraph: object) -> list[Any]:
    sentences = paragraph.get("sentences") if isinstance(paragraph, Mapping) else None
    return sentences if isinstance(sentences, list) else []


def _sentence(told: object) -> DraftedSentence | None:
    try:
        return _SENTENCE.validate_python(told)
    except ValidationError:
        return None
