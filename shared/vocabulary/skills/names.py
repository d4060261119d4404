"""Names of skills: the canonical one, its family, and when two are the same or related."""

from functools import cache

from vocabulary.skills.folding import collapse, folded_name, squeezed
from vocabulary.skills.lexicon import Skill, lexicon


@cache
def _by_spelling() -> dict[str, Skill]:
    return {folded_name(spelling.text): skill for skill in lexicon() for spelling in skill.spellings}


@cache
def _by_letters() -> dict[str, Skill]:
    """Skills by their letters alone, for names written with or without spaces and dots."""
    return {letters: skill for spelling, skill in _by_spelling().items() if len(letters := squeezed(spelling)) > 1}


def _known(name: str) -> Skill | None:
    return _by_spelling().get(folded_name(name)) or _by_letters().get(squeezed(name))


def canonical_skill(name: str) -> str | None:
    """The lexicon's name of a skill: "k8s" is "Kubernetes". None when the lexicon does not know it."""
    skill = _known(name)
    return skill.name if skill else None


def skill_name(name: str) -> str:
    """The canonical name when known, else the name as given, trimmed, with single spaces."""
    return canonical_skill(name) or collapse(name)


def skill_key(name: str) -> str:
    """What equality of skills means: two names with one key are one skill."""
    return skill_name(name).casefold()


def family_of(name: str) -> str | None:
    """The family a skill belongs to: "Flask" is a "Python web framework". None when unknown or alone."""
    skill = _known(name)
    return skill.family if skill else None


def are_related(a: str, b: str) -> bool:
    """Whether two skills are of one family without being the same skill."""
    family = family_of(a)
    return family is not None and family == family_of(b) and skill_key(a) != skill_key(b)


@cache
def known_skills() -> tuple[str, ...]:
    """The canonical names of the lexicon, in its order."""
    return tuple(skill.name for skill in lexicon())
