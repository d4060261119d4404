"""What a posting says, as clean text: no mark-up, no script, paragraphs and bullets kept, broken characters mended."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|br|ul|ol|li|h[1-6]|span|strong|b|em|a|table)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|div|br|ul|ol|li|h[1-6]|section|article|table|tr)\b", re.IGNORECASE)
_NEVER_SHOWN = (
    "script, style, noscript, template, iframe, object, svg, img, form, input, button, select, head, "
    '[hidden], [aria-hidden="true"], [style*="display:none" i], [style*="display: none" i]'
)
_BLOCKS = "p, div, ul, ol, section, article, header, footer, table, tr, h1, h2, h3, h4, h5, h6, blockquote, pre, dt, dd"
# Characters that stand on their own where UTF-8 bytes were read as Latin-1 or Windows-1252.
_MOJIBAKE = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_AROUND_LINES = re.compile(r" *\n *")
_BULLET = re.compile(r"^(?:[•●○▪◦‣⁃·∙■□➢➤►▶✓✔✅*–—-] ?)+(?=\S)(?<! -)", re.MULTILINE)
_EMPTY_BULLET = re.compile(r"^- *$\n?", re.MULTILINE)
_BULLET_ALONE = re.compile(r"^- *\n+(?=[^\n-])", re.MULTILINE)
_BETWEEN_BULLETS = re.compile(r"^(- .*)\n\n+(?=- )", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(raw: str) -> str:
    """A posting's HTML or plain text as paragraphs and "- " bullets, at most one blank line between them."""
    text = mended(_LINE_ENDS.sub("\n", raw))
    if not _TAG.search(text) and _ESCAPED_TAG.search(text):
        text = html.unescape(text)
    return _tidy(_without_markup(text) if _TAG.search(text) else html.unescape(text))


def clean_line(raw: str) -> str:
    """A title, a company or a place as one line of plain text."""
    return clean_text(raw).replace("\n", " ").strip(" -–|·")


def mended(text: str) -> str:
    """The text with UTF-8 that was read as Latin-1 or Windows-1252 put right: "donâ€™t" is "don’t"."""
    for _ in range(2):
        whole = _MOJIBAKE.sub(_mend, text)
        if whole == text:
            break
        text = whole
    return text


def _mend(broken: re.Match[str]) -> str:
    try:
        return b"".join(map(_byte, broken.group())).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return broken.group()


def _byte(char: str) -> bytes:
    return char.encode("latin-1" if char <= "\u00ff" else "cp1252")


def _without_markup(markup: str) -> str:
    if _BLOCK_TAG.search(markup):
        markup = markup.replace("\n", " ")
    tree = LexborHTMLParser(markup)
    body = tree.body
    if body is None:
        return ""
    for hidden in body.css(_NEVER_SHOWN):
        hidden.decompose()
    for broken in body.css("br"):
        broken.replace_with("\n")
    for cell in body.css("td, th"):
        cell.insert_after(" ")
    for item in body.css("li"):
        item.insert_before("\n- ")
        item.insert_after("\n")
    for block in body.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return body.text()


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    text = _AROUND_LINES.sub("\n", text)
    text = _BULLET.sub("- ", text)
    text = _EMPTY_BULLET.sub("", _BULLET_ALONE.sub("- ", text))
    text = _BETWEEN_BULLETS.sub(r"\1\n", text)
    return _BLANK_LINES.sub("\n\n", text).strip()
