"""The composition root: the only place that knows every concrete class.

Nothing heavy is imported at the top, so that the sign-in screen paints before the store is read.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from psr_tui.desk import Desk, Lanes, Services
from psr_tui.domain.clock import Clock, local_date, zone
from psr_tui.domain.errors import DeskError, WrongPassword
from psr_tui.domain.staff import Actor
from psr_tui.station_clock import TRAINING_ZONE, SystemClock, TrainingClock
from psr_tui.terminal.hardening import hide_from_debuggers

if TYPE_CHECKING:
    from psr_tui.app import PsrApp
    from psr_tui.screens.base import Place
    from psr_tui.store.store import Store
    from psr_tui.store.watch import Watch

T = TypeVar("T")
TRAINING_PASSWORD = "training day"
TRAINING_NOTE = (
    "TRAINING. Nobody here is real and everything is thrown away when you quit. "
    f"The password of everybody is: {TRAINING_PASSWORD}   The clock of this clinic starts at 09:47."
)
TRAINING_STAFF = (
    ("mrivera", "M. Rivera, rep"),
    ("tchen", "T. Chen, rep"),
    ("lgrant", "L. Grant, lead"),
    ("sotto", "S. Otto, supervisor"),
    ("admin", "A. Admin, administrator"),
)


def station_name() -> str:
    """How this terminal is named in logs: host and terminal, nothing personal."""
    tty = ""
    with suppress(OSError):
        tty = os.ttyname(0).removeprefix("/dev/")
    return f"{socket.gethostname().split('.')[0]}:{tty}"[:60]


def make_services(store: Store, clock: Clock) -> Services:
    """Every service on one store."""
    from psr_tui.services.audit import AuditService
    from psr_tui.services.callbacks import CallbackService
    from psr_tui.services.check_in import CheckInService
    from psr_tui.services.drafts import DraftService
    from psr_tui.services.drawer import DrawerService
    from psr_tui.services.patients import PatientService
    from psr_tui.services.payments import PaymentService
    from psr_tui.services.queue import QueueService
    from psr_tui.services.reference import ReferenceService
    from psr_tui.services.sign_in import SignInService

    return Services(
        sign_in=SignInService(store, clock),
        queue=QueueService(store, clock),
        check_in=CheckInService(store, clock),
        patients=PatientService(store, clock),
        payments=PaymentService(store, clock),
        drawer=DrawerService(store, clock),
        callbacks=CallbackService(store, clock),
        reference=ReferenceService(store, clock),
        drafts=DraftService(store, clock),
        audit=AuditService(store, clock),
    )


@dataclass
class OpenStation:
    """A store opened for one person: what a command works with."""

    store: Store
    services: Services
    actor: Actor


def open_station(path: Path, login: str, password: str, clock: Clock, station: str) -> OpenStation:
    """Prove the password, open the store, begin a sign-in. Raises WrongPassword, StoreRefused, StoreDamaged."""
    from psr_tui.store import misses, vault
    from psr_tui.store.store import open_store, refuse_missing

    refuse_missing(path)
    misses.refuse_early(path, login, clock.now())
    try:
        unlocked = vault.unlock(path, login, password)
    except WrongPassword as error:
        wait = misses.add(path, login, clock.now())
        raise WrongPassword(f"{error.message} (wait {wait} s)") from None
    store = open_store(path, unlocked.keys, clock)
    try:
        services = make_services(store, clock)
        actor = services.sign_in.begin(unlocked.user_id, station, misses.clear(path, login))
    except BaseException:
        store.close()
        raise
    return OpenStation(store, services, actor)


@contextmanager
def open_for_command(path: Path, login: str, password: str, clock: Clock | None = None) -> Iterator[OpenStation]:
    """A signed-in station for one command of the shell; signs out and closes at the end."""
    opened = open_station(path, login, password, clock or SystemClock(), "command")
    try:
        yield opened
    finally:
        with suppress(DeskError):
            opened.services.sign_in.end(opened.actor, "command ended")
        opened.store.close()


class StoreDoor:
    """The way in at a terminal: proves the password, opens the store, and watches it for others' changes."""

    training_note = ""

    def __init__(self, path: Path, clock: Clock, station: str | None = None) -> None:
        self.path = path
        self.clock = clock
        self.on_changes: Callable[[frozenset[str]], None] = lambda topics: None
        self._station = station or station_name()
        self._lanes = Lanes()
        self._opened: OpenStation | None = None
        self._watch: Watch | None = None
        self._clinic_name = ""

    @property
    def clinic_name(self) -> str:
        """Known only after the first sign-in: the store that holds it is encrypted."""
        return self._clinic_name

    def users(self) -> Sequence[tuple[str, str]]:
        return ()

    async def prepare(self) -> None:
        """Import the store on the writer thread while the password is being typed."""
        await self._on_writer(_import_store)
        await self._on_writer(_import_places)

    async def sign_in(self, login: str, password: str) -> Desk:
        return await self._on_writer(lambda: self._open(login, password))

    async def sign_out(self, reason: str) -> None:
        await self._on_writer(lambda: self._close(reason, give_back=True))

    def close(self, reason: str = "program ended") -> None:
        """Leave in order from outside the event loop: stop watching, sign out, close the file, end the threads."""
        with suppress(RuntimeError):  # the lane is closed already when close is called twice
            self._lanes.writer.submit(self._close, reason).result(timeout=8.0)
        self._lanes.close()

    def _open(self, login: str, password: str) -> Desk:
        from psr_tui.store.watch import Watch

        self._opened = opened = open_station(self.path, login, password, self.clock, self._station)
        with opened.store.read() as work:
            clinic = work.clinic.get()
        self._clinic_name = clinic.name
        self._watch = Watch(self.path, opened.store.keys.data, lambda topics: self.on_changes(topics))
        self._watch.start()
        return Desk(opened.services, self._lanes, clinic, self.clock, opened.actor)

    def _close(self, reason: str, give_back: bool = False) -> None:
        """``give_back``: a call in hand goes back to the list now. When the program merely ends (a crash, a lost
        terminal) it is kept until its claim runs out, and offered again at the next sign-in."""
        opened, self._opened = self._opened, None
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()
        if opened is not None:
            with suppress(DeskError):  # a full disk must not keep anybody from leaving
                if give_back:
                    opened.services.callbacks.release(opened.actor, reason)
                opened.services.sign_in.end(opened.actor, reason)
            opened.store.close()

    async def _on_writer(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._lanes.writer, work)


class TrainingDoor(StoreDoor):
    """The way into a training clinic: made when the program starts, thrown away when it ends."""

    training_note = TRAINING_NOTE

    def __init__(self, clock: TrainingClock) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="psr-tui-training-"))
        super().__init__(self.folder / "training.psr", clock)

    @property
    def clinic_name(self) -> str:
        return self._clinic_name or "Training clinic"

    def users(self) -> Sequence[tuple[str, str]]:
        return TRAINING_STAFF

    async def prepare(self) -> None:
        await self._on_writer(lambda: make_training_clinic(self.path, self.clock))
        await self._on_writer(_import_places)

    def close(self, reason: str = "program ended") -> None:
        try:
            super().close(reason)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def make_training_clinic(path: Path, clock: Clock) -> None:
    """Build a disposable clinic at ``path``: schema, reference data, the seeded day moved to the clock's today, and a
    key slot with the training password for each member of its staff."""
    from psr_tui.domain.clock import FixedClock
    from psr_tui.services.training import TrainingMorning
    from psr_tui.store import vault
    from psr_tui.store.seed import load_training_day
    from psr_tui.store.store import create_store

    still = FixedClock(clock.now())
    store = create_store(path, "u-admin", "admin", TRAINING_PASSWORD, still)
    try:
        load_training_day(store, local_date(clock.now(), zone(TRAINING_ZONE)))
        TrainingMorning(store, still).hold()
        slots = [(f"u-{login}", login) for login, _ in TRAINING_STAFF if login != "admin"]
        vault.add_users(path, store.keys, slots, TRAINING_PASSWORD)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class Terminal:
    """How this terminal wants the program: drawn in ASCII, the folder of the redacted log, the keymap of the clinic."""

    ascii_glyphs: bool = False
    log_folder: Path | None = None
    copy_to_terminal: bool = False
    keymap: Mapping[str, str] = field(default_factory=dict)


def make_app(door: StoreDoor, terminal: Terminal) -> PsrApp:
    """The application with its places and tools; screens are imported when somebody goes there."""
    from psr_tui.app import PsrApp

    return PsrApp(
        door,
        {"queue": _queue, "check_in": _check_in, "callbacks": _callbacks, "drawer": _drawer},
        door.clock,
        tools={"find": _find, "call_box": _call_box, "red_flag": _red_flag},
        leavings=_left_open,
        minute=_each_minute(),
        ascii_glyphs=terminal.ascii_glyphs,
        crash_log_dir=terminal.log_folder,
        copy_to_terminal=terminal.copy_to_terminal,
        keymap=terminal.keymap,
    )


def run_app(door: StoreDoor, terminal: Terminal) -> int:
    """Run the application on this terminal until somebody quits; returns the exit status of the process."""
    hide_from_debuggers()
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


async def _call_box(place: Place) -> None:
    from psr_tui.screens.calls import call_box

    await call_box(place)


async def _red_flag(place: Place) -> None:
    from psr_tui.screens.calls import red_flag

    await red_flag(place)


async def _left_open(desk: Desk) -> list[str]:
    from psr_tui.screens.calls import left_open

    left = await left_open(desk)
    drawer = await desk.ask(desk.drawer.mine)
    return [*left, f"drawer {drawer.drawer_code} not closed"] if drawer is not None else left


def _each_minute() -> Callable[[Desk], Awaitable[str]]:
    """What is looked at once a minute; imported when somebody has signed in, not before the first paint."""
    watches: list[Callable[[Desk], Awaitable[str]]] = []

    async def look(desk: Desk) -> str:
        from psr_tui.screens.calls import CallWatch

        if not watches:
            watches.append(CallWatch())
            newest = await desk.ask(desk.audit.verify_newest)
            if newest.code:
                return f"{newest.message} Tell an administrator: psr-tui audit verify shows all of it."
        return await watches[0](desk)

    return look


def _import_store() -> None:
    from psr_tui.store import store, tables  # noqa: F401
    from psr_tui.store.engine import driver

    driver()


def _import_places() -> None:
    """While the password is typed, so that the first visit to a place only has to build it."""
    from psr_tui.screens import callbacks, calls, check_in, drawer, find_patient, queue  # noqa: F401
