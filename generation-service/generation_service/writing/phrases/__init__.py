"""The languages letters are written in."""

from generation_service.writing.phrases.english import ENGLISH
from generation_service.writing.phrases.french import FRENCH
from generation_service.writing.phrases.german import GERMAN
from generation_service.writing.phrases.phrasebook import Clause, Form, Grammar, Phrasebook
from generation_service.writing.phrases.spanish import SPANISH

PHRASEBOOKS = {book.language: book for book in (ENGLISH, GERMAN, FRENCH, SPANISH)}

__all__ = ["ENGLISH", "PHRASEBOOKS", "Clause", "Form", "Grammar", "Phrasebook"]
