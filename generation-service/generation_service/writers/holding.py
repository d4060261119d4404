"""Holding what a language model drafted against the CV, the posting and the rules of every letter."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

from generation_service.writers.brief import Brief
from generation_service.writers.drafts import DraftedLetter, DraftedSentence
from generation_service.writers.prompts import COVER_LETTER
from generation_service.writing import Fault, fault_in, word_count
from generation_service.writing.figures import figures_in, stated_figures
from generation_service.writing.words import stems_in, words_in
from vocabulary.languages import language_of

GRAM = 8
"""So many words of our own instructions in a row are a quotation."""
LENGTH_LEEWAY = 0.15
_MARKUP = re.compile(r"[<>{}\[\]`|\\]|\*\*|__|!\(|^\s*[#*-]\s|…|&(?:amp|lt|gt|quot|nbsp|#\d+);")
_PHONE = re.compile(r"(?<![\w.,])\+?\d[\d ()/.-]{6,}\d(?!\w)")
_NO_PHONE = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d|\d{1,3}(?:[. ]\d{3})+")
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|ich|mein\w*|mir|mich|je|mon|ma|mes|yo|mi|mis)\b|\bj['’]")


def line_fault(text: str, brief: Brief) -> str | None:
    """What keeps any line of a letter from being sent, whatever it speaks of."""
    if _MARKUP.search(text):
        return "holds markup or a placeholder"
    if any(not _NO_PHONE.fullmatch(number) for number in _PHONE.findall(text)):
        return "holds a number that looks like a telephone number"
    if _quotes_the_prompt(text):
        return "repeats instructions"
    for name in brief.others:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            return f"names {name}, which is not the company that hires"
    fault = fault_in(text, brief.ground)
    return _claim(fault.fault, fault.words) if fault else None


def sentence_fault(sentence: DraftedSentence, brief: Brief, *, is_inner: bool) -> str | None:
    """What keeps a sentence from being sent; `is_inner`: it stands neither in the first nor in the last paragraph."""
    unknown = [number for number in sentence.cv_lines if number not in brief.cv.lines]
    if unknown:
        return f"cites line {unknown[0]}, which the CV does not have"
    return line_fault(sentence.text, brief) or _evidence_fault(sentence, brief, is_inner=is_inner)


class Judge(Protocol):
    """Says what keeps a sentence from being sent, as sentence_fault does."""

    def __call__(self, sentence: DraftedSentence, *, is_inner: bool) -> str | None: ...


def letter_faults(draft: DraftedLetter, brief: Brief, judge: Judge) -> Iterator[str]:
    """What is wrong with a whole letter, one sentence each, as the model is told."""
    for at, paragraph in enumerate(draft.paragraphs):
        is_inner = 0 < at < len(draft.paragraphs) - 1
        for sentence in paragraph.sentences:
            fault = judge(sentence, is_inner=is_inner)
            if fault:
                yield f"The sentence “{sentence.text}” {fault}. Rewrite it from what its CV lines say, or leave it out."
    text = body_of(draft)
    if not is_in_language(text, brief):
        yield f"The letter is not written in the language the order names ({brief.language})."
    yield from _length_faults(word_count(text), brief)


def body_of(draft: DraftedLetter) -> str:
    """The paragraphs as text."""
    return "\n\n".join(" ".join(said.text for said in paragraph.sentences) for paragraph in draft.paragraphs)


def is_in_language(text: str, brief: Brief) -> bool:
    """Whether a text is in the letter's language, or too short to tell."""
    return language_of(text) in (None, brief.language)


def _length_faults(words: int, brief: Brief) -> Iterator[str]:
    fewest, most = brief.words
    if words > most * (1 + LENGTH_LEEWAY):
        yield f"The paragraphs have {words} words; at most {most} are asked for."
    if words < fewest * (1 - LENGTH_LEEWAY) and not brief.is_thin:
        yield f"The paragraphs have {words} words; at least {fewest} are asked for, and the CV has more to say."


def _evidence_fault(sentence: DraftedSentence, brief: Brief, *, is_inner: bool) -> str | None:
    if not sentence.cv_lines:
        return _uncited_fault(sentence.text, is_inner=is_inner)
    context = brief.cv.context(sentence.cv_lines)
    if not brief.ground.is_translated and not stems_in(sentence.text) & stems_in(context):
        return "has nothing in common with the CV lines it cites"
    told = figures_in(context)
    for stated in stated_figures(sentence.text):
        counts = [figure for figure in stated.readings if not figure.is_year]
        if counts and len(counts) == len(stated.readings) and not told & set(counts) and _is_told(counts, brief):
            return f"states {sentence.text[stated.start : stated.end]}, which none of the lines it cites does"
    return None


def _is_told(counts: Sequence[object], brief: Brief) -> bool:
    """Whether some line of the CV states the figure; durations and counts of positions stand in none."""
    return any(figure in brief.ground.evidence.figures for figure in counts)


def _uncited_fault(text: str, *, is_inner: bool) -> str | None:
    if is_inner:
        return "cites no line of the CV"
    if _FIRST_PERSON.search(text) and any(
        not figure.is_year for stated in stated_figures(text) for figure in stated.readings
    ):
        return "states a figure and cites no line of the CV"
    return None


def _claim(fault: Fault, words: str) -> str:
    if fault is Fault.GAP:
        return f"admits to a gap (“{words}”)"
    if fault is Fault.LINK:
        return "holds a link or an address"
    return f"says “{words}” ({fault}), which the CV does not"


@cache
def _grams_of_the_prompt() -> frozenset[tuple[str, ...]]:
    return frozenset(_grams(COVER_LETTER.text))


def _grams(text: str) -> Iterator[tuple[str, ...]]:
    words = words_in(text)
    return (words[at : at + GRAM] for at in range(len(words) - GRAM + 1))


def _quotes_the_prompt(text: str) -> bool:
    return not _grams_of_the_prompt().isdisjoint(_grams(text))
