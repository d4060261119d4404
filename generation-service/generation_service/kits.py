"""Kits as they are stored and found again."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from generation_service.inputs import Inputs, fingerprint
from generation_service.interviewing import Difficulty, Insight, Question, QuestionKind
from generation_service.writers.numbered import without_person

KIT = "interview_kit"


def without_contact(inputs: Inputs) -> Inputs:
    """The inputs without name and contact, which no question needs, wherever the CV says them."""
    person = inputs.candidate

    def impersonal(text: str) -> str:
        return without_person(text, person)

    candidate = replace(
        person,
        name=None,
        email=None,
        phone=None,
        location=None,
        links=(),
        summary=impersonal(person.summary),
        experience=tuple(replace(each, description=impersonal(each.description)) for each in person.experience),
        projects=tuple(replace(each, description=impersonal(each.description)) for each in person.projects),
    )
    return replace(inputs, candidate=candidate)


def kit_hash(inputs: Inputs, edition: str) -> str:
    """What tells the kits of a match apart: CV, profile, posting, and who made it."""
    return fingerprint(without_contact(inputs), KIT, edition)


def numbered(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """The questions as they are stored, with ids that are unique within the kit."""
    return [
        {"id": f"q{at}", "kind": one.kind, "question": one.text, "difficulty": one.difficulty, "hint": one.hint}
        for at, one in enumerate(questions, start=1)
    ]


def told(insights: Iterable[Insight]) -> list[dict[str, Any]]:
    """The insights as they are stored."""
    return [asdict(insight) for insight in insights]


def question_in(questions: Iterable[Mapping[str, Any]], question_id: str) -> Question | None:
    """The question with this id; None when the kit has none."""
    stored = next((each for each in questions if each["id"] == question_id), None)
    if stored is None:
        return None
    kind, difficulty = QuestionKind(stored["kind"]), Difficulty(stored["difficulty"])
    return Question(kind, stored["question"], difficulty, stored["hint"])
