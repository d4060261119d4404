"""Everything one letter by a language model is asked with and held against."""

from collections.abc import Mapping
from dataclasses import dataclass

from generation_service.inputs import Inputs
from generation_service.writers.numbered import NumberedCv, whole_cv, without_person
from generation_service.writing import Frame, Ground, Length, frame_for, letter_language
from generation_service.writing.claims.companies import other_companies

WORDS: Mapping[Length, tuple[int, int]] = {
    Length.SHORT: (160, 220),
    Length.MEDIUM: (220, 290),
    Length.LONG: (280, 330),
}
"""Words of the paragraphs; salutation, farewell and signature bring a letter to the 200 to 350 of every letter."""
_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
LONGEST_POSTING = 20_000
ENOUGH_LINES = 12
"""A CV with fewer lines may not have the asked words in it."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A commission, read once."""

    inputs: Inputs
    cv: NumberedCv
    ground: Ground
    frame: Frame
    language: str
    others: frozenset[str]
    """Names of other companies in the posting."""

    @classmethod
    def of(cls, inputs: Inputs) -> "Brief":
        """Read a commission. Takes a few dozen milliseconds: not for the event loop."""
        candidate, opening = inputs.candidate, inputs.opening
        language = letter_language(opening, inputs.wishes)
        ground = Ground.of(candidate, opening, language)
        frame = frame_for(candidate, opening, inputs.wishes)
        return cls(inputs, whole_cv(candidate), ground, frame, language, other_companies(ground))

    @property
    def words(self) -> tuple[int, int]:
        """The fewest and the most words of the paragraphs."""
        return WORDS[self.inputs.wishes.length]

    @property
    def is_thin(self) -> bool:
        """Whether the CV has little to say."""
        return len(self.cv.lines) < ENOUGH_LINES

    def texts(self) -> dict[str, str]:
        """The blocks of data that are sent."""
        fewest, most = self.words
        opening, wishes = self.inputs.opening, self.inputs.wishes
        order = (
            ("language", _LANGUAGES[self.language]),
            ("tone", wishes.tone),
            ("length", f"{fewest} to {most} words"),
            ("job title", opening.title),
            ("company", opening.company or "not named in the posting"),
        )
        sent = {
            "order": "\n".join(f"{name}: {value}" for name, value in order),
            "cv": self.cv.text,
            "posting": opening.description[:LONGEST_POSTING],
        }
        if wishes.instructions:
            sent["wishes"] = without_person(wishes.instructions, self.inputs.candidate)
        return sent
