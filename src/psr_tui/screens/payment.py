"""Taking money: the payment box for whoever is not at check-in, the question before unlikely change, the receipt.

The box proposes what to collect and says where the money goes before anything is posted (cash-drawer.md CD-26,
front-desk.md FD-128); it keeps what was typed when the desk refuses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.money import Money
from psr_tui.domain.payments import CHARGE_LABELS, TakePayment, propose
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import Tender, unlikely_change
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs import Confirm
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.services.payments import PatientBalance, PaymentTaken
from psr_tui.widgets.form import Form
from psr_tui.widgets.payment_form import NOTHING_TYPED, PaymentForm

Post = Callable[[tuple[Tender, ...]], Awaitable[PaymentTaken]]
"""Posts the tenders of the box; made by the place, which knows what they are for. Raises DeskError."""

_LINES_SHOWN = 5  # so that sum, syntax and a long refusal still fit into 24 rows


class PaymentBox(FormBox[PaymentTaken]):
    """``taken = await open(PaymentBox("Payment", balance, command_id, post))``; None when nothing was taken."""

    HELP_TEXT = "Type what the patient hands over: 40 for cash, card 4242 T1, check 1042 25.00; one line a tender."

    def __init__(self, title: str, balance: PatientBalance, command_id: str, post: Post, terminal: str = "") -> None:
        super().__init__(title, legend="Enter next field   F10 take it   F12 cancel")
        self._balance = balance
        self._command_id = command_id
        self._post = post
        self._terminal = terminal
        self._busy = False

    @property
    def form(self) -> PaymentForm:
        return self.query_one(PaymentForm)

    def compose_body(self) -> Iterable[Widget]:
        yield Static(self._due_lines(), id="pay-due")
        yield PaymentForm("Take it")
        yield Static("", id="pay-spread")

    def _due_lines(self) -> Content:
        lines = []
        for item in self._balance.due[:_LINES_SHOWN]:
            label = strip_forbidden(item.label or CHARGE_LABELS[item.kind])
            lines.append(f"{item.service_date:%m/%d/%Y}  {label[:40]:<40} {item.open!s:>12}")
        rest = self._balance.due[_LINES_SHOWN:]
        if rest:
            total = Money.total(item.open for item in rest)
            lines.append(f"{'':10}  {f'and {len(rest)} more':<40} {total!s:>12}")
        lines.append(f"{'':10}  {'Due in all':<40} {self._balance.total!s:>12}")
        if self._balance.prepaid:
            lines.append(f"{'':10}  {'Paid ahead before':<40} {self._balance.prepaid!s:>12}")
        return Content("\n".join(lines))

    def on_mount(self) -> None:
        self.form.begin(self._command_id, self._balance.total, terminal=self._terminal)
        self.form.begin_typing()
        self._show_spread()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.form.show_sum()
        self._show_spread()

    def _show_spread(self) -> None:
        """Where the money goes, before it is posted (CD-26)."""
        by_id = {item.charge_id: item for item in self._balance.due}
        words = []
        for part in propose(self._balance.due, self.form.taken):
            item = by_id.get(part.charge_id or "")
            label = (item.label or CHARGE_LABELS[item.kind]) if item else "paid ahead"
            words.append(f"{strip_forbidden(label)} {part.amount}")
        self.query_one("#pay-spread", Static).update(Content(f"Goes to: {', '.join(words) or 'nothing yet'}"))

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._busy:
            self._busy = True
            self.flow(self._take())

    async def _take(self) -> None:
        try:
            settled = self.form.settled()
            if settled is None:
                self.refuse(NOTHING_TYPED)
                self.form.go_to_wrong()
            elif await sure_of_change(self, settled.change):
                self.finish(await self._post(settled.tenders))
        except DeskError as error:
            self.form.go_to_wrong()
            self.refuse(error)
        finally:
            self._busy = False


async def take_payment(screen: Flows[Any], title: str, patient_id: str) -> PaymentTaken | None:
    """Ask, post and show the receipt; inside a flow of ``screen``. The command has one id however often F10 is
    pressed, so money is never taken twice."""
    desk = screen.desk
    balance = await desk.ask(desk.payments.balances, patient_id)
    command_id = desk.new_id()

    async def post(tenders: tuple[Tender, ...]) -> PaymentTaken:
        allocations = propose(balance.due, Money.total(tender.amount for tender in tenders))
        return await desk.act(desk.payments.take, TakePayment(command_id, patient_id, None, tenders, allocations))

    heading = f"{title}  {screen.station.shown.name(balance.patient)}"
    terminal = await desk.ask(desk.payments.usual_terminal)
    taken = await screen.open(PaymentBox(heading, balance, command_id, post, terminal))
    if taken is not None:
        await show_taken(screen, taken)
        change = f"Change {taken.change.dollars}. " if taken.change else ""  # first: it is in the hand now
        screen.say(f"{change}Receipt {taken.receipt} is posted.")
    return taken


async def sure_of_change(screen: Flows[Any], change: Money) -> bool:
    """A slip of the finger must not hand out a day's cash: unlikely change is asked about once. Inside a flow."""
    question = unlikely_change(change)
    if not question:
        return True
    sure = await screen.open(Confirm(question, yes="right", no="mend it", unasked=True))
    return sure is True


async def show_taken(screen: Flows[Any], taken: PaymentTaken) -> None:
    """The receipt of a payment that was just taken, the change to hand back above it; inside a flow."""
    change = f" · CHANGE {taken.change.dollars}" if taken.change else ""
    note = "The drawer holds more cash than it should: make a safe drop (F5, 4)." if taken.ask_for_drop else ""
    await show_receipt(screen, taken.receipt_number, taken.text, change=change, note=note)


async def show_receipt(screen: Flows[Any], number: int, text: str, *, change: str = "", note: str = "") -> None:
    """A receipt on the screen, with a marked reprint on one key; inside a flow."""
    again = partial(screen.desk.act, screen.desk.payments.reprint, number)
    await screen.open(Paper(f"Receipt {receipt_number(number)}{change}", text, again=again, note=note))
