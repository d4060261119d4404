"""What events say of people and postings, as matching's facts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from match_service.scoring import JobType, Person, Posting, RemoteType, Title, Years
from match_service.scoring.facts import MOST_YEARS
from match_service.scoring.salary import in_dollars
from shared.events import PersonSnapshot, PostingFacts
from vocabulary.places import country_codes
from vocabulary.skills import canonical_skill, skill_key
from vocabulary.titles import Seniority, seniority_of_title, title_tokens

REMOTE = frozenset({"remote", "anywhere"})
"""A preferred country that is none: work from anywhere."""
KNOWN_COUNTRIES = country_codes(["Worldwide"])
RECENT_TITLES = 3

MOST_PAY = 1_000_000_000
"""Above it amounts are not told apart."""

Rates = Mapping[str, Decimal]


def person_of(user_id: int, told: PersonSnapshot, rates: Rates, declined: Iterable[int] = ()) -> Person:
    """A person as matching compares them. Roles are the wished ones, else the latest titles of the CV."""
    wishes = told.wishes
    roles = (_title(role) for role in wishes.target_roles or told.titles[:RECENT_TITLES])
    places = [place for place in wishes.preferred_countries if place.casefold() not in REMOTE]
    remote_types = {RemoteType(each) for each in wishes.remote_types if each in list(RemoteType)}
    return Person(
        id=user_id,
        skills=_skills(told.skills),
        roles=tuple(dict.fromkeys(role for role in roles if role.words)),
        has_cv=told.has_cv,
        years=told.experience_years,
        job_types=frozenset(JobType(each) for each in wishes.job_types if each in list(JobType)),
        remote_types=frozenset({RemoteType.FULL} if wishes.remote_only else remote_types),
        preferred_countries=country_codes(places),
        prefers_remote=len(places) < len(wishes.preferred_countries),
        eligible_countries=country_codes(wishes.eligible_regions),
        least_salary=in_dollars(wished_pay(told), currency_of(wishes.salary_currency), rates),
        needs_visa=wishes.needs_visa_sponsorship,
        declined=frozenset(declined),
    )


def wished_pay(told: PersonSnapshot) -> int | None:
    """The least a person wishes to earn; 0 is no wish."""
    return min(told.wishes.min_salary or 0, MOST_PAY) or None


def pay_of(told: PostingFacts) -> int | None:
    """What a posting pays: the upper end, else the lower one (decisions.md section 8); 0 is not stated."""
    pays = told.salary_max if told.salary_max is not None else told.salary_min
    return max(0, min(pays or 0, MOST_PAY)) or None


def currency_of(written: str | None) -> str:
    """The code of a currency, US dollars where none is named."""
    return (written or "USD").strip().upper()


def posting_of(told: PostingFacts, rates: Rates) -> Posting:
    """A posting as matching compares it."""
    required = _skills(told.required_skills)
    return Posting(
        id=told.job_id,
        version=told.version,
        title=_title(told.title),
        posted_at=(told.posted_at or told.scraped_at).replace(microsecond=0),
        seniority=None if told.seniority is None else Seniority(told.seniority),
        required=required,
        nice=_skills(told.nice_skills) - required,
        years=_years(told.years_min, told.years_max),
        job_type=JobType(told.job_type) if told.job_type in list(JobType) else None,
        remote_type=RemoteType(told.remote_type) if told.remote_type in list(RemoteType) else None,
        eligible_countries=country_codes(told.eligible_regions),
        located_in=KNOWN_COUNTRIES.intersection(told.countries),
        salary=in_dollars(pay_of(told), currency_of(told.salary_currency), rates),
        sponsors_visa=None if told.visa_sponsorship is None else told.visa_sponsorship == 1,
        expires_at=told.expires_at and told.expires_at.replace(microsecond=0),
    )


def _skills(names: Iterable[str]) -> frozenset[str]:
    """Canonical names; one the lexicon does not know stands under its key, so that its case does not matter."""
    return frozenset(canonical_skill(name) or skill_key(name) for name in names)


def _title(written: str) -> Title:
    return Title(frozenset(title_tokens(written)), seniority_of_title(written))


def _years(least: int | None, most: int | None) -> Years | None:
    if least is None and most is None:
        return None
    return Years(min(least or 0, MOST_YEARS), None if most is None else min(most, MOST_YEARS))
