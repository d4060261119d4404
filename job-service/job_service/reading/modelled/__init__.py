"""Reading a posting with a language model: what of it leaves, and what of the answer counts.

The model points at the posting: it copies words and names lines. Words count where they stand in the text; sums, years,
levels, places and canonical names are made from them by the rules; a description is the posting's own lines.
"""

from job_service.reading.modelled.answer import PastedAnswer, RequirementsAnswer
from job_service.reading.modelled.pasted import pasted_from
from job_service.reading.modelled.requirements import completed, requirements_said
from job_service.reading.modelled.sending import numbered, without_addresses
from job_service.reading.modelled.source import Source

__all__ = [
    "PastedAnswer",
    "RequirementsAnswer",
    "Source",
    "completed",
    "numbered",
    "pasted_from",
    "requirements_said",
    "without_addresses",
]
