"""Functions compiled to machine code, kept on disk between starts.

Numba keeps them by the file a function stands in, and would not notice that a function or number it uses in another
file has changed. So they are kept in a folder named after the contents of all files that can matter, and after the
processor. `warm.py` fills it.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar, cast

from llvmlite.binding import get_host_cpu_name  # type: ignore[import-untyped]
from numba import __version__, config, njit

Whole = Any
"""A whole number of any width: compiled code tells them apart, the interpreter does not."""

_SETTINGS = vars(config)

Rule = TypeVar("Rule", bound=Callable[..., Any])


def compiled(rule: Rule) -> Rule:
    """Compile at first call; runs without the interpreter lock."""
    return cast("Rule", njit(nogil=True, cache=True, error_model="numpy")(rule))


def _folder() -> Path:
    package = Path(__file__).parent.parent
    sources = sorted((*package.glob("index/*.py"), *package.glob("scoring/*.py")))
    contents = sha256(b"".join(source.read_bytes() for source in sources))
    contents.update(f"{get_host_cpu_name()} {__version__}".encode())
    return _place(package / "__pycache__", contents.hexdigest()[:16])


def _place(beside: Path, name: str) -> Path:
    """In NUMBA_CACHE_DIR, else beside the sources, in the user's cache, or, where nothing can be written, for once."""
    if _SETTINGS["CACHE_DIR"]:
        return Path(_SETTINGS["CACHE_DIR"]) / name
    for place in (beside, Path("~/.cache/career-agent").expanduser()):
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            if (place / name / WHOLE).exists() or os.access(place, os.W_OK):
                return place / name
    return Path(mkdtemp())


WHOLE = "whole"
"""A file that stands in the folder once everything has been compiled into it."""

COMPILED = _folder()
_SETTINGS["CACHE_DIR"] = str(COMPILED)


def all_is_compiled() -> bool:
    """Whether nothing has to be compiled any more."""
    return (COMPILED / WHOLE).exists()
