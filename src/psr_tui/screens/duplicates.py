"""The worklist of possible duplicates among the patients registered last (F8): compare, or open the card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.patients import mrn_text
from psr_tui.screens.compare import compare_records
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace
    from psr_tui.services.possible_duplicates import Alike


class Duplicates(Worklist):
    """Pairs of records that may be one person; a pair leaves the list when somebody decided."""

    NAME = "duplicates"
    TITLE = "Possible duplicates"
    COLUMNS = (
        Column("patient", "Patient", 18, grow=True),
        Column("mrn", "MRN", 6),
        Column("other", "May be", 18, grow=True),
        Column("other_mrn", "MRN", 6),
        Column("why", "Why", 24, grow=True),
    )
    EMPTY = "No new patient looks like somebody who was here already."
    DIGITS = (
        Digit(1, "Compare", "compare", "Compare the two records side by side, and decide"),
        Digit(5, "Open", "open", "Open the card of the patient"),
    )
    TOPICS = frozenset[str]()
    """Comparing takes a moment, and every check-in changes patients: read anew by the minute and after each act."""

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._pairs: dict[str, Alike] = {}

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.merging.newest_alike, text)
        self._pairs = {f"{one.patient_id} {one.other.line.id}": one for one in found}
        return [self._record(key, one) for key, one in self._pairs.items()]

    def _record(self, key: str, one: Alike) -> Record:
        shown, line = self.place.shown, one.other.line
        cells = (
            Cell(shown.name(one.name), "warn" if one.other.must_ask else ""), Cell(mrn_text(one.mrn)),
            Cell(shown.name(line.display)), Cell(mrn_text(line.mrn)), Cell(", ".join(one.other.reasons)),
        )  # fmt: skip
        return Record(key, line.version, cells)

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.merging.count_newest_alike)

    async def header(self) -> str:
        total = await self.waiting()
        likely = sum(one.other.must_ask for one in self._pairs.values())
        shown = f"{len(self._pairs)} of {total}" if len(self._pairs) != total else str(total)
        return f"{shown} pairs of the newest patients · same person? {likely}"

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._pairs.get(record.key)
        return [("Why", "\n".join(one.other.reasons))] if one else ()

    async def do_compare(self, targets: Sequence[Record]) -> None:
        key = targets[0].key
        one = self._pairs[key]
        said = await compare_records(self.place, self.desk, one.patient_id, one.other.line.id)
        self.place.list.acted_on(*([key] if said else []))
        await self.place.after(said)

    async def do_open(self, targets: Sequence[Record]) -> None:
        from psr_tui.screens.patient import show_card

        await show_card(self.place, self.desk, self._pairs[targets[0].key].patient_id)
        await self.place.reload()
