"""look listings up by key

Revision: 0007
Follows: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NAME = "ix_board_listings_source_last_seen_at"
COLUMNS = ["source", "last_seen_at"]


def upgrade() -> None:
    op.drop_index(NAME, table_name="board_listings", schema="job")
    op.create_index(NAME, "board_listings", COLUMNS, schema="job", postgresql_where=sa.text("gone_at IS NULL"))


def downgrade() -> None:
    op.drop_index(NAME, table_name="board_listings", schema="job")
    op.create_index(NAME, "board_listings", COLUMNS, schema="job")
