"""Whether a text says something word for word, whatever its line breaks, bullets and case."""

import re
from collections.abc import Iterator

LONGEST_QUOTE = 200
_BETWEEN_WORDS = r"[\s|·•,–—-]*"
_NAMES_OF_ONE_LETTER = frozenset("CR")
_LONGEST_WRITTEN_EXACTLY = 2


def quotes_of(said: str, text: str) -> Iterator[tuple[int, int]]:
    """Every place where the words stand: text[start:end]. Names of two letters have to be written just so.

    Beside a Latin letter at either end no other may stand: "Java" is not in "JavaScript".
    """
    bare = said.strip()
    if not any(map(str.isalnum, bare)) or (len(bare) == 1 and bare not in _NAMES_OF_ONE_LETTER):
        return
    before = r"(?<![\w+#])" if bare[0].isascii() else ""
    after = r"(?![\w+#])" if bare[-1].isascii() else ""
    words = _BETWEEN_WORDS.join(map(re.escape, bare[:LONGEST_QUOTE].split()))
    flags = re.IGNORECASE if len(bare) > _LONGEST_WRITTEN_EXACTLY else re.NOFLAG
    for match in re.finditer(before + words + after, text, flags):
        yield match.span()
