"""The application: which places exist, who is signed in, the lock, live updates. Small on purpose: what a place does
stands in the place, the lock in ``screens/lockable.py``, help and palette in ``screens/everywhere.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.dom import DOMNode
from textual.reactive import reactive
from textual.screen import ModalScreen

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import DeskError
from psr_tui.domain.privacy import Privacy
from psr_tui.keymap import check_keymap
from psr_tui.keys import bindings
from psr_tui.screens.ahead import Ahead
from psr_tui.screens.base import Place
from psr_tui.screens.door import SignInDoor
from psr_tui.screens.everywhere import Everywhere, Leavings
from psr_tui.screens.flows import Flows
from psr_tui.screens.lockable import LockableApp
from psr_tui.screens.news import Minute, News, quiet_minute
from psr_tui.screens.rings import Ring, Rings, no_news
from psr_tui.screens.sign_in import SignIn
from psr_tui.theme import psr_theme
from psr_tui.widgets.legend import PlacesLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk

PlaceFactory = Callable[["Desk"], Place]
Tool = Callable[[Any], Coroutine[Any, Any, None]]
SIGN_IN = "sign_in"
LONGEST_DELAY = 0.004  # seconds the paint of another place may be held back
DRAFT_PATIENCE = 1.0  # seconds each screen may take to keep its draft before leaving goes on without it
HEARTBEAT = 1.0  # seconds between looks at the clock; paints only when the minute changed


class PsrApp(LockableApp, inherit_bindings=False):
    """``places`` are made on first visit, by name; ``tools`` work over any place (find, call box, red flag);
    ``leavings`` names what quitting would leave open; ``minute`` runs after sign-in and with each new minute, ``ring``
    when a telephone may ring; what they return is told by the rule of ``screens/news.py``; ``ahead`` says whether the
    places are imported, so that those nobody has visited yet can be built in spare time; ``keymap`` moves keys
    (checked: raises InvalidInput)."""

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
        leavings: Leavings = no_news,
        minute: Minute = quiet_minute,
        ring: Ring = no_news,
        ahead: Callable[[], bool] = lambda: False,
        keymap: Mapping[str, str] | None = None,
        **terminal: Any,
    ) -> None:
        super().__init__(clock, **terminal)
        self.register_theme(psr_theme())
        self.theme = "psr"
        self.animation_level = "none"
        self.door = door
        self.add_mode(SIGN_IN, lambda: SignIn(door, self.welcome))
        self._factories = dict(places)
        self._places: dict[str, Place] = {}
        self._first = first
        self._tools = dict(tools or {})
        self._everywhere = Everywhere(self, leavings)
        self._ahead = Ahead(self, ahead)
        self._rings = Rings(self, ring, lambda told, desk: self._news.add(told, desk))
        self._news: News = News(self, clock, minute, self._rings.begin)
        self.moved = check_keymap(keymap) if keymap else {}
        self.set_keymap(self.moved)
        self._topics: set[str] = set()

    # Who is here -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.set_interval(HEARTBEAT, self.heartbeat)

    def welcome(self, desk: Desk) -> None:
        """Somebody signed in: their places exist from now on."""
        self.begin_watch(desk)
        self._news.begin()
        for name, factory in self._factories.items():
            self.add_mode(name, partial(self._make, name, factory, desk))
        self.privacy = desk.clinic.privacy_mode
        self.switch_mode(self._first)
        self._ahead.begin()

    def _make(self, name: str, factory: PlaceFactory, desk: Desk) -> Place:
        self._places[name] = factory(desk)
        return self._places[name]

    async def sign_out(self, reason: str, message: str) -> None:
        """Take every place of this person away and show the sign-in screen with ``message``."""
        if self.desk is None:
            return
        await self.keep_drafts()
        self.end_watch()
        self._ahead.stop()
        self.switch_mode(SIGN_IN)
        for name in self._factories:
            await self.remove_mode(name)
        self._places.clear()
        self.open_lock()  # only now: what waited for it went with the places
        if isinstance(self.screen, SignIn):
            self.screen.welcome_back(message)
        await self.door.sign_out(reason)

    async def keep_drafts(self) -> None:
        """Ask every screen to keep what is typed. A store that is busy, full or gone keeps nobody from leaving."""
        screens = dict.fromkeys([*self.open_places, *self.screen_stack])
        for screen in (one for one in screens if isinstance(one, Flows)):
            with suppress(DeskError, TimeoutError):
                await asyncio.wait_for(screen.keep_drafts(), DRAFT_PATIENCE)

    def leave(self, status: int) -> None:
        """A signal: keep drafts, then go (RS-54)."""
        self.call_later(self._leave, status)

    async def _leave(self, status: int) -> None:
        if self.desk is not None:
            await self.keep_drafts()
        super().leave(status)

    # Places ------------------------------------------------------------------------------------------------------

    @property
    def place_names(self) -> frozenset[str]:
        return frozenset(self._factories)

    @property
    def place(self) -> Place | None:
        """The place that is shown, also while a dialog covers it."""
        return self._places.get(self.current_mode)

    @property
    def open_places(self) -> tuple[Place, ...]:
        """The places that were visited since sign-in."""
        return tuple(self._places.values())

    @property
    def tools(self) -> Mapping[str, Tool]:
        return self._tools

    @property
    def shown(self) -> Privacy:
        return Privacy(self.privacy)

    async def go(self, place: str, subject: str = "") -> None:
        """Show ``place``, turned to the record ``subject``."""
        await self.until_unlocked()
        if self.place is not None and self.current_mode != place and self.place.is_mounted:
            self.place.say("")  # what just happened there is old news by the time one comes back
        await self.switch_mode(place)
        if subject and place in self._places:
            await self._places[place].turn_to(subject)

    def delay_update(self, delay: float = LONGEST_DELAY) -> None:
        """Textual holds back the paint for 50 ms at each change of place; ours are built already, so it waits only
        until their turn comes."""
        super().delay_update(min(delay, LONGEST_DELAY))

    def unbuilt(self) -> Sequence[str]:
        return [name for name in self._factories if name not in self._screen_stacks] if self.desk else []

    def build(self, name: str) -> None:
        """Build a place without showing it; it reads its records when it is visited."""
        self._init_mode(name)
        place = self._places[name]
        place.flow(place.warm(), hold=False)

    def rested(self) -> float:
        busy = self.locked or self.input_inhibited or self.place is None or not self.place.is_current
        return 0.0 if busy else self._idle.idle_for(self._time.boot_seconds(), self._time.now())

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self.set_timer(seconds, act)

    def use_tool(self, name: str, over: Flows[Any] | None = None) -> None:
        if (where := over or self.place) is not None and name in self._tools:
            where.flow(self._tools[name](where))

    # Live updates ------------------------------------------------------------------------------------------------

    def publish(self, topics: Iterable[str]) -> None:
        """Something was changed, here or by another process (any thread); what comes close together is told once."""
        self._topics |= set(topics)
        self.call_later(self._tell)

    def _tell(self) -> None:
        if self._topics:
            topics, self._topics = frozenset(self._topics), set()
            if "flags" in topics:
                self._news.hurry()  # a red flag is told of within a second
            for screen in dict.fromkeys([*self.open_places, *self.screen_stack]):
                if isinstance(screen, Flows):
                    screen.topics_changed(topics)
            self._rings.changed(topics)

    def watch_privacy(self, private: bool) -> None:
        for place in self.open_places:
            for line in place.query(PlacesLine):  # none while the place is being built or taken down
                line.mark(private=private)
            place.dirty = True
        if self.place is not None and self.place.is_mounted:
            self.place.refresh_data(hold=False)

    def input_inhibited_changed(self, inhibited: bool) -> None:
        """The status line says when keys wait."""
        if self.place is not None:
            for line in self.place.query(PlacesLine):
                line.mark(waiting=inhibited)

    # The minute --------------------------------------------------------------------------------------------------

    def heartbeat(self) -> None:
        """Once a second: is the lock due, has the minute changed?"""
        self.guard_idle()
        place = self.place
        if place is not None and place.is_mounted and self.desk is not None:
            if not self.locked:
                place.show_time()
            self._news.beat(place)  # under the lock too: the claim of a long call must not run out

    # Keys that work everywhere -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under a question only what answers it works (textual.md T11)."""
        if action in ("palette", "leave") and isinstance(self.screen, ModalScreen):
            return False
        if action == "palette" and self.place is None:
            return False
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

    def action_help(self) -> None:
        if isinstance(self.screen, Flows):
            self.screen.flow(self._everywhere.help(self.screen))

    def action_palette(self) -> None:
        if self.place is not None:
            self.place.flow(self._everywhere.palette(self.place))

    async def run_command(self, typed: str) -> None:
        """Run one line of the ``:`` prompt in the place that is shown. Raises InvalidInput."""
        await self._everywhere.run_command(typed)

    def action_leave(self) -> None:
        if self.desk is None or not isinstance(self.screen, Flows):
            self.exit()
        else:
            self.screen.flow(self._everywhere.leave(self.screen, self.desk))
