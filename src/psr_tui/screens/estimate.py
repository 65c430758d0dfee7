"""The good-faith estimate: services with prices, the total, given on paper or read out (FD-142)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.clock import local
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.estimate_letter import EstimateLine
from psr_tui.domain.estimates import HOWS, Estimate, EstimateKind, EstimateState, checked_line, total_of
from psr_tui.keys import bindings
from psr_tui.screens.check_out_charges import from_prices, read_quantity
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.flows import Flows
from psr_tui.services.estimates import OpenEstimate
from psr_tui.widgets.fields import Field, MoneyField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class EstimateBox(ListBox[str]):
    """Answers with a sentence when it was given, None otherwise. Lines are kept when it is given."""

    BINDINGS = bindings("lines")
    SCOPES: ClassVar[tuple[str, ...]] = ("lines", "list", "dialog")
    HELP_TEXT = (
        "What this visit is expected to cost who pays it themselves. The lines come from the price list and can be "
        "changed. 1 or F10 gives it: choose how. A given one that is changed becomes a new version."
    )
    NAME = "label"
    EMPTY = "No price is known for this visit. + adds a service."
    COLUMNS = (
        Column("code", "Code", 12),
        Column("label", "Service", 24, grow=True),
        Column("provider", "By", 12),
        Column("quantity", "Times", 5, align="right"),
        Column("amount", "Amount", 11, align="right"),
    )

    def __init__(self, desk: Desk, opened: OpenEstimate) -> None:
        super().__init__(desk, "", "1 give   + add   5 change   8 remove")
        self.opened = opened
        self.lines = list(opened.lines)
        self._command_id = desk.new_id()
        self._asked = False

    def compose(self) -> Any:
        one = self.opened.estimate
        version = f" version {one.number}" if one.number > 1 else ""
        self.box_title = f"Estimate{version}  {self.station.shown.name(one.patient)}"
        yield from super().compose()

    async def read(self) -> tuple[str, Sequence[Record]]:
        shown, opened = self.station.shown, self.opened
        one = opened.estimate
        day = f", {one.service_date:%a %m/%d/%Y}" if one.service_date else ""
        what = f"{opened.service or 'No visit yet'}{day}" + (f" with {opened.provider}" if opened.provider else "")
        head = [f"{what}: TOTAL {shown.amount(str(total_of(self.lines)))}", self._stands()]
        return "\n".join(head), [self._record(at, line) for at, line in enumerate(self.lines)]

    def _stands(self) -> str:
        one = self.opened.estimate
        if one.given_at is not None:
            how = dict(HOWS).get(one.given_how, one.given_how).lower()
            return f"Given {local(one.given_at, self.desk.tz):%m/%d/%Y %H:%M} by {one.given_by}, {how}"
        earlier = f"; {self.opened.earlier[0].why_replaced}" if self.opened.earlier else ""
        return f"Not given yet, {one.due_words(self.opened.today)} ({one.why.value}){earlier}"

    def _record(self, at: int, line: EstimateLine) -> Record:
        amount = self.station.shown.amount(str(line.amount))
        cells = (line.code, line.label, line.provider or self.opened.provider, str(line.quantity), amount)
        return Record(str(at), 1, tuple(Cell(text) for text in cells))

    # --- digits ---
    def _at(self) -> int | None:
        record = self.list.target()
        return int(record.key) if record is not None else None

    def action_add(self) -> None:
        self.flow(self._add())

    async def _add(self) -> None:
        chosen = await from_prices(self, self.desk, "Which service?")
        line = await self._ask("Add a service", chosen) if chosen is not None else None
        if line is not None:
            self.lines.append(line)
            await self.read_again()

    def action_open(self) -> None:
        at = self._at()
        if at is None:
            self.refuse("There is no line to change; + adds one.")
        else:
            self.flow(self._change(at))

    async def _change(self, at: int) -> None:
        one = self.lines[at]
        shown = {"label": one.label, "code": one.code, "provider": one.provider, "quantity": str(one.quantity),
                 "amount": one.amount}  # fmt: skip
        line = await self._ask("Change a service", shown)
        if line is not None:
            self.lines[at] = line
            await self.read_again()

    def action_remove(self) -> None:
        at = self._at()
        if at is None:
            self.refuse("There is no line to take off.")
        else:
            del self.lines[at]
            self.flow(self.read_again())

    async def _ask(self, title: str, shown: dict[str, Any]) -> EstimateLine | None:
        fields = [
            Field("Service *", "label", required=True, max_length=80),
            Field("Code", "code", max_length=12, help="The clinic's own code."),
            Field("Times", "quantity", max_length=3, help="How many; empty is one."),
            MoneyField("Amount *", "amount", required=True, help="For all of them together."),
            Field("By", "provider", max_length=80, help="Who provides it, where it is somebody else."),
        ]
        values = await self.open(
            FormDialog(title, fields, check=_check, values={name: shown.get(name) for name in _NAMES})
        )
        return _line(values) if values is not None else None

    # --- giving it ---
    def action_accept(self) -> None:
        self.action_hand()

    def action_hand(self) -> None:
        self.flow(self._give())

    async def _give(self) -> None:
        one = self.opened.estimate
        if not self.lines:
            raise InvalidInput("An estimate needs at least one service; + adds one.", "label")
        how = await self.open(Choose("How does the patient get it?", list(HOWS)))
        if how is None:
            return
        lines = [line if line.provider else replace(line, provider="") for line in self.lines]
        given = await self.attempt(self.desk.estimates.give, self._command_id, one.estimate_id, one.version, lines, how)
        if given is not None:
            if how in ("printed", "mailed"):
                print_estimate(self, given)
            self.finish(_given_words(self, given, how))

    def action_cancel(self) -> None:
        """What was changed and not given is asked about once."""
        if tuple(self.lines) != self.opened.lines and not self._asked:
            self._asked = True
            self.refuse("This throws away the lines you changed. F12 again does it; 1 gives the estimate.")
        else:
            super().action_cancel()


_NAMES = ("label", "code", "quantity", "amount", "provider")


def _line(typed: dict[str, Any]) -> EstimateLine:
    quantity = read_quantity(typed["quantity"])
    return checked_line(
        EstimateLine(typed["label"] or "", typed["amount"], typed["code"] or "", quantity, typed["provider"] or "")
    )


def _check(typed: dict[str, Any]) -> None:
    """Refuse what is wrong while the box still stands."""
    _line(typed)


def _given_words(screen: Flows[Any], given: Estimate, how: str) -> str:
    name, total = screen.station.shown.name(given.patient), screen.station.shown.amount(given.total.dollars)
    printing = "; its letter is being printed" if how in ("printed", "mailed") else ""
    return f"{name}: estimate of {total} given{printing}."


def print_estimate(screen: Flows[Any], given: Estimate) -> None:
    """Print the paper of an estimate beside the screen; what fails waits in :printing."""
    desk = screen.desk

    async def printed() -> None:
        try:
            paper: Any
            if given.kind is EstimateKind.GOOD_FAITH:
                paper = await desk.ask(desk.estimates.letter, given.estimate_id)
            else:
                paper = await desk.ask(desk.estimates.cost_paper, given.estimate_id)
            await desk.outside(desk.visit_papers.print_paper, given.patient_id, paper)
        except DeskError as error:
            shown = screen.station.screen
            if isinstance(shown, Flows) and shown.is_mounted:
                shown.refuse(error)

    screen.app.run_worker(printed(), group="printing")


async def show_estimate(screen: Flows[Any], estimate_id: str) -> None:
    """Open an estimate over ``screen``, inside one of its flows; the view is logged first. One from benefits, or one
    that was replaced, is a page to read."""
    opened = await screen.desk.act(screen.desk.estimates.open, estimate_id)
    one = opened.estimate
    if one.kind is EstimateKind.GOOD_FAITH and one.state in (EstimateState.DUE, EstimateState.GIVEN):
        said = await screen.open(EstimateBox(screen.desk, opened))
        if said:
            screen.say(said)
        return
    shown = screen.station.shown
    facts = [("Stands", one.state.word), ("Due", f"{one.due_on:%a %m/%d/%Y}" if one.due_on else ""),
             ("Why", one.why_replaced), ("Words", one.words)]  # fmt: skip
    lines = [(line.code or "-", f"{line.label} {shown.amount(str(line.amount))}") for line in one.lines]
    await screen.open(PageBox(f"Estimate  {shown.name(one.patient)}", [("", facts), ("Services", lines)]))
