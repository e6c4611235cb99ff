"""Where reports, tasks, drafts and positions are kept: one database, SQLAlchemy Core, Alembic."""
