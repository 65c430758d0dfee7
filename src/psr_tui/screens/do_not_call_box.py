"""``:dnc``: numbers that must not be called, for what and since when; ``8`` takes one off, ``+`` adds one (CC-52)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.callback_ends import NoCalls
from psr_tui.domain.clock import local
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import so_many
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.widgets.fields import ChoiceField, NoteField, PhoneField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

ALL = "*"


class DoNotCallBox(ListBox[None]):
    """Every entry that stands."""

    BINDINGS = bindings("do_not_call")
    SCOPES: ClassVar[tuple[str, ...]] = ("do_not_call", "list", "dialog")
    NAME = "number"
    EMPTY = "Nobody asked for no calls. + puts a number on the list."
    HELP_TEXT = "These numbers are not rung for what stands beside them. Outcome 8 of a call puts them here."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("number", "Number", 14),
        Column("for", "Not about", 16, grow=True),
        Column("since", "Since", 8),
        Column("by", "By", 10),
        Column("why", "Why", 16, grow=True),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Do not call", "+ new  8 take off  5 whole line")
        self._found: dict[str, NoCalls] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.callbacks.no_calls)
        self._found = {one.id: one for one in found}
        return so_many(len(found), "number"), [self._record(one) for one in found]

    def _record(self, one: NoCalls) -> Record:
        return Record(
            one.id,
            1,
            (
                Cell(self._number(one)),
                Cell(self._about(one)),
                Cell(f"{local(one.added_at, self.desk.tz):%m/%d/%y}"),
                Cell(one.added_by),
                Cell(one.why),
            ),
        )

    def _number(self, one: NoCalls) -> str:
        return self.station.shown.phone(PhoneNumber(one.e164).display)

    @staticmethod
    def _about(one: NoCalls) -> str:
        return one.purpose_label or one.purpose or "anything"

    def _marked(self) -> NoCalls | None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
            return None
        return self._found.get(record.key)

    def action_open(self) -> None:
        if (one := self._marked()) is not None:
            why = f": {one.why}" if one.why else ""
            self.say(f"{self._number(one)}, not about {self._about(one).lower()}, by {one.added_by}{why}")

    def action_take_off(self) -> None:
        if (one := self._marked()) is not None:
            self.flow(self._take_off(one))

    async def _take_off(self, one: NoCalls) -> None:
        reasons = await self.desk.ask(self.desk.reference.reasons, "do_not_call_off")
        code = await self.open(Choose("Take it off: why?", [(each.code, each.label) for each in reasons]))
        if code is None:
            return
        note = ""
        if next(each for each in reasons if each.code == code).needs_comment:
            note = await self.open(Prompt("Take it off: why?", "In a few words", needed)) or ""
        await self._done(await self.attempt(self.desk.callbacks.allow_calls, one.id, code, note))

    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        reasons = await self.desk.ask(self.desk.reference.reasons, "call_reason")
        abouts = [(ALL, "anything"), *((one.code, one.label) for one in reasons)]
        command_id, area_code = self.desk.new_id(), self.desk.clinic.area_code
        fields = [
            PhoneField("Number", "number", area_code=area_code, required=True),
            ChoiceField("Not about", "about", abouts, required=True),
            NoteField("Why", "why"),
        ]
        typed = await self.open(FormDialog("Do not call", fields, values={"about": ALL}))
        if typed is not None:
            about = "" if typed["about"] == ALL else typed["about"]
            stop, number = self.desk.callbacks.stop_calls, typed["number"].number.e164
            await self._done(await self.attempt(stop, command_id, number, about, typed["why"] or ""))

    async def _done(self, words: str | None) -> None:
        if words is not None:
            await self.read_again()
            self.say(words)
