"""``doctor --keys``: what arrives here when a key is pressed. Finds the keys a terminal swallows or disguises."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from psr_tui.domain.text import strip_forbidden
from psr_tui.keymap import never
from psr_tui.keys import KEYS, show
from psr_tui.terminal.safe_app import SafeApp

_REMEMBERED = 16


class KeyNames(SafeApp, inherit_bindings=False):
    """A page that names each key; Ctrl+Q leaves, as everywhere."""

    BINDINGS = [("ctrl+q", "quit", "Quit")]
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("Press any key to see its name. Ctrl+Q leaves.\n", markup=False)
        yield Static("", id="pressed", markup=False)

    def on_mount(self) -> None:
        self._pressed: list[str] = []

    def on_key(self, event: events.Key) -> None:
        """Name the key, and say what psr-tui does with it."""
        event.stop()
        self._pressed = [*self._pressed, describe(event.key)][-_REMEMBERED:]
        self.query_one("#pressed", Static).update(Content("\n".join(self._pressed)))


def describe(name: str) -> str:
    """``F2  (f2): Queue``; for keys psr-tui never uses the reason."""
    uses = list(dict.fromkeys(key.label for key in KEYS if name in key.names))
    what = ", ".join(uses) if uses else never(name) or "not used by psr-tui"
    return f"{strip_forbidden(show(name)):<14}({strip_forbidden(name)}): {what}"
