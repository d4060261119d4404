"""Location: where a person wants to or may work, against where the job is or may be done."""

from match_service.scoring.facts import Person, Posting, RemoteType

FITS = 100
UNKNOWN = 50
ELSEWHERE = 0


def location_score(person: Person, posting: Posting) -> int:
    """100 preferred or eligible, or no wish; 50 when the posting names no place; 0 otherwise."""
    wanted = person.preferred_countries | person.eligible_countries
    if not wanted and not person.prefers_remote:
        return FITS
    if person.prefers_remote and posting.remote_type is RemoteType.FULL:
        return FITS
    offered = posting.located_in | posting.eligible_countries
    if not offered:
        return UNKNOWN
    return ELSEWHERE if wanted.isdisjoint(offered) else FITS
