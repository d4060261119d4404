"""The system prompts of letters and highlights: a file each, whose name says its version.

A changed prompt is a new file under the next number: what was written by the former one is stale from then on, and
the record of each call says which one it was made with.
"""

from importlib.resources import files

from shared.llm import Prompt


def _prompt(version: str) -> Prompt:
    return Prompt(files(__package__).joinpath(f"{version}.md").read_text("utf-8"), version)


COVER_LETTER = _prompt("cover_letter-1")
CV_HIGHLIGHTS = _prompt("cv_highlights-1")
