"""What of a posting leaves for the language model."""

import re

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")


def without_addresses(text: str) -> str:
    """The text without the e-mail addresses of those who hire."""
    return _EMAIL.sub("[email]", text)


def numbered(text: str) -> str:
    """The same with the number of each line before it, counting from 1."""
    lines = without_addresses(text).split("\n")
    return "\n".join(f"{number}: {line}" for number, line in enumerate(lines, 1))
