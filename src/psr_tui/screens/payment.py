"""Taking money: the payment box for whoever is not at check-in, the question before unlikely change, the receipt.

The box proposes what to collect and says where the money goes before anything is posted (cash-drawer.md CD-26,
front-desk.md FD-128); it keeps what was typed when the desk refuses, when the rep goes away, and over a crash.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.allocation import MOST_FEES
from psr_tui.domain.errors import DeskError
from psr_tui.domain.money import Money
from psr_tui.domain.payments import TakePayment
from psr_tui.domain.printing import PrintKind
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import Settled, unlikely_change
from psr_tui.domain.typed_tenders import Terminals
from psr_tui.screens.dialogs import Confirm
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.screens.flows import Flows
from psr_tui.screens.printing import show_page
from psr_tui.screens.spread import Payable, fees_of, go_to_wrong, parts_of, show_spread
from psr_tui.services.payment_drafts import PAYMENT_DRAFT
from psr_tui.services.payments import PaymentBegun, PaymentTaken
from psr_tui.widgets.due_lines import WORDS, due_lines
from psr_tui.widgets.form import Form
from psr_tui.widgets.payment_form import NOTHING_TYPED, PaymentForm

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_LINES_SHOWN = 4  # so that sum, syntax and a long refusal still fit into 24 rows
_ROWS_BESIDES = 20


class PaymentBox(FormBox[PaymentTaken]):
    """``taken = await open(PaymentBox(desk, "Payment", begun))``; None when nothing was taken, ``kept`` then says
    whether something typed waits to be offered again."""

    HELP_TEXT = "Type what the patient hands over: 40 for cash, card 4242 T1 b0412, check 1042 25.00; a line each."

    def __init__(self, desk: Desk, title: str, begun: PaymentBegun) -> None:
        super().__init__(title, legend="Enter next field   F10 take it   F12 close, typing is kept")
        self.desk = desk
        self.kept = bool(begun.draft)
        self._begun = begun
        self._balance = begun.balance
        self._payable = Payable(
            begun.patient_id, begun.appointment_id, begun.today, begun.balance.due, begun.balance.total
        )  # fmt: skip
        self._busy = False
        self._done = False
        self._keeping = asyncio.Lock()

    @property
    def form(self) -> PaymentForm:
        return self.query_one(PaymentForm)

    def compose_body(self) -> Iterable[Widget]:
        yield Static(self._due_lines(), id="pay-due")
        yield PaymentForm("Take it")

    def _due_lines(self) -> Content:
        lines = due_lines(self._balance.due, max(_LINES_SHOWN, self.app.size.height - _ROWS_BESIDES))
        prepaid = f"Due in all (paid ahead so far: {self._balance.prepaid.dollars})"
        total = prepaid if self._balance.prepaid else "Due in all"
        lines.append(f"{'':15}{total:<{WORDS}} {self._balance.total!s:>12}")
        if self._balance.no_checks:
            lines.append("NO CHECKS from this patient: one came back. Cash, card or money order.")
        return Content("\n".join(lines))

    def on_mount(self) -> None:
        begun = self._begun
        begin_form(self.form, self.desk, self._balance.total, begun.terminals, begun.draft)
        self.form.begin_typing()
        show_spread(self.form, self._payable)
        if begun.draft:
            self.say("What was typed before is here again; nothing of it is posted yet.")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        show_spread(self.form, self._payable)

    # -- taking it --------------------------------------------------------------------------------------------------

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
                await self._post(settled)
        except DeskError as error:
            go_to_wrong(self.form, error)
            self.refuse(error)
            await self._keep()
        finally:
            self._busy = False

    async def _post(self, settled: Settled) -> None:
        begun, total = self._begun, Money.total(tender.amount for tender in settled.tenders)
        command = TakePayment(
            self.form.command_id, begun.patient_id, begun.appointment_id, settled.tenders,
            parts_of(self.form, self._payable, total), fees_of(self.form, self._payable),
        )  # fmt: skip
        async with self._keeping:
            taken = await self.desk.act(self.desk.payments.take, command)
            self._done = True  # its draft went with the posting; nothing may bring it back
        self.finish(taken)

    # -- drafts -----------------------------------------------------------------------------------------------------

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        if not self._busy:
            self.flow(self._keep(), hold=False)

    async def keep_drafts(self) -> None:
        await self._keep()

    async def _keep(self) -> None:
        """Keep what is typed; a form that was emptied leaves no draft."""
        async with self._keeping:
            typed = self.form.safe_draft()
            drafts, patient_id = self.desk.drafts, self._begun.patient_id
            if self._done or (not typed and not self.kept):
                return
            if typed:
                await self.desk.act(drafts.keep, PAYMENT_DRAFT, patient_id, typed)
            else:
                await self.desk.act(drafts.drop, PAYMENT_DRAFT, patient_id)
            self.kept = bool(typed)

    def action_cancel(self) -> None:
        self.flow(self._leave())

    async def _leave(self) -> None:
        await self._keep()
        self.finish(None)


def begin_form(
    form: PaymentForm, desk: Desk, asked: Money, terminals: Terminals, draft: Mapping[str, str] | None = None
) -> None:
    """Make a form ready for a new payment: its ids are made now, so that it posts once."""
    fee_ids = tuple(desk.new_id() for _ in range(MOST_FEES))
    form.begin(desk.new_id(), asked, draft, terminals=terminals, fee_ids=fee_ids)


async def take_payment(
    screen: Flows[Any], title: str, patient_id: str, appointment_id: str | None = None
) -> PaymentTaken | None:
    """Ask, post and show the receipt; inside a flow of ``screen``. The command has one id however often F10 is
    pressed, so money is never taken twice. ``appointment_id``: the visit at the desk, whose charges come first."""
    desk = screen.desk
    begun = await desk.ask(desk.payments.begin, patient_id, appointment_id)
    box = PaymentBox(desk, f"{title}  {screen.station.shown.name(begun.balance.patient)}", begun)
    taken = await screen.open(box)
    if taken is not None:
        await show_taken(screen, taken)
        screen.say(f"{taken.give_back}Receipt {taken.receipt} is posted.")
    elif box.kept:
        screen.say("Nothing was taken; what was typed waits for this patient's next payment.")
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
    title = f"Receipt {taken.receipt}{change}"
    kind, number = PrintKind.RECEIPT, taken.receipt_number
    await show_page(screen, kind, number, title, taken.text, note=note, posted=taken.journal_id)


async def show_receipt(screen: Flows[Any], number: int, text: str) -> None:
    """A receipt that was given before, with its print on one key; inside a flow."""
    await show_page(screen, PrintKind.RECEIPT, number, f"Receipt {receipt_number(number)}", text)
