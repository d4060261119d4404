"""What is measured of an answer, and how the measures make a score."""

from dataclasses import dataclass

RELEVANCE, STRUCTURE, CONCRETENESS, LENGTH = 30, 20, 25, 25
"""What each measure is worth at its best: together 100."""
_BESIDE_THE_POINT, _TO_THE_POINT = 0.15, 0.6
_LEAST_FOR_OFF_TOPIC = 0.1


@dataclass(frozen=True, slots=True)
class Measures:
    """Each 0–1, more is better."""

    relevance: float
    """How much it speaks of what was asked."""
    structure: float
    """How many of the parts that an answer of this kind has."""
    concreteness: float
    """Figures, names, tools, deeds of one's own."""
    length: float
    """Enough words of one's own, and not a speech."""
    substance: float
    """Whether the words say something that would not stand in any answer."""
    prose: float
    """Whether it is sentences rather than a list of words."""


def weigh(measures: Measures) -> int:
    """0–100: relevance 30, structure 20, concreteness 25, length 25, times three factors of 0–1.

    The factors: being on topic (0.1 with a relevance up to 0.15, rising to 1 at 0.6), substance, and prose. No measure
    that grows lowers the score.
    """
    weighted = (
        RELEVANCE * measures.relevance
        + STRUCTURE * measures.structure
        + CONCRETENESS * measures.concreteness
        + LENGTH * measures.length
    )
    on_topic = _LEAST_FOR_OFF_TOPIC + (1 - _LEAST_FOR_OFF_TOPIC) * ramp(
        measures.relevance, _BESIDE_THE_POINT, _TO_THE_POINT
    )
    return round(weighted * on_topic * measures.substance * measures.prose)


def ramp(value: float, low: float, high: float) -> float:
    """0 up to low, 1 from high, straight between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)
