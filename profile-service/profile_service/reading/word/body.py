"""A Word document in reading order: headers, paragraphs, tables, text boxes, footers."""

import io
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError
from lxml.etree import _Element as Element

from profile_service.reading.document import CELL_GAP, CvText, Kind, Line
from profile_service.reading.failures import CvUnreadable, Fault
from profile_service.reading.headings import heading_of
from profile_service.reading.word.paragraphs import paragraph_lines
from profile_service.reading.word.styles import Styles

_PARAGRAPH, _TABLE, _CELL, _ROW, _BOX = qn("w:p"), qn("w:tbl"), qn("w:tc"), qn("w:tr"), qn("w:txbxContent")
_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:smartTag")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DEEPEST = 24
_LONGEST_LABEL = 40


def read_word(content: bytes) -> CvText:
    """The lines of a DOCX whose archive was checked. Raises CvUnreadable when its parts do not fit together."""
    try:
        document = docx.Document(io.BytesIO(content))
        lines = _lines_of(document)
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, RecursionError) as broken:
        raise CvUnreadable(Fault.BROKEN) from broken
    return CvText.of(Kind.DOCX, lines)


def _lines_of(document: Document) -> list[Line]:
    styles = Styles.of(document.styles.element)
    return [
        *_distinct(_margins(document, "header"), styles),
        *_blocks(document.element.body, styles),
        *_distinct(_margins(document, "footer"), styles),
    ]


def _margins(document: Document, kind: str) -> Iterator[Element]:
    """The headers or footers of all sections."""
    for section in document.sections:
        for name in (f"first_page_{kind}", kind):
            margin = getattr(section, name)
            if not margin.is_linked_to_previous:
                yield margin._element  # python-docx has no public door to the tables and boxes of a header


def _distinct(margins: Iterator[Element], styles: Styles) -> list[Line]:
    lines: dict[str, Line] = {}
    for margin in margins:
        for line in _blocks(margin, styles):
            lines.setdefault(line.text, line)
    return list(lines.values())


def _blocks(parent: Element, styles: Styles, depth: int = 0) -> list[Line]:
    """The lines of everything under an element, in its order; an empty paragraph is blank space."""
    lines: list[Line] = []
    gap = 0.0
    if depth > _DEEPEST:
        raise CvUnreadable(Fault.TOO_COMPLEX)
    for child in parent:
        if child.tag == _PARAGRAPH:
            found = [*paragraph_lines(child, styles, gap), *_boxes(child, styles, depth)]
        elif child.tag == _TABLE:
            found = _table(child, styles, depth)
        else:
            found = _blocks(child, styles, depth + 1) if child.tag in _WRAPPERS else []
        gap = 0.0 if found else gap + (child.tag == _PARAGRAPH)
        lines += found
    return lines


def _boxes(paragraph: Element, styles: Styles, depth: int) -> list[Line]:
    """Text boxes anchored in a paragraph; Word writes each twice, the second time for old readers."""
    boxes = [box for box in paragraph.iter(_BOX) if next(box.iterancestors(_BOX, _PARAGRAPH)) is paragraph]
    modern = [box for box in boxes if next(box.iterancestors(_FALLBACK), None) is None]
    return [line for box in modern or boxes for line in _blocks(box, styles, depth + 1)]


def _table(table: Element, styles: Styles, depth: int) -> list[Line]:
    lines: list[Line] = []
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is table:
            cells = [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]
            lines += _row([found for cell in cells if (found := _blocks(cell, styles, depth + 1))])
    return lines


def _row(cells: list[list[Line]]) -> list[Line]:
    """Cells of one line each stand beside each other; longer ones are columns, read one after the other."""
    if len(cells) < 2:
        return [line for cell in cells for line in cell]
    first, *others = cells
    if heading_of(first[0].text) or not _is_label(first):
        if all(len(cell) == 1 for cell in cells) and not heading_of(first[0].text):
            return [_beside([cell[0] for cell in cells])]
        return [line for cell in cells for line in cell]
    return [_beside([first[0], *[cell[0] for cell in others]]), *[line for cell in others for line in cell[1:]]]


def _is_label(cell: list[Line]) -> bool:
    """A date or a name beside what it belongs to."""
    return len(cell) == 1 and len(cell[0].text) <= _LONGEST_LABEL


def _beside(lines: list[Line]) -> Line:
    first = lines[0]
    text = CELL_GAP.join(line.text for line in lines)
    return Line(
        text,
        size=first.size,
        bold=all(line.bold for line in lines),
        gap=max(line.gap for line in lines),
        left=first.left,
    )
