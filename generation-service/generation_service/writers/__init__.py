"""Who writes: one protocol, and the engines behind it."""

from generation_service.writers.base import Commission, LetterWriter, Reader
from generation_service.writers.choice import Writers
from generation_service.writers.claude import ClaudeLetterWriter
from generation_service.writers.rules import RuleLetterWriter

__all__ = ["ClaudeLetterWriter", "Commission", "LetterWriter", "Reader", "RuleLetterWriter", "Writers"]
