"""Makers of what the repository ships: the training day and the README's pictures."""
