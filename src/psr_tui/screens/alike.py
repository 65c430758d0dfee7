"""Possible duplicates of a patient (6 on the card) and what was merged into the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.clock import local
from psr_tui.domain.patients import Patient, mrn_text
from psr_tui.domain.staff import Role
from psr_tui.keys import bindings
from psr_tui.screens.compare import compare_records
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.dialogs.signature import sign
from psr_tui.services.approvals import Signature
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.domain.merging import Merge
    from psr_tui.domain.patients import PossibleDuplicate
    from psr_tui.screens.flows import Flows

_MERGED = "merge:"


class AlikeBox(ListBox[str]):
    """5 compares a possible duplicate, 8 takes a merge apart. Answers with the id of the record that is left when the
    two were merged, with the same id when something else changed, None when nothing did."""

    BINDINGS = bindings("alike")
    SCOPES: ClassVar[tuple[str, ...]] = ("alike", "list", "dialog")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("patient", "Patient", 22, grow=True),
        Column("mrn", "MRN", 6),
        Column("what", "", 12),
        Column("why", "Why", 28, grow=True),
    )
    EMPTY: ClassVar[str] = "Nobody looks like this patient, and nothing was merged into the record."
    HELP_TEXT = "Records that may be this person, with the reasons, and records that were merged into this one."

    def __init__(self, desk: Desk, patient: Patient, name: str) -> None:
        super().__init__(desk, f"Possible duplicates of {name}", "5 compare   8 take a merge apart")
        self._patient = patient
        self._changed = False

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.act(self.desk.merging.alike, self._patient.id)
        merges = await self.desk.ask(self.desk.merging.merges_of, self._patient.id)
        records = [self._possible(one) for one in found] + [self._merge(one) for one in merges]
        return "Nothing is merged by itself: compare, ask the patient, decide.", records

    def _possible(self, one: PossibleDuplicate) -> Record:
        what = "SAME PERSON?" if one.must_ask else "possible"
        cells = (
            Cell(self.station.shown.name(one.line.display)), Cell(mrn_text(one.line.mrn)),
            Cell(what, "warn" if one.must_ask else ""), Cell(", ".join(one.reasons)),
        )  # fmt: skip
        return Record(one.line.id, one.line.version, cells)

    def _merge(self, one: Merge) -> Record:
        day = local(one.undone_at or one.at, self.desk.tz)
        who = f"{day:%m/%d/%Y} {one.undone_by or one.by}: {one.undone_reason or one.reason}"
        what = "two again" if one.undone_at else "merged" if one.kept_id == self._patient.id else "merged into"
        name = self.station.shown.name(one.merged_name)
        cells = (Cell(name), Cell(mrn_text(one.merged_mrn)), Cell(what, "dim" if one.undone_at else ""), Cell(who))
        return Record(f"{_MERGED}{one.merge_id}", 1, cells)

    # --- acts ---
    def action_open(self) -> None:
        row = self.list.current
        if row is None:
            self.refuse(self.EMPTY)
        elif row.key.startswith(_MERGED):
            self.refuse("This one was merged; 8 takes it apart.")
        else:
            self.flow(self._compare(row.key))

    async def _compare(self, other_id: str) -> None:
        await self._after(await compare_records(self, self.desk, self._patient.id, other_id))

    def action_take_apart(self) -> None:
        row = self.list.current
        if row is None or not row.key.startswith(_MERGED):
            self.refuse("Only a merged record can be taken apart; 5 compares this one.")
        else:
            self.flow(self._take_apart(row.key.removeprefix(_MERGED)))

    async def _take_apart(self, merge_id: str) -> None:
        question = "Why are these two people? What was added since stays with the record that was kept."
        reason = await self.open(Prompt("Take the merge apart", question, needed, max_length=200))
        if reason is None:
            return
        apart = self.desk.merging.take_apart
        if self.desk.actor.at_least(Role.LEAD):
            await self._after(await self.desk.act(apart, merge_id, reason))
        else:
            await self._after(
                await sign(
                    self, "A lead signs", "Taking a merge apart needs a lead.",
                    lambda login, password: self.desk.act(apart, merge_id, reason, Signature(login, password)),
                )
            )  # fmt: skip

    async def _after(self, said: str | None) -> None:
        if said is None:
            return
        self._changed = True
        await self.read_again()
        self.say(said)

    def action_cancel(self) -> None:
        if self._changed and not self._filter:
            self.finish(self._patient.id)
        else:
            super().action_cancel()


async def show_alike(screen: Flows[Any], desk: Desk, patient: Patient, name: str) -> str | None:
    """Open the list inside a flow of ``screen``; the patient's id when something changed."""
    return await screen.open(AlikeBox(desk, patient, name))
