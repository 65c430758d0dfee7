"""The worklist of estimates: charges far above one, then what is due, the most urgent first (FD-140, FD-142)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.clock import local_date
from psr_tui.domain.estimates import Estimate, EstimateKind
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.estimate import show_estimate
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.estimates import OverEstimate
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_KINDS = {EstimateKind.GOOD_FAITH: "self-pay", EstimateKind.BENEFITS: "insurance"}


class EstimateList(Worklist):
    """Rows of two kinds: due (1 gives) and above the estimate (7 says what was done)."""

    NAME = "estimates"
    TITLE = "Estimates"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"work", "queue"})
    COLUMNS = (
        Column("due", "Due", 24),
        Column("patient", "Patient", 20, grow=True),
        Column("kind", "From", 9),
        Column("why", "Why", 9),
        Column("visit", "Visit", 10),
    )
    EMPTY = "No estimate is due. + records that somebody asked what it costs."
    DIGITS = (
        Digit(1, "Make", "open", "Make the estimate and give it, or read what was charged above it"),
        Digit(5, "Open", "open", "Show the estimate with its services"),
        Digit(7, "Looked at", "looked_at", "Charges above an estimate: say what was done about it"),
        Digit(8, "Not needed", "not_needed", "Take it off the list with the reason"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._due: dict[str, Estimate] = {}
        self._over: dict[str, OverEstimate] = {}

    async def read(self, text: str) -> Sequence[Record]:
        due = await self.desk.ask(self.desk.estimates.due)
        over = await self.desk.ask(self.desk.estimates.over)
        self._due = {one.estimate_id: one for one in due}
        self._over = {one.estimate.estimate_id: one for one in over}
        rows = [self._above(one) for one in over] + [self._waits(one) for one in due]
        return self.narrowed(rows, text)

    def _waits(self, one: Estimate) -> Record:
        today = local_date(self.desk.clock.now(), self.desk.tz)
        style = "bad" if one.overdue(today) else "warn" if one.due_on == today else ""
        return self._row(one, Cell(one.due_words(today) or "no day", style))

    def _above(self, one: OverEstimate) -> Record:
        amount = self.place.shown.amount(one.above.dollars)
        return self._row(one.estimate, Cell(f"CHARGES {amount} ABOVE", "bad"))

    def _row(self, one: Estimate, first: Cell) -> Record:
        day = f"{one.service_date:%m/%d/%Y}" if one.service_date else "-"
        name = self.place.shown.name(one.patient)
        return Record(
            one.estimate_id, one.version,
            (first, Cell(name), Cell(_KINDS[one.kind]), Cell(one.why.value), Cell(day)),
        )  # fmt: skip

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.estimates.count)

    async def header(self) -> str:
        today = local_date(self.desk.clock.now(), self.desk.tz)
        late = sum(one.overdue(today) for one in self._due.values())
        return f"{len(self._due)} due · overdue {late} · charges above an estimate {len(self._over)}"

    # --- acts ---
    async def new(self) -> None:
        from psr_tui.screens.cost import ask_cost

        patient_id = await choose_patient(self.place, self.desk, "Who asks what it costs?", "takes")
        if patient_id is not None:
            await ask_cost(self.place, patient_id)
            await self.place.reload()

    async def do_open(self, targets: Sequence[Record]) -> None:
        await show_estimate(self.place, targets[0].key)
        await self.place.reload()

    async def do_looked_at(self, targets: Sequence[Record]) -> None:
        if targets[0].key not in self._over:
            self.place.refuse("Nothing was charged above this estimate; 1 makes it, 8 takes it off.")
            return
        what = await self.place.open(Prompt("Charges above the estimate", "What was done", needed, max_length=300))
        if what is not None:
            act = self.desk.estimates.looked_at
            await self._done(await self.place.attempt(act, targets[0].key, what), self._over[targets[0].key].estimate)

    async def do_not_needed(self, targets: Sequence[Record]) -> None:
        one = self._due.get(targets[0].key)
        if one is None:
            self.place.refuse("This estimate was given; 7 says what was done about the charges.")
            return
        why = await self.place.open(Prompt("No estimate is needed", "Why", needed, max_length=300))
        if why is not None:
            act = self.desk.estimates.not_needed
            await self._done(await self.place.attempt(act, one.estimate_id, targets[0].version, why), one)

    async def _done(self, said: str | None, one: Estimate) -> None:
        """What happened, with the name as this station shows it."""
        await self.place.after(said and said.replace(one.patient, self.place.shown.name(one.patient)))
