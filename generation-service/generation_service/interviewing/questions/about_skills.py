"""Questions about the skills a posting asks for: those the CV shows, those close to what it shows, those it does"
" not."""

from collections.abc import Iterator

from generation_service.interviewing.sides import Sides, shortened
from generation_service.interviewing.subjects import Difficulty, Question, QuestionKind
from generation_service.writing.credentials import is_credential
from generation_service.writing.relevance import Line
from generation_service.writing.voice import capitalised
from vocabulary.skills import are_related

_SHOWN = (
    "Your CV says of your work {place}: “{line}”. Which decision about {skill} did you take there yourself, and why"
    " that way?",
    "Take {skill} in your work {place}. Which problem took you longest, and how did you find its cause?",
    "The posting asks for {skill}, and your CV shows it {place}. How do you tell good work with {skill} from work that"
    " only just passes?",
)
_LISTED = (
    "The posting asks for {skill}, and your CV lists it. Describe a piece of work that depended on it and what your"
    " part was.",
    "Your CV lists {skill}, which {company} asks for. Explain it to somebody new to it, with an example of your own.",
)
_RELATED = (
    "The posting asks for {skill}; your CV shows {related}. What carries over from one to the other, and what would"
    " you have to learn?"
)
_MISSING = (
    "The posting asks for {skill}, which your CV does not name. How would you get to the point of using it on your own,"
    " and by when?",
    "{company} works with {skill}, and your CV is silent on it. What do you know of it, and what is nearest to it in"
    " what"
    " you have done?",
)
_UNKNOWN = "The posting asks for {skill}. What have you done with it so far, and what would you need help with?"
_SHOWN_HINT = "Name the case, the choices you had and the reason for yours; say what came of it."
_LISTED_HINT = "One real case beats a definition: where, what for, and what was better afterwards."
_MISSING_HINT = "Say plainly what you know; then the nearest thing you have learned, how long that took, and your plan."
_MOST_MISSING = 3


def skill_questions(sides: Sides, most: int) -> Iterator[Question]:
    """The skills most asked for first; at most three that the CV does not show, asked last."""
    names = [name for name in sides.material.demand.names.values() if not is_credential(name)]
    known = [name for name in names if name.casefold() in sides.material.evidence.skills]
    missing = [name for name in names if name not in known][:_MOST_MISSING]
    for nth, name in enumerate(known[: max(most - len(missing), most - _MOST_MISSING)]):
        yield _about_known(sides, name, nth)
    for nth, name in enumerate(missing):
        yield _about_missing(sides, name, nth)


def _about_known(sides: Sides, skill: str, nth: int) -> Question:
    line = _line_with(sides, skill)
    if line is None:
        text = _LISTED[nth % len(_LISTED)].format(skill=skill, company=sides.company)
        return Question(QuestionKind.TECHNICAL, text, Difficulty.EASY, _LISTED_HINT)
    text = _SHOWN[nth % len(_SHOWN)].format(skill=skill, place=sides.place_of(line), line=shortened(line.text))
    return Question(QuestionKind.TECHNICAL, text, Difficulty.MEDIUM, _SHOWN_HINT)


def _about_missing(sides: Sides, skill: str, nth: int) -> Question:
    related = next((name for name in sides.candidate.skills if are_related(name, skill)), "")
    wording = _RELATED if related else _MISSING[nth % len(_MISSING)] if sides.material.has_background else _UNKNOWN
    text = capitalised(wording.format(skill=skill, related=related, company=sides.company))
    return Question(QuestionKind.TECHNICAL, text, Difficulty.HARD, _MISSING_HINT)


def _line_with(sides: Sides, skill: str) -> Line | None:
    named = [line for line in sides.material.lines if skill.casefold() in line.skills]
    return max(named, key=lambda line: line.score, default=None)
