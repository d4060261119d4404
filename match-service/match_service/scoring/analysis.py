"""The reasons in two or three plain sentences: what fits, what is missing, what nobody said."""

from collections.abc import Sequence

from match_service.scoring import experience
from match_service.scoring.score import Score, Stated
from match_service.scoring.skills import SkillOverlap

SHOWN = 3
"""The most skills a sentence names."""

CLOSE_TITLE = 80
DISTANT_TITLE = 40

FITS = 100

YEARS = {
    experience.IN_RANGE: "your experience is what it asks for",
    experience.OVER: "you have more experience than it asks for",
    experience.SHORT[0]: "it asks for about a year more experience than you have",
    experience.SHORT[1]: "it asks for about two years more experience than you have",
    experience.SHORT[2]: "it asks for at least three years more experience than you have",
    experience.NOT_STATED: "it does not say how much experience it asks for",
}


def analysis(score: Score) -> str:
    """Two or three sentences that say what the numbers of a score say."""
    others = [sentence for sentence in (_of_career(score), _of_terms(score)) if sentence]
    sentences = [_of_skills(score), *(others or ["nothing else in your profile speaks for or against it"])]
    return " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in sentences)


def _of_skills(score: Score) -> str:
    skills = score.skills
    named = len(skills.matching) + len(skills.missing) + len(skills.related)
    if not named:
        return "the posting names no skills, so they count neither for nor against it"
    if Stated.SKILLS not in score.stated:
        return f"your profile names no skills yet; this job asks for {_some((*skills.missing, *skills.related))}"
    return _covered(skills, named) + _lacking(skills)


def _covered(skills: SkillOverlap, named: int) -> str:
    have = len(skills.matching)
    if not have:
        return f"you have none of the {named} skills it names" if named > 1 else "you lack the one skill it names"
    if have == named:
        return (
            f"you have all {named} skills it names: {_some(skills.matching)}" if named > 1 else _only(skills.matching)
        )
    return f"you have {have} of the {named} skills it names: {_some(skills.matching)}"


def _only(skills: Sequence[str]) -> str:
    return f"you have the one skill it names, {skills[0]}"


def _lacking(skills: SkillOverlap) -> str:
    near = f"; what you know is close to {_some(skills.related)}" if skills.related else ""
    gone = f"; {_some(skills.missing)} {_be(skills.missing)} missing" if skills.missing and skills.matching else ""
    return near + gone


def _of_career(score: Score) -> str:
    said = []
    if Stated.ROLES in score.stated:
        said.append(_title(score.parts.title))
    if Stated.YEARS in score.stated:
        said.append(YEARS[score.parts.experience])
    return ", and ".join(said)


def _title(points: int) -> str:
    if points >= CLOSE_TITLE:
        return "the title is one you look for"
    if points >= DISTANT_TITLE:
        return "the title is near the ones you look for"
    return "the title is not among those you look for"


def _of_terms(score: Score) -> str:
    parts = score.parts
    terms = {
        "work type": parts.work_type if Stated.WORK_TYPE in score.stated else None,
        "location": parts.location if Stated.LOCATION in score.stated else None,
        "pay": parts.salary if Stated.SALARY in score.stated else None,
    }
    suits = [term for term, points in terms.items() if points == FITS]
    said = [f"{_list(suits)} {_be(suits, 'suits', 'suit')} you"] if suits else []
    said += [_shortfall(term, points, score.stated) for term, points in terms.items() if points not in (None, FITS)]
    return "; ".join(said)


def _shortfall(term: str, points: int | None, stated: Stated) -> str:
    if term == "work type":
        return "the work type may suit you only in part" if points else "it is another kind of work than you wish"
    if term == "location":
        return "it does not say where it may be done" if points else "it is not where you want to work"
    if Stated.PAY not in stated:
        return "it names no pay"
    return "it pays less than you wish" if points else "it pays half of what you wish or less"


def _some(skills: Sequence[str]) -> str:
    more = len(skills) - SHOWN
    return f"{', '.join(skills[:SHOWN])} and {more} more" if more > 0 else _list(skills)


def _list(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _be(subjects: Sequence[str], one: str = "is", several: str = "are") -> str:
    return one if len(subjects) == 1 else several
