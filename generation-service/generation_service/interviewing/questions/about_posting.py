"""Questions about what a posting says of the work and of who is looked for."""

import re
from collections.abc import Iterator

from generation_service.interviewing.posting import PostingLine, Section
from generation_service.interviewing.sides import Sides, shortened
from generation_service.interviewing.subjects import Difficulty, Question, QuestionKind

_DUTY = (
    "The posting says of the work: “{line}”. How would you go about it, step by step?",
    "Among the tasks stands: “{line}”. Where have you done something like it, and what did you learn from it?",
)
_ASKED = (
    "The posting asks for: “{line}”. Show it with an example from your own work.",
    "“{line}”, the posting asks. What would {company} see in your first weeks that shows it?",
)
_DUTY_HINT = "Say what you would look at first, whom you would ask, what you would decide, and how you would check it."
_ASKED_HINT = "One concrete case of yours with names and figures, then what it means for this job."
_NOT_SHOWN_BY_WORK = re.compile(
    r"\b(?:degree|diploma|bachelor\w*|master's|msc|bsc|phd|licen[cs]ed?|certificates?|right to work|work permit|visa"
    r"|citizen\w*|immediately|notice|any other duties|native|holidays?|vacation|pension|insurance|bonus|salary"
    r"|discount\w*"
    r"|gym|free|paid|parking|leave|lunch|dental|equity|abschluss|ausbildung als|führerschein|urlaub|gehalt|diplôme"
    r"|permis"
    r"|congés|salaire|titulación|grado en|carné|vacaciones|sueldo)\b|[€$£]\s?\d",
    re.IGNORECASE,
)
_ANY = (
    ("What does a good day's work look like for {title}, and how do you measure it?", Difficulty.EASY),
    ("Which mistakes do people new to a job {as_title} make, and how do you avoid them?", Difficulty.MEDIUM),
    ("How do you keep your knowledge {as_title} up to date? Name what you learned last.", Difficulty.EASY),
    ("Which tools and methods would you want {as_title} at {company}, and why those?", Difficulty.MEDIUM),
    ("Describe the most demanding task you could meet {as_title} at {company}, and how you would plan it.",
     Difficulty.HARD),
    ("How do you check your own work {as_title} before somebody else sees it?", Difficulty.MEDIUM),
)  # fmt: skip
_ANY_HINT = "Answer with a case from your own work rather than in general."


def posting_questions(sides: Sides) -> Iterator[Question]:
    """Questions on the posting's own lines, tasks before requirements, then on the job as such."""
    duties = [line for line in sides.posting if line.section is Section.DUTY]
    asked = [line for line in sides.posting if line.is_bullet and _can_be_shown(line)]
    for nth in range(max(len(duties), len(asked))):
        yield from _about(sides, _DUTY, duties[nth : nth + 1], nth, _DUTY_HINT)
        yield from _about(sides, _ASKED, asked[nth : nth + 1], nth, _ASKED_HINT)
    for text, difficulty in _ANY:
        told = text.format(title=sides.title, as_title=f"as {sides.title}", company=sides.company)
        yield Question(QuestionKind.TECHNICAL, told, difficulty, _ANY_HINT)


def _can_be_shown(line: PostingLine) -> bool:
    """Whether a bullet asks for something that work shows: no degree, permit or date, and nothing that is offered."""
    return line.section in (Section.ASKED, Section.ABOUT) and not _NOT_SHOWN_BY_WORK.search(line.text)


def _about(
    sides: Sides, wordings: tuple[str, ...], lines: list[PostingLine], nth: int, hint: str
) -> Iterator[Question]:
    for line in lines:
        text = wordings[nth % len(wordings)].format(line=shortened(line.text), company=sides.company)
        yield Question(QuestionKind.TECHNICAL, text, Difficulty.MEDIUM, hint)
