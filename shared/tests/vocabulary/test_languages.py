"""Languages: of a text, and named in a text."""

import pytest

from vocabulary.languages import language_named, language_of, languages_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We are looking for a developer who loves clean code and small teams.", "en"),
        ("Wir suchen einen Entwickler für unser Team in Berlin.", "de"),
        ("Nous cherchons une infirmière pour notre clinique à Lyon.", "fr"),
        ("Buscamos una persona con experiencia en ventas y atención al cliente.", "es"),
    ],
)
def test_a_text_is_in_a_language(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("text", ["", "ok", "  Docker  ", "1234567890 1234567890 1234567890"])
def test_too_little_text_is_in_no_language(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize("name", ["German", "deutsch", "Allemand", " de "])
def test_a_language_has_many_names(name: str) -> None:
    assert language_named(name) == "German"


def test_an_unknown_language_has_none() -> None:
    assert language_named("Klingon") is None


def test_a_text_names_spoken_languages_once_in_order() -> None:
    assert languages_in("Fluent in German and Englisch; français a plus, German again") == (
        "German",
        "English",
        "French",
    )
    assert languages_in("Polish your CV in italics") == ("Polish",)
