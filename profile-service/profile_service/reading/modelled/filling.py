"""The model's answer held against the CV and made into a reading."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from profile_service.reading.contact import Found
from profile_service.reading.document import CvText
from profile_service.reading.evidence import Witness
from profile_service.reading.extraction import extract
from profile_service.reading.modelled.answer import CvAnswer
from profile_service.reading.modelled.entries import jobs_said, projects_said, schools_said
from profile_service.reading.modelled.masking import has_address, sent_text
from profile_service.reading.modelled.quoting import Source
from profile_service.reading.names import cased
from profile_service.reading.parsed import Education, Entry, Evidence, Experience, ParsedCv, Project, Reading
from profile_service.reading.quality import quality_of
from profile_service.reading.rules import MOST_SKILLS, read_fields
from profile_service.reading.sections import parts_of
from profile_service.reading.summary import LONGEST_SUMMARY
from profile_service.reading.tenure import years_stated, years_worked
from vocabulary.languages import language_named, languages_in
from vocabulary.skills import skill_key

ValueT = TypeVar("ValueT", Experience, Education, Project)

LONGEST_NAME = 80
LONGEST_SKILL = 60


@dataclass(frozen=True, slots=True)
class Prepared:
    """A CV read by rules, and what of it would leave for the model; nothing when it is too long for one."""

    cv: CvText
    rules: Reading
    sent: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A CV read with the model, and how many of its values did not stand in the CV."""

    reading: Reading
    refused: int


@dataclass(frozen=True, slots=True)
class _Said:
    """What of an answer stands in the CV."""

    name: Found | None
    location: Found | None
    summary: Found | None
    skills: tuple[Found, ...]
    jobs: tuple[Entry, ...]
    schools: tuple[Entry, ...]
    projects: tuple[Entry, ...]
    languages: tuple[str, ...]


def prepare(content: bytes, today: date) -> Prepared:
    """Read a file by rules and make ready what the model is shown. Raises CvUnreadable."""
    cv = extract(content)
    rules = read_fields(cv, today)
    return Prepared(cv, rules, sent_text(cv, rules))


def fill(prepared: Prepared, answer: CvAnswer, model: str, today: date) -> Filled:
    """The answer's values that stand in the CV; of a field without any, what the rules read stays."""
    cv, rules = prepared.cv, prepared.rules
    source = Source(cv)
    said = _said(source, answer, rules)
    parsed = _parsed(said, rules.parsed, today)
    evidence = _with_rules(tuple(_evidence(Witness(cv), said)), rules.evidence)
    quality = quality_of(cv, parts_of(cv), parsed)
    return Filled(Reading(cv.kind, cv.text, parsed, evidence, quality, model), source.refused)


def _said(source: Source, answer: CvAnswer, rules: Reading) -> _Said:
    name = source.quote(answer.name, most=LONGEST_NAME)
    return _Said(
        name=Found(cased(name.value), name.span) if name and not any(map(str.isdigit, name.value)) else None,
        location=None if has_address(rules) else source.quote(answer.location),
        summary=_summary(source, answer),
        skills=_skills(source, answer),
        jobs=jobs_said(source, answer),
        schools=schools_said(source, answer),
        projects=projects_said(source, answer),
        languages=_languages(source, answer),
    )


def _summary(source: Source, answer: CvAnswer) -> Found | None:
    told, place = source.told(answer.summary), source.stretch(answer.summary)
    return Found(told[:LONGEST_SUMMARY], place) if told and place else None


def _skills(source: Source, answer: CvAnswer) -> tuple[Found, ...]:
    found = (source.skill(said) for said in answer.skills if len(said) <= LONGEST_SKILL)
    distinct: dict[str, Found] = {}
    for skill in filter(None, found):
        distinct.setdefault(skill_key(skill.value), skill)
    return tuple(distinct.values())[:MOST_SKILLS]


def _languages(source: Source, answer: CvAnswer) -> tuple[str, ...]:
    """English names of the languages that are said in the CV's words."""
    quoted = (found.value for said in answer.languages if (found := source.quote(said)))
    named = (languages_in(words) or filter(None, (language_named(words),)) for words in quoted)
    return tuple(dict.fromkeys(language for languages in named for language in languages))


def _parsed(said: _Said, rules: ParsedCv, today: date) -> ParsedCv:
    """E-mail, phone and links are always the rules' own: the model never saw them."""
    parsed = replace(
        rules,
        name=said.name.value if said.name else rules.name,
        location=said.location.value if said.location else rules.location,
        summary=said.summary.value if said.summary else rules.summary,
        skills=tuple(skill.value for skill in said.skills) or rules.skills,
        experience=_values(said.jobs, Experience) or rules.experience,
        education=_values(said.schools, Education) or rules.education,
        languages=said.languages or rules.languages,
        projects=_values(said.projects, Project) or rules.projects,
    )
    years = years_worked(parsed.experience, today)
    return replace(parsed, years_of_experience=years if years is not None else years_stated(parsed.summary))


def _values(entries: Iterable[Entry], kind: type[ValueT]) -> tuple[ValueT, ...]:
    return tuple(entry.value for entry in entries if isinstance(entry.value, kind))


def _evidence(witness: Witness, said: _Said) -> Iterator[Evidence]:
    for field in ("name", "location", "summary"):
        found: Found | None = getattr(said, field)
        if found:
            yield witness.at(field, found.span)
    yield from (witness.at(f"skills.{number}", skill.span) for number, skill in enumerate(said.skills))
    yield from witness.of_entries("experience", said.jobs)
    yield from witness.of_entries("education", said.schools)
    yield from witness.of_entries("projects", said.projects)


def _with_rules(found: Sequence[Evidence], rules: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence of both: that of the rules for the fields that are theirs."""
    fields = {_root(each) for each in found}
    return (*found, *(each for each in rules if _root(each) not in fields))


def _root(evidence: Evidence) -> str:
    return evidence.field.partition(".")[0]
