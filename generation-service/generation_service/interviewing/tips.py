"""What to prepare before the interview: from the two sides, not from a book."""

from collections.abc import Iterator, Sequence

from generation_service.interviewing.sides import Sides, shortened
from generation_service.interviewing.subjects import Insight
from generation_service.writing.credentials import is_credential
from generation_service.writing.relevance import ranked

FEWEST_TIPS, MOST_TIPS = 3, 7
_MOST_NAMED = 3
_ALWAYS = (
    "Speak two minutes to a question: one sentence of situation, one of task, most of it on what you did, then the"
    " result.",
    "Where you have a figure (people, hours, money, per cent), say it; where you have none, say how you noticed.",
    "Say “I” for what you did and “we” for what the others did: interviewers ask who did it.",
)


def tips_for(sides: Sides, insights: Sequence[Insight]) -> tuple[str, ...]:
    """Three to seven sentences, the particular ones first."""
    return tuple([*_particular(sides, insights), *_ALWAYS][:MOST_TIPS])


def _particular(sides: Sides, insights: Sequence[Insight]) -> Iterator[str]:
    names = [name for name in sides.material.demand.names.values() if not is_credential(name)]
    shown = [name for name in names if name.casefold() in sides.material.evidence.skills][:_MOST_NAMED]
    missing = [name for name in names if name.casefold() not in sides.material.evidence.skills][:_MOST_NAMED]
    enumerate_ = sides.material.voice.enumerate
    best = ranked([line for line in sides.material.lines if line.is_achievement], 1)
    for line in best:
        yield f"Have the story behind “{shortened(line.text)}” ready: it speaks most to this posting."
    if shown:
        yield f"The posting asks for {enumerate_(shown)}: have one case of your own for each."
    if missing:
        yield f"Your CV does not name {enumerate_(missing)}, which the posting asks for: say plainly where you stand."
    for insight in insights[:1]:
        yield f"Ask {sides.company} about its own sentence: “{insight.quote}”"
    if not any(line.has_figure for line in sides.material.lines):
        yield "Your CV gives no figures: collect some before the interview, such as people, hours, money or per cent."
