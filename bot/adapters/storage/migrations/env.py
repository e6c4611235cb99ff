"""What Alembic runs: every migration, in the transaction that it is handed."""

from alembic import context

from bot.adapters.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
