"""A patient's account in one box: open charges, payments with what went back, plans, money paid ahead; digits act."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.ledger import JournalKind
from psr_tui.keys import bindings
from psr_tui.screens.account_acts import adjust, fee_or_discount, returned_check
from psr_tui.screens.account_ahead import UseAheadBox
from psr_tui.screens.account_plan import agree_plan, end_plan
from psr_tui.screens.account_rows import COLUMNS, AccountRow, charge_page, plan_page, record_of, rows_of, summary
from psr_tui.screens.dialogs import Dialog
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.screens.giving_back import give_back
from psr_tui.screens.payment import show_receipt, take_payment
from psr_tui.services.accounts import PatientAccount, nothing_to_use
from psr_tui.widgets.record_list import ListSource, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class AccountFace(Dialog[None]):
    """What the box shows, and the record a digit means; the acts stand in the classes below it.

    ``row`` is the line under the cursor, ``marked`` the marked ones; after an act ``await refresh_account()`` reads
    everything again and keeps the cursor where it was.
    """

    BINDINGS = bindings("account")
    SCOPES = ("account", "list", "dialog")
    HELP_TEXT = "Open charges stand first, then what was posted, newest first. Digits act on the line under the cursor."
    DEFAULT_CSS = "AccountFace RecordList { height: 14; }"

    def __init__(self, desk: Desk, account: PatientAccount) -> None:
        keys = "1 pay 2 ahead 3 plan 4 bounced 5 open 6 adjust 7 fee,less 8 give back F12"
        super().__init__("", legend=keys)
        self.desk = desk
        self.account = account
        self.rows: dict[str, AccountRow] = {}
        self.source = ListSource(())

    def compose(self) -> Iterable[Widget]:
        self.box_title = f"Account  {self.station.shown.name(self.account.patient)}"
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        yield Static(id="account-sum")
        self._fill()
        yield RecordList(COLUMNS, self.source, empty_text="Nothing was ever posted on this account.", id="account-list")

    @property
    def listing(self) -> RecordList:
        return self.query_one("#account-list", RecordList)

    @property
    def row(self) -> AccountRow | None:
        """The line the last digit meant."""
        record = self.listing.target()
        return self.rows.get(record.key) if record is not None else None

    @property
    def marked(self) -> list[AccountRow]:
        return [self.rows[record.key] for record in self.listing.marked if record.key in self.rows]

    def on_mount(self) -> None:
        self._show_sum()
        self.listing.focus()
        self.flow(self.listing.reload())

    def _fill(self) -> None:
        rows = rows_of(self.account)
        self.rows = {row.key: row for row in rows}
        self.source.records = [record_of(row, self.account, self.station.shown) for row in rows]

    def _show_sum(self) -> None:
        self.query_one("#account-sum", Static).update(Content(summary(self.account, self.station.shown)))

    async def refresh_account(self) -> None:
        """Read the account again and show it."""
        self.account = await self.desk.ask(self.desk.accounts.account, self.account.patient_id)
        self._fill()
        self._show_sum()
        self.listing.clear_marks()
        await self.listing.reload(asked=True)  # what left it is no news: the rep did it

    async def on_record_list_opened(self, message: RecordList.Opened) -> None:
        """Enter does what 5 does."""
        message.stop()
        await self.run_action("open")


class AccountBox(AccountFace):
    """``await open(AccountBox(desk, account))``; it ends when the rep goes back."""

    def action_pay(self) -> None:
        self.flow(self._pay())

    async def _pay(self) -> None:
        if await take_payment(self, "Payment", self.account.patient_id) is not None:
            await self.refresh_account()

    def action_use_ahead(self) -> None:
        self.flow(self._use_ahead())

    async def _use_ahead(self) -> None:
        nothing_to_use(self.account)
        used = await self.open(UseAheadBox(self.desk, self.account, self.desk.new_id()))
        if used is not None:
            await self.refresh_account()
            self.say(f"{used.amount.dollars} of the money paid ahead is used; {used.left.dollars} is left.")

    def action_plan(self) -> None:
        self.flow(self._plan(self.row, self.marked))

    async def _plan(self, row: AccountRow | None, marked: list[AccountRow]) -> None:
        """On a plan: end it. Else agree on one for the marked charges, the charge under the cursor, or all that is
        open and on no plan."""
        if row is not None and row.plan is not None and row.plan.active:
            ended = await end_plan(self, row.plan)
            if ended is not None:
                await self.refresh_account()
                self.say("The plan has ended; what is open is due.")
            return
        chosen = [one.due for one in marked or ([row] if row is not None else []) if one.due is not None]
        charges = [item for item in chosen or self.account.due if not item.plan and item.open.cents > 0]
        if not charges:
            self.refuse("Nothing is open that is not on a plan already; on the plan 3 ends it.")
            return
        plan = await agree_plan(self, self.account.patient_id, charges)
        if plan is not None:
            await self.refresh_account()
            self.say(f"Agreed: {plan.words()}.")

    # --- less or more is owed ---
    def action_adjust(self) -> None:
        row = self.row
        charge = row.due.charge_id if row is not None and row.due is not None else ""
        self.flow(self._then_say(adjust(self, self.account.patient_id, charge)))

    def action_fee(self) -> None:
        self.flow(self._then_say(fee_or_discount(self, self.account.patient_id)))

    def action_returned(self) -> None:
        journal_id = self._payment("a check came back of")
        if journal_id:
            self.flow(self._then_say(returned_check(self, journal_id)))

    def action_give_back(self) -> None:
        journal_id = self._payment("something goes back of")
        if journal_id:
            self.flow(self._give_back(journal_id))

    def _payment(self, what: str) -> str:
        """The payment under the cursor; '' after saying which line is meant."""
        entry = self.row.entry if self.row is not None else None
        if entry is None or entry.kind is not JournalKind.PAYMENT:
            self.refuse(f"Put the cursor on the payment that {what}.")
            return ""
        return entry.journal_id

    async def _then_say(self, act: Awaitable[str | None]) -> None:
        said = await act
        if said is not None:
            await self.refresh_account()
            self.say(said)

    async def _give_back(self, journal_id: str) -> None:
        await give_back(self, journal_id)
        await self.refresh_account()

    def action_open(self) -> None:
        row = self.row
        if row is None:
            self.refuse("There is nothing on this account yet; 1 takes a payment.")
        else:
            self.flow(self._open_row(row))

    async def _open_row(self, row: AccountRow) -> None:
        if row.plan is not None:
            await self.open(Paper("Payment plan", plan_page(row.plan)))
        elif row.entry is not None and row.entry.receipt_number is not None:
            number = row.entry.receipt_number
            await show_receipt(self, number, await self.desk.act(self.desk.payments.receipt, number))
        elif row.due is not None:
            await self._history(row.due.charge_id, row.due.words)
        elif row.entry is not None and row.entry.charge_ids:
            await self._history(row.entry.charge_ids[0], row.entry.label)
        else:
            self.refuse("This line has no more to show; 5 opens receipts, charges and plans.")

    async def _history(self, charge_id: str, label: str) -> None:
        history = await self.desk.ask(self.desk.accounts.of_charge, charge_id)
        await self.open(Paper("What was posted", charge_page(label, history)))


async def show_account(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """The account of a patient over ``screen``, inside one of its flows; the view is logged first."""
    await screen.open(AccountBox(desk, await desk.ask(desk.accounts.account, patient_id)))
