"""Random people and postings, close enough to each other that every rule has something to say."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from match_service.scoring import JobType, Person, Posting, Rarity, RemoteType, Title, Years, count_rarity
from vocabulary.titles import Seniority

NOW = datetime(2026, 3, 1, tzinfo=UTC)

SKILLS = ["Python", "Django", "Flask", "PostgreSQL", "MySQL", "React", "Vue.js", "Triage", "Figma", "Basket weaving"]
WORDS = ["backend", "engineer", "developer", "nurse", "data", "platform"]
COUNTRIES = ["DE", "FR", "US", "CA"]

skills = st.frozensets(st.sampled_from(SKILLS), max_size=5)
countries = st.frozensets(st.sampled_from(COUNTRIES), max_size=3)
levels = st.none() | st.sampled_from(Seniority)
titles = st.builds(Title, st.frozensets(st.sampled_from(WORDS), max_size=3), levels)
dollars = st.none() | st.integers(1, 400_000)
moments = st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours))


@st.composite
def years(draw: st.DrawFn) -> Years:
    least = draw(st.integers(0, 12))
    return Years(least, draw(st.none() | st.integers(least, 20)))


people = st.builds(
    Person,
    id=st.integers(1, 10**6),
    skills=skills,
    roles=st.lists(titles.filter(lambda title: title.words), max_size=3).map(tuple),
    years=st.none() | st.floats(0, 20, allow_nan=False).map(lambda value: round(value, 1)),
    job_types=st.frozensets(st.sampled_from(JobType), max_size=2),
    remote_types=st.frozensets(st.sampled_from(RemoteType), max_size=2),
    preferred_countries=countries,
    prefers_remote=st.booleans(),
    eligible_countries=countries,
    least_salary=dollars,
    needs_visa=st.booleans(),
    declined=st.frozensets(st.integers(1, 20), max_size=3),
)

postings = st.builds(
    Posting,
    id=st.integers(1, 20),
    version=st.just(1),
    title=titles,
    posted_at=moments,
    seniority=levels,
    required=skills,
    nice=skills,
    years=st.none() | years(),
    job_type=st.none() | st.sampled_from(JobType),
    remote_type=st.none() | st.sampled_from(RemoteType),
    eligible_countries=countries,
    located_in=countries,
    salary=dollars,
    sponsors_visa=st.none() | st.booleans(),
    expires_at=st.none() | moments,
)

catalogues = st.lists(postings, max_size=20, unique_by=lambda posting: posting.id)


@st.composite
def rarities(draw: st.DrawFn) -> Rarity:
    """Weights of some catalogue of up to a million postings."""
    total = draw(st.integers(0, 10**6))
    counts = st.integers(0, total)
    return count_rarity(
        version=draw(st.integers(1, 9)),
        skills=draw(st.dictionaries(st.sampled_from(SKILLS), counts)),
        postings=total,
        words=draw(st.dictionaries(st.sampled_from(WORDS), counts)),
        titles=total,
    )
