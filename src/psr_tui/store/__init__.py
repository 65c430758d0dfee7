"""The store: tables, queries, constraints and transactions on one encrypted SQLite file."""
