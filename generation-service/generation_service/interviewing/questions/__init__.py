"""Where the questions of a kit come from: the CV, the skills, the trade, the posting, the company."""

from generation_service.interviewing.questions.about_company import company_questions
from generation_service.interviewing.questions.about_deeds import deed_questions
from generation_service.interviewing.questions.about_posting import posting_questions
from generation_service.interviewing.questions.about_skills import skill_questions
from generation_service.interviewing.questions.themes import theme_questions, themes_of
from generation_service.interviewing.questions.trade_words import trade_words
from generation_service.interviewing.questions.trades import craft_words, trade_questions

__all__ = [
    "company_questions",
    "craft_words",
    "deed_questions",
    "posting_questions",
    "skill_questions",
    "theme_questions",
    "themes_of",
    "trade_questions",
    "trade_words",
]
