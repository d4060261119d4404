"""what calls on their way hold

Revision: 0012
Follows: 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

HELD = sa.text("held_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("llm_calls", sa.Column("budget", sa.Text(), nullable=True), schema="generation")
    op.add_column(
        "llm_calls",
        sa.Column("held_usd", sa.Numeric(precision=14, scale=6), server_default="0", nullable=False),
        schema="generation",
    )
    op.add_column("llm_calls", sa.Column("held_on", sa.Date(), nullable=True), schema="generation")
    op.create_index("ix_llm_calls_held_on", "llm_calls", ["held_on"], schema="generation", postgresql_where=HELD)


def downgrade() -> None:
    op.drop_index("ix_llm_calls_held_on", table_name="llm_calls", schema="generation", postgresql_where=HELD)
    op.drop_column("llm_calls", "held_on", schema="generation")
    op.drop_column("llm_calls", "held_usd", schema="generation")
    op.drop_column("llm_calls", "budget", schema="generation")
