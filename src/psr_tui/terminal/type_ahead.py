"""Type-ahead for a Textual app: keys typed ahead go where they were meant to go (textual.md section 5)."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import App

from psr_tui.terminal.key_queue import Hold, KeyQueue

LONGEST_PASTE = 20_000
"""Characters of one paste that are passed on; no field of a front desk takes more, and a megabyte stalls the screen."""


class TypeAhead(App[Any]):
    """Base for the app: every key and paste from the terminal passes through one queue.

    Mouse events are not queued; they act on what is on the screen.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = KeyQueue(
            self,
            handle=super().on_event,
            tell=self.input_inhibited_changed,
            bell=self.bell,
            forgot=self.type_ahead_forgotten,
            failed=self._handle_exception,
        )

    async def on_event(self, event: events.Event) -> None:
        """Queue what was typed; everything else passes as before."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._keys.put(self._as_typed(event))
        else:
            await super().on_event(event)

    @property
    def input_inhibited(self) -> bool:
        """Whether keys wait to be handled."""
        return self._keys.waiting > 0

    def input_inhibited_changed(self, inhibited: bool) -> None:
        """Hook for the status line (``X II``): keys have been waiting for a while, or are through."""

    def hold_keys(self) -> Hold:
        """Keep typed-ahead keys waiting: ``with app.hold_keys(): ...`` or ``hold = app.hold_keys(); hold.release()``.

        For work that goes on after a handler has returned and may open a screen or a dialog (textual.md 5.4). Holds may
        overlap; no key waits longer than ``key_queue.LONGEST_HOLD`` seconds for them.
        """
        return self._keys.hold()

    def release_keys(self) -> None:
        """End every hold there is: what is typed next is meant for something else (the lock), and must not wait."""
        self._keys.release_all()

    def type_ahead_forgotten(self) -> None:
        """Work held the keys far too long, and what was typed meanwhile was thrown away: tell it."""
        self.bell()

    def discard_type_ahead(self, grace: float = 0.0) -> int:
        """Throw away every key typed up to now, and those of the next ``grace`` seconds; returns how many waited.

        For every dialog the person did not ask for, before it appears: a queued Enter must never confirm.
        """
        return self._keys.discard(grace)

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Leave; keys that still wait are forgotten, so that none acts on a screen that is going away."""
        self._keys.close()
        super().exit(*args, **kwargs)

    def _on_unmount(self) -> None:
        self._keys.cancel()

    def _as_typed(self, event: events.Key | events.Paste) -> events.Key | events.Paste:
        """The keypad's Enter arrives as Ctrl+J in some terminals; an overlong paste is cut, with a bell."""
        typed: events.Key | events.Paste
        if isinstance(event, events.Key):
            if event.key != "ctrl+j":
                return event
            typed = events.Key("enter", "\r")
        else:
            if len(event.text) <= LONGEST_PASTE:
                return event
            self.bell()
            typed = events.Paste(event.text[:LONGEST_PASTE])
        typed.time = event.time
        return typed.set_sender(self)
