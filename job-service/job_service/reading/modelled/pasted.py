"""A pasted posting from the model's answer, with the rules' reading where the answer has nothing that stands."""

from dataclasses import replace

from job_service.reading.modelled.answer import PastedAnswer
from job_service.reading.modelled.requirements import preferring, requirements_said
from job_service.reading.modelled.source import Source
from job_service.reading.pasted import LONGEST_TITLE, MOST_TAGS, PastedPosting, addresses_of
from job_service.reading.requirements import countries_of

_LEAST_OF_DESCRIPTION = 0.5
"""A description shorter than this part of what the rules keep has lost something."""


def pasted_from(text: str, answer: PastedAnswer, rules: PastedPosting) -> tuple[PastedPosting, int]:
    """The posting, and how many values of the answer did not stand in the text."""
    source = Source(text)
    location = source.quote(answer.location) or rules.location
    said = requirements_said(source, answer, countries_of(location))
    found = preferring(said, rules.requirements)
    posting = replace(
        rules,
        title=source.quote(answer.title, most=LONGEST_TITLE) or rules.title,
        company=source.quote(answer.company) or rules.company,
        description=_description(source, answer, rules),
        url=_address(text, answer) or rules.url,
        location=location,
        tags=(*found.required_skills, *found.nice_skills)[:MOST_TAGS],
        requirements=found,
    )
    return posting, source.refused


def _description(source: Source, answer: PastedAnswer, rules: PastedPosting) -> str:
    lines = source.written(answer.description)
    return lines if len(lines) >= _LEAST_OF_DESCRIPTION * len(rules.description) else rules.description


def _address(text: str, answer: PastedAnswer) -> str | None:
    """The address as the text has it, character for character."""
    said = (answer.url or "").strip()
    return said if said in addresses_of(text) else None
