"""Every SQL statement of insights-service."""

from insights_service.queries.market import (
    add_custom_skill,
    add_to_totals,
    analyzed_postings,
    close_postings,
    forget_closed,
    lock_postings,
    person,
    popular_skills,
    put_person,
    put_postings,
    skills_in_market,
)
from insights_service.queries.progress import answers_of, completed_sessions, keep_answer, keep_completed

__all__ = [
    "add_custom_skill",
    "add_to_totals",
    "analyzed_postings",
    "answers_of",
    "close_postings",
    "completed_sessions",
    "forget_closed",
    "keep_answer",
    "keep_completed",
    "lock_postings",
    "person",
    "popular_skills",
    "put_person",
    "put_postings",
    "skills_in_market",
]
