"""A surname as it is typed over a list: letters pressed close together are one name, anything else ends it."""

from __future__ import annotations

BETWEEN_LETTERS = 0.6
"""Seconds between two letters of one surname (ux.md)."""


class TypedName:
    """The letters so far; times are monotonic seconds, when the keys were pressed."""

    def __init__(self) -> None:
        self.letters = ""
        self._at = 0.0

    def add(self, letter: str, at: float) -> bool:
        """One more letter; True when it goes on with the name, False when it begins a new one."""
        goes_on = bool(self.letters) and at - self._at <= BETWEEN_LETTERS
        self.letters, self._at = (self.letters if goes_on else "") + letter, at
        return goes_on

    def pressed(self, character: str | None) -> None:
        """Any key was pressed: one that is no letter ends the name, however soon the next letter comes."""
        if character is None or not character.isalpha():
            self.over()

    def over(self) -> None:
        """The keyboard was elsewhere: the next letter begins a name."""
        self.letters = ""

    @property
    def nobody(self) -> str:
        """What to say when no name here begins so."""
        return f"No name here starts with {self.letters.upper()}."
