"""What several routes share, as the document shows it: their failures, and their files."""

from typing import Any

from generation_service.documents import FileFormat
from generation_service.errors import (
    AnotherUser,
    CoverLetterNotFound,
    JobNotFound,
    LetterUnusable,
    MatchNotFound,
    NoneOfTheseLetters,
    NotYourMatch,
    TooManyLetters,
)
from shared.http import failures

Responses = dict[int | str, dict[str, Any]]


def _files(described: str, *media_types: str) -> Responses:
    content = {each.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
    return {200: {"description": described, "content": content}}


OWNERSHIP: Responses = failures(NotYourMatch, MatchNotFound)
WRITING: Responses = {**OWNERSHIP, **failures(LetterUnusable)}
WRITING_BY_JOB: Responses = failures(AnotherUser, JobNotFound)
WRITING_MANY: Responses = failures(AnotherUser)
FILE: Responses = {
    **_files("The letter, as an attachment.", *(each.media_type for each in FileFormat)),
    **failures(CoverLetterNotFound),
}
ARCHIVE: Responses = {
    **_files("The ZIP, as an attachment.", "application/zip"),
    **failures(NoneOfTheseLetters, TooManyLetters),
}
