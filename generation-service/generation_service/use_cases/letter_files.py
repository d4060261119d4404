"""Letters as files, one or many in an archive."""

import asyncio
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from generation_service import queries
from generation_service.documents import FileFormat, Letterhead, WrittenLetter, file_name, letter_as, numbered
from generation_service.errors import CoverLetterNotFound, NoneOfTheseLetters
from generation_service.tables import CoverLetter
from shared.auth import Caller
from shared.database import Database

PREFIX = "cov-"
ERRORS = "errors.txt"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be downloaded."""

    name: str
    media_type: str
    content: bytes


async def letter_file(db: Database, caller: Caller, letter_id: str, file_format: FileFormat) -> File:
    """One of the caller's letters. Raises CoverLetterNotFound."""
    found = await _own(db, caller, [letter_id])
    if letter_id not in found:
        raise CoverLetterNotFound
    return await asyncio.to_thread(_file_of, found[letter_id], file_format)


async def letters_archive(db: Database, caller: Caller, letter_ids: Sequence[str], file_format: FileFormat) -> File:
    """The caller's letters in a ZIP, and a list of the ids that name none of them. Raises NoneOfTheseLetters."""
    asked = list(dict.fromkeys(letter_ids))
    found = await _own(db, caller, asked)
    if not found:
        raise NoneOfTheseLetters
    letters = [found[each] for each in asked if each in found]
    missing = [each for each in asked if each not in found]
    content = await asyncio.to_thread(_zipped, letters, missing, file_format)
    return File(file_name("Cover letters", _name_of(letters[0]), extension="zip"), "application/zip", content)


async def _own(db: Database, caller: Caller, letter_ids: Sequence[str]) -> dict[str, CoverLetter]:
    keys = {each: key for each in letter_ids if (key := _key_of(each)) is not None}
    async with db.read() as session:
        own = await queries.letter_files.own_letters(session, caller.id, keys.values())
    return {each: own[key] for each, key in keys.items() if key in own}


def _key_of(letter_id: str) -> UUID | None:
    if not letter_id.startswith(PREFIX):
        return None
    try:
        return UUID(letter_id.removeprefix(PREFIX))
    except ValueError:
        return None


def _zipped(letters: Sequence[CoverLetter], missing: Sequence[str], file_format: FileFormat) -> bytes:
    archive, taken = BytesIO(), {ERRORS}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for letter in letters:
            file = _file_of(letter, file_format)
            zipped.writestr(numbered(file.name, taken), file.content)
        if missing:
            lines = [f"{each}: {CoverLetterNotFound.detail}" for each in missing]
            zipped.writestr(ERRORS, "\n".join([*lines, ""]))
    return archive.getvalue()


def _file_of(letter: CoverLetter, file_format: FileFormat) -> File:
    head = Letterhead.kept(letter.letterhead)
    name = file_name("Cover letter", head.company, head.title, head.name, extension=file_format)
    written = WrittenLetter(letter.text, letter.language, letter.written_at, head)
    return File(name, file_format.media_type, letter_as(file_format, written))


def _name_of(letter: CoverLetter) -> str | None:
    return Letterhead.kept(letter.letterhead).name
