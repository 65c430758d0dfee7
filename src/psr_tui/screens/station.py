"""What screens may ask of the running application, so that they need not know the application class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.domain.privacy import Privacy
from psr_tui.terminal.key_queue import Hold

if TYPE_CHECKING:
    from textual.screen import Screen

    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows


class Station(Protocol):
    """This terminal: its key queue, its lock, its places."""

    privacy: bool
    desk: Desk | None

    def hold_keys(self) -> Hold:
        """While held, keys typed ahead wait; the wait is bounded (textual.md 5.4)."""
        ...

    def discard_type_ahead(self, grace: float = 0.0) -> int:
        """Throw away the keys that wait: nobody meant them for what appears now."""
        ...

    @property
    def shown(self) -> Privacy:
        """How names, phones, dates of birth and amounts are shown now."""
        ...

    @property
    def place_names(self) -> frozenset[str]:
        """The places that exist for this person."""
        ...

    @property
    def moved(self) -> Mapping[str, str]:
        """The clinic's keymap: row name of the key table -> keys."""
        ...

    @property
    def tools(self) -> Mapping[str, object]:
        """What works over any place (find a patient, call box, red flag), by name."""
        ...

    def use_tool(self, name: str, over: Flows[Any] | None = None) -> None:
        """Run a tool over the place that is shown, or over the box ``over``."""
        ...

    async def go(self, place: str, subject: str = "") -> None:
        """Show a place; ``subject`` is the id of the record it should turn to."""
        ...

    async def until_unlocked(self) -> None:
        """Return when no lock covers the screen: nothing may open above the lock."""
        ...

    def lock_now(self) -> None: ...

    async def run_command(self, typed: str) -> None:
        """Run a line of the ``:`` prompt inside the running flow. Raises InvalidInput."""
        ...

    @property
    def screen(self) -> Screen[object]: ...
