"""What release 1.0.0 does not know of a value is kept beside the document that it reads."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the columns."""
    op.add_column("drafts", sa.Column("additions", sa.Text))
    op.add_column("reports", sa.Column("additions", sa.Text))
    op.add_column("escalations", sa.Column("additions", sa.Text))
    op.add_column("people", sa.Column("known_additions", sa.Text))
