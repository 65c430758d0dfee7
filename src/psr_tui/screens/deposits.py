"""Reports: deposit slips and what the bank confirmed, and drops that go from the safe to the bank (CD-102, CD-103)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.deposit_slip import slip_number
from psr_tui.domain.money import Money
from psr_tui.domain.printing import PrintKind
from psr_tui.domain.text import clean, so_many
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.seal_bag import seal_bag
from psr_tui.screens.flows import Flows
from psr_tui.screens.printing import show_page
from psr_tui.services.deposits import BankDrops, ConfirmBanked, DropInSafe, SlipCopy
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class Deposits(ListBox[None]):
    """Every deposit slip, newest first; those the bank has not confirmed say so."""

    BINDINGS = bindings("deposits")
    SCOPES: ClassVar[tuple[str, ...]] = ("deposits", "list", "dialog")
    HELP_TEXT = (
        "Each slip with its bag. 1 takes drops out of the safe, 2 says that the bank confirmed, 5 shows the slip."
    )
    NAME = "bag"
    EMPTY = "Nothing went to the bank yet."
    COLUMNS = (
        Column("number", "Slip", 8),
        Column("date", "Date", 8),
        Column("source", "From", 4),
        Column("bag", "Bag", 10, grow=True),
        Column("total", "In the bag", 10, align="right"),
        Column("sealed", "Sealed by", 20, grow=True),
        Column("banked", "Bank", 8),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Deposits", "1 safe to bank   2 bank confirmed   5 open")

    async def read(self) -> tuple[str, Sequence[Record]]:
        slips = await self.desk.ask(self.desk.deposits.slips)
        away = [one.total for one in slips if one.banked_at is None]
        records = []
        for one in slips:
            banked = one.banked_at.astimezone(self.desk.tz) if one.banked_at is not None else None
            records.append(
                Record(
                    str(one.number),
                    0 if banked is None else 1,
                    (
                        Cell(slip_number(one.number), "strong"),
                        Cell(f"{one.business_date:%m/%d/%y}"),
                        Cell(one.source or "safe"),
                        Cell(one.bag),
                        Cell(str(one.total)),
                        Cell(f"{one.prepared}, {one.verified}" if one.verified else one.prepared),
                        Cell(f"{banked:%m/%d/%y}" if banked else "not yet", "good" if banked else "warn"),
                    ),
                )
            )
        return (
            f"{so_many(len(slips), 'slip')}, {len(away)} not confirmed by the bank: {Money.total(away).dollars}",
            records,
        )

    def _number(self) -> int | None:
        record = self.list.target()
        if record is None:
            self.refuse("There is no deposit slip yet; a close that sends money to the bank writes one.")
        return int(record.key) if record is not None else None

    def action_open(self) -> None:
        number = self._number()
        if number is not None:
            self.flow(show_slip(self, self.desk, number))

    def action_confirm(self) -> None:
        number = self._number()
        if number is not None:
            self.flow(self._confirm(number))

    async def _confirm(self, number: int) -> None:
        command_id = self.desk.new_id()
        note = f"The bank has counted the bag of {slip_number(number)} and all of it was there."
        reference = await self.open(Prompt("Bank confirmed", "Number on its receipt", clean, note=note, max_length=40))
        if reference is None:
            return
        await self.desk.act(self.desk.deposits.confirm_banked, ConfirmBanked(command_id, number, reference))
        await self.read_again()
        self.say(f"{slip_number(number)} is confirmed by the bank.")

    def action_bank_drops(self) -> None:
        self.flow(self._bank_drops())

    async def _bank_drops(self) -> None:
        drops = await self.desk.ask(self.desk.deposits.in_safe)
        if not drops:
            self.refuse("No drop waits in the safe.")
            return
        slip = await self.open(DropsInSafe(self.desk, drops))
        if slip is not None:
            await self.read_again()
            await show_slip(self, self.desk, slip.number)
            self.say(f"{slip_number(slip.number)}: the drops are on their way to the bank.")


class DropsInSafe(ListBox[SlipCopy]):
    """The drops that wait in the safe; the marked ones go into one bag, all when none is marked."""

    BINDINGS = bindings("in_safe")
    SCOPES: ClassVar[tuple[str, ...]] = ("in_safe", "list", "dialog")
    HELP_TEXT = "Drop bags in the safe. Space marks some of them; 1 puts the marked ones, or all, into one bag."
    NAME = "bag"
    COLUMNS = (
        Column("bag", "Drop bag", 16, grow=True),
        Column("at", "Dropped", 11),
        Column("drawer", "Drawer", 6),
        Column("rep", "Rep", 20),
        Column("amount", "Amount", 11, align="right"),
    )

    def __init__(self, desk: Desk, drops: Sequence[DropInSafe]) -> None:
        super().__init__(desk, "Drops in the safe", "Space marks   1 bag the marked ones, or all")
        self._drops = {one.journal_id: one for one in drops}
        self._command_id = desk.new_id()

    async def read(self) -> tuple[str, Sequence[Record]]:
        total = Money.total(one.amount for one in self._drops.values())
        return f"{so_many(len(self._drops), 'drop')}, {total.dollars}", [
            self._record(one) for one in self._drops.values()
        ]

    def _record(self, one: DropInSafe) -> Record:
        at = one.at.astimezone(self.desk.tz)
        cells = (one.bag, f"{at:%m/%d %H:%M}", one.drawer, one.rep, str(one.amount))
        return Record(one.journal_id, 0, tuple(Cell(text) for text in cells))

    def action_open(self) -> None:
        self.refuse("Space marks a drop; 1 bags the marked ones, or all when none is marked.")

    def action_bank(self) -> None:
        chosen = [self._drops[one.key] for one in self.list.marked] or list(self._drops.values())
        self.flow(self._bank(chosen))

    async def _bank(self, chosen: list[DropInSafe]) -> None:
        total = Money.total(one.amount for one in chosen)
        note = f"{so_many(len(chosen), 'drop bag')}, {total.dollars}, unopened: {', '.join(one.bag for one in chosen)}."

        async def bank(bag: str, login: str, password: str) -> SlipCopy:
            command = BankDrops(self._command_id, tuple(one.journal_id for one in chosen), bag)
            return await self.desk.act(self.desk.deposits.bank_drops, command, login, password)

        slip = await seal_bag(self, "Safe to bank", note, bank, witness=self.desk.clinic.deposit_witness)
        if slip is not None:
            self.finish(slip)


async def show_slip(screen: Flows[Any], desk: Desk, number: int) -> None:
    """A deposit slip on the screen, with its print on one key; inside a flow."""
    copy = await desk.ask(desk.deposits.slip, number)
    await show_page(screen, PrintKind.DEPOSIT_SLIP, number, f"Deposit slip {slip_number(number)}", copy.text)
