"""Whether a short or ambiguous name stands for a skill where it was found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vocabulary.skills.lexicon import Ask, Skill, Spelling

_LIST_GAP = re.compile(
    r"(?:[,;/|•·&+()\[\]:–—*▪●\s-]|\b(?:and|or|und|oder|et|ou|y|o|e|en|of|og|och|plus)\b)+", re.IGNORECASE
)
_LONGEST_GAP = 12
_AFTER = re.compile(
    r"\s*(?:programming|program|language|developer|engineer|framework|scripts?|scripting|coding|code|codebase|skills"
    r"|applications?|development|backend|spreadsheets?|formulas?|macros|pivot|Entwickler|programmer|experience|stack)\b",
    re.IGNORECASE,
)
_AFTER_AN_ACTIVITY = re.compile(
    r"\s*(?:specialist|representative|executive|associate|manager|agent|advis[eo]r|officer|consultant|analyst|coordinator"
    r"|assistant|administrator|technician|supervisor|techniques?|principles|practices|methods|methodolog\w+|certificat\w+"
    r"|qualifications?|background|knowledge|expertise|degree|tools?)s?\b",
    re.IGNORECASE,
)
_BEFORE_AN_ACTIVITY = re.compile(
    r"\b(?:provid|deliver|perform|conduct|lead|manag|handl|driv|own)(?:e|es|ing|s)?(?:\s+(?:all|excellent|great|outstanding"
    r"|exceptional|high-quality|top-notch|the|end-to-end|daily))?\s*$|\b(?:excellent|strong|proven|solid)\s*$",
    re.IGNORECASE,
)
_BULLET_BEFORE = re.compile(r"(?:^|\n)\s*[•·*▪●◦–-]\s*$")
_ITEM_OVER = re.compile(r"\s*(?:$|[\n,.;(])")
_AFTER_A_LETTER = re.compile(r"\s*(?:programming|language|developer|programmer|code|scripts?)\b", re.IGNORECASE)
_A_DEPARTMENT = re.compile(
    r"\s*(?:teams?|departments?|colleagues|stakeholders|leaders|leadership|staff)\b", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?:\b(?:experienced?|proficien\w+|fluen\w+|skill\w*|expert\w*|knowledge|programming|coding|written|scripting"
    r"|familiar\w*|versed|developed|built|implemented|code|services|languages?|tools|advanced|software|background|degree"
    r"|understanding|trained|training|certified|certificate|qualifi\w+|courses?|Kenntnisse?|Erfahrung\w*|connaissances?"
    r"|expérience|conocimientos?|experiencia|conoscenz\w+|esperienza|conhecimentos?|experiência|kennis|ervaring)"
    r"(?:\s+(?:in|with|of|using|such as|like|including|mit|en|dans|de|com|di|met|van))?|\b(?:such as|using))\s*:?\s*$",
    re.IGNORECASE,
)
_ITEM_BEGINS = re.compile(r"(?:^|[,;/|•·(\n&+:]|\b(?:and|or|und|oder|et|ou|y|e|en)\b)\s*$", re.IGNORECASE)
_ITEM_ENDS = re.compile(r"\s*(?:[,;/|•·)\n&+.]|$|\b(?:and|or|und|oder|et|ou|y|e|en)\b)", re.IGNORECASE)
_NUMBERS_AN_ITEM = re.compile(r"[.)]\s+\S")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n•*·▪●]|\s-)\s*$")
_REACH = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name found on word boundaries, before its context is judged."""

    skill: Skill
    spelling: Spelling
    start: int
    end: int
    exact: bool

    @classmethod
    def at(cls, text: str, skill: Skill, spellings: Sequence[Spelling], place: tuple[int, int, int]) -> "Candidate":
        """The candidate at a place (start, end of the name, end with its plural), by the spelling written there."""
        start, name_end, end = place
        shown = text[start:name_end]
        spelling = next((spelling for spelling in spellings if spelling.text == shown), spellings[0])
        exact = spelling.text == shown or spelling.ask is Ask.CONTEXT_IN_ANY_CASE
        return cls(skill, spelling, start, end, exact)


def accepted(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that stand for skills, in order: by themselves, or by the company they keep in a list."""
    sure = [_stands_alone(text, candidate) for candidate in candidates]
    listed = [here for here, pair in enumerate(pairwise(candidates)) if _in_one_list(text, *pair)]
    for here in listed:
        if _are_kin(candidates[here], candidates[here + 1]):
            sure[here] = sure[here + 1] = True
    for here in listed:
        sure[here + 1] = sure[here + 1] or (sure[here] and _may_be_vouched_for(text, candidates[here + 1]))
    for here in reversed(listed):
        sure[here] = sure[here] or (sure[here + 1] and _may_be_vouched_for(text, candidates[here]))
    return [candidate for candidate, counts in zip(candidates, sure, strict=True) if counts]


def _stands_alone(text: str, candidate: Candidate) -> bool:
    ask = candidate.spelling.ask
    if ask is Ask.NOTHING:
        return True
    if not candidate.exact:
        return False
    if ask is Ask.CASE:
        return True
    if ask is Ask.CASE_INSIDE_A_SENTENCE and not _begins_sentence(text, candidate.start):
        return True
    return _has_cue(text, candidate)


def _begins_sentence(text: str, start: int) -> bool:
    return _SENTENCE_START.search(text, max(0, start - _REACH), start) is not None


def _has_cue(text: str, candidate: Candidate) -> bool:
    if text[candidate.end : candidate.end + 1] in {"-", "–"} or _A_DEPARTMENT.match(text, candidate.end):
        return False
    after = _AFTER if candidate.end - candidate.start > 1 else _AFTER_A_LETTER
    if after.match(text, candidate.end) or _is_practised(text, candidate):
        return True
    return _BEFORE.search(text, max(0, candidate.start - _REACH), candidate.start) is not None


def _is_practised(text: str, candidate: Candidate) -> bool:
    """Whether an everyday word is what somebody does: "sales agent", "provide customer service", a bullet by itself."""
    if candidate.spelling.ask is not Ask.CONTEXT_IN_ANY_CASE:
        return False
    reach = max(0, candidate.start - _REACH)
    if _BEFORE_AN_ACTIVITY.search(text, reach, candidate.start) or _AFTER_AN_ACTIVITY.match(text, candidate.end):
        return True
    is_bullet = _BULLET_BEFORE.search(text, reach, candidate.start) is not None
    return is_bullet and _ITEM_OVER.match(text, candidate.end) is not None


def _are_kin(one: Candidate, other: Candidate) -> bool:
    """Whether two ambiguous names of one family, written exactly, make each other plain: "Go, Rust"."""
    return (
        one.skill is not other.skill
        and one.exact
        and other.exact
        and one.spelling.ask is other.spelling.ask is Ask.CONTEXT
        and one.skill.family is not None
        and one.skill.family == other.skill.family
    )


def _may_be_vouched_for(text: str, candidate: Candidate) -> bool:
    """Whether a neighbour's word is enough: written exactly, or in another case but as an item by itself."""
    if candidate.exact:
        return _A_DEPARTMENT.match(text, candidate.end) is None
    if candidate.end - candidate.start == 1 and _NUMBERS_AN_ITEM.match(text, candidate.end):
        # "b. risk, c. audit": the small letters of a list are no languages.
        return False
    before = _ITEM_BEGINS.search(text, max(0, candidate.start - _LONGEST_GAP), candidate.start)
    return before is not None and _ITEM_ENDS.match(text, candidate.end) is not None


def _in_one_list(text: str, first: Candidate, second: Candidate) -> bool:
    gap = text[first.end : second.start]
    return len(gap) <= _LONGEST_GAP and gap.strip(" ") != "" and _LIST_GAP.fullmatch(gap) is not None
