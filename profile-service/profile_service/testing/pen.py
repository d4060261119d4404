"""A pen that writes lines of a PDF below each other."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

REGULAR, BOLD, ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
WIDTH, HEIGHT = A4
MARGIN = 48.0


@dataclass(slots=True)
class Pen:
    """Writes lines below each other in a column."""

    canvas: Canvas
    left: float
    right: float
    y: float = HEIGHT - MARGIN

    def write(
        self, text: str, font: str = REGULAR, size: float = 10, *, indent: float = 0, align: str = "left"
    ) -> None:
        """Text broken at the column's edge; a page that is full is followed by another."""
        for line in simpleSplit(text, font, size, self.right - self.left - indent) or [""]:
            self._advance(size)
            self._set(line, font, size, indent, align)

    def pair(self, text: str, note: str, font: str = BOLD, size: float = 10) -> None:
        """Text at the left edge, a note at the right one."""
        self._advance(size)
        self._set(text, font, size, 0, "left")
        self._set(note, REGULAR, size, 0, "right")

    def spaced(self, text: str, font: str = BOLD, size: float = 12) -> None:
        """Letters set far apart."""
        self._advance(size)
        line = self.canvas.beginText(self.left, self.y)
        line.setFont(font, size)
        line.setCharSpace(3.5)
        line.textOut(text.upper())
        line.setCharSpace(0)
        self.canvas.drawText(line)

    def skip(self, points: float = 8) -> None:
        """Blank space."""
        self.y -= points

    def _advance(self, size: float) -> None:
        self.y -= size * 1.35
        if self.y < MARGIN:
            self.canvas.showPage()
            self.y = HEIGHT - MARGIN - size

    def _set(self, line: str, font: str, size: float, indent: float, align: str) -> None:
        self.canvas.setFont(font, size)
        width = stringWidth(line, font, size)
        x = {"left": self.left + indent, "right": self.right - width, "center": (self.left + self.right - width) / 2}[
            align
        ]
        self.canvas.drawString(x, self.y, line)


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    """The PDF of what was drawn."""
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=A4)
    draw(canvas)
    canvas.save()
    return paper.getvalue()
