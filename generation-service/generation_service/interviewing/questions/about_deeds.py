"""Questions about what the CV says the person did."""

from collections.abc import Iterator

from generation_service.interviewing.sides import Sides, shortened
from generation_service.interviewing.subjects import Difficulty, Question, QuestionKind
from generation_service.writing.relevance import Line, ranked

_ASKED = (
    (
        "Your CV says of your work {place}: “{line}”. What was the situation, what did you do yourself, and how do you"
        " know that it worked?",
        Difficulty.MEDIUM,
    ),
    (
        "You write of your work {place}: “{line}”. What was the hardest part of it, and what would you do differently"
        " today?",
        Difficulty.HARD,
    ),
    (
        "Of your work {place} the CV says: “{line}”. Who else was involved, and what would not have happened without"
        " you?",
        Difficulty.MEDIUM,
    ),
)
_HINT = "Situation, task, action, result, in this order; most of the time on what you did yourself, with your figures."
_MOST_OF_A_PLACE = 2


def deed_questions(sides: Sides, most: int) -> Iterator[Question]:
    """A question on each of the lines that speak most to the posting, not more than two of one place."""
    lines = [line for line in sides.material.lines if line.is_achievement]
    asked: list[Line] = []
    for line in ranked(lines, len(lines)):
        if sum(each.origin is line.origin and each.at == line.at for each in asked) < _MOST_OF_A_PLACE:
            asked.append(line)
    for (text, difficulty), line in zip(_ASKED[:most], asked, strict=False):
        quoted = text.format(place=sides.place_of(line), line=shortened(line.text))
        yield Question(QuestionKind.BEHAVIORAL, quoted, difficulty, _HINT)
