"""What generation-service does."""

from generation_service.use_cases.asking import cover_letter, highlights, regenerate, watch_letter
from generation_service.use_cases.cache import cache_figures, reset_cache_counts
from generation_service.use_cases.consents import note_consent
from generation_service.use_cases.interviews import (
    Said,
    SessionView,
    answer_question,
    complete_session,
    session_view,
    sessions,
    start_session,
)
from generation_service.use_cases.kits import NewOrKept, prep_kit, prepare_kit
from generation_service.use_cases.letter_files import File, letter_file, letters_archive
from generation_service.use_cases.resumes import ResumeWanted, make_resume, resume_file
from generation_service.use_cases.served import Served
from generation_service.use_cases.versions import edit_letter, erase_person, letters, prune
from generation_service.use_cases.watching import Progress, Watched
from generation_service.use_cases.writing import write_requested
from generation_service.use_cases.writing_for_jobs import letter_for_job, letters_for_jobs

__all__ = [
    "File",
    "NewOrKept",
    "Progress",
    "ResumeWanted",
    "Said",
    "Served",
    "SessionView",
    "Watched",
    "answer_question",
    "cache_figures",
    "complete_session",
    "cover_letter",
    "edit_letter",
    "erase_person",
    "highlights",
    "letter_file",
    "letter_for_job",
    "letters",
    "letters_archive",
    "letters_for_jobs",
    "make_resume",
    "note_consent",
    "prep_kit",
    "prepare_kit",
    "prune",
    "regenerate",
    "reset_cache_counts",
    "resume_file",
    "session_view",
    "sessions",
    "start_session",
    "watch_letter",
    "write_requested",
]
