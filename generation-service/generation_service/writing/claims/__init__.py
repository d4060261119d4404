"""Whether every claim of a letter stands in the CV; on any text, whoever wrote it."""

from generation_service.writing.claims.check import Fault, Unsupported, check_claims, fault_in
from generation_service.writing.claims.ground import Ground

__all__ = ["Fault", "Ground", "Unsupported", "check_claims", "fault_in"]
