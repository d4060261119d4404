"""Licences, qualifications and job titles that stand among the skills: nobody has experience "with" them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generation_service.writing.evidence import position_line, school_line, skills_line
from generation_service.writing.lines import lines_of, sentences_of
from generation_service.writing.subjects import Candidate
from vocabulary.skills import find_skills, skill_key, skill_name

_QUALIFICATION_WORDS = """
    aat aca acca acma advanced-cardiac-life-support advanced-cardiovascular-life-support basic-life-support ccna ccnp
    ccrn ceh cfa cgma cia cima cipd cisa cism cissp cks cka ckad comptia-a+ comptia-security+ comptia-network+ cpa
    cscp driving-license fca fcca frm ielts nclex nebosh oscp pals phr pmp pgce shrm sphr tefl
    toefl chartered-accountancy
"""
_QUALIFICATIONS = frozenset(skill_key(word.replace("-", " ")) for word in _QUALIFICATION_WORDS.split())
_QUALIFIED = re.compile(
    r"\b(?:certifi(?:ed|cate|cation)|licen[cs](?:ed?|ure)|chartered|qualification|diploma|zertifikat|führerschein|permis"
    r"|certificat|licencia|carné)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:accountant|administrator|analyst|assistant|consultant|cook|developer|driver"
    r"|electrician|engineer|lawyer|midwife|nurse|officer|paramedic|pharmacist|physician|practitioner|scientist"
    r"|scrum master|solicitor|teacher|technician|therapist)$",
    re.IGNORECASE,
)
_ON_THE_WAY = re.compile(
    r"\b(?:part-qualified|towards?|studying|pursuing|in progress|preparing|student|finalist)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Credential:
    """What somebody is or holds, and the line of the CV that shows it."""

    name: str
    is_title: bool
    evidence: str


def is_credential(skill: str) -> bool:
    """Whether a skill's name is that of a licence, a qualification or a job."""
    return _is_title(skill) or skill_key(skill) in _QUALIFICATIONS or bool(_QUALIFIED.search(skill))


def credentials_of(candidate: Candidate, asked: Iterable[str]) -> tuple[Credential, ...]:
    """Those of the asked skills that are credentials and that the CV shows the person to have.

    One that the CV names only in what it tells of positions ("trained four AAT apprentices") may be somebody else's.
    """
    found = []
    for name in asked:
        line = _shown_in(candidate, name) if is_credential(name) else None
        if line:
            found.append(Credential(skill_name(name), _is_title(name), line))
    return tuple(found)


def _is_title(skill: str) -> bool:
    return bool(_TITLED.search(skill_name(skill)))


def _shown_in(candidate: Candidate, name: str) -> str | None:
    key = skill_key(name)
    for line in _standing_lines(candidate):
        if _names(line, key) and not _ON_THE_WAY.search(line):
            return line
    listed = key in map(skill_key, candidate.skills)
    if not listed or any(_names(line, key) for line in _told_lines(candidate)):
        return None
    return skills_line(candidate)


def _standing_lines(candidate: Candidate) -> Iterator[str]:
    """The lines that say what the person is: name, titles, schooling."""
    yield candidate.name or ""
    yield from map(position_line, candidate.experience)
    yield from map(school_line, candidate.education)


def _told_lines(candidate: Candidate) -> Iterator[str]:
    yield from sentences_of(candidate.summary)
    told = [entry.description for entry in candidate.experience] + [entry.description for entry in candidate.projects]
    for description in told:
        yield from lines_of(description)


def _names(line: str, key: str) -> bool:
    return any(skill_key(mention.skill) == key for mention in find_skills(line))
