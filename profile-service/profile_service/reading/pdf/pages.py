"""A PDF from its bytes to its lines in reading order."""

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from profile_service.reading.document import FOOTER_ZONE, CvText, Kind, Line
from profile_service.reading.failures import CvUnreadable, Fault
from profile_service.reading.pdf.glyphs import GlyphDevice, legible
from profile_service.reading.pdf.lanes import Block, Columns, Lines, Placed, blocks_of, in_reading_order, joined_pages
from profile_service.reading.pdf.rows import Row
from profile_service.reading.pdf.turned import with_turned_headings
from profile_service.reading.pdf.words import words_of

MOST_PAGES = 25
_FEWEST_LETTERS = 30
"""A scan may still carry a page number or a stamp in letters."""
_LINE_HEIGHT = 1.25
_PAGE_NUMBER = re.compile(
    r"^(?:(?:page|seite|pagina|página)\s*)?\d{1,3}(?:\s*(?:/|of|von|de|di|sur|van)\s*\d{1,3})?$", re.IGNORECASE
)
_MARGIN = 0.07
_PARSER_FAULTS = (
    PSException,
    PDFException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pdfminer lets out on damaged files."""


@dataclass(frozen=True, slots=True)
class _Page:
    blocks: tuple[Block, ...]
    height: float


def read_pdf(content: bytes) -> CvText:
    """The lines of a PDF. Raises CvUnreadable: encrypted, damaged, without text, or too complex."""
    try:
        return _read(content)
    except PDFPasswordIncorrect as locked:
        raise CvUnreadable(Fault.ENCRYPTED) from locked
    except PDFEncryptionError as locked:
        raise CvUnreadable(Fault.ENCRYPTED) from locked
    except _PARSER_FAULTS as broken:
        raise CvUnreadable(Fault.BROKEN) from broken


def _read(content: bytes) -> CvText:
    # pdfminer looks for the end line by line from behind: ten megabytes of empty ones cost it twenty seconds.
    document = PDFDocument(PDFParser(io.BytesIO(content.rstrip(b"\0\t\n\f\r "))))
    if document.encryption is not None:
        raise CvUnreadable(Fault.ENCRYPTED)
    resources = PDFResourceManager()
    device = GlyphDevice(resources)
    interpreter = PDFPageInterpreter(resources, device)
    pages, letters, unread = [], 0, 0
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES:
            unread += 1
            continue
        interpreter.process_page(page)
        letters += legible(device.glyphs)
        pages.append(_page(device, number))
    _check(device, letters, len(pages))
    return _text(pages, unread)


def _check(device: GlyphDevice, letters: int, pages: int) -> None:
    if not pages:
        raise CvUnreadable(Fault.BROKEN)
    if letters < _FEWEST_LETTERS and device.pictures:
        raise CvUnreadable(Fault.SCAN)
    if device.unreadable > letters:
        raise CvUnreadable(Fault.UNREADABLE_FONTS)
    if not letters:
        raise CvUnreadable(Fault.EMPTY)


def _page(device: GlyphDevice, number: int) -> _Page:
    words = words_of(glyph for glyph in device.glyphs if not glyph.turned)
    words = with_turned_headings(words, device.glyphs, device.size[1])
    return _Page(tuple(_numbered(blocks_of(words), number)), device.size[1])


def _numbered(blocks: Iterable[Block], page: int) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Lines):
            yield Lines(tuple(replace(row, page=page) for row in block.rows))
        else:
            yield Columns(block.x, tuple(_numbered(block.left, page)), tuple(_numbered(block.right, page)))


def _text(pages: Sequence[_Page], unread: int) -> CvText:
    placed = in_reading_order(joined_pages(page.blocks for page in pages))
    placed = _without_page_marks(placed, [page.height for page in pages])
    columns = 1 + _is_tall(placed, pages)
    return CvText.of(Kind.PDF, _lines(placed), pages=len(pages), columns=columns, unread_pages=unread)


def _is_tall(placed: Sequence[Placed], pages: Sequence[_Page]) -> bool:
    """Whether columns make up much of the text, not just a row of boxes."""
    inside = sum(line.zone > 0 for line in placed)
    return inside * 3 > len(placed) or inside > 12 * len(pages)


def _without_page_marks(placed: Iterable[Placed], heights: Sequence[float]) -> list[Placed]:
    """Without page numbers; what pages repeat at their edges is kept once, a footer at the very end."""
    kept: list[Placed] = []
    edges: dict[str, list[Placed]] = {}
    for line in placed:
        row, height = line.row, heights[line.row.page - 1]
        if _MARGIN * height < row.y < (1 - _MARGIN) * height:
            kept.append(line)
        elif not _PAGE_NUMBER.match(row.text):
            kept.append(line)
            edges.setdefault(re.sub(r"\d+", "#", row.text), []).append(line)
    repeated = [lines for lines in edges.values() if len({line.row.page for line in lines}) > 1]
    gone = {id(line) for lines in repeated for line in lines[lines[0].row.y < heights[0] / 2 :]}
    footers = [lines[0] for lines in repeated if id(lines[0]) in gone]
    return [line for line in kept if id(line) not in gone] + [replace(line, zone=FOOTER_ZONE) for line in footers]


def _lines(placed: Sequence[Placed]) -> Iterator[Line]:
    body = _body_size(placed)
    edges = _edges(placed)
    before: Placed | None = None
    for line in placed:
        row = line.row
        same_lane = before is not None and _lane_of(before) == _lane_of(line)
        blank = (row.y - before.row.y) / max(row.size, body) - _LINE_HEIGHT if before and same_lane else 1.0
        yield Line(
            row.text,
            page=row.page,
            size=row.size / body,
            bold=row.bold,
            bullet=row.bullet,
            gap=max(0.0, blank),
            left=row.x0 / body,
            follows=before is not None
            and (_is_full(before.row, row, edges[_lane_of(before)]) if same_lane else _turns(before, line)),
            zone=line.zone,
            lane=line.lane,
        )
        before = line


def _lane_of(line: Placed) -> tuple[int, int, int]:
    return line.zone, line.lane, line.row.page


def _edges(placed: Iterable[Placed]) -> dict[tuple[int, int, int], tuple[float, float]]:
    """How far to the left and to the right the lines of each column reach."""
    edges: dict[tuple[int, int, int], tuple[float, float]] = {}
    for line in placed:
        left, right = edges.get(_lane_of(line), (line.row.x0, line.row.x1))
        edges[_lane_of(line)] = (min(left, line.row.x0), max(right, line.row.x1))
    return edges


def _is_full(row: Row, following: Row, edges: tuple[float, float]) -> bool:
    """Whether the first word of the following line would not have fitted at the end of this one."""
    if len(row.cells) > 1 or following.y < row.y:
        return False
    first = following.cells[0]
    word = (first.x1 - first.x0) * len(first.text.split(" ")[0]) / len(first.text)
    left = row.x0 if abs(row.x0 - first.x0) < row.size else edges[0]
    return word + 0.2 * row.size > edges[1] - left - (row.x1 - row.x0)


def _turns(before: Placed, line: Placed) -> bool:
    """Whether a column goes on over a page break in the middle of a sentence."""
    return (before.zone, before.lane) == (line.zone, line.lane) and line.row.text[:1].islower() and not line.row.bullet


def _body_size(placed: Sequence[Placed]) -> float:
    """The size most letters have."""
    sizes: Counter[float] = Counter()
    for line in placed:
        for cell in line.row.cells:
            sizes[round(cell.size, 1)] += len(cell.text)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 1.0
