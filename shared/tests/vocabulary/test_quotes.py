"""What counts as standing in a text."""

import pytest

from vocabulary.quotes import quotes_of


@pytest.mark.parametrize(
    ("said", "text", "stands"),
    [
        ("Senior Engineer", "SENIOR\nENGINEER, Acme", "SENIOR\nENGINEER"),
        ("Acme Ltd London", "at Acme Ltd, London", "Acme Ltd, London"),
        ("Java", "JavaScript and C", None),
        ("C", "JavaScript and C", "C"),
        ("C", "C++ and C#", None),
        ("R", "research & r", None),
        ("Go", "go to market", None),
        ("C++", "knows C++ well", "C++"),
        (".NET", "ASP and .NET", ".NET"),
        ("株式会社", "東京株式会社で", "株式会社"),
        ("École", "grande école", "école"),
        ("a", "a b c", None),
        ("...", "a ... b", None),
        ("", "text", None),
        ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaa!", None),
    ],
)
def test_words_stand_in_a_text_or_they_do_not(said: str, text: str, stands: str | None) -> None:
    found = [text[start:end] for start, end in quotes_of(said, text)]

    assert found == ([] if stands is None else [stands])
