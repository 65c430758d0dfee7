"""The price list (``:prices`` on F8): what estimates are made from; a lead changes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.prices import Price, PriceForm
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.widgets.fields import Field, MoneyField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class PricesBox(ListBox[None]):
    """What each service costs who pays for it themselves, in the clinic's own codes and words."""

    BINDINGS = bindings("prices")
    SCOPES: ClassVar[tuple[str, ...]] = ("prices", "list", "dialog")
    HELP_TEXT = "The clinic's own prices. With a visit type the line is proposed for every estimate of such a visit."
    NAME = "label"
    EMPTY = "The price list is empty. + adds a price."
    COLUMNS = (
        Column("code", "Code", 12),
        Column("label", "Service", 30, grow=True),
        Column("visit_type", "Visit type", 10),
        Column("amount", "Price", 11, align="right"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Price list", "+ add   5 change   8 take off")
        self._prices: dict[str, Price] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.prices.all)
        self._prices = {one.price_id: one for one in found}
        return f"{len(found)} prices", [_record(one) for one in found]

    @property
    def _price(self) -> Price | None:
        record = self.list.target()
        return self._prices.get(record.key) if record is not None else None

    def action_add(self) -> None:
        self.flow(self._add())

    async def _add(self) -> None:
        command_id = self.desk.new_id()
        form = await self._ask("Add a price", {})
        if form is not None:
            await self._after(await self.attempt(self.desk.prices.add, command_id, form))

    def action_open(self) -> None:
        if self._price is None:
            self.refuse("There is no price to change; + adds one.")
        else:
            self.flow(self._change(self._price))

    async def _change(self, one: Price) -> None:
        shown = {"label": one.label, "amount": one.amount, "code": one.code, "visit_type": one.visit_type}
        form = await self._ask("Change a price", shown)
        if form is not None:
            await self._after(await self.attempt(self.desk.prices.change, one.price_id, one.version, form))

    def action_remove(self) -> None:
        if self._price is None:
            self.refuse("There is no price to take off.")
        else:
            self.flow(self._remove(self._price))

    async def _remove(self, one: Price) -> None:
        await self._after(await self.attempt(self.desk.prices.stop, one.price_id, one.version))

    async def _after(self, said: str | None) -> None:
        if said is not None:
            await self.read_again()
            self.say(said)

    async def _ask(self, title: str, shown: dict[str, Any]) -> PriceForm | None:
        fields = [
            Field("Service *", "label", required=True, max_length=80, help="In the clinic's own words."),
            MoneyField("Price *", "amount", required=True),
            Field("Code", "code", max_length=12, help="The clinic's own code, for example ECG."),
            Field("Visit type", "visit_type", max_length=12, help="Its code, when every such visit holds it."),
        ]
        values = await self.open(FormDialog(title, fields, check=_check, values=shown or None))
        return _form(values) if values is not None else None


def _record(one: Price) -> Record:
    return Record(
        one.price_id, one.version,
        (Cell(one.code), Cell(one.label), Cell(one.visit_type), Cell(str(one.amount))),
    )  # fmt: skip


def _form(typed: dict[str, Any]) -> PriceForm:
    return PriceForm(typed["label"] or "", typed["amount"], typed["code"] or "", typed["visit_type"] or "").checked()


def _check(typed: dict[str, Any]) -> None:
    """Refuse what is wrong while the box still stands."""
    _form(typed)
