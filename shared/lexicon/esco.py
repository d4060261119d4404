"""Knowledge concepts of ESCO, the European classification of skills and occupations (CC BY 4.0)."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from vocabulary.skills.lexicon import Ask, Skill, Spelling

_LARGEST_FAMILY = 40
_MOST_WORDS = 4
_FIELD = re.compile(
    r"(?:engineering|law|sciences?|management|medicine|surgery|technolog(?:y|ies)|testing|logistics|conservation|welding"
    r"|forging|mould?ing|animation|interpreting|planning|surveying|care|care nursing|diagnostics|design|development"
    r"|nursing|finance|rehabilitation|electronics|genetics|drawing|teaching|farming|brewing|studies|analysis|architecture|automation"
    r"|computing|data|modelling|advertising|marketing"
    r"|\w{3,}(?:logy|istry|metry|graphy|nomy|iatry|[^h]ics|therapy|pathy|nautics))$"
)
_SMALL = frozenset({"and", "of", "in", "for", "the", "to", "with", "on", "by"})
_NO_SKILL = re.compile(
    r"^(?:types?|characteristics?|principles|histor\w+|legal|components?|manufacturing|national|local|company|ICT"
    r"|theor\w+|new|health|various|specialised|fundamental|trends?|evolution|content|understand|chemical aspects"
    r"|response|citizen|business ICT)\b"
    r"|\bfor\b|[()/,]"
)


def read_esco(folder: Path, rejected: frozenset[str]) -> Iterator[Skill]:
    """The knowledge concepts that adverts and CVs name, each only with context."""
    labels = _labels(folder)
    groups = _groups(folder)
    concepts = [(labels[uri], group) for uri, group in _knowledge(folder) if uri in labels and group in groups]
    kept = [
        (label, groups[group]) for label, group in concepts if _is_skill(label) and label.casefold() not in rejected
    ]
    sizes = Counter(group for _, group in kept)
    for label, group in kept:
        name = _titled(label)
        ask = Ask.NOTHING if label != label.lower() else Ask.CONTEXT_IN_ANY_CASE
        yield Skill(name, group if sizes[group] <= _LARGEST_FAMILY else None, (Spelling(name, ask),))


def _labels(folder: Path) -> dict[str, str]:
    with gzip.open(folder / "esco_skills_uri_label.csv.gz", "rt", encoding="utf-8-sig") as source:
        return {row["concept_uri"]: row["preferred_label"] for row in csv.DictReader(source)}


def _groups(folder: Path) -> dict[str, str]:
    with (folder / "esco_skillGroups_en.csv").open(encoding="utf-8") as source:
        return {row["conceptUri"]: row["preferredLabel"] for row in csv.DictReader(source)}


def _knowledge(folder: Path) -> Iterator[tuple[str, str]]:
    """Pairs of a concept and its field of education, which only knowledge has."""
    with gzip.open(folder / "esco_broaderRelationsSkillPillar_en.csv.gz", "rt", encoding="utf-8") as source:
        for row in csv.DictReader(source):
            if row["conceptType"] == "KnowledgeSkillCompetence" and "isced-f" in row["broaderUri"]:
                yield row["conceptUri"], row["broaderUri"]


def _is_skill(label: str) -> bool:
    if _NO_SKILL.search(label) or len(label.split()) > _MOST_WORDS:
        return False
    return label != label.lower() or _FIELD.search(label) is not None


def _titled(label: str) -> str:
    if label != label.lower():
        return label[:1].upper() + label[1:]
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in label.split())
