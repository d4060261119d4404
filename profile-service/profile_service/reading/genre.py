"""What kind of writing this is: a CV, a letter that applies for a job, or the advertisement of one."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from profile_service.reading.headings import Section
from profile_service.reading.parsed import ParsedCv
from profile_service.reading.sections import Part
from profile_service.reading.wordlists import any_of, lines_of

_LETTER = re.compile(any_of("letter_signs.txt"), re.IGNORECASE | re.MULTILINE)
_ADVERT = re.compile(any_of("advert_signs.txt"), re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’](?:ll|re|ve|d|m)\b)?|\bj['’]")
_FEWEST_LETTER_SIGNS = 2
_FEWEST_SELF = 4
_FEWEST_ADVERT_SIGNS = 3
_ADVERT_SCORE = 4.0
_MOST_COUNTED = 8
_USUAL = "en"


class Genre(StrEnum):
    """Kinds of writing that people upload as CVs."""

    CV = "cv"
    LETTER = "letter"
    ADVERT = "advert"


def genre_of(text: str, language: str | None, parts: Sequence[Part], parsed: ParsedCv) -> Genre:
    """Letters greet, close and say "I"; adverts say "we" to "you" and ask; a CV has a person's dates."""
    writer, firm, reader = _voices(text, language or _USUAL)
    letter = len({match[0].lower() for match in _LETTER.finditer(text)})
    sections = {part.section for part in parts} & {Section.EXPERIENCE, Section.EDUCATION, Section.SKILLS}
    dated = is_dated(parsed)
    if (letter >= _FEWEST_LETTER_SIGNS and len(sections) < 2) or (letter and writer >= _FEWEST_SELF and not dated):
        return Genre.LETTER
    signs = len({match[0].lower() for match in _ADVERT.finditer(text)})
    score = signs + (min(reader, _MOST_COUNTED) + min(firm, _MOST_COUNTED)) / 2
    addressed = reader + firm > 2 * writer
    if not dated and addressed and (signs >= _FEWEST_ADVERT_SIGNS or (signs and score >= _ADVERT_SCORE)):
        return Genre.ADVERT
    return Genre.CV


def is_dated(parsed: ParsedCv) -> bool:
    """Whether a life with dates is told."""
    return any(job.start_date for job in parsed.experience) or any(school.end_date for school in parsed.education)


def _voices(text: str, language: str) -> tuple[int, int, int]:
    """How often the writer, the writer's firm and the reader are meant."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    known = _by_language()
    writer, firm, reader = known.get(language, known[_USUAL])
    return (
        sum(word in writer for word in words),
        sum(word in firm for word in words),
        sum(word in reader for word in words),
    )


@cache
def _by_language() -> dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    rows = (line.split("\t") for line in lines_of("voices.tsv"))
    return {
        code: (frozenset(writer.split()), frozenset(firm.split()), frozenset(reader.split()))
        for code, writer, firm, reader in rows
    }
