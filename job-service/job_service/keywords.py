"""Keywords: what somebody looks for, any of them."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from job_service.boards import BoardPosting

MOST_KEYWORDS = 20
LONGEST_KEYWORD = 100
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def keywords_in(comma_separated: str) -> tuple[str, ...]:
    """The keywords of a comma-separated list, in their order, each once."""
    return cleaned(comma_separated.split(","))


def cleaned(keywords: Iterable[str]) -> tuple[str, ...]:
    """Without quotes and the spaces around them, each once; blank ones are none."""
    plain = (" ".join(keyword.replace('"', " ").split()) for keyword in keywords)
    return tuple(dict.fromkeys(keyword for keyword in plain if keyword))


def postings_with(postings: Iterable[BoardPosting], keywords: Sequence[str], most: int) -> list[BoardPosting]:
    """The newest postings, at most so many, that name any of the keywords as whole words; without keywords any."""
    wanted = _any_of(keywords)
    named = [posting for posting in postings if wanted is None or wanted.search(_said(posting))]
    return sorted(named, key=lambda posting: posting.posted_at or _LONG_AGO, reverse=True)[:most]


def _any_of(keywords: Sequence[str]) -> re.Pattern[str] | None:
    if not keywords:
        return None
    either = "|".join(r"\s+".join(map(re.escape, keyword.split())) for keyword in keywords)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _said(posting: BoardPosting) -> str:
    return "\n".join((posting.title, posting.company or "", *posting.tags, *posting.skills, posting.text))
