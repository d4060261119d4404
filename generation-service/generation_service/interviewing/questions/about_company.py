"""Questions about the company and the person's reasons."""

from collections.abc import Iterator, Sequence

from generation_service.interviewing.sides import Sides
from generation_service.interviewing.subjects import Difficulty, Insight, Question, QuestionKind

_WHY = "Why do you want to work for {company} as {title}{after}?"
_SAYS = (
    "The posting says: “{quote}”. How does that fit what you have done {place}?",
    "“{quote}”, says the posting. What would you want to know about it, and what could you add to it?",
)
_FIRST_MONTHS = "What would you want to have done in your first three months at {company} as {title}?"
_ASK = "What would you ask {company} before you say yes, and what would make you say no?"
_WHY_HINT = "Two reasons: one in what {company} does, one in what you bring; nothing that fits every company."
_SAYS_HINT = "Take the sentence at its word: what it means in practice, and one thing of yours that touches it."
_MONTHS_HINT = "Weeks one to four: whom you meet and what you learn; then one result that others can see."
_ASK_HINT = "Ask about the work, the team and how results are judged; what the posting answers already is no question."
_MOST_QUOTED = 2


def company_questions(sides: Sides, insights: Sequence[Insight]) -> Iterator[Question]:
    """Why here, what the posting says of the company, the first months, and the person's own questions."""
    company, title = sides.company, sides.title
    place = sides.latest_place()
    after = f", after your time {place}" if place else ""
    why = _WHY.format(company=company, title=title, after=after)
    yield _question(why, Difficulty.EASY, _WHY_HINT.format(company=company))
    for nth, insight in enumerate(insights[:_MOST_QUOTED]):
        text = _SAYS[nth].format(quote=insight.quote.rstrip("."), place=sides.place(nth))
        yield _question(text, Difficulty.MEDIUM, _SAYS_HINT)
    yield _question(_FIRST_MONTHS.format(company=company, title=title), Difficulty.MEDIUM, _MONTHS_HINT)
    yield _question(_ASK.format(company=company), Difficulty.EASY, _ASK_HINT)


def _question(text: str, difficulty: Difficulty, hint: str) -> Question:
    return Question(QuestionKind.COMPANY, text, difficulty, hint)
