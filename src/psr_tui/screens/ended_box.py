"""``:ended``: callbacks that expired or closed by themselves, each with its reason; nothing vanishes (CC-13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.callback_ends import EndedItem
from psr_tui.domain.callback_words import REASON_WORDS
from psr_tui.domain.clock import local
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import so_many
from psr_tui.keys import bindings
from psr_tui.screens.callback_box import CallbackBox
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.services.callbacks import ENDED_DAYS, NewCallback
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class EndedBox(ListBox[None]):
    """The last weeks, the newest first."""

    BINDINGS = bindings("ended")
    SCOPES: ClassVar[tuple[str, ...]] = ("ended", "list", "dialog")
    NAME = "patient"
    EMPTY = "Nothing ended by itself."
    HELP_TEXT = "What nobody called about any more, and why. 1 makes a new callback for the same person and matter."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("when", "Ended", 11),
        Column("patient", "Patient", 16, grow=True),
        Column("about", "About", 12, grow=True),
        Column("why", "Why", 23),
        Column("asked", "Asked", 5),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Ended by themselves", "1 call again  5 open")
        self._found: dict[str, EndedItem] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.callbacks.ended_by_itself)
        self._found = {one.callback_id: one for one in found}
        return f"{so_many(len(found), 'callback')} in {ENDED_DAYS} days", [self._record(one) for one in found]

    def _record(self, one: EndedItem) -> Record:
        tz, shown = self.desk.tz, self.station.shown
        who = shown.name(one.patient) if one.patient else shown.phone(PhoneNumber(one.number).display)
        return Record(
            one.callback_id,
            one.version,
            (
                Cell(f"{local(one.closed_at, tz):%m/%d %H:%M}"),
                Cell(who),
                Cell(one.about),
                Cell(REASON_WORDS.get(one.reason, one.reason)),
                Cell(f"{local(one.requested_at, tz):%m/%d}"),
            ),
        )

    def _marked(self) -> EndedItem | None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
            return None
        return self._found.get(record.key)

    def action_open(self) -> None:
        if (one := self._marked()) is not None:
            self.flow(self._open(one))

    async def _open(self, one: EndedItem) -> None:
        reading = await self.attempt(self.desk.callbacks.open, one.callback_id)
        if reading is not None:
            await self.open(CallbackBox(self.desk, reading, self.station.shown))

    def action_again(self) -> None:
        if (one := self._marked()) is not None:
            self.flow(self._again(one))

    async def _again(self, one: EndedItem) -> None:
        note = f"again; ended {local(one.closed_at, self.desk.tz):%m/%d}: {REASON_WORDS.get(one.reason, one.reason)}"
        command_id = f"again-{one.callback_id}"  # of one ended item at most one comes back, however often 1 is pressed
        caller = "" if one.patient_id else one.patient
        number = "" if one.patient_id else one.number
        new = NewCallback(command_id, one.patient_id, one.reason_code, note=note, number=number, caller_name=caller)
        made = await self.attempt(self.desk.callbacks.create, new)
        if made is not None:
            self.say(made.words)
