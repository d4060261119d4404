"""File names that tell what is in the file."""

import re
import unicodedata
from urllib.parse import quote

_LONGEST_PART = 60
_LONGEST = 150
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def file_name(*parts: str | None, extension: str) -> str:
    """The parts that are there, joined by dashes; what file systems do not bear is left out."""
    kept = [shown for part in parts if part and (shown := _plain(part))]
    return f"{' - '.join(kept)[:_LONGEST].rstrip(' .')}.{extension}"


def _plain(part: str) -> str:
    return " ".join(_NOT_IN_NAMES.sub(" ", part).split())[:_LONGEST_PART].strip(" .")


def attachment(name: str) -> str:
    """The Content-Disposition of a download (RFC 6266): the name in ASCII for old clients, and as it is."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    return f"attachment; filename=\"{ascii_only}\"; filename*=UTF-8''{quote(name, safe='')}"


def numbered(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken already."""
    stem, dot, extension = name.rpartition(".")
    shown, number = name, 1
    while shown.casefold() in taken:
        number += 1
        shown = f"{stem} ({number}){dot}{extension}"
    taken.add(shown.casefold())
    return shown
