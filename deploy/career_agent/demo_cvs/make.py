"""Write the demo CVs from their text sources: one as PDF, one as DOCX, one as TXT.

Run it after changing a source: `python -m career_agent.demo_cvs.make` (needs the development requirements).
In a source `#` is the name, `>` the headline, `@` a piece of the contact line, `##` a section,
`###` an entry (title | place | dates), `-` a bullet, `=` a labelled list; anything else is a paragraph.
"""

import textwrap
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate

FOLDER = Path(__file__).parent
CONTACT_BAR = "  |  "
ACCENT = HexColor("#1F4E5F")
MUTED = HexColor("#5A6470")
FONTS = ("Vera", "VeraBd", "VeraIt")  # come with reportlab and are embedded, so that every viewer shows the same
MARGIN = 18 * mm
FRAME_PADDING = 6  # points; the frame of a SimpleDocTemplate adds them inside the margins


class Kind(Enum):
    """What a line of a source is; the value is the mark it begins with."""

    ENTRY = "### "
    SECTION = "## "
    NAME = "# "
    HEADLINE = "> "
    CONTACT = "@ "
    BULLET = "- "
    LABELLED = "= "
    TEXT = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source."""

    kind: Kind
    text: str

    @property
    def entry(self) -> tuple[str, str, str]:
        """Title, place and dates of an entry; what is missing is empty."""
        title, place, dates = [*(part.strip() for part in self.text.split("|")), "", ""][:3]
        return title, place, dates

    @property
    def labelled(self) -> tuple[str, str]:
        """Label and content of a labelled list."""
        label, _, content = self.text.partition(": ")
        return label, content


def read_source(name: str) -> list[Line]:
    """The lines of a source, the contact pieces joined into one."""
    lines = [line_of(raw) for raw in (FOLDER / "sources" / f"{name}.md").read_text("utf-8").splitlines() if raw]
    contact = CONTACT_BAR.join(line.text for line in lines if line.kind is Kind.CONTACT)
    head = [line for line in lines if line.kind in (Kind.NAME, Kind.HEADLINE)]
    rest = [line for line in lines if line.kind not in (Kind.NAME, Kind.HEADLINE, Kind.CONTACT)]
    return [*head, Line(Kind.CONTACT, contact), *rest]


def line_of(raw: str) -> Line:
    kind = next(kind for kind in Kind if raw.startswith(kind.value))
    return Line(kind, raw.removeprefix(kind.value).strip())


def write_pdf(name: str, title: str) -> None:
    """A4, the name and the page number at the foot."""
    for font in FONTS:
        registerFont(TTFont(font, f"{font}.ttf"))
    registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBd")
    lines = read_source(name)
    document = SimpleDocTemplate(
        str(FOLDER / f"{name}.pdf"),
        pagesize=A4,
        leftMargin=MARGIN - FRAME_PADDING,
        rightMargin=MARGIN - FRAME_PADDING,
        topMargin=15 * mm,
        bottomMargin=16 * mm,
        title=title,
        author=lines[0].text,
        invariant=1,
    )

    def footer(canvas: Any, page: Any) -> None:
        canvas.setFont("Vera", 7)
        canvas.setFillColor(MUTED)
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, f"{lines[0].text} · page {page.page}")

    document.build([part for line in lines for part in flowables(line)], onFirstPage=footer, onLaterPages=footer)


def flowables(line: Line) -> list[Flowable]:
    match line.kind:
        case Kind.SECTION:
            rule = HRFlowable(width="100%", thickness=0.6, color=ACCENT, spaceBefore=1, spaceAfter=4)
            rule.keepWithNext = True
            return [Paragraph(line.text.upper(), PDF_STYLES[Kind.SECTION]), rule]
        case Kind.ENTRY:
            return pdf_entry(line)
        case Kind.BULLET:
            return [Paragraph(line.text, PDF_STYLES[Kind.BULLET], bulletText="•")]
        case Kind.LABELLED:
            return [Paragraph("<b>{}:</b> {}".format(*line.labelled), PDF_STYLES[Kind.TEXT])]
        case _:
            return [Paragraph(line.text, PDF_STYLES[line.kind])]


def pdf_entry(line: Line) -> list[Flowable]:
    title, place, dates = line.entry
    below = "  ·  ".join(part for part in (place, dates) if part)
    return [Paragraph(title, PDF_STYLES[Kind.ENTRY]), Paragraph(below, PLACE_STYLE)]


def pdf_style(name: str, size: float, font: str = "Vera", **more: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=font, fontSize=size, **{"leading": size * 1.42, **more})


BODY_SIZE = 8.7
PLACE_STYLE = pdf_style("place", BODY_SIZE, "VeraIt", textColor=MUTED, spaceAfter=2.5, keepWithNext=True)
PDF_STYLES = {
    Kind.NAME: pdf_style("name", 20, "VeraBd", textColor=ACCENT),
    Kind.HEADLINE: pdf_style("headline", 10.5, textColor=MUTED, spaceAfter=4),
    Kind.CONTACT: pdf_style("contact", 8.2, spaceAfter=4),
    Kind.SECTION: pdf_style("section", 9.8, "VeraBd", textColor=ACCENT, spaceBefore=12, keepWithNext=True),
    Kind.ENTRY: pdf_style("entry", 9.4, "VeraBd", spaceBefore=6, keepWithNext=True),
    Kind.BULLET: pdf_style("bullet", BODY_SIZE, leftIndent=14, bulletIndent=2, bulletFontName="Vera", spaceAfter=1.8),
    Kind.TEXT: pdf_style("text", BODY_SIZE, spaceAfter=2.5),
}


def write_docx(name: str, title: str) -> None:
    """A Word document in built-in styles, dates at a right tab stop."""
    lines = read_source(name)
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = lines[0].text
    document.core_properties.created = document.core_properties.modified = datetime(2026, 11, 2, 9)  # noqa: DTZ001
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    for line in lines:
        add_paragraph(document, line)
    document.save(str(FOLDER / f"{name}.docx"))


def add_paragraph(document: Any, line: Line) -> None:
    match line.kind:
        case Kind.NAME:
            heading = document.add_heading(line.text, level=0)
            heading.runs[0].font.size = Pt(20)
        case Kind.HEADLINE:
            document.add_paragraph().add_run(line.text).bold = True
        case Kind.SECTION:
            heading = document.add_heading(line.text, level=1)
            heading.runs[0].font.color.rgb = RGBColor.from_string(ACCENT.hexval()[2:])
        case Kind.ENTRY:
            add_entry(document, line)
        case Kind.BULLET:
            document.add_paragraph(line.text, style="List Bullet")
        case Kind.LABELLED:
            label, content = line.labelled
            document.add_paragraph().add_run(f"{label}: ").bold = True
            document.paragraphs[-1].add_run(content)
        case Kind.CONTACT | Kind.TEXT:
            document.add_paragraph(line.text)


def add_entry(document: Any, line: Line) -> None:
    title, place, dates = line.entry
    first = document.add_paragraph()
    first.paragraph_format.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT)
    first.paragraph_format.space_before = Pt(6)
    first.paragraph_format.space_after = Pt(0)
    first.paragraph_format.keep_with_next = True
    first.add_run(title).bold = True
    first.add_run(f"\t{dates}")
    if place:
        document.add_paragraph().add_run(place).italic = True


def write_txt(name: str) -> None:
    """Plain text, 78 columns wide."""
    text = "\n".join(plain(line) for line in read_source(name))
    (FOLDER / f"{name}.txt").write_text(text + "\n", "utf-8")


def plain(line: Line) -> str:
    match line.kind:
        case Kind.NAME:
            return line.text.upper()
        case Kind.SECTION:
            return f"\n{line.text.upper()}\n{'-' * len(line.text)}"
        case Kind.ENTRY:
            title, place, dates = line.entry
            return f"\n{title}\n{' | '.join(part for part in (place, dates) if part)}"
        case Kind.BULLET:
            return textwrap.fill(line.text, 78, initial_indent="* ", subsequent_indent="  ")
        case Kind.CONTACT:
            return line.text.replace(CONTACT_BAR, "\n")
        case _:
            return textwrap.fill(line.text, 78)


if __name__ == "__main__":
    write_pdf("software_engineer", "Curriculum vitae")
    write_docx("nurse", "Resume")
    write_txt("accountant")
