"""What can be refused, in words a rep can act on.

Every refusal says in one sentence what is wrong and what to do. The text is shown on the message line as it is,
so it must not hold anything that may not stand on the screen of the person who asked.
"""

from __future__ import annotations

from datetime import datetime


class DeskError(Exception):
    """Base of everything psr-tui refuses on purpose; ``str(error)`` is the sentence for the message line."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(DeskError):
    """A typed value cannot be understood. ``field`` names the field, the message gives the rule and an example."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Refused(DeskError):
    """A rule of the desk forbids this act now; the message says which and what to do instead."""


class NotAllowed(DeskError):
    """The person who asks may not do this; the message names the role that may."""


class NotFound(DeskError):
    """The record is not there (any more)."""


class Stale(DeskError):
    """Somebody else changed the record after it was shown.

    Attributes: ``by`` the name of who changed it, ``at`` the aware UTC time of the change.
    """

    def __init__(self, what: str, by: str, at: datetime, local: str = "") -> None:
        when = local or at.strftime("%H:%M UTC")
        super().__init__(f"{what} was changed by {by} at {when}. The newest version is shown; look and press again.")
        self.by = by
        self.at = at


class AlreadyDone(DeskError):
    """The same command id came twice with other content: refused, nothing written."""


class StoreBusy(DeskError):
    """Another process held the store too long; nothing was written and what was typed is kept."""


class StoreFull(DeskError):
    """The disk is full: NOT saved."""


class StoreFault(DeskError):
    """The disk failed under a write: nothing more is written until the program was started again."""


class StoreDamaged(DeskError):
    """The file is damaged or not a psr-tui file; it was left alone."""


class StoreRefused(DeskError):
    """The file may not be opened: newer, foreign, empty, or on a network file system."""


class WrongPassword(DeskError):
    """User name and password do not fit, or the waiting time after misses is not over."""
