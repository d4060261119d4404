"""own matches: those of pasted jobs, and those that were asked for

Revision: 0003
Follows: 0002
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # What is computed from the column follows its new name.
    op.alter_column("matches", "pasted", new_column_name="own", schema="match")


def downgrade() -> None:
    op.alter_column("matches", "own", new_column_name="pasted", schema="match")
