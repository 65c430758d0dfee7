"""The application shell over a real small clinic: a door that opens its store, and two plain places to stand on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.app import PsrApp
from psr_tui.desk import Desk, Lanes
from psr_tui.devices.label_printer import LabelPrinter
from psr_tui.devices.printer import Printer
from psr_tui.domain.staff import Actor
from psr_tui.exchange.eligibility_channels import Channels
from psr_tui.screens.base import Place
from psr_tui.screens.list_place import ListPlace
from psr_tui.services.every import Services
from psr_tui.services.sign_in import prove
from psr_tui.widgets.entry import Entry
from psr_tui.widgets.record_list import Cell, Column, ListSource, Record, RecordList
from tests.helpers.clinic import PASSWORD, TestClinic


class ClinicDoor:
    """Signs in at the clinic of a test. ``gate`` keeps ``prepare`` waiting until it is set."""

    def __init__(self, clinic: TestClinic, training_note: str = "") -> None:
        self.clinic = clinic
        self.training_note = training_note
        self.places_read = True
        self.clock = clinic.clock
        self.gate = asyncio.Event()
        self.gate.set()
        self.prepared = False
        self.signed_out: list[str] = []
        self.printer: Printer | None = None
        self.label_printer: LabelPrinter | None = None
        self._lanes = Lanes()

    @property
    def clinic_name(self) -> str:
        return self.clinic.clinic.name

    async def prepare(self) -> None:
        await self.gate.wait()
        self.prepared = True

    def users(self) -> Sequence[tuple[str, str]]:
        return [("mrivera", "M. Rivera, rep"), ("sotto", "S. Otto, supervisor")]

    async def sign_in(self, login: str, password: str) -> Desk:
        loop = asyncio.get_running_loop()
        user_id = await loop.run_in_executor(None, prove, self.clinic.store, self.clinic.clock, login, password)
        services = Services(self.clinic.store, self.clinic.clock)
        return self.desk_of(services.sign_in.begin(user_id, "desk-1", 0))

    def desk_of(self, actor: Actor) -> Desk:
        services = Services(self.clinic.store, self.clinic.clock, None, self.printer, self.label_printer, Channels())
        return Desk(services, self._lanes, self.clinic.clinic, self.clinic.clock, actor)

    async def sign_out(self, reason: str) -> None:
        self.signed_out.append(reason)


PATIENTS = [f"TOKEN{number:02d}, Ann" for number in range(20)]


class Plain(Place):
    """A place with one text field."""

    PLACE = "drawer"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"drawer"})
    SCOPES = ("form",)
    AUTO_FOCUS = "#amount"
    reloads = 0
    ticks = 0

    def compose_work(self) -> Iterable[Widget]:
        yield Entry(entry_id="amount", max_length=40, help_text="Type the amount.")

    def compose_side(self) -> Iterable[Widget]:
        yield Static("what is beside")

    def compose_history(self) -> Iterable[Widget]:
        yield Static("what was before")

    async def reload(self) -> None:
        self.reloads += 1
        self.heading("DRAWER D1")
        self.counts(f"read {self.reloads} times")

    def tick(self) -> None:
        self.ticks += 1


class Names(ListPlace):
    """A place with a list of twenty patients."""

    PLACE = "queue"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"queue"})
    reloads = 0
    opened: str = ""
    turned_to: str = ""

    def make_list(self) -> RecordList:
        return RecordList([Column("patient", "Patient", 30)], Filtered(self))

    async def reload(self) -> None:
        self.reloads += 1
        self.heading("QUEUE  today")
        await super().reload()

    async def turn_to(self, subject: str) -> None:
        self.turned_to = subject

    def action_open(self) -> None:
        record = self.list.target()
        self.opened = record.key if record else "nothing"


class Filtered(ListSource):
    """The twenty under the filter of their place."""

    def __init__(self, place: Names) -> None:
        super().__init__([])
        self.place = place

    async def count(self) -> int:
        wanted = self.place.filter_text.upper()
        shown = self.place.shown
        rows = [(str(i), name) for i, name in enumerate(PATIENTS) if wanted in name]
        self.records = [Record(key, 1, (Cell(shown.name(name)),)) for key, name in rows]
        return len(self.records)


def make_app(clinic: TestClinic, training_note: str = "", **more: Any) -> PsrApp:
    """The shell with the two places."""
    door = ClinicDoor(clinic, training_note)
    return PsrApp(door, {"queue": Names, "drawer": Plain}, clinic.clock, **more)


async def signed_in(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, login: str = "mrivera") -> Desk:
    """Past the sign-in screen, without its typing."""
    door = cast(ClinicDoor, app.door)
    desk = door.desk_of(clinic.actor(login))
    app.welcome(desk)
    await quiet(app, pilot)
    return desk


async def quiet(app: PsrApp, pilot: Pilot[object]) -> None:
    """Wait until keys, messages and flows are through."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 30
    while loop.time() < deadline:
        await pilot.pause()
        waiting = [worker for worker in app.workers if worker.group != "flow" and not worker.is_finished]
        if not app._keys._working and not waiting and not app._keys._holds:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the application did not become quiet")


def burst(app: PsrApp, *keys: str) -> None:
    """All keys at once, as a fast typist or a reader sends them: nothing is waited for between them."""
    for key in keys:
        character = {"space": " ", "enter": "\r", "tab": "\t"}.get(key, key if len(key) == 1 else None)
        event = events.Key(key, character)
        event.set_sender(app)
        app.post_message(event)


__all__ = ["PASSWORD", "ClinicDoor", "Names", "Plain", "burst", "make_app", "quiet", "signed_in"]
