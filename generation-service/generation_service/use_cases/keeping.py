"""Keeping a new version and telling the others; the caller holds the person's lock."""

from generation_service import queries
from generation_service.orders import Subject
from generation_service.queries.letters import Kept
from generation_service.tables import CoverLetter, Highlights, Kind
from shared.database import WriteSession
from shared.events import HighlightsWritten, LetterWritten


async def keep(session: WriteSession, text: Kept) -> None:
    """Number the text after the person's versions for its match, store it and publish it."""
    match text:
        case CoverLetter():
            await keep_letter(session, text)
        case Highlights():
            await keep_highlights(session, text)


async def make_current(session: WriteSession, kept: Kept) -> None:
    """Let a former version that is served again be the newest, for the match, and for who edits what they see."""
    if not await queries.letters.is_current(session, kept):
        await keep(session, kept)


async def keep_letter(session: WriteSession, letter: CoverLetter) -> None:
    """Number the letter after the person's versions for its match, store it and publish it."""
    subject = Subject(letter.user_id, letter.match_id, letter.job_id)
    letter.version = await queries.letters.next_version(session, subject, Kind.LETTER)
    session.add(letter)
    await session.flush()
    session.publish(
        LetterWritten(
            user_id=letter.user_id,
            match_id=letter.match_id,
            job_id=letter.job_id,
            cover_letter_id=letter.public_id,
            version=letter.version,
            letter=letter.text,
            model=letter.model,
            written_at=letter.written_at,
        )
    )


async def keep_highlights(session: WriteSession, highlights: Highlights) -> None:
    """The same for highlights."""
    subject = Subject(highlights.user_id, highlights.match_id, highlights.job_id)
    highlights.version = await queries.letters.next_version(session, subject, Kind.HIGHLIGHTS)
    session.add(highlights)
    await session.flush()
    session.publish(
        HighlightsWritten(
            user_id=highlights.user_id,
            match_id=highlights.match_id,
            job_id=highlights.job_id,
            version=highlights.version,
            highlights=tuple(highlights.lines),
            model=highlights.model,
            written_at=highlights.written_at,
        )
    )
