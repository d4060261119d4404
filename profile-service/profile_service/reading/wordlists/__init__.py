"""The words the rules know, as lists in files: a word, a phrase or a pattern a line, `#` before a remark."""

from importlib.resources import files


def lines_of(file: str) -> tuple[str, ...]:
    """The lines of a list without its remarks."""
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def words_of(file: str) -> frozenset[str]:
    """The words of a list, whatever lines they stand on."""
    return frozenset(word for line in lines_of(file) for word in line.split())


def any_of(file: str) -> str:
    """A pattern that matches any of a list's patterns."""
    return "|".join(lines_of(file))
