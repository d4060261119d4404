"""What the person at the terminal sees while the product starts."""

import sys


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(sentence: str) -> None:
    """One sentence about what is in the way."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
