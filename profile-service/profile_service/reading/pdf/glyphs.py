"""The letters of a page with their places and looks, as pdfminer finds them."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect

from profile_service.reading.failures import CvUnreadable, Fault

MOST_GLYPHS = 600_000
LARGEST_PAGE = 5_000.0
"""Points: more than a page of two metres."""
LOST = "\0"
"""Stands for a glyph without a letter: a ligature inside a word, an ornament elsewhere."""
_ICON_FONT = re.compile(
    r"awesome|icon|phosphor|material|glyph|fontello|entypo|ionic|octicon|lucide|feather|linea|emoji", re.I
)
_BULLET_FONT = re.compile(r"symbol|wingding|webding|dingbat", re.I)
_BOLD_NAME = re.compile(
    r"bold|black|heavy|semi-?bd|demi|[-_,](?:bd|b|sb)\b|^[A-Z]*CMBX|BX\d|medi?(?:um)?\b.*nimbus|-medi", re.I
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_STROKED = 2
_FORCED_BOLD = 0x40000
_BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter (or ligature). x to the right, y (its base line) down from the top of the page, in points.

    A turned one has x along its own direction and y across it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    icon: bool
    turned: int
    """0 upright, 1 read upwards, -1 read downwards."""


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool
    icon: bool
    bullets: bool


class GlyphDevice(PDFTextDevice):
    """Collects the glyphs of one page at a time, and counts its pictures."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.pictures = 0
        self.unreadable = 0
        self.size = (0.0, 0.0)
        self._stroked = False
        self._total = 0
        self._looks: dict[int, _Look] = {}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Forget the last page and learn the size of this one."""
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.size = (abs(x1 - x0), abs(y1 - y0))
        self.glyphs = []

    def render_image(self, name: str, stream: PDFStream) -> None:  # noqa: ARG002  # the device's interface
        """Count a picture: a page of pictures without letters is a scan."""
        self.pictures += 1

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Letters whose outline is drawn too are meant to look bold."""
        self._stroked = textstate.render == _STROKED
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,  # noqa: ARG002
        graphicstate: PDFGraphicState,  # noqa: ARG002
    ) -> float:
        """Keep one glyph; the answer is how far the next one stands."""
        self._total += 1
        if self._total > MOST_GLYPHS:
            raise CvUnreadable(Fault.TOO_COMPLEX)
        advance = float(font.char_width(cid) * fontsize * scaling)
        self._keep(self._text(font, cid), matrix, font, fontsize, rise, advance)
        return advance

    def _on_page(self, x: float, y: float) -> bool:
        """What stands outside the page nobody sees."""
        width, height = self.size
        return 0 <= x <= min(width, LARGEST_PAGE) and 0 <= y <= min(height, LARGEST_PAGE)

    def _text(self, font: PDFFont, cid: int) -> str:
        try:
            return font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            return f"(cid:{cid})"

    def _keep(self, text: str, matrix: Matrix, font: PDFFont, fontsize: float, rise: float, advance: float) -> None:
        look = self._looks.get(id(font)) or self._looks.setdefault(id(font), _look_of(font))
        a, b, c, d, _, _ = matrix
        size = abs(fontsize) * math.hypot(c, d)
        (x0, y0), (x1, y1) = apply_matrix_pt(matrix, (0, rise)), apply_matrix_pt(matrix, (advance, rise))
        if not (size > 0 and math.isfinite(size + x0 + x1 + y0) and self._on_page(x0, y0)):
            return
        turned = 0 if abs(b) <= abs(a) else (1 if b > 0 else -1)
        base = self.size[1] - y0
        if turned:
            x0, x1, base = turned * y0, turned * y1, x0
        shown, icon = _shown(text, look)
        self.unreadable += text.startswith("(cid:") and not look.icon
        self.glyphs.append(Glyph(shown, min(x0, x1), max(x0, x1), base, size, look.bold or self._stroked, icon, turned))


def _look_of(font: PDFFont) -> _Look:
    name = str(font.fontname or "")
    said = font.descriptor.get("FontWeight"), font.descriptor.get("Flags")
    weight, flags = (number if isinstance(number, int | float) else 0 for number in said)
    bold = bool(_BOLD_NAME.search(name)) or weight >= _BOLD_WEIGHT or bool(int(flags) & _FORCED_BOLD)
    return _Look(bold, bool(_ICON_FONT.search(name)), bool(_BULLET_FONT.search(name)))


def _shown(text: str, look: _Look) -> tuple[str, bool]:
    """What to show for a glyph, and whether it is a picture: letters of icon fonts mean nothing."""
    if look.icon:
        return "", True
    if _PRIVATE.search(text):
        return ("•", False) if look.bullets else ("", True)
    # What is drawn is seen: fonts that name their hyphen "soft hyphen" mean a hyphen.
    return (LOST, False) if text.startswith("(cid:") else (text.replace("\u00ad", "-"), False)


def legible(glyphs: Iterable[Glyph]) -> int:
    """How many letters can be read."""
    return sum(not glyph.icon and not glyph.text.isspace() for glyph in glyphs)
