"""Alembic's environment: runs every migration, in the transaction that it is handed.

Releases run side by side: a host of the release before works on while a new one migrates, and may
be started again afterwards. So a database first expands, and contracts a release later:

1. A migration only adds: a table, or a column that may be NULL or has a server default. Nothing
   that an older release reads or writes is removed, renamed, moved or given another meaning, and no
   new rule (NOT NULL, UNIQUE, a foreign key from an old table) refuses what it writes.
2. The code writes the new column and reads both; a row that an older host wrote lacks it.
3. A release later, when no host of the old one can come back, a migration removes what nothing
   reads. `COMPATIBLE_FROM` in engine/migrate.py then becomes the newest migration of the release
   before that; hosts of still older ones are refused in a sentence. The same goes for a new value
   of an enum or a literal in a document: it is read for one release before it is written.

One change per file, and short: other hosts wait meanwhile. It rewrites no rows, that is a task's
work. versions/0008_closed_at.py, together with `HEAD` in engine/migrate.py and tables.py:

    "Why it is there, in a sentence."

    import sqlalchemy as sa
    from alembic import op

    revision = "0008"
    down_revision = "0007"


    def upgrade() -> None:
        "Makes the column."
        op.add_column("reports", sa.Column("closed_at", sa.DateTime(timezone=True)))
"""

from alembic import context

from bot.adapters.storage.tables import metadata, schema_version

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=schema_version.name,
)
with context.begin_transaction():
    context.run_migrations()
