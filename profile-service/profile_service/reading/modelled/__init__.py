"""Reading with a language model: what of a CV leaves, and what of the answer counts.

The model points at the CV: it copies words and names lines. Names and words count where they stand in the text, dates,
years and canonical names are made from them by the rules, longer texts are the CV's own lines. Nothing else gets in.
"""

from profile_service.reading.modelled.answer import CvAnswer
from profile_service.reading.modelled.filling import Filled, Prepared, fill, prepare

__all__ = ["CvAnswer", "Filled", "Prepared", "fill", "prepare"]
