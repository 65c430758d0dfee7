"""The composition root: the only place that knows every concrete class.

Nothing heavy is imported at the top, so that the sign-in screen paints before the store is read.
"""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.desk import Desk
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import DeskError, WrongPassword
from psr_tui.domain.staff import Actor
from psr_tui.screens.door import SignInDoor
from psr_tui.services.every import Services
from psr_tui.station_clock import SystemClock
from psr_tui.terminal.hardening import hide_from_debuggers

if TYPE_CHECKING:
    from psr_tui.app import PsrApp
    from psr_tui.devices.label_printer import LabelPrinter
    from psr_tui.devices.printer import Printer
    from psr_tui.screens.base import Place
    from psr_tui.screens.flows import Flows
    from psr_tui.screens.news import Minute, Told
    from psr_tui.store.store import Store
    from psr_tui.store.vault import Unlocked


@dataclass
class OpenStation:
    """A store opened for one person: what a command works with."""

    store: Store
    services: Services
    actor: Actor


def prove(path: Path, login: str, password: str, clock: Clock) -> Unlocked:
    """The keys that user and password open. Apart from the opening, because it needs no tables: it runs on its own
    thread while those are still being imported. Raises WrongPassword, StoreRefused, StoreDamaged."""
    from psr_tui.store import misses, vault
    from psr_tui.store.place import refuse_missing

    refuse_missing(path)
    misses.refuse_early(path, login, clock.now())
    try:
        return vault.unlock(path, login, password)
    except WrongPassword as error:
        wait = misses.add(path, login, clock.now())
        raise WrongPassword(f"{error.message} (wait {wait} s)") from None


def open_station(
    path: Path,
    unlocked: Unlocked,
    clock: Clock,
    station: str,
    quickbooks: Mapping[str, str] | None = None,
    printer: Printer | None = None,
    label_printer: LabelPrinter | None = None,
) -> OpenStation:
    """Open the store with keys just proven and begin a sign-in. Raises NotAllowed, StoreRefused, StoreDamaged."""
    from psr_tui.exchange.eligibility_channels import Channels
    from psr_tui.store import misses
    from psr_tui.store.store import open_store

    store = open_store(path, unlocked.keys, clock)
    try:
        services = Services(store, clock, quickbooks, printer, label_printer, Channels())
        actor = services.sign_in.begin(unlocked.user_id, station, misses.clear(path, unlocked.login))
    except BaseException:
        store.close()
        raise
    return OpenStation(store, services, actor)


@contextmanager
def open_for_command(
    path: Path, login: str, password: str, clock: Clock | None = None, quickbooks: Mapping[str, str] | None = None
) -> Iterator[OpenStation]:
    """A signed-in station for one command of the shell; signs out and closes at the end."""
    clock = clock or SystemClock()
    opened = open_station(path, prove(path, login, password, clock), clock, "command", quickbooks)
    try:
        yield opened
    finally:
        with suppress(DeskError):
            opened.services.sign_in.end(opened.actor, "command ended")
        opened.store.close()


@dataclass(frozen=True, slots=True)
class Terminal:
    """How this terminal wants the program: drawn in ASCII, the folder of the redacted log, the keymap of the clinic."""

    ascii_glyphs: bool = False
    log_folder: Path | None = None
    copy_to_terminal: bool = False
    keymap: Mapping[str, str] = field(default_factory=dict)


class TerminalDoor(SignInDoor, Protocol):
    """A way in that the program opens and closes: ``on_changes`` hears what other processes changed."""

    clock: Clock
    on_changes: Callable[[frozenset[str]], None]

    def close(self) -> None:
        """Sign out and close the store."""


def make_app(door: TerminalDoor, terminal: Terminal) -> PsrApp:
    """The application with its places and tools; screens are imported when somebody goes there."""
    from psr_tui.app import PsrApp

    return PsrApp(
        door,
        {
            "queue": _queue,
            "check_in": _check_in,
            "callbacks": _callbacks,
            "drawer": _drawer,
            "schedule": _schedule,
            "worklists": _worklists,
            "dashboard": _dashboard,
        },
        door.clock,
        tools={"find": _find, "call_box": _call_box, "call_left": _call_left, "red_flag": _red_flag},
        leavings=_left_open,
        ahead=lambda: door.places_read,
        minute=_each_minute(),
        ring=_ring_watch(),
        ascii_glyphs=terminal.ascii_glyphs,
        crash_log_dir=terminal.log_folder,
        copy_to_terminal=terminal.copy_to_terminal,
        keymap=terminal.keymap,
    )


def run_app(door: TerminalDoor, terminal: Terminal) -> int:
    """Run the application on this terminal until somebody quits; returns the exit status of the process."""
    hide_from_debuggers()
    gc.disable()  # until everything stands (``screens/ahead.py``): what imports make is never garbage
    app = make_app(door, terminal)
    door.on_changes = app.publish
    try:
        app.run(mouse=False)
    finally:
        door.close()
    return app.return_code or 0


async def _find(place: Place) -> None:
    from psr_tui.screens.find_patient import find_tool

    await find_tool(place)


def _queue(desk: Desk) -> Place:
    from psr_tui.screens.queue import QueuePlace

    return QueuePlace(desk)


def _check_in(desk: Desk) -> Place:
    from psr_tui.screens.check_in import CheckInPlace

    return CheckInPlace(desk)


def _callbacks(desk: Desk) -> Place:
    from psr_tui.screens.callbacks import CallbacksPlace

    return CallbacksPlace(desk)


def _drawer(desk: Desk) -> Place:
    from psr_tui.screens.drawer import DrawerPlace

    return DrawerPlace(desk)


def _schedule(desk: Desk) -> Place:
    from psr_tui.screens.schedule import SchedulePlace

    return SchedulePlace(desk)


def _worklists(desk: Desk) -> Place:
    from psr_tui.screens.worklists import WorklistsPlace

    return WorklistsPlace(desk)


def _dashboard(desk: Desk) -> Place:
    from psr_tui.screens.dashboard import DashboardPlace

    return DashboardPlace(desk)


async def _call_box(place: Place) -> None:
    from psr_tui.screens.calls import call_box

    await call_box(place)


async def _call_left(place: Place) -> None:
    from psr_tui.screens.calls import left_over

    await left_over(place)


def _ring_watch() -> Callable[[Flows[Any]], Awaitable[str]]:
    """What rings for whoever signed in; imported when something of the telephone changes."""
    watches: dict[Desk, Callable[[Flows[Any]], Awaitable[str]]] = {}

    async def look(screen: Flows[Any]) -> str:
        from psr_tui.screens.calls import RingWatch

        if screen.desk not in watches:
            watches.clear()
            watches[screen.desk] = RingWatch()
        return await watches[screen.desk](screen)

    return look


async def _red_flag(place: Place) -> None:
    from psr_tui.screens.calls import red_flag

    await red_flag(place)


async def _left_open(desk: Desk) -> list[str]:
    from psr_tui.screens.calls import left_open

    left = await left_open(desk)
    if await desk.ask(desk.blocks.running):
        left = [*left, "a phone block"]
    drafts = await desk.ask(desk.payments.drafts)
    if drafts:
        left = [*left, f"{len(drafts)} typed payment{'s' if len(drafts) > 1 else ''} not taken"]
    drawer = await desk.ask(desk.drawer.mine)
    return [*left, f"drawer {drawer.drawer_code} not closed"] if drawer is not None else left


def _each_minute() -> Minute:
    """What is looked at once a minute; imported when somebody has signed in, not before the first paint."""
    looks: list[Minute] = []

    async def look(desk: Desk) -> Sequence[Told]:
        from psr_tui.screens.block_watch import BlockWatch
        from psr_tui.screens.calls import CallWatch
        from psr_tui.screens.drawer_watch import DrawerWatch
        from psr_tui.screens.flag_watch import BoundaryWatch, FlagWatch
        from psr_tui.screens.limit_watch import LimitWatch
        from psr_tui.screens.news import Told, one_after_another
        from psr_tui.screens.portal_watch import PortalWatch
        from psr_tui.screens.review_watch import ReviewWatch

        if looks:
            return await looks[0](desk)
        looks.append(one_after_another(
            ("flags", FlagWatch(), True), ("calls", CallWatch(), False), ("block", BlockWatch(), False),
            ("drawer", DrawerWatch(), False), ("portal", PortalWatch(), False), ("limits", LimitWatch(), False),
            ("boundary", BoundaryWatch(), False), ("reviews", ReviewWatch(), False),
        ))  # fmt: skip
        newest = await desk.ask(desk.audit.verify_newest)
        words = f"{newest.message} Tell an administrator: psr-tui audit verify shows all of it." if newest.code else ""
        return [Told("audit", words, at_once=True), *await looks[0](desk)]

    return look
