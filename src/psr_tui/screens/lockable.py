"""The part of the application that keeps an unattended terminal shut: the lock, the idle clock, notices that wait."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events

from psr_tui.domain.clock import Clock, local
from psr_tui.domain.idle import Idle, IdleWatch
from psr_tui.screens.flows import Flows
from psr_tui.screens.lock import Lock
from psr_tui.terminal.safe_app import SafeApp

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class LockableApp(SafeApp, inherit_bindings=False):
    """Base of the application. ``desk`` is there while somebody is signed in; subclasses give ``sign_out``."""

    def __init__(self, clock: Clock, **terminal: Any) -> None:
        super().__init__(**terminal)
        self.desk: Desk | None = None
        self._time = clock
        self._idle = IdleWatch(clock.boot_seconds(), clock.now())
        self._unlocked = asyncio.Event()
        self._unlocked.set()
        self._held_notices: list[partial[None]] = []
        self._warned = False

    async def sign_out(self, reason: str, message: str) -> None:
        """Take this person's places away; ``reason`` goes to the log, ``message`` to the sign-in screen."""
        raise NotImplementedError

    @property
    def locked(self) -> bool:
        return not self._unlocked.is_set()

    async def until_unlocked(self) -> None:
        """Return when no lock covers the screen: nothing may open above the lock."""
        await self._unlocked.wait()

    def begin_watch(self, desk: Desk) -> None:
        """Somebody signed in: idleness counts from now, by the clinic's spans."""
        self.desk = desk
        lock_after, sign_out_after = float(desk.clinic.idle_lock_seconds), float(desk.clinic.sign_out_seconds)
        self._idle = IdleWatch(self._time.boot_seconds(), self._time.now(), lock_after, sign_out_after)
        self._warned = False

    def end_watch(self) -> None:
        """Nobody is signed in any more: what was typed, copied or announced is forgotten."""
        self.desk = None
        self.discard_type_ahead()
        self.forget_clipboard()
        self.clear_notifications()
        self._held_notices.clear()

    def open_lock(self) -> None:
        """The lock is gone; what waited for that goes on."""
        self._unlocked.set()

    def lock_now(self, reason: str = "asked") -> None:
        """Cover everything; whatever was typed ahead is thrown away. ``reason`` goes to the log."""
        if self.desk is None or self.locked:
            return
        self._unlocked.clear()
        self.discard_type_ahead()
        self.release_keys()  # a flow that goes on underneath must not keep the password waiting
        self.clear_notifications()
        self.forget_clipboard()
        since = f"{local(self._time.now(), self.desk.tz):%H:%M}"
        self.push_screen(Lock(self.desk, since, reason, self.other_person), self._opened)

    def _opened(self, _answer: object) -> None:
        self._touch()
        self.open_lock()
        for notice in self._held_notices:
            notice()
        self._held_notices.clear()

    def other_person(self) -> None:
        """Somebody else needs this terminal."""
        self.call_later(self.sign_out, "asked", "Signed out. Drafts are kept.")

    def notify(self, message: str, **how: Any) -> None:
        """Notices wait while the screen is locked: nothing may show above the lock. Text is never markup."""
        how["markup"] = False
        if self.locked:
            self._held_notices.append(partial(super().notify, message, **how))
        else:
            super().notify(message, **how)

    def _touch(self) -> None:
        self._idle.touch(self._time.boot_seconds(), self._time.now())
        if self._warned and isinstance(self.screen, Flows):
            self.screen.say("")  # the warning is no longer true
        self._warned = False

    def type_ahead_forgotten(self) -> None:
        super().type_ahead_forgotten()
        if isinstance(self.screen, Flows):
            self.screen.say("That took too long: what you typed meanwhile was not used. Look, and type it again.")

    def guard_idle(self) -> None:
        """Warn, lock or sign out when it is due."""
        if self.desk is None:
            return
        due = self._idle.due(self._time.boot_seconds(), self._time.now())
        if due is Idle.SIGN_OUT:
            self.call_later(self.sign_out, "idle", "Signed out because nobody was here. Drafts are kept.")
        elif due is Idle.LOCK:
            self.lock_now("idle")
        elif due is Idle.WARN and not self._warned and not self.locked:
            self._warned = True
            if isinstance(self.screen, Flows):
                self.screen.say("This screen locks in 30 seconds; press any key to stay.")

    async def on_event(self, event: events.Event) -> None:
        """Idleness is looked at before each key, so that a suspended machine locks before the first key acts."""
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)) and self.desk is not None:
            was_locked = self.locked
            self.guard_idle()
            if self.locked and not was_locked:
                return
            if not self.locked:
                self._touch()
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under the lock nothing works but moving between its two answers (textual.md T11)."""
        if self.locked:
            return action in ("focus_next", "focus_previous")
        return super().check_action(action, parameters)
