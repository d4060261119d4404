"""Pieces on what is besides the positions: education, projects, languages, further skills, the person's own summary."""

from collections.abc import Sequence

from generation_service.writing.brackets import balanced
from generation_service.writing.evidence import project_line, school_line
from generation_service.writing.outline.material import Material
from generation_service.writing.outline.pieces import Paragraph, Piece, Sentence, Urgency
from generation_service.writing.outline.wording import fitting
from generation_service.writing.phrases import Form
from generation_service.writing.relevance import Line, Origin, ranked, summary_lines
from generation_service.writing.subjects import Project
from vocabulary.languages import languages_in
from vocabulary.skills import skill_key

_PROJECT_LINES, _PROJECT_SKILLS, _LANGUAGES, _QUALIFICATIONS = 8, 3, 4, 3


def besides_pieces(material: Material, shown: tuple[str, ...], further: int) -> list[Piece]:
    """All of them, in the order in which they are said; `further` is how many further skills are named."""
    return [
        *_credentials(material),
        *_projects(material),
        *_degree(material),
        *_languages(material),
        *_profile(material),
        *_further(material, shown, further),
    ]


def _credentials(material: Material) -> list[Piece]:
    """The licences and qualifications that both sides name."""
    voice, held = material.voice, material.credentials
    if not held:
        return []
    names = [material.spelled(skill_key(one.name)) for one in held if not one.is_title][:_QUALIFICATIONS]
    title = next((one.name for one in held if one.is_title), "")
    said = voice.book.grammar.credentials(title, voice.enumerate(names), many=len(names) > 1)
    behind = tuple(dict.fromkeys(one.evidence for one in held if one.name in (title, *names) or not one.is_title))
    return [Piece(Paragraph.BESIDES, Urgency.CREDENTIALS, (Sentence(said, behind),))] if said else []


def _projects(material: Material) -> list[Piece]:
    lines = ranked([line for line in material.lines if line.origin is Origin.PROJECT], _PROJECT_LINES)
    told = []
    for at in dict.fromkeys(line.at for line in lines):
        said = _project(material, [line for line in lines if line.at == at])
        told += [said] if said else []
    urgencies = (Urgency.PROJECT, Urgency.SECOND_PROJECT)
    return [Piece(Paragraph.BESIDES, urgency, (said,)) for urgency, said in zip(urgencies, told, strict=False)]


def _project(material: Material, lines: Sequence[Line]) -> Sentence | None:
    """A project by the first of its lines that goes into a sentence, else by its skills."""
    voice, at = material.voice, lines[0].at
    project = material.candidate.projects[at]
    name = voice.quoted(project.name)
    wordings = {Form.PAST: voice.book.project_told, Form.THING: voice.book.project_described}
    for line in () if material.is_quoting else lines:
        clause = voice.book.grammar.clause_of(fitting(line.text))
        if told := wordings.get(clause.form):
            said = voice.say(told, at, project=name, line=clause.text)
            return Sentence(said, (project.name, line.text), plainer=line.text)
    skills = _project_skills(material, project, at)
    if not skills:
        return None
    said = voice.say(voice.book.project_named, at, project=name, skills=voice.enumerate(skills))
    return Sentence(said, (project_line(project),))


def _project_skills(material: Material, project: Project, at: int) -> tuple[str, ...]:
    listed = set(map(skill_key, material.candidate.skills))
    keys = listed & {
        key for line in material.lines if line.origin is Origin.PROJECT and line.at == at for key in line.skills
    }
    ranked_keys = sorted(keys, key=lambda key: (-material.demand.skill_weight(key), key))
    return tuple(map(material.spelled, ranked_keys))[:_PROJECT_SKILLS] if project.name else ()


def _degree(material: Material) -> list[Piece]:
    voice = material.voice
    school = next((school for school in material.candidate.education if school.degree), None)
    school = school or next((school for school in material.candidate.education if school.institution), None)
    if school is None:
        return []
    degree = voice.book.grammar.schooling(*map(balanced, (school.degree, school.field, school.institution)))
    if not degree:
        return []
    said = voice.say(voice.book.degree, degree=degree)
    return [Piece(Paragraph.BESIDES, Urgency.DEGREE, (Sentence(said, (school_line(school),)),))]


def _languages(material: Material) -> list[Piece]:
    """The languages the posting names or is written in, as far as the CV lists them."""
    voice, opening = material.voice, material.opening
    asked = set(languages_in(f"{opening.title}\n{opening.description}"))
    if material.is_quoting:
        asked |= set(languages_in(voice.book.language_name))
    listed = ", ".join(material.candidate.languages)
    spoken = [voice.language(name) for name in languages_in(listed) if name in asked][:_LANGUAGES]
    if not spoken or spoken == [voice.language(voice.book.language_name)]:
        return []
    said = voice.say(voice.book.languages, languages=voice.enumerate(spoken))
    return [Piece(Paragraph.BESIDES, Urgency.LANGUAGES, (Sentence(said, (listed,)),))]


def _profile(material: Material) -> list[Piece]:
    voice = material.voice
    if material.is_quoting or not voice.book.profile:
        return []
    for line in ranked(summary_lines(material.candidate, material.demand), 3):
        clause = voice.book.grammar.clause_of(fitting(line.text))
        if clause.form is Form.STATE and not line.is_placeholder and not line.skills & material.steering.unwanted:
            said = voice.say(voice.book.profile, line=clause.text)
            return [Piece(Paragraph.BESIDES, Urgency.PROFILE, (Sentence(said, (line.text,), plainer=line.text),))]
    return []


def _further(material: Material, shown: tuple[str, ...], further: int) -> list[Piece]:
    voice = material.voice
    skills = material.other_skills(shown, further)
    if len(skills) < 2:
        return []
    said = voice.say(voice.book.further, skills=voice.enumerate(skills))
    urgency = Urgency.SECOND if material.steering.wanted else Urgency.FURTHER
    return [Piece(Paragraph.BESIDES, urgency, (Sentence(said, material.lines_with(skills)),))]
