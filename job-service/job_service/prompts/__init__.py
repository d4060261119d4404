"""The system prompts of job-service: a file each, whose name says its version.

A changed prompt is a new file under the next number, so that answers to the former one are told apart.
"""

from importlib.resources import files

from shared.llm import Prompt


def _prompt(version: str) -> Prompt:
    return Prompt(files(__package__).joinpath(f"{version}.md").read_text("utf-8"), version)


READ_PASTED = _prompt("read_pasted-1")
READ_POSTING = _prompt("read_posting-1")
