"""Text as people wrote it: without ligatures, soft hyphens, icon letters and letter-spacing."""

import re
import unicodedata

_BULLET = re.compile(r"^(?:[•●▪■□◦○◆◇▸►▶➤➢➔→⇒✓✔✦❖∙⁃‣·⋅»›❯]\s*|[*+>–—-]\s+|o\s+(?=[A-ZÀ-Ý]))+")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\ufffc\ufe0e\ufe0f]|[\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]|\\(cid:\\d+\\)")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"}
)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((https?://[^)\s]{1,300})\)")
_SPACES = re.compile(r"[^\S\t]+")
_LOST_LIGATURE = re.compile(r"(?<=[A-Za-z])\x00(?=[A-Za-z])")
_AFTER_FL = re.compile(r"[aouiy]|e[xtec]")


def clean(text: str) -> str:
    """One line with what a reader sees of it: tabs stay as they are, other white space becomes single spaces."""
    text = _LOST_LIGATURE.sub(_ligature, text).translate(_LIGATURES)
    text = _PRIVATE.sub(" ", _CONTROL.sub("", _LONE_SURROGATE.sub("", _INVISIBLE.sub("", text))))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _ligature(hole: re.Match[str]) -> str:
    """A ligature without a letter behind it: "Pro_le" lost "fi", "work_ow" lost "fl"."""
    return "fl" if _AFTER_FL.match(hole.string, hole.end()) else "fi"


def unspaced(text: str) -> str:
    """ "E X P E R I E N C E" is "EXPERIENCE"; wider gaps divide words: "W O R K   L I F E" is "WORK LIFE"."""
    letters = text.split()
    if len(letters) < 4 or any(len(letter) > 1 for letter in letters):
        return text
    words = re.split(r"\s{2,}|\t", text.strip())
    return " ".join("".join(word.split()) for word in words)


def without_markdown(text: str) -> str:
    """ "**Engineer** at [Acme](https://acme.example)" as it is meant: "Engineer at Acme https://acme.example"."""
    return _MARKDOWN_LINK.sub(r"\1 \2", _EMPHASIS.sub(r"\2", text))


def without_bullet(text: str) -> tuple[str, bool]:
    """A line without the mark before it, and whether there was one."""
    bare = _BULLET.sub("", text, count=1)
    return (bare, True) if bare != text else (text, False)
