"""Words of a text as they are compared: folded, cut to their stem, the empty ones apart."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:[.+#'’/&-][^\W_]+|[+#]+)*")
_STEM = 6
_EMPTY_WORDS = """
    about above across after again also among been before being below between both build company could does
    doing during each every experience from further good great have having help here including into join just
    know like look looking make many more most much must need needs nice only other over people person plus
    please position provide really require required requirements role same should skill skills some such team
    teams than that their them then there these they this those through under until using very want well were
    what when where which while will with within work working would year years your yours able candidate ideal
    strong opportunity responsibilities qualifications aber alle als auch auf aus bei beim bereits dass dein
    deine dem den der des die dies diese durch ein eine einem einen einer eines erfahrung für haben ihre ihnen
    ist mit nach nicht oder sein sich sind sowie team über und unser unsere unter vom von werden wie wir zum
    zur aufgaben kenntnisse stelle unternehmen avec avez avoir ainsi aussi cette dans des elle est être les
    leur leurs nous notre nos par pas plus pour poste que qui sont sur une vos votre vous expérience équipe
    entreprise recherchons como con cuando del desde donde ella ellos entre equipo esta este estos experiencia
    las los nos nuestra nuestro para pero por puesto que ser son sobre sus tiene una unos usted empresa
    buscamos
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def fold(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_in(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order; parts of hyphenated ones besides."""
    words: list[str] = []
    for found in _WORD.findall(text):
        word = fold(found)
        words.append(word)
        if not word.isalnum():
            words += (part for part in re.split(r"[.'’/&-]", word) if part != word)
    return tuple(words)


def stems_in(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stem for word in _WORD.findall(text) if (stem := stem_of(word)))


def stem_of(word: str) -> str:
    """The first letters of a word that carries meaning; "" for one that does not."""
    lower = word.casefold()
    if len(lower) < 4 or lower in _EMPTY or not lower[0].isalpha():
        return ""
    return fold(lower)[:_STEM].removesuffix("s")
