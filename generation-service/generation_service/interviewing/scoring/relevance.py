"""Whether an answer speaks of what was asked, in the field of this person and this posting."""

from dataclasses import dataclass

from generation_service.interviewing.questions import craft_words, themes_of, trade_words
from generation_service.interviewing.scoring.lexicon import EVERYDAY, OF_WORK, SAYING_NOTHING
from generation_service.interviewing.scoring.measures import ramp
from generation_service.interviewing.subjects import Question, QuestionKind
from generation_service.writing import Candidate, Opening
from generation_service.writing.evidence import Evidence
from generation_service.writing.words import stems_in
from vocabulary.languages import language_of
from vocabulary.skills import are_related, skills_in

_FIELD_ALONE = 0.4
_SKILL, _RELATED, _THEME, _CRAFT, _WORDS, _NAME = 0.8, 0.45, 0.85, 0.3, 0.75, 0.5
_THEME_WORDS, _CRAFT_WORDS = 3, 4
_SHARE_OF_QUESTION = 0.3
_FEWEST_QUESTION_WORDS = 2
_FOREIGN, _AT_HOME = 0.06, 0.26
"""Shares of telling words that belong to the field, in an answer from elsewhere and in one from the field."""
_FOREIGN_ABROAD, _AT_HOME_ABROAD = 0.03, 0.13
"""The same in another language than English: few of the field's words are known in it."""
_SKILLS_OF_FIELD = 3
_LONGEST_READ = 20_000
_BLIND = SAYING_NOTHING | EVERYDAY


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question asks about, and the field it is asked in."""

    question: Question
    company: str
    """The name an answer to a question about the company should say; "" for other questions."""
    skills: tuple[str, ...]
    """Those the question names."""
    words: frozenset[str]
    """Stems of the question that say something."""
    theme: frozenset[str]
    """Stems that answers to it use; of one about the company, those of what only the posting says."""
    craft: frozenset[str]
    """Stems of the trade, when it is about the craft."""
    field: frozenset[str]
    """Stems of CV, posting and work in general."""
    field_skills: frozenset[str]

    @classmethod
    def of(cls, question: Question, candidate: Candidate, opening: Opening) -> "Topic":
        """Read a question between a CV and a posting."""
        posting = f"{opening.title}\n{opening.company or ''}\n{opening.description[:_LONGEST_READ]}"
        lines = Evidence.of(candidate).lines
        both = "\n".join((posting, *lines))
        titles = (opening.title, *(position.title or "" for position in candidate.experience))
        craft = stems_in(trade_words(titles)) - _BLIND
        own = stems_in("\n".join(lines)) | craft
        theme = _theme_of(question, posting, own) - _names_in(candidate, opening) - _BLIND
        return cls(
            question,
            _company_in(question, opening),
            skills_in(question.text),
            stems_in(question.text) - _names_in(candidate, opening) - _BLIND,
            theme,
            craft if question.kind is QuestionKind.TECHNICAL else frozenset(),
            (stems_in(both) | craft | OF_WORK | theme) - _BLIND,
            frozenset((*candidate.skills, *skills_in(both))),
        )


def _company_in(question: Question, opening: Opening) -> str:
    names = (opening.company or "").split()
    return names[0].casefold() if names and question.kind is QuestionKind.COMPANY else ""


def _names_in(candidate: Candidate, opening: Opening) -> frozenset[str]:
    """Stems of employers, company and titles: they stand in any answer, whatever it is about."""
    names = [text or "" for position in candidate.experience for text in (position.company, position.title)]
    return stems_in(" ".join((opening.title, opening.company or "", *names)))


def _theme_of(question: Question, posting: str, own: frozenset[str]) -> frozenset[str]:
    if question.kind is QuestionKind.COMPANY:
        # What the person would say of their own work as well says nothing of the company.
        return stems_in(posting) - own
    words = craft_words(question.text) or " ".join(theme.words for theme in themes_of(question.text))
    return stems_in(words)


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says in words of its own."""

    text: str
    stems: frozenset[str]
    skills: tuple[str, ...]
    language: str | None
    """None: too short to tell, or of no language known here."""

    @classmethod
    def of(cls, text: str) -> "Said":
        """Read an answer."""
        return cls(text, stems_in(text), skills_in(text), language_of(text))


@dataclass(frozen=True, slots=True)
class Relevance:
    """How relevant, 0–1, and by what."""

    value: float
    skills_named: tuple[str, ...]
    """Skills of the question that the answer names."""
    skills_missed: tuple[str, ...]


def relevance_of(said: Said, topic: Topic) -> Relevance:
    """Field × (0.4 + 0.6 × what was asked).

    The field: which share of the telling words belong to CV, posting, trade and work, or how many skills of theirs are
    named. What was asked: the question's skills, its theme's or trade's words, its own words; each can do by itself.
    """
    stems, skills = said.stems, said.skills
    named = tuple(skill for skill in topic.skills if skill in skills)
    missed = tuple(skill for skill in topic.skills if skill not in skills)
    by_skill = _SKILL if named else _RELATED if _any_related(skills, topic.skills) else 0.0
    by_theme = _THEME * min(len(stems & topic.theme) / _THEME_WORDS, 1.0)
    by_craft = _CRAFT * min(len(stems & topic.craft) / _CRAFT_WORDS, 1.0)
    by_name = _NAME if topic.company and topic.company in said.text.casefold() else 0.0
    enough = max(_FEWEST_QUESTION_WORDS, _SHARE_OF_QUESTION * len(topic.words))
    by_words = _WORDS * min(len(stems & topic.words) / enough, 1.0)
    asked = 1 - (1 - by_skill) * (1 - by_name) * (1 - by_theme) * (1 - by_craft) * (1 - by_words)
    value = _field(topic, said) * (_FIELD_ALONE + (1 - _FIELD_ALONE) * asked)
    return Relevance(value, named, missed)


def _field(topic: Topic, said: Said) -> float:
    telling = said.stems - _BLIND
    share = len(telling & topic.field) / len(telling) if telling else 0.0
    low, high = (_FOREIGN, _AT_HOME) if said.language in (None, "en") else (_FOREIGN_ABROAD, _AT_HOME_ABROAD)
    known = len(topic.field_skills.intersection(said.skills)) / _SKILLS_OF_FIELD
    return max(ramp(share, low, high), min(known, 1.0))


def _any_related(skills: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return any(are_related(skill, other) for skill in skills for other in asked)
