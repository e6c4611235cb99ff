"""What Alembic runs: every migration, in the transaction that it is handed.

Releases run side by side: a host of the release before works on while a new one migrates, and may
be started again afterwards. So a database first expands, and contracts a release later:

1. A migration only adds: a table, or a column that may be NULL or has a server default. Nothing
   that an older release reads or writes goes, is renamed, moves or means something else, and no new
   rule (NOT NULL, UNIQUE, a foreign key from an old table) refuses what it writes.
2. The code writes what is new and reads both; where an older host wrote, what is new is missing.
3. A release later, when no host of the old one can come back, a migration takes away what nobody
   reads. `COMPATIBLE_FROM` in schema.py then becomes the newest migration of the release before
   that; hosts of still older ones are refused in a sentence. The same goes for a new choice of an
   enum or a literal in a document: it is read for one release before it is written.

One change a file, as short as it can be, for other hosts wait meanwhile: no rows are rewritten in
it, that is a task's work. versions/0007_what_for.py, with `HEAD` in schema.py and tables.py:

    "Why it is there, in a sentence."

    import sqlalchemy as sa
    from alembic import op

    revision = "0007"
    down_revision = "0006"


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
