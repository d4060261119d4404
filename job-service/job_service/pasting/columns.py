"""The columns of a pasted job."""

from collections.abc import Mapping
from typing import Any

from job_service.incoming import requirement_columns
from job_service.reading.requirements import Posting, read_requirements
from vocabulary.skills import canonical_skill


def pasted_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a pasted job: what the person says stands, even when it is nothing; the rest is read."""
    found = read_requirements(
        Posting(
            title=fields["title"],
            text=fields["description"],
            company=fields["company"],
            location=fields["location"],
            skills=tuple(filter(None, map(canonical_skill, fields["tags"]))),
        )
    )
    return {**requirement_columns(found), **fields}
