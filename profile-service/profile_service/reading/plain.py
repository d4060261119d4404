"""Plain text CVs: decoding in any usual encoding, and the lines."""

import re
import textwrap
from collections.abc import Sequence

from charset_normalizer import from_bytes

from profile_service.reading.cleaning import clean, unspaced, without_bullet, without_markdown
from profile_service.reading.document import CvText, Kind, Line
from profile_service.reading.failures import CvUnreadable, Fault

LONGEST_TEXT = 500_000
LONGEST_LINE = 1_000
_NARROWEST_WRAP, _WIDEST_WRAP = 60, 100
_NEARLY = 0.82
_FEWEST_FULL = 4
_ENCODINGS = ["utf_16_le", "utf_16_be", *(f"cp125{number}" for number in range(5)), "mac_roman", "cp850"]
_ENCODINGS += ["gb18030", "shift_jis", "euc_jp", "euc_kr", "big5"]
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ‘’“”–—…•€£§©®°·«»¡¿´`ªº±×½¼\u00a0\u00ad]")
_ANSI_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_RULE = re.compile(r"^[\s\-=_*~#+.·•|]{3,}$")
_HEADING_SIZES = (1.8, 1.5, 1.3, 1.2, 1.1, 1.1)
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*?)[\s#]*$")
_BOLD = re.compile(r"^(\*\*|__)(?=\S)(.+?)\1:?$")
_CELLS = re.compile(r"[ \t]*\t[ \t]*|(?<=\S) {3,}(?=\S)")
_INDENT = re.compile(r"[ \t]*")


def read_plain(content: bytes) -> CvText:
    """The lines of a text file. Raises CvUnreadable when it is too long."""
    text = decode(content)
    if len(text) > LONGEST_TEXT:
        raise CvUnreadable(Fault.TOO_COMPLEX)
    return CvText.of(Kind.TXT, plain_lines(text))


def decode(content: bytes) -> str:
    """The text of the bytes: by its mark, as UTF-8, as Western European, or as the likeliest of the usual encodings."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" not in content:
        for encoding, fits in (("utf-8", _any_text), ("cp1252", _is_western)):
            text = _decoded(content, encoding)
            if text is not None and fits(text):
                return text
    best = from_bytes(content[:100_000], cp_isolation=_ENCODINGS).best()
    return content.decode(best.encoding if best else "cp1252", errors="replace")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _any_text(text: str) -> bool:
    return bool(text)


def _is_western(text: str) -> bool:
    """Few letters with accents, and no other signs: Cyrillic or Greek bytes would give nothing but accents."""
    foreign = sum(not char.isascii() for char in text)
    return foreign <= len(_WESTERN.findall(text)) and foreign < 0.2 * max(1, sum(map(str.isalpha, text)))


def plain_lines(text: str) -> list[Line]:
    """Lines with their blank space, bullets, cells and Markdown marks read; rules drawn with signs are dropped."""
    lines: list[Line] = []
    gap = 0.0
    rows = _short(_ANSI_ESCAPE.sub("", text))
    width = _wrapped_at(rows)
    for before, raw in zip(["", *rows], rows, strict=False):
        if not raw.strip() or _RULE.match(raw):
            gap += 1.0
            continue
        line = _line(raw, gap, follows=gap == 0 and _is_full(before, raw, width))
        if line.text:
            lines.append(line)
            gap = 0.0
    return lines


def _short(text: str) -> list[str]:
    """The lines of a text, endless ones broken at spaces: every rule sees short lines only."""
    lines = []
    for line in text.replace("\f", "\n\n").splitlines():
        lines += [line] if len(line) <= LONGEST_LINE else textwrap.wrap(line, LONGEST_LINE)
    return lines


def _wrapped_at(rows: Sequence[str]) -> int:
    """The width a text was broken at; 0 when its lines end where they will."""
    long = [len(row.rstrip()) for row in rows if len(row.rstrip()) > _NARROWEST_WRAP * _NEARLY]
    width = max(long, default=0)
    full = sum(length >= _NEARLY * width for length in long)
    return width if _NARROWEST_WRAP <= width <= _WIDEST_WRAP and full >= max(_FEWEST_FULL, len(long) // 2) else 0


def _is_full(row: str, following: str, width: int) -> bool:
    """In a text broken at one width: whether the next word would not have fitted at the end of this line."""
    return bool(width) and len(row.rstrip()) + 1 + len(following.split()[0]) > width


def _line(raw: str, gap: float, *, follows: bool) -> Line:
    left = len(_INDENT.match(raw)[0].expandtabs(4)) / 4  # type: ignore[index]  # the pattern matches anything
    bare, bullet = without_bullet(raw.strip())
    heading, bold = _MARKDOWN_HEADING.match(bare), _BOLD.match(bare)
    if heading:
        bare = heading[2]
    shown = without_markdown(bare)
    cells = (
        [clean(unspaced(cell)) for cell in _CELLS.split(shown)]
        if len(unspaced(shown)) == len(shown)
        else [clean(unspaced(shown))]
    )
    return Line(
        "\t".join(filter(None, cells)),
        size=_HEADING_SIZES[len(heading[1]) - 1] if heading else 1.0,
        bullet=bullet,
        gap=gap,
        left=left,
        bold=bool(bold or heading),
        marked=bool(heading),
        follows=follows,
    )
