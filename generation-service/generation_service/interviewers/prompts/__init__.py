"""The system prompts of interviews: a file each, whose name says its version. A changed prompt is a new file."""

from importlib.resources import files

from shared.llm import Prompt


def _prompt(version: str) -> Prompt:
    return Prompt(files(__package__).joinpath(f"{version}.md").read_text("utf-8"), version)


INTERVIEW_KIT = _prompt("interview_kit-1")
INTERVIEW_ANSWER = _prompt("interview_answer-1")
