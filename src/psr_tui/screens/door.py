"""What the sign-in screen needs before any desk exists. The composition root implements it; nothing here
imports the store, so that the sign-in screen paints first and the store is read while the password is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class SignInDoor(Protocol):
    """``training_note`` is empty in a real clinic; in training it says that nothing is real and gives the password."""

    training_note: str
    places_read: bool
    """Whether the places are imported, so that building one takes no reading of files."""

    @property
    def clinic_name(self) -> str: ...

    async def prepare(self) -> None:
        """Make ready what sign-in needs (imports, the store's file). Raises DeskError: shown on the sign-in screen."""
        ...

    def users(self) -> Sequence[tuple[str, str]]:
        """(login, who that is) to be shown; a real clinic shows none."""
        ...

    async def sign_in(self, login: str, password: str) -> Desk:
        """Open the store for this person. Raises WrongPassword (also while a wait runs) or another
        DeskError."""
        ...

    async def sign_out(self, reason: str) -> None:
        """End the sign-in in the log ("asked", "idle"), close the store and forget its keys; ``sign_in`` may be called
        again afterwards."""
        ...
