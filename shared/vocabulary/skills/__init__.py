"""Skills: their names, aliases and families, and where a text mentions them."""

from vocabulary.skills.finding import Mention, find_skills, skills_in
from vocabulary.skills.names import are_related, canonical_skill, family_of, known_skills, skill_key, skill_name

__all__ = [
    "Mention",
    "are_related",
    "canonical_skill",
    "family_of",
    "find_skills",
    "known_skills",
    "skill_key",
    "skill_name",
    "skills_in",
]
