"""What a person pastes: read into fields, and kept fields read for what the job asks."""

from job_service.pasting.base import PastedReader, ReadPosting
from job_service.pasting.claude import ClaudePastedReader
from job_service.pasting.columns import pasted_columns
from job_service.pasting.rules import RulePastedReader

__all__ = ["ClaudePastedReader", "PastedReader", "ReadPosting", "RulePastedReader", "pasted_columns"]
