"""The letters of PDFs: Source Sans Pro for Latin, Greek and Cyrillic, the viewer's own typefaces for Chinese, Japanese
and Korean. Text stays selectable; what no typeface has becomes a question mark.
"""

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, SEMIBOLD, BOLD = "SourceSansPro", "SourceSansPro-Semibold", "SourceSansPro-Bold"
_FILES = {REGULAR: "Regular", SEMIBOLD: "Semibold", BOLD: "Bold"}
_EAST_ASIAN = {"HIRAGANA": "HeiseiKakuGo-W5", "KATAKANA": "HeiseiKakuGo-W5", "HANGUL": "HYGothic-Medium"}
_HAN = "STSong-Light"
_NOBODY_HAS_IT = "?"


@cache
def known_glyphs() -> frozenset[int]:
    """Register the typefaces, once a process; the code points that Source Sans Pro has."""
    folder = Path(str(files("font_source_sans_pro"))) / "files"
    for name, weight in _FILES.items():
        registerFont(TTFont(name, str(folder / f"SourceSansPro-{weight}.ttf")))
        for italic in (0, 1):
            addMapping(name, 0, italic, name)
            addMapping(name, 1, italic, BOLD)
    for name in {*_EAST_ASIAN.values(), _HAN}:
        registerFont(UnicodeCIDFont(name))
    return frozenset(TTFont("counted", str(folder / "SourceSansPro-Regular.ttf")).face.charToGlyph)


def drawable(text: str) -> str:
    """The text as a canvas can draw it in Source Sans Pro."""
    return "".join(character if _face_of(character) == REGULAR else _NOBODY_HAS_IT for character in _composed(text))


def marked_up(text: str) -> str:
    """The text as a paragraph's markup: escaped, and in the typeface that has its characters."""
    runs = groupby(_composed(text), key=_face_of)
    return "".join(_run(face, "".join(characters)) for face, characters in runs)


def _composed(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return "".join(character for character in plain if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))


def _run(face: str | None, text: str) -> str:
    if face is None:
        return _NOBODY_HAS_IT
    return escape(text) if face == REGULAR else f'<font name="{face}">{escape(text)}</font>'


def _face_of(character: str) -> str | None:
    if ord(character) in known_glyphs():
        return REGULAR
    script = unicodedata.name(character, "").partition(" ")[0]
    if script in _EAST_ASIAN:
        return _EAST_ASIAN[script]
    return _HAN if script in ("CJK", "FULLWIDTH", "IDEOGRAPHIC") else None
