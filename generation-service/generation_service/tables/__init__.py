"""Tables of the `generation` schema."""

from generation_service.tables.base import Base
from generation_service.tables.consents import Consent
from generation_service.tables.interviews import InterviewAnswer, InterviewSession, PrepKit, SessionStatus, UnusableKit
from generation_service.tables.letters import (
    CoverLetter,
    Engine,
    Highlights,
    Kind,
    Reason,
    Request,
    ShownPassage,
    State,
)
from generation_service.tables.resumes import ResumeFile

__all__ = [
    "Base",
    "Consent",
    "CoverLetter",
    "Engine",
    "Highlights",
    "InterviewAnswer",
    "InterviewSession",
    "Kind",
    "PrepKit",
    "Reason",
    "Request",
    "ResumeFile",
    "SessionStatus",
    "ShownPassage",
    "State",
    "UnusableKit",
]
