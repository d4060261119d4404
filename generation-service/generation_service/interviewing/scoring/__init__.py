"""How good an answer is, by rules."""

from generation_service.interviewing.scoring.assessing import LONGEST_ANSWER, assess, is_own_answer
from generation_service.interviewing.scoring.measures import Measures, weigh

__all__ = ["LONGEST_ANSWER", "Measures", "assess", "is_own_answer", "weigh"]
