"""One Word paragraph as lines: its runs with their looks, its tabs, breaks and symbols, without deleted text."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from profile_service.reading.cleaning import clean, unspaced, without_bullet, without_markdown
from profile_service.reading.document import CELL_GAP, Line
from profile_service.reading.word.styles import Styles, number, switched_on, value

_TEXT, _TAB, _RUN, _SYMBOL = qn("w:t"), (qn("w:tab"), qn("w:ptab")), qn("w:r"), qn("w:sym")
_BREAK = (qn("w:br"), qn("w:cr"))
_HYPHEN = qn("w:noBreakHyphen")
_ELSEWHERE = frozenset(
    map(qn, ("w:txbxContent", "w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:footnoteReference"))
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look."""

    text: str
    bold: bool
    size: float


def paragraph_lines(paragraph: Element, styles: Styles, gap: float) -> list[Line]:
    """The lines of a `w:p` element, split at its breaks; `gap` blank lines stand above it."""
    style_id = value(paragraph, "w:pPr/w:pStyle")
    bullet = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or styles.is_list(style_id)
    before = number(_attribute(paragraph, "w:spacing", "w:before")) or 0.0
    left = number(_attribute(paragraph, "w:ind", "w:left")) or 0.0
    marked = styles.is_heading(style_id)
    lines = []
    for pieces in _split_at_breaks(_pieces(paragraph, paragraph, styles)):
        line = _line(pieces, styles, marked=marked, bullet=bullet, left=left / 240, gap=gap + before / 240)
        if line.text:
            lines.append(line)
            gap = before = 0.0
    return lines


def _attribute(paragraph: Element, tag: str, name: str) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn(tag)}")
    return None if found is None else found.get(qn(name))


def _pieces(element: Element, paragraph: Element, styles: Styles) -> Iterator[Piece]:
    for child in element:
        if child.tag in _ELSEWHERE:
            continue
        if child.tag == _RUN:
            text = "".join(_run_text(child))
            if text:
                yield _piece(text, child, paragraph, styles)
        else:
            yield from _pieces(child, paragraph, styles)


def _run_text(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == _TEXT:
            yield (child.text or "").replace("\n", " ")
        elif child.tag in _TAB:
            yield CELL_GAP
        elif child.tag in _BREAK:
            yield "\n"
        elif child.tag == _HYPHEN:
            yield "-"
        elif child.tag == _SYMBOL:
            yield "•"


def _piece(text: str, run: Element, paragraph: Element, styles: Styles) -> Piece:
    look = run.find(qn("w:rPr"))
    own, style_id = value(look, "w:rStyle"), value(paragraph, "w:pPr/w:pStyle")
    bold = switched_on(look, "w:b")
    size = number(value(look, "w:sz"))
    return Piece(
        text, (styles.bold(own) or styles.bold(style_id)) if bold is None else bold, size or styles.size(style_id)
    )


def _split_at_breaks(pieces: Iterator[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *more = piece.text.split("\n")
        lines[-1].append(Piece(first, piece.bold, piece.size))
        lines += [[Piece(text, piece.bold, piece.size)] for text in more]
    return lines


def _line(pieces: list[Piece], styles: Styles, *, marked: bool, bullet: bool, left: float, gap: float) -> Line:
    bare, has_mark = without_bullet("".join(piece.text for piece in pieces).strip())
    cells = [clean(unspaced(cell)) for cell in without_markdown(bare).split(CELL_GAP)]
    letters = sum(len(piece.text) for piece in pieces) or 1
    bold = sum(len(piece.text) for piece in pieces if piece.bold) > 0.6 * letters or bare.startswith("**")
    size = sum(piece.size * len(piece.text) for piece in pieces) / letters / styles.usual_size
    return Line(
        CELL_GAP.join(filter(None, cells)),
        size=size,
        bold=bold,
        bullet=bullet or has_mark,
        gap=gap,
        left=left,
        marked=marked,
    )
