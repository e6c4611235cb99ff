"""When the directory was asked about a person is kept, so that its answer can end."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the column."""
    op.add_column("people", sa.Column("known_at", sa.DateTime(timezone=True)))
