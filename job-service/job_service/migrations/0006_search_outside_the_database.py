"""search outside the database

Revision: 0006
Follows: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OPEN = "WHERE closed_at IS NULL"
LOCATION = "to_tsvector('simple', job.searchable(coalesce(location, '')))"
COMPANY = "to_tsvector('simple', job.searchable(coalesce(company, '')))"
# What search looked at, each with what it was an index of.
INDEXES = {
    "ix_jobs_open": "(scraped_at DESC, id DESC)",
    "ix_jobs_open_source": "(source, scraped_at DESC, id DESC)",
    "ix_jobs_open_remote": "(remote_type, scraped_at DESC, id DESC)",
    "ix_jobs_open_type": "(job_type, scraped_at DESC, id DESC)",
    "ix_jobs_open_most": "(coalesce(salary_max, salary_min))",
    "ix_jobs_open_least": "(coalesce(salary_min, salary_max))",
    "ix_jobs_open_search": "USING gin (search)",
    "ix_jobs_open_location": f"USING gin (({LOCATION}))",
    "ix_jobs_open_company": f"USING gin (({COMPANY}))",
}
SEARCHED = (
    "setweight(to_tsvector('job.posting', job.searchable(title)), 'A')"
    " || setweight(to_tsvector('job.posting', job.searchable(coalesce(company, ''))), 'B')"
    " || setweight(to_tsvector('job.posting', job.searchable(description)), 'D')"
)
SEARCHABLE = """CREATE FUNCTION job.searchable(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT replace(replace(replace(replace(replace(replace(lower(said),
        'c++', 'cplusplus'), 'c#', 'csharp'), 'f#', 'fsharp'), '.net', ' dotnet'), '.js', ' js'), '/', ' ') $$"""
DICTIONARY = "CREATE TEXT SEARCH DICTIONARY job.stem (TEMPLATE = snowball, LANGUAGE = english)"
CONFIGURATION = "CREATE TEXT SEARCH CONFIGURATION job.posting (COPY = pg_catalog.english)"
MAPPING = """ALTER TEXT SEARCH CONFIGURATION job.posting
    ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part WITH job.stem"""


def upgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="jobs", schema="job")
    op.drop_column("jobs", "search", schema="job")
    op.execute("DROP FUNCTION job.searchable(text)")
    op.execute("DROP TEXT SEARCH CONFIGURATION job.posting")
    op.execute("DROP TEXT SEARCH DICTIONARY job.stem")
    op.drop_index(op.f("ix_jobs_closed_at"), table_name="jobs", schema="job")
    op.create_index(
        "ix_jobs_closed_at", "jobs", ["closed_at"], schema="job", postgresql_where=sa.text("closed_at IS NOT NULL")
    )
    op.add_column("jobs", sa.Column("changed_in", sa.BigInteger(), server_default="0", nullable=False), schema="job")
    op.create_index(op.f("ix_jobs_changed_in"), "jobs", ["changed_in"], unique=False, schema="job")


def downgrade() -> None:
    op.drop_index(op.f("ix_jobs_changed_in"), table_name="jobs", schema="job")
    op.drop_column("jobs", "changed_in", schema="job")
    op.drop_index("ix_jobs_closed_at", table_name="jobs", schema="job")
    op.create_index(op.f("ix_jobs_closed_at"), "jobs", ["closed_at"], unique=False, schema="job")
    for statement in (DICTIONARY, CONFIGURATION, MAPPING, SEARCHABLE):
        op.execute(statement)
    op.execute(f"ALTER TABLE job.jobs ADD search tsvector NOT NULL GENERATED ALWAYS AS ({SEARCHED}) STORED")
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON job.jobs {columns} {OPEN}")
