"""Readers of CVs: by rules, and by Claude with the rules behind it."""

from profile_service.reader.base import CvReader
from profile_service.reader.claude import ClaudeCvReader
from profile_service.reader.pool import ReadingPool
from profile_service.reader.rules import RuleCvReader

__all__ = ["ClaudeCvReader", "CvReader", "ReadingPool", "RuleCvReader"]
