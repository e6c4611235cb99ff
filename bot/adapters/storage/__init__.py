"""Reports, tasks, drafts and dialog positions in one database: SQLAlchemy Core and Alembic."""
