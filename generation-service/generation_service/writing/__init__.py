"""Letters and highlights by rules: values in, values out."""

from generation_service.writing.claims import Fault, Ground, Unsupported, check_claims, fault_in
from generation_service.writing.highlights import choose_highlights
from generation_service.writing.letter import (
    ENGINE,
    FEWEST_WORDS,
    MOST_WORDS,
    frame_for,
    letter_language,
    write_letter,
)
from generation_service.writing.lines import sentences_of, word_count
from generation_service.writing.outline import Frame
from generation_service.writing.passages import Passage, Set, Stage, passages_of, set_out, text_of
from generation_service.writing.subjects import (
    Candidate,
    Claim,
    Length,
    Letter,
    Match,
    Opening,
    Position,
    Project,
    School,
    Tone,
    Wishes,
)

__all__ = [
    "ENGINE",
    "FEWEST_WORDS",
    "MOST_WORDS",
    "Candidate",
    "Claim",
    "Fault",
    "Frame",
    "Ground",
    "Length",
    "Letter",
    "Match",
    "Opening",
    "Passage",
    "Position",
    "Project",
    "School",
    "Set",
    "Stage",
    "Tone",
    "Unsupported",
    "Wishes",
    "check_claims",
    "choose_highlights",
    "fault_in",
    "frame_for",
    "letter_language",
    "passages_of",
    "sentences_of",
    "set_out",
    "text_of",
    "word_count",
    "write_letter",
]
