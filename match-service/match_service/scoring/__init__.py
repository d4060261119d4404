"""What a match is worth, by plain rules: one person, one posting, six sub-scores and their reasons."""

from match_service.scoring.analysis import analysis
from match_service.scoring.facts import JobType, Person, Posting, RemoteType, Title, Years
from match_service.scoring.filters import Barrier, barrier
from match_service.scoring.rarity import EVERYTHING_ALIKE, Rarity, count_rarity
from match_service.scoring.reasoning import Reasoning, reasoning_of
from match_service.scoring.score import PairScorer, Score, Stated, SubScores
from match_service.scoring.skills import SkillOverlap

__all__ = [
    "EVERYTHING_ALIKE",
    "Barrier",
    "JobType",
    "PairScorer",
    "Person",
    "Posting",
    "Rarity",
    "Reasoning",
    "RemoteType",
    "Score",
    "SkillOverlap",
    "Stated",
    "SubScores",
    "Title",
    "Years",
    "analysis",
    "barrier",
    "count_rarity",
    "reasoning_of",
]
