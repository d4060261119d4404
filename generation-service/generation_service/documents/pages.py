"""What PDFs of ours have in common: the page, its margins, its styles."""

from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from generation_service.documents.typefaces import REGULAR, drawable, known_glyphs, marked_up
from vocabulary.places import places_in

INK, ACCENT, MUTED = HexColor("#1A1A1A"), HexColor("#1F4E5F"), HexColor("#555F68")
_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH"})
_FRAME_PADDING = 6
"""Points that a frame adds inside the margins."""
_FOOTER_SIZE, _FOOTER_HEIGHT = 8.5, 26


def page_size(location: str | None) -> tuple[float, float]:
    """The paper of the place: Letter in North America, else A4."""
    countries = {code for place in places_in(location or "") for code in place.countries}
    paper: tuple[float, float] = LETTER if countries and countries <= _LETTER_COUNTRIES else A4
    return paper


def style(name: str, size: float, face: str = REGULAR, **more: Any) -> ParagraphStyle:
    """A style of body text; leading follows from the size."""
    settings = {"leading": size * 1.32, "textColor": INK, "splitLongWords": 1, **more}
    return ParagraphStyle(name, fontName=face, fontSize=size, **settings)


def paragraph(text: str, in_style: ParagraphStyle, **more: Any) -> Paragraph:
    """Text, not markup, as a paragraph."""
    return Paragraph(marked_up(text), in_style, **more)


def pdf_of(story: list[Flowable], *, size: tuple[float, float], margin: float, title: str, author: str | None) -> bytes:
    """The document. From its second page on it says whose it is and which page this is."""
    known_glyphs()
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=size,
        leftMargin=margin - _FRAME_PADDING,
        rightMargin=margin - _FRAME_PADDING,
        topMargin=margin - _FRAME_PADDING,
        bottomMargin=margin - _FRAME_PADDING,
        title=title,
        author=author or "",
    )

    def footer(canvas: Any, page: Any) -> None:
        canvas.setFont(REGULAR, _FOOTER_SIZE)
        canvas.setFillColor(MUTED)
        canvas.drawRightString(size[0] - margin, _FOOTER_HEIGHT, drawable(f"{author or title} – {page.page}"))

    document.build(story, onLaterPages=footer)
    return file.getvalue()
