"""Job titles: how senior they are, and the words that say what the job is."""

from vocabulary.titles.seniority import Seniority, seniority_of_title
from vocabulary.titles.tokens import title_tokens
from vocabulary.titles.trades import trade_of_title

__all__ = ["Seniority", "seniority_of_title", "title_tokens", "trade_of_title"]
