"""People and postings that letters are written from; all invented."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generation_service.writing import Candidate, Opening, Position, Project, School

HERE = Path(__file__).parent


def candidate_of(told: Mapping[str, Any]) -> Candidate:
    """A candidate as people.json tells it."""
    entries = {"experience": Position, "education": School, "projects": Project}
    fields = {name: tuple(kind(**entry) for entry in told.get(name, ())) for name, kind in entries.items()}
    fields |= {name: tuple(told.get(name, ())) for name in ("skills", "languages", "links")}
    return Candidate(**{**told, **fields})


def opening_of(told: Mapping[str, Any]) -> Opening:
    """An opening as postings.json tells it."""
    lists = {name: tuple(told.get(name, ())) for name in ("required_skills", "nice_skills")}
    return Opening(**{**told, **lists})


PEOPLE = {name: candidate_of(told) for name, told in json.loads((HERE / "people.json").read_text("utf-8")).items()}
OPENINGS = {name: opening_of(told) for name, told in json.loads((HERE / "postings.json").read_text("utf-8")).items()}
