"""Requirements from the words the model pointed at."""

from collections.abc import Callable
from dataclasses import replace

from job_service.reading.eligibility import regions_named
from job_service.reading.modelled.answer import RequirementsAnswer
from job_service.reading.modelled.source import Source
from job_service.reading.requirements import Requirements
from job_service.reading.salary import Salary, salary_in_title
from job_service.reading.years import YearsAsked, years_named
from vocabulary.languages import languages_in
from vocabulary.skills import canonical_skill
from vocabulary.titles import seniority_of_title

_TAKEN_TOGETHER = (
    ("required_skills", "nice_skills"),
    ("years_min", "years_max"),
    ("seniority",),
    ("salary",),
    ("job_type",),
    ("remote_type",),
    ("countries",),
    ("eligible_regions",),
    ("visa_sponsorship",),
    ("languages",),
)
"""The fields of Requirements; those in one row come from one reader."""


def requirements_said(source: Source, answer: RequirementsAnswer, countries: tuple[str, ...]) -> Requirements:
    """What of the answer stands in the posting; None and empty where nothing does."""
    required, nice = source.skills(answer.required_skills), source.skills(answer.nice_to_have_skills)
    years = _years(source, answer)
    level = source.quote(answer.level)
    return Requirements(
        required_skills=required,
        nice_skills=tuple(skill for skill in nice if skill not in required),
        years_min=years.least if years else None,
        years_max=years.most if years else None,
        seniority=seniority_of_title(level) if level else None,
        salary=_salary(source, answer, countries),
        job_type=answer.job_type.value if answer.job_type and source.quote(answer.job_type.words) else None,
        remote_type=answer.remote_type.value if answer.remote_type and source.quote(answer.remote_type.words) else None,
        countries=countries,
        eligible_regions=_names(source, answer.eligible_regions, regions_named),
        visa_sponsorship=int(answer.visa.offered) if answer.visa and source.quote(answer.visa.words) else None,
        languages=_names(source, answer.languages, languages_in),
    )


def preferring(first: Requirements, second: Requirements) -> Requirements:
    """The first reader's values, and the second's where the first has none."""
    taken = (name for names in _TAKEN_TOGETHER if _has_any(first, names) for name in names)
    return replace(second, **{name: getattr(first, name) for name in taken})


def completed(rules: Requirements, said: Requirements) -> Requirements:
    """The rules' reading of a scraped posting with what the model adds: nobody looks it over, so the rules come first.

    What a board's own fields stated is in the rules' reading and stands. Skills of both count, the model's as far as
    the lexicon knows them; of the rules' required ones those are only nice to have that the model says so of.
    """
    said_nice = tuple(filter(canonical_skill, said.nice_skills))
    required = dict.fromkeys(skill for skill in rules.required_skills if skill not in said_nice)
    required |= dict.fromkeys(skill for skill in filter(canonical_skill, said.required_skills))
    nice = dict.fromkeys(skill for skill in (*rules.nice_skills, *said_nice) if skill not in required)
    return replace(preferring(rules, said), required_skills=tuple(required), nice_skills=tuple(nice))


def _has_any(found: Requirements, names: tuple[str, ...]) -> bool:
    return any(getattr(found, name) not in (None, ()) for name in names)


def _years(source: Source, answer: RequirementsAnswer) -> YearsAsked | None:
    words = source.quote(answer.years)
    return years_named(words) if words else None


def _salary(source: Source, answer: RequirementsAnswer, countries: tuple[str, ...]) -> Salary | None:
    words = source.quote(answer.salary)
    return salary_in_title(words, countries[0] if len(countries) == 1 else None) if words else None


def _names(source: Source, said: list[str], names_in: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    quoted = (words for each in said if (words := source.quote(each)))
    return tuple(dict.fromkeys(name for words in quoted for name in names_in(words)))
