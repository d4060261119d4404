"""A cover letter as a Word document that its sender can go on editing."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Mm, Pt, RGBColor

from generation_service.documents.letter_parts import BULLETS, LetterParts
from generation_service.documents.letterhead import Letterhead
from generation_service.documents.pages import page_size

_ACCENT, _MUTED = RGBColor(0x1F, 0x4E, 0x5F), RGBColor(0x55, 0x5F, 0x68)
_MARGIN = Mm(25)
_TYPEFACE, _SIZE, _GAP = "Calibri", Pt(11), Pt(8)
_DOT = "  ·  "


def letter_docx(parts: LetterParts, letterhead: Letterhead, dated: str) -> bytes:
    """The letter on the paper of the sender's country."""
    document: Any = Document()
    _set_up(document, parts, letterhead)
    _head(document, letterhead, dated)
    if parts.subject:
        _line(document, parts.subject, after=Pt(12)).runs[0].bold = True
    for lines in parts.paragraphs:
        _paragraph(document, lines)
    for at, line in enumerate(parts.signature):
        _line(document, line, before=Pt(14) if at == 0 else Pt(0))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Any, parts: LetterParts, letterhead: Letterhead) -> None:
    document.core_properties.title = parts.subject or "Cover letter"
    document.core_properties.author = letterhead.name or ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _TYPEFACE, _SIZE
    normal.paragraph_format.space_after = Pt(0)
    [section] = document.sections
    width, height = page_size(letterhead.location)
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN


def _head(document: Any, letterhead: Letterhead, dated: str) -> None:
    if letterhead.name:
        [name] = _line(document, letterhead.name).runs
        name.bold, name.font.size, name.font.color.rgb = True, Pt(17), _ACCENT
    if letterhead.contact:
        [contact] = _line(document, _DOT.join(letterhead.contact)).runs
        contact.font.size, contact.font.color.rgb = Pt(9.5), _MUTED
    _line(document, dated, before=Pt(24), after=Pt(12))
    if letterhead.company:
        _line(document, letterhead.company, after=Pt(18))


def _paragraph(document: Any, lines: tuple[str, ...]) -> None:
    for at, line in enumerate(lines):
        after = _GAP if at == len(lines) - 1 else Pt(0)
        if line.startswith(BULLETS):
            document.add_paragraph(line[2:], style="List Bullet").paragraph_format.space_after = after
        else:
            _line(document, line, after=after)


def _line(document: Any, text: str, *, before: Any = None, after: Any = None) -> Any:
    line = document.add_paragraph()
    line.add_run(text)
    line.paragraph_format.space_before, line.paragraph_format.space_after = before, after
    return line
