"""A posting somebody pasted, read into the fields of a job."""

from dataclasses import dataclass

from job_service.reading.pasted.head import head_of
from job_service.reading.pasted.mentions import address_in, addresses_of, company_in, labelled_in
from job_service.reading.requirements import Posting, Requirements, read_requirements
from job_service.reading.text import clean_text

__all__ = ["LONGEST_TITLE", "MOST_TAGS", "PastedPosting", "addresses_of", "read_pasted"]

MOST_TAGS = 20
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class PastedPosting:
    """The fields of a job as a pasted text gives them; what it doesn't say is None."""

    title: str
    company: str | None
    description: str
    url: str | None
    location: str | None
    tags: tuple[str, ...]
    requirements: Requirements


def read_pasted(job_text: str) -> PastedPosting:
    """Read a pasted posting by rules. The description is the pasted text below its head lines."""
    lines = clean_text(job_text).split("\n")
    labelled, head = labelled_in(lines), head_of(lines)
    title = (labelled.get("title") or head.title)[:LONGEST_TITLE]
    location = labelled.get("location") or head.location
    requirements = read_requirements(Posting(title=title, text="\n".join(lines), location=location))
    return PastedPosting(
        title=title,
        company=labelled.get("company") or head.company or company_in(lines),
        description="\n".join(lines[head.body :]).strip() or "\n".join(lines),
        url=address_in(lines),
        location=location,
        tags=(*requirements.required_skills, *requirements.nice_skills)[:MOST_TAGS],
        requirements=requirements,
    )
