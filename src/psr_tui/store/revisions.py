"""The revisions this program knows, oldest first; a test keeps the list equal to Alembic's scripts.

Reading it costs nothing, so that a start with a current file never imports Alembic (store.md 7.1).
"""

REVISIONS = ("0001", "0002", "0003", "0004")
HEAD = REVISIONS[-1]
