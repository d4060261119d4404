"""A résumé as a PDF: one column of selectable text that people and programs read from top to bottom."""

from collections.abc import Iterator, Sequence

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Spacer, Table

from generation_service.documents.pages import ACCENT, MUTED, page_size, paragraph, pdf_of, style
from generation_service.documents.resume import Entry, Resume, ShownProject, SkillGroup
from generation_service.documents.typefaces import REGULAR, SEMIBOLD

_MARGIN = 19 * mm
_BODY = 10.2
_DATES_WIDTH = 58 * mm
_NAME = style("name", 22, SEMIBOLD, textColor=ACCENT, spaceAfter=2)
_CONTACT = style("contact", 9.4, textColor=MUTED, spaceAfter=4)
_SECTION = style("section", 11, SEMIBOLD, textColor=ACCENT, spaceBefore=11, spaceAfter=1, keepWithNext=True)
_HEAD = style("head", 10.8, SEMIBOLD)
_HEAD_ALONE = style("head_alone", 10.8, SEMIBOLD, spaceBefore=5, keepWithNext=True)
_DATES = style("dates", _BODY, textColor=MUTED, alignment=TA_RIGHT)
_BELOW = style("below", _BODY, textColor=MUTED, spaceAfter=2, keepWithNext=True)
_TEXT = style("text", _BODY, spaceAfter=2)
_ALL = ((0, 0), (-1, -1))
_BARE = [
    ("LEFTPADDING", *_ALL, 0),
    ("RIGHTPADDING", *_ALL, 0),
    ("TOPPADDING", *_ALL, 5),
    ("BOTTOMPADDING", *_ALL, 0),
    ("VALIGN", *_ALL, "TOP"),
]
_POINT = style("point", _BODY, leftIndent=11, bulletIndent=1, bulletFontName=REGULAR, spaceAfter=1.6)


def resume_pdf(resume: Resume) -> bytes:
    """The résumé on the paper of the person's country."""
    size = page_size(resume.location)
    story = [*_head(resume), *_sections(resume, size[0] - 2 * _MARGIN)]
    return pdf_of(story, size=size, margin=_MARGIN, title=f"Résumé of {resume.name}", author=resume.name)


def _head(resume: Resume) -> Iterator[Flowable]:
    yield paragraph(resume.name, _NAME)
    if resume.contact:
        yield paragraph("  |  ".join(resume.contact), _CONTACT)


def _sections(resume: Resume, width: float) -> Iterator[Flowable]:
    if resume.summary:
        yield from _titled("Summary", [paragraph(line, _TEXT) for line in resume.summary.splitlines() if line.strip()])
    yield from _titled("Work Experience", [part for entry in resume.experience for part in _entry(entry, width)])
    yield from _titled("Education", [part for entry in resume.education for part in _entry(entry, width)])
    yield from _titled("Skills", [paragraph(_skills(group), _TEXT) for group in resume.skills if group.items])
    yield from _titled("Projects", [part for project in resume.projects for part in _project(project)])
    if resume.languages:
        yield from _titled("Languages", [paragraph(", ".join(resume.languages), _TEXT)])


def _titled(heading: str, parts: Sequence[Flowable]) -> Iterator[Flowable]:
    if parts:
        rule = HRFlowable(width="100%", thickness=0.6, color=ACCENT, spaceBefore=0, spaceAfter=3)
        rule.keepWithNext = True
        yield paragraph(heading.upper(), _SECTION)
        yield rule
        yield from parts


def _entry(entry: Entry, width: float) -> Iterator[Flowable]:
    if entry.dates:
        row = [[paragraph(entry.head, _HEAD), paragraph(entry.dates, _DATES)]]
        table = Table(row, colWidths=[width - _DATES_WIDTH, _DATES_WIDTH], style=_BARE)
        table.keepWithNext = True
        yield table
    elif entry.head:
        yield paragraph(entry.head, _HEAD_ALONE)
    if entry.below:
        yield paragraph(entry.below, _BELOW)
    yield from _points(entry.points)
    yield Spacer(1, 2)


def _project(project: ShownProject) -> Iterator[Flowable]:
    yield paragraph(project.title, _HEAD_ALONE)
    yield from _points(project.points)
    if project.technologies:
        yield paragraph(f"Technologies: {', '.join(project.technologies)}", _TEXT)
    if project.url:
        yield paragraph(project.url, _TEXT)


def _points(points: Sequence[str]) -> Iterator[Flowable]:
    for point in points:
        yield paragraph(point, _POINT, bulletText="•")


def _skills(group: SkillGroup) -> str:
    return f"{group.category}: {', '.join(group.items)}" if group.category else ", ".join(group.items)
