"""A cover letter as a PDF: contact block, date, company, subject, body, signature."""

from collections.abc import Iterator

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from generation_service.documents.letter_parts import BULLETS, LetterParts
from generation_service.documents.letterhead import Letterhead
from generation_service.documents.pages import ACCENT, MUTED, page_size, paragraph, pdf_of, style
from generation_service.documents.typefaces import SEMIBOLD

_MARGIN = 25 * mm
_BODY = 11
_LINE = _BODY * 1.32
_NAME = style("name", 17, SEMIBOLD, textColor=ACCENT, spaceAfter=1)
_CONTACT = style("contact", 9.5, textColor=MUTED)
_TEXT = style("text", _BODY, spaceAfter=_LINE * 0.6)
_BULLET = style("bullet", _BODY, leftIndent=14, bulletIndent=3, spaceAfter=2)
_PLAIN = style("plain", _BODY)
_SUBJECT = style("subject", _BODY, SEMIBOLD, spaceAfter=_LINE)
_DOT = "  ·  "


def letter_pdf(parts: LetterParts, letterhead: Letterhead, dated: str) -> bytes:
    """The letter on the paper of the sender's country."""
    story = [*_head(letterhead, dated), *_body(parts), *_farewell(parts)]
    title = parts.subject or "Cover letter"
    return pdf_of(story, size=page_size(letterhead.location), margin=_MARGIN, title=title, author=letterhead.name)


def _head(letterhead: Letterhead, dated: str) -> Iterator[Flowable]:
    if letterhead.name:
        yield paragraph(letterhead.name, _NAME)
    if letterhead.contact:
        yield paragraph(_DOT.join(letterhead.contact), _CONTACT)
    yield Spacer(1, _LINE * 1.8)
    yield paragraph(dated, _PLAIN)
    yield Spacer(1, _LINE * 0.9)
    if letterhead.company:
        yield paragraph(letterhead.company, _PLAIN)
        yield Spacer(1, _LINE * 1.4)


def _body(parts: LetterParts) -> Iterator[Flowable]:
    if parts.subject:
        yield paragraph(parts.subject, _SUBJECT)
    whole = parts.paragraphs[:-1] if parts.signature else parts.paragraphs
    for lines in whole:
        yield from _paragraph(lines)


def _farewell(parts: LetterParts) -> Iterator[Flowable]:
    """The closing words and the name stay on one page."""
    if not parts.signature:
        return
    farewell = [flowable for lines in parts.paragraphs[-1:] for flowable in _paragraph(lines)]
    yield KeepTogether([*farewell, Spacer(1, _LINE * 1.2), *(paragraph(line, _PLAIN) for line in parts.signature)])


def _paragraph(lines: tuple[str, ...]) -> Iterator[Flowable]:
    for at, line in enumerate(lines):
        if line.startswith(BULLETS):
            yield paragraph(line[2:], _BULLET, bulletText="–")
        else:
            yield paragraph(line, _TEXT if at == len(lines) - 1 else _PLAIN)
    if lines[-1].startswith(BULLETS):
        yield Spacer(1, _LINE * 0.4)
