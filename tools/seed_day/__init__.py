"""The training day, subject by subject."""
