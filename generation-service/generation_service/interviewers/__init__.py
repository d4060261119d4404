"""Who interviews: the rules, and a language model where one is set up, behind one protocol."""

from generation_service.interviewers.base import Interviewer, Judged, Practice
from generation_service.interviewers.choice import Interviewers
from generation_service.interviewers.claude import ClaudeInterviewer
from generation_service.interviewers.rules import RuleInterviewer

__all__ = ["ClaudeInterviewer", "Interviewer", "Interviewers", "Judged", "Practice", "RuleInterviewer"]
