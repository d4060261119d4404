"""What profile-service does."""

from profile_service.use_cases.cvs import correct_cv, cv_file, newest_cv, upload_cv
from profile_service.use_cases.profiles import (
    add_skill,
    change_profile,
    export_everything,
    forget_person,
    profile_and_cv,
    take_over_account,
    welcome,
)
from profile_service.use_cases.projects import add_project, change_project, remove_project
from profile_service.use_cases.quotas import prune

__all__ = [
    "add_project",
    "add_skill",
    "change_profile",
    "change_project",
    "correct_cv",
    "cv_file",
    "export_everything",
    "forget_person",
    "newest_cv",
    "profile_and_cv",
    "prune",
    "remove_project",
    "take_over_account",
    "upload_cv",
    "welcome",
]
