"""A patient's coverages in one box, as of a stated day: add, change, end, put in order (front-desk.md FD-106 to
FD-108)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.coverage import Coverage, clashes, order_word
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.relations import relationship_word
from psr_tui.domain.typed_dates import parse_day
from psr_tui.keys import bindings
from psr_tui.screens.cases import show_cases
from psr_tui.screens.coverage_forms import OtherPayer, add_coverage, change_coverage, end_coverage
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.flows import Flows
from psr_tui.screens.payers import show_payer
from psr_tui.screens.record_form import whose
from psr_tui.screens.record_history import history_lines, page
from psr_tui.services.coverages import PatientCoverages, SavedCoverage
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.domain.privacy import Privacy

__all__ = ["CoveragesBox", "OtherPayer", "add_coverage", "show_coverages"]


class CoveragesBox(ListBox[None]):
    """``await open(CoveragesBox(desk, coverages))``; it ends when the rep goes back."""

    BINDINGS = bindings("coverages")
    SCOPES: ClassVar[tuple[str, ...]] = ("coverages", "list", "dialog")
    HELP_TEXT = "Every insurance on file, as of the day above the list. What is in force stands first, in its order."
    NAME = "payer"
    EMPTY = "No insurance is on file; + adds one."
    COLUMNS = (
        Column("order", "Order", 9),
        Column("payer", "Payer and plan", 20, grow=True),
        Column("member", "Member ID", 12),
        Column("holds", "Holds", 24),
        Column("card", "Card seen", 10),
    )

    def __init__(self, desk: Desk, shown: PatientCoverages) -> None:
        super().__init__(desk, "", "1 card 2 change 3 payer 4 cases 5 open 6 holder 7 order 8 end 0 day +")
        self._held = shown
        self._day: date | None = None

    def compose(self) -> Any:
        self.box_title = f"Insurance of {whose(self.station.shown, self._held.patient, self._held.born)}"
        self.box_legend = self.box_legend.replace("   / filter   F12 back", " F12")
        yield from super().compose()

    async def read(self) -> tuple[str, Sequence[Record]]:
        self._held = await self.desk.ask(self.desk.coverages.of_patient, self._held.patient_id, self._day)
        held, shown = self._held, self.station.shown
        twice = clashes(held.coverages, held.day)
        head = f"As of {held.day:%a %m/%d/%Y}"
        if twice:
            head += f"   TWO ARE {order_word(twice[0]).upper()}: ask which pays first; 7 on it"
        elif not any(one.in_force(held.day) for one in held.coverages):
            head += "   NONE IS IN FORCE: self-pay unless there is a card"
        return head, [coverage_record(one, held.day, shown) for one in held.coverages]

    def _row(self) -> Coverage | None:
        """The coverage the last digit meant; None after saying that there is none."""
        record = self.list.target()
        found = next(
            (one for one in self._held.coverages if record is not None and one.coverage_id == record.key), None
        )
        if found is None:
            self.refuse("No insurance is on file yet; + adds one.")
        return found

    async def _then(self, saved: SavedCoverage | None, done: str) -> None:
        await self.read_again()  # also after a refusal: the newest version is what the next digit means
        if saved is not None:
            self.say(saved.words(done))

    # --- digits ---
    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        await self._then(await add_coverage(self, self.desk, self._held.patient_id), "on file")

    def action_change(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._change(one))

    async def _change(self, one: Coverage) -> None:
        await self._then(await change_coverage(self, self.desk, self._held, one), "saved")

    def action_end(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._end(one))

    async def _end(self, one: Coverage) -> None:
        saved = await end_coverage(self, self.desk, self._held, one)
        ends = saved.coverage.ends if saved is not None else None
        await self._then(saved, f"on file until {ends:%m/%d/%Y}" if ends else "saved")

    def action_card(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._card(one))

    async def _card(self, one: Coverage) -> None:
        done = await self.attempt(self.desk.coverages.card_seen, one.coverage_id, one.version)
        await self._then(done, "marked: card seen today, front and back")

    def action_earlier(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._earlier(one))

    async def _earlier(self, one: Coverage) -> None:
        saved = await self.attempt(self.desk.coverages.earlier, one.coverage_id, one.version)
        await self._then(saved, f"{order_word(saved.coverage.order)} now" if saved else "")

    def action_holder(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._holder(one))

    async def _holder(self, one: Coverage) -> None:
        """The subscriber is another patient of ours."""
        found = await choose_patient(self, self.desk, "Who holds this insurance?")
        if found is not None:
            saved = await self.attempt(self.desk.coverages.held_by, one.coverage_id, one.version, found)
            await self._then(saved, f"held by {saved.coverage.subscriber}" if saved else "")

    def action_payer(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._payer(one))

    async def _payer(self, one: Coverage) -> None:
        await show_payer(self, self.desk, one.payer_id)
        await self.read_again()

    def action_cases(self) -> None:
        self.flow(show_cases(self, self.desk, self._held.patient_id))

    def action_open(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._open(one))

    async def _open(self, one: Coverage) -> None:
        versions = await self.desk.ask(self.desk.coverages.history, one.coverage_id)
        shown = self.station.shown
        history = history_lines(versions, self.desk.tz) if not shown.on else ["History is hidden in privacy mode."]
        text = page(coverage_lines(one, self._held.day, shown), ["What was changed", *history])
        await self.open(Paper(f"Insurance of {shown.name(self._held.patient)}", text))

    def action_other_day(self) -> None:
        self.flow(self._other_day())

    async def _other_day(self) -> None:
        day = await self.open(Prompt("As of which day?", "Day", self._read_day, note="For example t, 1/1 or t-30."))
        if day is not None:
            self._day = day
            await self.read_again()

    def _read_day(self, typed: str) -> date:
        if not typed:
            raise InvalidInput("Day: type t for today, or for example 01/15/2026.", "Day")
        return parse_day(typed, self._held.day, "Day")


def coverage_record(one: Coverage, day: date, shown: Privacy) -> Record:
    """One coverage as a row; ended ones are marked ENDED and dim."""
    holds = one.in_force(day)
    seen = f"{one.card_seen_on:%m/%d/%Y}" if one.card_seen_on else "-"
    cells = (
        Cell(order_word(one.order) if holds else "", "" if holds else "dim"),
        Cell(one.name(), "" if holds else "dim"),
        Cell("" if shown.on else one.member_id),
        Cell(one.holds_words(day), "good" if holds else "dim"),
        Cell(seen),
    )
    return Record(one.coverage_id, one.version, cells)


def coverage_lines(one: Coverage, day: date, shown: Privacy) -> list[str]:
    """Everything on one coverage."""
    hidden = shown.on
    begins = f"{one.effective:%m/%d/%Y}" if one.effective else "not known"
    ends = f"{one.ends:%m/%d/%Y}  {one.ended_reason}".rstrip() if one.ends else "no end on file"
    born = f", born {shown.dob(one.subscriber_dob)}" if one.subscriber_dob else ""
    ours = " (a patient of ours)" if one.subscriber_patient_id else ""
    holder = "the patient" if one.relationship == "self" else f"{shown.name(one.subscriber)}{born}{ours}"
    return [
        f"Payer        {one.name()}",
        f"Order        {order_word(one.order)}",
        f"Holds        {one.holds_words(day)}",
        f"Effective    {begins}",
        f"Ends         {ends}",
        f"Member ID    {'' if hidden else one.member_id}",
        f"Group        {'' if hidden else one.group_number}",
        f"Patient is   {relationship_word(one.relationship)}",
        f"Subscriber   {holder}",
        f"Copay        {shown.amount(one.copay.dollars) if one.copay is not None else 'not known'}",
        f"Checked      {one.verified_words(day)}",
        f"Card scan    front {one.card_front or '-'}, back {one.card_back or '-'}",
    ]


async def show_coverages(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """A patient's coverages over ``screen``, inside one of its flows; the view is logged first."""
    await screen.open(CoveragesBox(desk, await desk.ask(desk.coverages.of_patient, patient_id)))
