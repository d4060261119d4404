"""The words of a text and of a question, cut the same way."""

import unicodedata

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# Cutting at signs would make C of C++ and of C#, and "net" is not what .NET means.
_SPELLED_OUT = (
    ("c++", "cplusplus"),
    ("c#", "csharp"),
    ("f#", "fsharp"),
    (".net", " dotnet"),
    (".js", " js"),
    ("/", " "),
)


def searchable(said: str) -> str:
    """In lower case, with names that consist of signs spelled out."""
    said = unicodedata.normalize("NFC", said).lower()
    for sign, word in _SPELLED_OUT:
        said = said.replace(sign, word)
    return said


def stemming() -> TextAnalyzer:
    """Words by their English stems, without accents; none is left out, for "IT" is a trade."""
    return _cutting().filter(Filter.stemmer("english")).build()


def literal() -> TextAnalyzer:
    """Words as they are written, without accents."""
    return _cutting().build()


def _cutting() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.ascii_fold())
