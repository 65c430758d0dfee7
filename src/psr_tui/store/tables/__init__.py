"""The tables, one module a subject; each imports those its keys lead to. ``every`` imports them all."""
