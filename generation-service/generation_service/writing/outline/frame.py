"""What stands around the paragraphs of a letter, and what it calls the position and the company."""

from dataclasses import dataclass

from generation_service.writing.subjects import Candidate, Opening, Tone
from generation_service.writing.titles import reads_as_job, running_title, shown_title
from generation_service.writing.voice import Voice


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the paragraphs."""

    subject: str
    greeting: str
    farewell: str
    signature: tuple[str, ...]


def frame_of(voice: Voice, candidate: Candidate, opening: Opening, tone: Tone) -> Frame:
    """Subject, salutation, farewell and the person's name and contact."""
    company = _company(opening)
    names = names_of(voice, opening) | {"company": company}
    greetings = voice.book.greeting if company else voice.book.greeting_unknown
    contact = " · ".join(part for part in (candidate.email, candidate.phone) if part)
    return Frame(
        subject=voice.book.subject.format(**_in_full(voice, opening)),
        greeting=voice.say(greetings[tone], 0, **names),
        farewell=voice.say(voice.book.farewell[tone]),
        signature=tuple(part for part in (candidate.name, contact) if part),
    )


def names_of(voice: Voice, opening: Opening) -> dict[str, str]:
    """The position and the company as running text names them, in the voice's grammar."""
    grammar = voice.book.grammar
    title = running_title(opening.title, opening.location)
    role = grammar.role(title)
    if not reads_as_job(title):
        title = role = voice.quoted(title)
    company = grammar.company(_company(opening))
    return {
        "title": title,
        "of_title": grammar.of(title),
        "role": role,
        "company": company,
        "of_company": grammar.of(company),
    }


def _in_full(voice: Voice, opening: Opening) -> dict[str, str]:
    """The title as the posting has it, for the line over the salutation."""
    title = shown_title(opening.title, opening.location)
    if not reads_as_job(title):
        title = voice.quoted(title)
    return {"title": title, "of_title": voice.book.grammar.of(title)}


def _company(opening: Opening) -> str:
    return " ".join((opening.company or "").split())
