"""The charges of a visit: what the provider marked, read by the rep, mended, handed over to billing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.check_out import ServiceForm, ServiceLine
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.estimate_letter import EstimateLine
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.flows import Flows
from psr_tui.services.check_out import CheckOutView
from psr_tui.widgets.fields import Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_OWN = "~own"


class ChargesBox(ListBox[None]):
    """1 hands over what waits and closes the box; + adds a line, 5 changes one, 8 takes one off."""

    BINDINGS = bindings("lines")
    SCOPES: ClassVar[tuple[str, ...]] = ("lines", "list", "dialog")
    HELP_TEXT = "What the provider marked for billing, in the clinic's own codes. 1 or F10 hands it over to billing."
    NAME = "label"
    EMPTY = "Nothing was marked for billing. + adds a line."
    COLUMNS = (
        Column("code", "Code", 12),
        Column("label", "Service", 26, grow=True),
        Column("quantity", "Times", 5, align="right"),
        Column("icd", "ICD", 8),
        Column("state", "", 12),
    )

    def __init__(self, desk: Desk, view: CheckOutView) -> None:
        super().__init__(desk, "Charges to hand over", "1 hand over   + add   5 change   8 remove")
        self.view = view

    async def read(self) -> tuple[str, Sequence[Record]]:
        waiting = len(self.view.waiting_services)
        head = f"{waiting} to hand over to billing" if waiting else "Nothing waits to be handed over"
        return head, [_record(one) for one in self.view.services]

    async def _showing(self, view: CheckOutView | None, words: str) -> None:
        """What is true now, then what happened; a refusal was said already."""
        look = self.desk.check_out.look
        self.view = view if view is not None else await self.desk.ask(look, self.view.visit_id)
        await self.read_again()
        if view is not None:
            self.say(words)

    @property
    def _line(self) -> ServiceLine | None:
        record = self.list.target()
        found = record.key if record is not None else ""
        return next((one for one in self.view.services if one.service_id == found), None)

    # --- digits ---
    def action_accept(self) -> None:
        self.action_hand()

    def action_hand(self) -> None:
        self.flow(self._hand())

    async def _hand(self) -> None:
        view = await self.attempt(self.desk.check_out.hand_over, self.view.visit_id, self.view.version)
        if view is None:
            await self._showing(None, "")
        else:
            self.finish(None)

    def action_add(self) -> None:
        self.flow(self._add())

    async def _add(self) -> None:
        command_id = self.desk.new_id()
        chosen = await from_prices(self, self.desk, "Which service?")
        form = await ask_service(self, "Add a charge", chosen) if chosen is not None else None
        if form is not None:
            added = await self.attempt(self.desk.check_out.add_service, command_id, self.view.visit_id, form)
            await self._showing(added, f"Added: {form.label}.")

    def action_open(self) -> None:
        if self._line is None:
            self.refuse("There is no line to change; + adds one.")
        else:
            self.flow(self._change(self._line))

    async def _change(self, line: ServiceLine) -> None:
        shown = {"label": line.label, "code": line.code, "quantity": str(line.quantity), "icd_code": line.icd_code}
        form = await ask_service(self, "Change a charge", shown)
        if form is not None:
            act = self.desk.check_out.change_service
            await self._showing(await self.attempt(act, line.service_id, line.version, form), "The line is changed.")

    def action_remove(self) -> None:
        if self._line is None:
            self.refuse("There is no line to take off.")
        else:
            self.flow(self._remove(self._line))

    async def _remove(self, line: ServiceLine) -> None:
        act = self.desk.check_out.remove_service
        await self._showing(await self.attempt(act, line.service_id, line.version), f"Taken off: {line.words}.")


def _record(one: ServiceLine) -> Record:
    waits = one.handed_at is None
    cells = (one.code, one.label, str(one.quantity), one.icd_code)
    state = Cell("to hand over", "warn") if waits else Cell("handed over")
    return Record(one.service_id, one.version, (*(Cell(text) for text in cells), state))


async def from_prices(screen: Flows[Any], desk: Desk, title: str) -> dict[str, Any] | None:
    """A line of the price list as the values of a form, empty values to type one; None when the rep stepped back."""
    prices = await desk.ask(desk.estimates.prices)
    if not prices:
        return {"quantity": "1"}
    options = [(str(at), _price_words(one)) for at, one in enumerate(prices)]
    code = await screen.open(Choose(title, [(_OWN, "Type it"), *options]))
    if code is None:
        return None
    if code == _OWN:
        return {"quantity": "1"}
    one = prices[int(code)]
    return {"label": one.label, "code": one.code, "quantity": "1", "amount": one.amount}


def _price_words(one: EstimateLine) -> str:
    return f"{one.code:<8} {one.label}  {one.amount}".strip()


def read_quantity(typed: str) -> int:
    """How many. Raises InvalidInput."""
    text = (typed or "1").strip()
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput("How many: a number from 1 to 99.", "quantity")
    return int(text[:6])


async def ask_service(screen: Flows[Any], title: str, shown: dict[str, Any]) -> ServiceForm | None:
    """The form of one charge; what is wrong is told while it can be mended."""
    fields = [
        Field("Service *", "label", required=True, max_length=80, help="What was done, in the clinic's own words."),
        Field("Code", "code", max_length=12, help="The clinic's own code, for example OV15."),
        Field("Times", "quantity", max_length=3, help="How many; empty is one."),
        Field("ICD", "icd_code", max_length=9, help="For example M54.50; only its shape is checked."),
    ]
    values = await screen.open(
        FormDialog(title, fields, check=_check, values={name: shown.get(name) for name in _NAMES})
    )
    return _form(values) if values is not None else None


_NAMES = ("label", "code", "quantity", "icd_code")


def _form(typed: dict[str, Any]) -> ServiceForm:
    quantity = read_quantity(typed["quantity"])
    return ServiceForm(typed["label"] or "", typed["code"] or "", quantity, typed["icd_code"] or "").checked()


def _check(typed: dict[str, Any]) -> None:
    """Refuse what is wrong while the box still stands."""
    _form(typed)
