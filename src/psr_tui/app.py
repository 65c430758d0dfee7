"""The application: which places exist, who is signed in, the lock, live updates. Small on purpose: what a place does
stands in the place, what the terminal needs in ``terminal``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.dom import DOMNode
from textual.reactive import reactive
from textual.screen import ModalScreen

from psr_tui.commands import offers, resolve
from psr_tui.domain.clock import Clock, local
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.idle import Idle, IdleWatch
from psr_tui.domain.privacy import Privacy
from psr_tui.keymap import check_keymap
from psr_tui.keys import Key, bindings
from psr_tui.screens.base import Place
from psr_tui.screens.door import SignInDoor
from psr_tui.screens.flows import Flows
from psr_tui.screens.lock import Lock
from psr_tui.screens.sign_in import SignIn
from psr_tui.terminal.safe_app import SafeApp
from psr_tui.theme import psr_theme
from psr_tui.widgets.legend import PlacesLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk

PlaceFactory = Callable[["Desk"], Place]
Tool = Callable[[Place], Coroutine[Any, Any, None]]
Leavings = Callable[["Desk"], Awaitable[Iterable[str]]]
Minute = Callable[["Desk"], Awaitable[str]]
SIGN_IN = "sign_in"
HEARTBEAT = 1.0  # seconds between looks at the clock; paints only when the minute changed


async def _nothing_left(_desk: Desk) -> Iterable[str]:
    return ()


async def _no_news(_desk: Desk) -> str:
    return ""


class PsrApp(SafeApp, inherit_bindings=False):
    """``places`` are made on first visit, by name; ``tools`` work over any place (find, call box, red flag);
    ``leavings`` names what quitting would leave open; ``minute`` runs after sign-in and with each new minute and may
    return a sentence for the message line; ``keymap`` moves keys (checked: raises InvalidInput)."""

    CSS_PATH = "app.tcss"
    BINDINGS = bindings("app")
    ENABLE_COMMAND_PALETTE = False  # Textual's own; ours is built from the key table
    DEFAULT_MODE = SIGN_IN  # painted first, before the store is imported
    TITLE = "psr-tui"

    privacy: reactive[bool] = reactive(False, init=False)

    def __init__(
        self,
        door: SignInDoor,
        places: Mapping[str, PlaceFactory],
        clock: Clock,
        *,
        first: str = "queue",
        tools: Mapping[str, Tool] | None = None,
        leavings: Leavings = _nothing_left,
        minute: Minute = _no_news,
        keymap: Mapping[str, str] | None = None,
        **terminal: Any,
    ) -> None:
        super().__init__(**terminal)
        self.register_theme(psr_theme())
        self.theme = "psr"
        self.animation_level = "none"
        self.door = door
        self.add_mode(SIGN_IN, lambda: SignIn(door, self.welcome))
        self.desk: Desk | None = None
        self._factories = dict(places)
        self._places: dict[str, Place] = {}
        self._first = first
        self._tools = dict(tools or {})
        self._leavings = leavings
        self._minute_work = minute
        self._minute = -1
        self._time = clock
        self._idle = IdleWatch(clock.boot_seconds(), clock.now())
        self.moved = check_keymap(keymap) if keymap else {}
        self.set_keymap(self.moved)
        self._topics: set[str] = set()
        self._unlocked = asyncio.Event()
        self._unlocked.set()
        self._held_notices: list[partial[None]] = []
        self._warned = False

    # Who is here -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.set_interval(HEARTBEAT, self.heartbeat)

    def welcome(self, desk: Desk) -> None:
        """Somebody signed in: their places exist from now on."""
        self.desk = desk
        self._minute = -1
        clinic = desk.clinic
        lock_after, sign_out_after = float(clinic.idle_lock_seconds), float(clinic.sign_out_seconds)
        self._idle = IdleWatch(self._time.boot_seconds(), self._time.now(), lock_after, sign_out_after)
        for name, factory in self._factories.items():
            self.add_mode(name, partial(self._make, name, factory, desk))
        self.privacy = clinic.privacy_mode
        self.switch_mode(self._first)

    def _make(self, name: str, factory: PlaceFactory, desk: Desk) -> Place:
        self._places[name] = factory(desk)
        return self._places[name]

    async def sign_out(self, reason: str, message: str) -> None:
        """Take every place of this person away and show the sign-in screen with ``message``."""
        if self.desk is None:
            return
        self.desk = None
        self.discard_type_ahead()
        self.forget_clipboard()
        self.clear_notifications()
        self._held_notices.clear()
        self.switch_mode(SIGN_IN)
        for name in self._factories:
            await self.remove_mode(name)
        self._places.clear()
        self._unlocked.set()
        if isinstance(self.screen, SignIn):
            self.screen.welcome_back(message)
        await self.door.sign_out(reason)

    # Places ------------------------------------------------------------------------------------------------------

    @property
    def place_names(self) -> frozenset[str]:
        return frozenset(self._factories)

    @property
    def place(self) -> Place | None:
        """The place that is shown, also while a dialog covers it."""
        return self._places.get(self.current_mode)

    @property
    def tools(self) -> Mapping[str, Tool]:
        return self._tools

    @property
    def shown(self) -> Privacy:
        return Privacy(self.privacy)

    async def go(self, place: str, subject: str = "") -> None:
        """Show ``place``, turned to the record ``subject``."""
        await self.until_unlocked()
        await self.switch_mode(place)
        if subject and place in self._places:
            await self._places[place].turn_to(subject)

    def use_tool(self, name: str) -> None:
        if self.place is not None:
            self.place.flow(self._tools[name](self.place))

    # Live updates ------------------------------------------------------------------------------------------------

    def publish(self, topics: Iterable[str]) -> None:
        """Something was changed, here or by another process. May be called from any thread; what comes close together
        is told once."""
        self._topics |= set(topics)
        self.call_later(self._tell)

    def _tell(self) -> None:
        if self._topics:
            topics, self._topics = frozenset(self._topics), set()
            for place in tuple(self._places.values()):
                place.topics_changed(topics)

    def watch_privacy(self, private: bool) -> None:
        for place in self._places.values():
            if place.is_mounted:
                place.query_one(PlacesLine).mark(private=private)
            place.dirty = True
        if self.place is not None and self.place.is_mounted:
            self.place.refresh_data(hold=False)

    def input_inhibited_changed(self, inhibited: bool) -> None:
        """The status line says when keys wait."""
        if self.place is not None and self.place.is_mounted:
            for line in self.place.query(PlacesLine):  # none while the place is being taken down
                line.mark(waiting=inhibited)

    # The lock ----------------------------------------------------------------------------------------------------

    @property
    def locked(self) -> bool:
        return not self._unlocked.is_set()

    async def until_unlocked(self) -> None:
        await self._unlocked.wait()

    def lock_now(self, reason: str = "asked") -> None:
        """Cover everything; whatever was typed ahead is thrown away. ``reason`` goes to the log."""
        if self.desk is None or self.locked:
            return
        self._unlocked.clear()
        self.discard_type_ahead()
        self.clear_notifications()
        self.forget_clipboard()
        since = f"{local(self._time.now(), self.desk.tz):%H:%M}"
        self.push_screen(Lock(self.desk, since, reason, self._other_person), self._opened)

    def _opened(self, _answer: object) -> None:
        self._touch()
        self._unlocked.set()
        for notice in self._held_notices:
            notice()
        self._held_notices.clear()

    def _other_person(self) -> None:
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
        self._warned = False

    def heartbeat(self) -> None:
        """Once a second: is the lock due, has the minute changed?"""
        self._check_idle()
        if self.place is not None and self.place.is_mounted and not self.locked:
            self.place.show_time()
            self._check_minute(self.place)

    def _check_minute(self, place: Place) -> None:
        minute = int(self._time.now().timestamp() // 60)
        if minute != self._minute and self.desk is not None:
            self._minute = minute
            place.flow(self._news(place, self.desk), hold=False)

    async def _news(self, place: Place, desk: Desk) -> None:
        told = await self._minute_work(desk)
        if told and self.place is place and place.is_mounted and not self.locked:
            place.say(told)
            self.bell()

    def _check_idle(self) -> None:
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
            self._check_idle()
            if self.locked and not was_locked:
                return
            if not self.locked:
                self._touch()
        await super().on_event(event)

    # Keys that work everywhere -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under the lock nothing works; under a question only what answers it (textual.md T11)."""
        if self.locked:
            return action in ("focus_next", "focus_previous")
        if action in ("palette", "leave") and isinstance(self.screen, ModalScreen):
            return False
        if action == "palette":
            return self.place is not None
        return super().check_action(action, parameters)

    async def run_action(
        self,
        action: Any,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """A key that is off now stays where it was and says why."""
        if isinstance(default_namespace, Place) and isinstance(action, str):
            why_not = default_namespace.why_not(action.partition("(")[0])
            if why_not:
                default_namespace.refuse(why_not)
                return True
        return await super().run_action(action, default_namespace, namespaces)

    def _exists(self, key: Key) -> bool:
        action, _, rest = (key.action or key.id).partition("(")
        name = rest.strip("()'\"")
        if action == "go":
            return name in self._factories
        return name in self._tools if action == "tool" else True

    def action_help(self) -> None:
        if isinstance(self.screen, Flows):
            self.screen.flow(self._help(self.screen))

    async def _help(self, screen: Flows[Any]) -> None:
        from psr_tui.screens.dialogs.help import Help, help_content

        if isinstance(screen, Help):
            return
        place = screen.PLACE if isinstance(screen, Place) else ""
        scopes = (place, *screen.SCOPES, "place", "app") if place else screen.SCOPES
        await screen.open(Help(help_content(screen.field_help(), scopes, self._exists, place, self.moved)))

    def action_palette(self) -> None:
        if self.place is not None:
            self.place.flow(self._palette(self.place))

    async def _palette(self, place: Place) -> None:
        from psr_tui.screens.dialogs.palette import Palette

        scopes = (place.PLACE, *place.SCOPES, "place", "app")
        action = await place.open(Palette(offers(scopes, self._exists, place.why_not, self.moved)))
        if not action:
            return
        if action.startswith(":") and action.endswith(" "):
            await place.ask_command(action[1:])
        elif action.startswith(":"):
            await self.run_command(action)
        else:
            namespace = place if hasattr(place, f"action_{action.partition('(')[0]}") else self
            await self.run_action(action, namespace)

    async def run_command(self, typed: str) -> None:
        """Run one line of the ``:`` prompt in the place that is shown. Raises InvalidInput."""
        if self.place is None:
            return
        command, argument = resolve(typed, self.place.PLACE)
        owner: object = self if command.scope == "app" else self.place
        outcome = getattr(owner, f"command_{command.name}")(argument)
        if isawaitable(outcome):
            await outcome

    async def action_leave(self) -> None:
        if self.desk is None or not isinstance(self.screen, Flows):
            self.exit()
        else:
            self.screen.flow(self._leave(self.screen, self.desk))

    async def _leave(self, screen: Flows[Any], desk: Desk) -> None:
        from psr_tui.screens.dialogs import Confirm

        left = [what for what in [await place.unfinished() for place in self._places.values()] if what]
        left += list(await self._leavings(desk))
        question = f"Left open: {', '.join(left)}. Drafts are kept. Quit all the same?"
        if not left or await screen.open(Confirm(question, "q", yes="quit", no="stay", title="Quit")):
            self.exit()

    # Commands of the application (commands.py) -------------------------------------------------------------------

    async def command_go(self, argument: str) -> None:
        fitting = [name for name in sorted(self._factories) if argument and name.startswith(argument.replace("-", "_"))]
        if not fitting:
            raise InvalidInput(f"Type :go and a place: {', '.join(sorted(self._factories))}.", "Command")
        await self.go(fitting[0])

    def command_privacy(self, argument: str) -> None:
        self.privacy = not self.privacy if argument not in ("on", "off") else argument == "on"
        if self.place is not None:
            self.place.say(f"Privacy is {'on' if self.privacy else 'off'}. :privacy changes it.")

    def command_lock(self, _argument: str) -> None:
        self.lock_now()

    def command_signout(self, _argument: str) -> None:
        self._other_person()

    async def command_help(self, _argument: str) -> None:
        if self.place is not None:
            await self._help(self.place)

    async def command_quit(self, _argument: str) -> None:
        if self.place is not None and self.desk is not None:
            await self._leave(self.place, self.desk)
