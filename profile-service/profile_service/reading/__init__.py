"""Reading a CV: from the bytes of a file to its fields, with where each stood. No network, no clock, no database."""

from profile_service.reading.document import CvText, Kind
from profile_service.reading.failures import CvUnreadable, Fault
from profile_service.reading.parsed import Education, Evidence, Experience, ParsedCv, ParseQuality, Project, Reading
from profile_service.reading.rules import read_fields, read_file

__all__ = [
    "CvText",
    "CvUnreadable",
    "Education",
    "Evidence",
    "Experience",
    "Fault",
    "Kind",
    "ParseQuality",
    "ParsedCv",
    "Project",
    "Reading",
    "read_fields",
    "read_file",
]
