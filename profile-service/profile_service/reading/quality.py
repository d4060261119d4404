"""How sure a reading is, said to the person in sentences."""

from collections.abc import Sequence

from profile_service.reading.document import CvText
from profile_service.reading.genre import Genre, genre_of, is_dated
from profile_service.reading.parsed import ParsedCv, ParseQuality
from profile_service.reading.sections import Part
from vocabulary.languages import language_of

_KNOWN_LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
_FIELDS = (
    "name",
    "email",
    "phone",
    "location",
    "summary",
    "skills",
    "experience",
    "education",
    "languages",
    "projects",
    "links",
    "years_of_experience",
)
_SAMPLE = 4_000

COVER_LETTER = "This looks like a cover letter rather than a CV: upload the CV itself to be matched by it."
ADVERT = "This looks like a job advertisement rather than a CV: upload your own CV."
NO_PERSON = "Neither a person to reach nor dated work or education was found: is this a CV?"
TWO_COLUMNS = "The page is set in columns; they were read one after the other. Check that nothing is out of place."
UNKNOWN_LANGUAGE = "The CV is in a language the reader does not know well: check every field."
UNREAD_PAGES = "Only the first {read} pages were read."
NOTHING_FOUND = (
    "Neither work experience nor education was found: fill them in by hand, or upload a CV with clear headings."
)
MODEL_AWAY = "The language model was not available in time, so the CV was read by rules alone: check every field."
MODEL_UNUSABLE = "The language model's answer could not be used, so the CV was read by rules alone: check every field."
TOO_LONG_FOR_MODEL = "The CV is too long for the language model, so it was read by rules alone: check every field."
NO_DATES = "No dates were found beside the jobs, so the years of experience are not known."


def quality_of(cv: CvText, parts: Sequence[Part], parsed: ParsedCv) -> ParseQuality:
    """What was found and what was not, and what the person should look at."""
    found = tuple(name for name in _FIELDS if getattr(parsed, name))
    language = language_of(cv.text[:_SAMPLE])
    return ParseQuality(
        found=found,
        missing=tuple(name for name in _FIELDS if name not in found),
        language=language,
        pages=cv.pages,
        columns=cv.columns,
        warnings=tuple(_warnings(cv, parts, parsed, language)),
    )


def _warnings(cv: CvText, parts: Sequence[Part], parsed: ParsedCv, language: str | None) -> list[str]:
    genre = genre_of(cv.text, language, parts, parsed)
    checks = (
        (COVER_LETTER, genre is Genre.LETTER),
        (ADVERT, genre is Genre.ADVERT),
        (NO_PERSON, genre is Genre.CV and not _names_somebody(parsed)),
        (TWO_COLUMNS, cv.columns > 1),
        (UNKNOWN_LANGUAGE, language is not None and language not in _KNOWN_LANGUAGES),
        (UNREAD_PAGES.format(read=cv.pages), cv.unread_pages > 0),
        (NOTHING_FOUND, not parsed.experience and not parsed.education),
        (NO_DATES, bool(parsed.experience) and not any(job.start_date for job in parsed.experience)),
    )
    return [sentence for sentence, holds in checks if holds]


def _names_somebody(parsed: ParsedCv) -> bool:
    """Whether there is somebody to reach, or a life with dates."""
    return bool(parsed.email or parsed.phone) or is_dated(parsed)
