"""The ways in at a terminal: a clinic's own store, and a training clinic that is thrown away afterwards.

Nothing heavy is imported at the top, so that the sign-in screen paints before the store is read.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from psr_tui.bootstrap import OpenStation, open_station, prove
from psr_tui.desk import Desk, Lanes
from psr_tui.domain.clock import Clock, local_date, zone
from psr_tui.domain.errors import DeskError
from psr_tui.station_clock import TRAINING_ZONE, TrainingClock

if TYPE_CHECKING:
    from psr_tui.devices.label_printer import LabelPrinter
    from psr_tui.devices.printer import Printer
    from psr_tui.exchange_watch import ExchangeWatch
    from psr_tui.phone_watch import PhoneWatch
    from psr_tui.store.vault import Cost, Unlocked
    from psr_tui.store.watch import Watch

T = TypeVar("T")
FIRST_PLACE = ("psr_tui.services.queue", "psr_tui.screens.queue")
"""Imported before sign-in ends: the place that stands after it."""
OTHER_PLACES = tuple(
    f"psr_tui.{name}"
    for name in (
        "services.sign_in", "services.check_in", "screens.check_in", "services.callbacks", "screens.callbacks",
        "screens.calls", "services.drawer", "screens.drawer", "services.patients", "screens.find_patient",
        "screens.register", "screens.patient", "services.payments", "services.drafts", "services.reference",
        "services.audit", "services.exports", "services.plans", "services.giving_back", "services.adjustments",
        "services.returned_checks", "services.corrections", "services.day_lists", "services.drawer_history",
        "services.label_printing", "services.visit_papers", "screens.labels", "services.check_out",
        "services.estimates", "services.visit_day", "screens.check_out", "screens.estimate", "screens.close_day",
        "services.phone_figures", "services.wallboard", "screens.dashboard",
    )
)  # fmt: skip
"""Imported in spare time, so that nobody waits for a file at a first visit."""
CALM_AFTER = 0.5  # seconds
LONGEST_PRINT = 5.0  # seconds that leaving waits for a page that is printing
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


class StoreDoor:
    """The way in at a terminal: proves the password, opens the store, and watches it for others' changes."""

    training_note = ""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        station: str | None = None,
        quickbooks: Mapping[str, str] | None = None,
        printer: Printer | None = None,
        label_printer: LabelPrinter | None = None,
    ) -> None:
        self.path = path
        self._quickbooks = quickbooks
        self.clock = clock
        self.printer = printer
        self.label_printer = label_printer
        self.on_changes: Callable[[frozenset[str]], None] = lambda topics: None
        self._station = station or station_name()
        self._lanes = Lanes()
        self._opened: OpenStation | None = None
        self._watch: Watch | None = None
        self._exchange: ExchangeWatch | None = None
        self._phones: PhoneWatch | None = None
        self._clinic_name = ""
        self._made = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()
        self.places_read = False

    @property
    def clinic_name(self) -> str:
        """Known only after the first sign-in: the store that holds it is encrypted."""
        return self._clinic_name

    def users(self) -> Sequence[tuple[str, str]]:
        return ()

    async def prepare(self) -> None:
        """Import the store on the writer thread while the password is being typed, then the places: the queue at
        once, the others one by one. Somebody who signs in meanwhile goes first."""
        try:
            await self._on_writer(self._make_ready)
        finally:
            self._made.set()
        for name in (*FIRST_PLACE, *OTHER_PLACES):
            await self._calm.wait()
            await self._on_writer(partial(import_module, name))
        self.places_read = True

    def _make_ready(self) -> None:
        _import_store()

    async def sign_in(self, login: str, password: str) -> Desk:
        self._calm.clear()
        try:
            unlocked = await self._prove(login, password)
            return await self._on_writer(lambda: self._open(unlocked))
        finally:  # the queue is still to be built and read: half a second for that
            asyncio.get_running_loop().call_later(CALM_AFTER, self._calm.set)

    async def _prove(self, login: str, password: str) -> Unlocked:
        work = partial(prove, self.path, login, password, self.clock)
        return await asyncio.get_running_loop().run_in_executor(self._lanes.readers, work)

    async def sign_out(self, reason: str) -> None:
        await self._on_writer(lambda: self._close(reason, give_back=True))

    def close(self, reason: str = "program ended") -> None:
        """Leave in order from outside the event loop: stop watching, sign out, close the file, end the threads."""
        with suppress(RuntimeError):  # the lane is closed already when close is called twice
            self._lanes.writer.submit(self._close, reason).result(timeout=8.0)
        self._lanes.close()

    def _open(self, unlocked: Unlocked) -> Desk:
        from psr_tui.exchange_watch import ExchangeWatch
        from psr_tui.phone_watch import PhoneWatch
        from psr_tui.store.watch import Watch

        for name in FIRST_PLACE:  # here and not on the event loop, which paints
            import_module(name)
        self._opened = opened = open_station(
            self.path, unlocked, self.clock, self._station, self._quickbooks, self.printer, self.label_printer
        )
        with opened.store.read() as work:
            clinic = work.clinic.get()
        self._clinic_name = clinic.name
        self._watch = Watch(self.path, opened.store.keys.data, lambda topics: self.on_changes(topics))
        self._watch.start()
        services, actor = opened.services, opened.actor
        self._exchange = ExchangeWatch(
            lambda: services.eligibility.exchange(actor), lambda: services.message_exchange.one_pass(actor)
        )
        self._exchange.start()
        self._phones = PhoneWatch(lambda: opened.services.phone_line.listening(), opened.actor)
        self._phones.start()
        return Desk(opened.services, self._lanes, clinic, self.clock, opened.actor)

    def _close(self, reason: str, give_back: bool = False) -> None:
        """``give_back``: a call in hand goes back to the list now. When the program merely ends (a crash, a lost
        terminal) it is kept until its claim runs out, and offered again at the next sign-in."""
        opened, self._opened = self._opened, None
        watch, self._watch = self._watch, None
        exchange, self._exchange = self._exchange, None
        phones, self._phones = self._phones, None
        for one in (phones, exchange, watch):
            if one is not None:
                one.stop()
        if opened is not None:
            self._lanes.finish_outside(LONGEST_PRINT)
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

    def __init__(
        self, clock: TrainingClock, printer: Printer | None = None, label_printer: LabelPrinter | None = None
    ) -> None:
        from psr_tui.devices.label_printer import make_label_printer
        from psr_tui.devices.pdf_folder import PdfFolder
        from psr_tui.domain.label_printers import LabelPrinterSettings

        self.folder = Path(tempfile.mkdtemp(prefix="psr-tui-training-"))
        printed = self.folder / "printed"
        printers = (printer or PdfFolder(printed), label_printer or make_label_printer(LabelPrinterSettings(), printed))
        super().__init__(self.folder / "training.psr", clock, None, None, *printers)

    @property
    def clinic_name(self) -> str:
        return self._clinic_name or "Training clinic"

    def users(self) -> Sequence[tuple[str, str]]:
        return TRAINING_STAFF

    def _make_ready(self) -> None:
        from psr_tui.store.vault import THROW_AWAY

        make_training_clinic(self.path, self.clock, THROW_AWAY)

    async def _prove(self, login: str, password: str) -> Unlocked:
        await self._made.wait()
        return await super()._prove(login, password)

    def close(self, reason: str = "program ended") -> None:
        try:
            super().close(reason)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def make_training_clinic(path: Path, clock: Clock, cost: Cost | None = None) -> None:
    """Build a disposable clinic at ``path``: schema, reference data, the seeded day moved to the clock's today, and a
    key slot with the training password for each member of its staff. ``cost``: of guessing that password."""
    from psr_tui.domain.clock import FixedClock
    from psr_tui.exchange.eligibility_channels import Channels
    from psr_tui.services.training import TrainingMorning
    from psr_tui.services.training_eligibility import TrainingEligibility
    from psr_tui.services.training_reviews import TrainingReviews
    from psr_tui.store import vault
    from psr_tui.store.seed import load_training_day
    from psr_tui.store.store import create_store

    still = FixedClock(clock.now())
    store = create_store(path, "u-admin", "admin", TRAINING_PASSWORD, still, cost)
    try:
        gateway = path.parent / "gateway"
        gateway.mkdir(mode=0o700, exist_ok=True)
        load_training_day(store, local_date(clock.now(), zone(TRAINING_ZONE)), gateway)
        slots = [(f"u-{login}", login) for login, _ in TRAINING_STAFF if login != "admin"]
        vault.add_users(path, store.keys, slots, TRAINING_PASSWORD, cost)
        TrainingMorning(store, still, TRAINING_PASSWORD).hold()
        TrainingEligibility(store, still, Channels()).hold()
        TrainingReviews(store, still).hold()
    finally:
        store.close()


def _import_store() -> None:
    from psr_tui.store import store, tables  # noqa: F401
    from psr_tui.store.engine import driver

    driver()
