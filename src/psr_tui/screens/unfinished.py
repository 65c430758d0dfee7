"""Payments that were begun and not taken, shown before a count and before a close (cash-drawer.md CD-28).

Each is finished, discarded or kept by name. The list never stands in the way of a count: F10 goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Confirm
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.services.payment_drafts import CHECK_IN_DRAFT, PaymentDraft
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

GO_ON = "go on"


class UnfinishedBox(ListBox[PaymentDraft | str]):
    """Answers with the payment to finish now, with `GO_ON`, or with None to step back. ``frozen``: the drawer takes no
    money any more, so what is not discarded is kept for the rep's next drawer and stands on the report."""

    BINDINGS = bindings("unfinished")
    SCOPES: ClassVar[tuple[str, ...]] = ("unfinished", "list", "dialog")
    HELP_TEXT = "Typed and not taken. 1 finishes one now, 8 throws one away, F10 goes on and keeps the others."
    EMPTY = "None is left; F10 goes on."
    COLUMNS = (
        Column("patient", "Patient", 24, grow=True),
        Column("where", "Typed in", 9),
        Column("typed", "To pay with", 26),
        Column("when", "When", 11),
    )

    def __init__(self, desk: Desk, session_id: str, *, frozen: bool) -> None:
        first = "" if frozen else "1 finish   "
        super().__init__(desk, "Payments that were begun", f"{first}8 discard   F10 go on")
        self._session_id = session_id
        self._frozen = frozen
        self._drafts: dict[str, PaymentDraft] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.drawer.unfinished, self._session_id)
        self._drafts = {f"{one.form} {one.subject_id}": one for one in found}
        then = "stay for your next drawer and stand on the report" if self._frozen else "stay as they are"
        return f"{len(found)} not taken. F10 goes on: they {then}.", [
            self._record(key, one) for key, one in self._drafts.items()
        ]

    def _record(self, key: str, one: PaymentDraft) -> Record:
        shown = self.station.shown
        at = one.saved_at.astimezone(self.desk.tz)
        where = "check-in" if one.form == CHECK_IN_DRAFT else "payment"
        cells = (shown.name(one.patient), where, shown.amount(one.typed), f"{at:%m/%d %H:%M}")
        return Record(key, 0, tuple(Cell(text) for text in cells))

    def _chosen(self) -> PaymentDraft | None:
        record = self.list.target()
        chosen = self._drafts.get(record.key) if record is not None else None
        if chosen is None:
            self.refuse("None is left; F10 goes on.")
        return chosen

    def action_open(self) -> None:
        """Enter finishes, as 1 does."""
        self.action_finish()

    def action_finish(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if self._frozen:
            self.refuse("This drawer is frozen and takes no money: F10 keeps it for your next drawer, 8 discards it.")
        else:
            self.finish(chosen)

    def action_discard(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.flow(self._discard(chosen))

    async def _discard(self, chosen: PaymentDraft) -> None:
        name = self.station.shown.name(chosen.patient)
        if not await self.open(Confirm(f"Throw away what was typed for {name}?", "t", yes="throw away", no="keep it")):
            return
        act = self.desk.drawer.discard_unfinished
        await self.desk.act(act, self._session_id, chosen.form, chosen.subject_id)
        await self.read_again()
        self.say(f"What was typed for {name} is thrown away.")

    def action_accept(self) -> None:
        self.finish(GO_ON)
