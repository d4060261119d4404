"""Whether two postings are one: the same job on two boards."""

import re
import unicodedata
from hashlib import blake2b

_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|llc|llp|ltd|limited|gmbh|gmbh & co\.? kg|ag|se|kg|s\.?a\.?s?|s\.?l\.?u?|s\.?r\.?l|s\.?p\.?a"
    r"|b\.?v|n\.?v|ab|as|a/s|oy|oyj|plc|corp|corporation|co|company|pty|pty ltd|pvt|pvt ltd|private limited|lda"
    r"|ltda|sp\.? z o\.?o|k\.?k)\.?$",
    re.IGNORECASE,
)
_NOISE_OF_TITLE = re.compile(
    r"\((?:remote|[mwfdhx](?:\s?[/|]\s?[mwfdhx])+|all genders)[^)]*\)|\bremote\b", re.IGNORECASE
)
_NOT_WORD = re.compile(r"[\W_]+")
_SHORTEST_TEXT = 200


def fingerprint_of(title: str, company: str | None, text: str) -> bytes | None:
    """16 bytes shared by the copies of one posting, whatever their mark-up, spacing, case and legal form.

    None when there is too little to tell copies from other openings: no company, or hardly any text.
    """
    words = _letters(text)
    if not company or len(words) < _SHORTEST_TEXT:
        return None
    whole = "\n".join((_letters(_LEGAL_FORM.sub("", company)), _letters(_NOISE_OF_TITLE.sub(" ", title)), words))
    return blake2b(whole.encode(), digest_size=16).digest()


def _letters(text: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
