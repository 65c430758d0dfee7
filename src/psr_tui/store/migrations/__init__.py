"""Alembic's folder. Imported only when a file's revision differs from the newest one we know."""
