"""Keeping the letter."""

import re
from pathlib import Path

from career_agent.demo.answers import Job
from career_agent.demo.failures import DemoFailed

LONGEST_PART = 60


def save_letter(text: str, job: Job, folder: Path) -> Path:
    """Write the letter under a name that says for which job it is. Raises DemoFailed."""
    parts = ["cover-letter", job.title, job.company or ""]
    name = "_".join(slug for part in parts if (slug := _slug(part)))
    file = folder / f"{name}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text.rstrip() + "\n", encoding="utf-8")
    except OSError as error:
        raise DemoFailed(f"The letter can't be saved as {file}: {error.strerror}.") from error
    return file


def _slug(words: str) -> str:
    """`Staff Nurse (ICU)` becomes `staff-nurse-icu`: nothing in it leads out of the folder."""
    return re.sub(r"[\W_]+", "-", words.lower())[:LONGEST_PART].strip("-")
