"""How well a person's projects speak to a posting: three measures, each from 0 to 1, and their weighted mean.

- `tfidf`: the cosine of project and posting as vectors of term weights (Salton and Buckley 1988): (1 + ln tf) · idf,
  idf = 1 + ln((1 + n) / (1 + df)), counted over the posting's own lines and all of the person's projects.
- `keywords`: the share of the posting's weightiest terms that the project names.
- `technologies`: of canonical skills, those in both over the geometric mean of how many each side names (Ochiai); one
  of the same family counts half. Where the posting names no skill, the two others carry its weight.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from vocabulary.skills import are_related, canonical_skill, skills_in

ALGORITHM = "tfidf-keywords-technologies-1"
TFIDF_WEIGHT, KEYWORD_WEIGHT, TECHNOLOGY_WEIGHT = 0.3, 0.3, 0.4
MOST_KEYWORDS = 20

Vector = Mapping[str, float]
"""Terms and their weights."""
_TITLE_COUNTS = 3
_DIGITS = 4
_LONGEST_READ = 20_000
_SHORTEST_TERM = 3
_WORD = re.compile(r"[^\W\d_][\w+#]*(?:[.-][\w+#]+)*")
_SAY_NOTHING = frozenset(files("match_service").joinpath("terms_that_say_nothing.txt").read_text().split())


@dataclass(frozen=True, slots=True)
class OpenPosting:
    """A posting as projects are held against it."""

    title: str
    description: str
    required: tuple[str, ...]
    nice: tuple[str, ...]

    @classmethod
    def read(cls, title: str, description: str, required: Iterable[str], nice: Iterable[str]) -> "OpenPosting":
        """Skills that nobody has extracted yet are found in the text and count as required."""
        asked = _canonical(required)
        welcome = tuple(skill for skill in _canonical(nice) if skill not in asked)
        if not asked and not welcome:
            asked = _canonical(skills_in(f"{title}\n{description[:_LONGEST_READ]}"))
        return cls(title, description[:_LONGEST_READ], asked, welcome)

    @property
    def skills(self) -> tuple[str, ...]:
        return (*self.required, *self.nice)


@dataclass(frozen=True, slots=True)
class Project:
    """A person's project."""

    id: int
    title: str
    description: str
    technologies: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join((self.title, self.description, ", ".join(self.technologies)))

    @property
    def skills(self) -> tuple[str, ...]:
        return _canonical((*self.technologies, *skills_in(self.text)))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each measure carries; together 1."""

    tfidf: float = TFIDF_WEIGHT
    keywords: float = KEYWORD_WEIGHT
    technologies: float = TECHNOLOGY_WEIGHT


@dataclass(frozen=True, slots=True)
class ProjectMatch:
    """A project held against a posting; the confidence is the weighted mean of the three measures, to 0.0001."""

    project_id: int
    tfidf: float
    keywords: float
    technologies: float
    weights: Weights
    confidence: float
    matching_keywords: tuple[str, ...]
    matching_technologies: tuple[str, ...]
    missing_required: tuple[str, ...]


def ranked(posting: OpenPosting, projects: Sequence[Project]) -> list[ProjectMatch]:
    """All projects, the one that speaks most to the posting first; ties by id."""
    lines = [terms for line in (posting.title, *posting.description.splitlines()) if (terms := _terms(line))]
    told = {project.id: _terms(project.text) for project in projects}
    idf = _idf([*lines, *told.values()])
    asked = _vector([*_terms(posting.title) * _TITLE_COUNTS, *_terms(posting.description)], idf)
    keywords = sorted(asked, key=lambda term: (-asked[term], term))[:MOST_KEYWORDS]
    matches = [_match(posting, project, asked, keywords, _vector(told[project.id], idf)) for project in projects]
    return sorted(matches, key=lambda match: (-match.confidence, match.project_id))


def _match(
    posting: OpenPosting, project: Project, asked: Vector, keywords: Sequence[str], told: Vector
) -> ProjectMatch:
    skills = project.skills
    shared = tuple(skill for skill in posting.skills if skill in skills)
    named = tuple(term for term in keywords if term in told)
    tfidf = round(_cosine(asked, told), _DIGITS)
    by_keywords = round(len(named) / len(keywords), _DIGITS) if keywords else 0.0
    technologies = round(_technologies(posting.skills, skills, shared), _DIGITS)
    weights = _weights(posting)
    return ProjectMatch(
        project_id=project.id,
        tfidf=tfidf,
        keywords=by_keywords,
        technologies=technologies,
        weights=weights,
        confidence=round(
            weights.tfidf * tfidf + weights.keywords * by_keywords + weights.technologies * technologies, _DIGITS
        ),
        matching_keywords=named,
        matching_technologies=shared,
        missing_required=tuple(skill for skill in posting.required if skill not in skills),
    )


def _weights(posting: OpenPosting) -> Weights:
    if posting.skills:
        return Weights()
    rest = TFIDF_WEIGHT + KEYWORD_WEIGHT
    return Weights(TFIDF_WEIGHT / rest, KEYWORD_WEIGHT / rest, 0.0)


def _technologies(asked: Sequence[str], has: Sequence[str], shared: Sequence[str]) -> float:
    if not asked or not has:
        return 0.0
    related = sum(any(are_related(skill, own) for own in has) for skill in asked if skill not in shared)
    return min(1.0, (len(shared) + related / 2) / math.sqrt(len(asked) * len(has)))


def _terms(text: str) -> list[str]:
    words = (_singular(word.casefold()) for word in _WORD.findall(text))
    return [word for word in words if word not in _SAY_NOTHING and (len(word) >= _SHORTEST_TERM or word in ("c", "r"))]


def _singular(word: str) -> str:
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORTEST_TERM
    return word[:-1] if ends else word


def _idf(documents: Sequence[Sequence[str]]) -> dict[str, float]:
    naming = Counter(term for document in documents for term in set(document))
    return {term: 1 + math.log((1 + len(documents)) / (1 + count)) for term, count in naming.items()}


def _vector(terms: Sequence[str], idf: Mapping[str, float]) -> dict[str, float]:
    return {term: (1 + math.log(count)) * idf[term] for term, count in Counter(terms).items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(weight * other[term] for term, weight in one.items() if term in other)
    sizes = math.hypot(*one.values()) * math.hypot(*other.values())
    return min(1.0, product / sizes) if sizes else 0.0


def _canonical(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(canonical_skill(name) or name for name in names))
