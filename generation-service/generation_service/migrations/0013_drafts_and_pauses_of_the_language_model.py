"""drafts and pauses of the language model

Revision: 0013
Follows: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("llm_calls", sa.Column("draft", postgresql.JSONB(), nullable=True), schema="generation")
    op.create_table(
        "llm_pauses",
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_llm_pauses")),
        schema="generation",
    )


def downgrade() -> None:
    op.drop_table("llm_pauses", schema="generation")
    op.drop_column("llm_calls", "draft", schema="generation")
