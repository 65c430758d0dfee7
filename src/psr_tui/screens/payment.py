"""Taking money: one box for every place where a patient stands, and the receipt after it.

The box proposes what to collect and where the money goes before anything is posted (cash-drawer.md CD-26,
front-desk.md FD-128), computes the change as it is typed, and keeps what was typed when the desk refuses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import CHARGE_LABELS, BalanceDue, TakePayment, propose
from psr_tui.domain.tenders import CARD_BRANDS, CARD_LIKE, TENDER_LABELS, Tender, TenderKind, check_tender, settle
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.services.payments import PatientBalance, PaymentTaken
from psr_tui.widgets.choice_field import ChoiceField
from psr_tui.widgets.field import Field
from psr_tui.widgets.fields import MoneyField
from psr_tui.widgets.form import Form, SaveStop

Post = Callable[[tuple[Tender, ...]], Awaitable[PaymentTaken]]
"""Posts the tenders of the box; made by the place, which knows what they are for. Raises DeskError."""

_CASH = frozenset({"tendered"})
_NUMBER = frozenset({"amount", "reference"})
_CARD = frozenset({"amount", "terminal", "brand", "last4", "auth"})
_SHOWN: dict[TenderKind, frozenset[str]] = {
    kind: _CASH if kind is TenderKind.CASH else _CARD if kind in CARD_LIKE else _NUMBER for kind in TenderKind
}
_REMEMBERED: dict[str, str] = {}


class PaymentBox(Dialog[PaymentTaken]):
    """``taken = await open(PaymentBox("Copay", balance, post))``; None when nothing was taken.

    One tender is one line; when it does not cover what is paid now, the box asks for the next one.
    """

    HELP_TEXT = (
        "Type what the patient hands over; the change is computed. For a card or a check choose it above. "
        "What is not covered is asked for again with the next tender."
    )

    def __init__(self, title: str, balance: PatientBalance, post: Post, *, appointment_id: str | None = None) -> None:
        super().__init__(title, legend="Enter next field   F10 take it   F12 cancel")
        self._balance = balance
        self._post = post
        self._appointment_id = appointment_id
        self._tenders: list[Tender] = []
        self._busy = False
        self._asked = False

    # --- what stands in it ---
    def compose_body(self) -> Iterable[Widget]:
        yield Static(self._due_lines(), id="pay-due")
        kinds = [(kind.value, TENDER_LABELS[kind]) for kind in TenderKind]
        yield Form(
            MoneyField("Pay now", "now", required=True, help="What is collected now; less than the sum is fine."),
            ChoiceField("Tender", "tender", kinds, required=True, help="How it is paid: cash, check, card."),
            MoneyField("Tendered", "tendered", help="The cash that is handed over; the change is computed."),
            MoneyField("Amount", "amount", help="Empty takes the whole rest with this tender."),
            Field("Number", "reference", max_length=40, repeats=False, help="Number of the check or the transfer."),
            Field("Terminal", "terminal", max_length=40, help="The card terminal; = repeats the last one."),
            ChoiceField("Brand", "brand", [(one, one) for one in CARD_BRANDS], help="As the slip says."),
            Field("Last 4", "last4", max_length=4, repeats=False, help="The last four digits of the card, no more."),
            Field("Authorisation", "auth", max_length=12, repeats=False, help="The code on the slip."),
            SaveStop("Take it"),
            remembered=_REMEMBERED,
        )
        yield Static("", id="pay-result")

    def _due_lines(self) -> Content:
        lines = []
        for item in self._balance.due[:6]:
            label = strip_forbidden(item.label or CHARGE_LABELS[item.kind])
            lines.append(f"{item.service_date:%m/%d/%Y}  {label[:40]:<40} {item.open!s:>12}")
        more = len(self._balance.due) - 6
        if more > 0:
            rest = Money.total(item.open for item in self._balance.due[6:])
            lines.append(f"{'':10}  {f'and {more} more':<40} {rest!s:>12}")
        lines.append(f"{'':10}  {'Due in all':<40} {self._balance.total!s:>12}")
        if self._balance.prepaid:
            lines.append(f"{'':10}  {'Paid ahead before':<40} {self._balance.prepaid!s:>12}")
        return Content("\n".join(lines))

    def on_mount(self) -> None:
        self._form.load({"now": self._balance.total if self._balance.total else None, "tender": "CASH"}, prefilled=True)
        self._show_fields(TenderKind.CASH)
        self._form.field("tendered" if self._balance.total else "now").focus()
        self._show_result()

    # --- as it is typed ---
    @property
    def _form(self) -> Form:
        return self.query_one(Form)

    def _value(self, field_id: str) -> Any:
        """What can be read of a field now; None while it cannot."""
        try:
            return self._form.field(field_id).parsed
        except InvalidInput:
            return None

    def _kind(self) -> TenderKind | None:
        code = self._value("tender")
        return TenderKind(code) if code else None

    def _show_fields(self, kind: TenderKind) -> None:
        wanted = _SHOWN[kind] | {"now", "tender"}
        for field in self._form.fields:
            field.display = field.field_id in wanted

    def on_input_changed(self, _event: Input.Changed) -> None:
        self._settle_fields()

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        self._settle_fields()

    def _settle_fields(self) -> None:
        kind = self._kind()
        if kind is not None:
            self._show_fields(kind)
        self._show_result()

    def on_form_refused(self, message: Form.Refused) -> None:
        message.stop()
        self.refuse(message.message)

    def on_form_said(self, message: Form.Said) -> None:
        message.stop()
        self.say(message.text)

    def _show_result(self) -> None:
        self.query_one("#pay-result", Static).update(Content("\n".join(self._result_lines())))

    def _result_lines(self) -> list[str]:
        lines = [f"{TENDER_LABELS[one.kind].capitalize():<16} {one.amount!s:>12}" for one in self._tenders]
        now = self._value("now")
        if now is None:
            return [*lines, "Type what is collected now."]
        try:
            typed = self._typed_tender(now)
            settled = settle(now, [*self._tenders, *([typed] if typed else [])])
        except DeskError as error:
            return [*lines, error.message]
        if settled.change:
            lines.append(f"{'CHANGE':<16} {settled.change.dollars:>12}")
        if settled.open:
            lines.append(f"{'Still to take':<16} {settled.open.dollars:>12}")
        return [*lines, self._spread_words(now)]

    def _spread_words(self, amount: Money) -> str:
        """Where the money goes, before it is posted (CD-26)."""
        by_id = {item.charge_id: item for item in self._balance.due}
        words = []
        for part in propose(self._balance.due, amount, self._appointment_id):
            item = by_id.get(part.charge_id or "")
            label = (item.label or CHARGE_LABELS[item.kind]) if item else "paid ahead"
            words.append(f"{strip_forbidden(label)} {part.amount}")
        return "Goes to: " + ", ".join(words) if words else "Goes to: nothing yet"

    def _typed_tender(self, now: Money) -> Tender | None:
        """The tender as far as it is typed, None while nothing is."""
        kind = self._kind()
        if kind is None:
            return None
        if kind is TenderKind.CASH:
            handed = self._value("tendered")
            return None if handed is None else Tender(kind, handed, tendered=handed)
        rest = now - Money.total(tender.amount for tender in self._tenders)
        amount = self._value("amount")
        return Tender(
            kind,
            rest if amount is None else amount,
            reference=self._value("reference") or "" if kind not in CARD_LIKE else "",
            terminal=self._value("terminal") or "" if kind in CARD_LIKE else "",
            brand=self._value("brand") or "" if kind in CARD_LIKE else "",
            last4=self._value("last4") or "" if kind in CARD_LIKE else "",
            auth=self._value("auth") or "" if kind in CARD_LIKE else "",
        )

    # --- taking it ---
    def action_accept(self) -> None:
        self._form.submit()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if self._busy:
            return
        try:
            self._take(message.values["now"])
        except DeskError as error:
            self.refuse(error)

    def _take(self, now: Money | None) -> None:
        """Add what is typed; post when it covers what is paid now, ask for the next tender when it does not."""
        if not now:
            raise InvalidInput("Pay now: type what is collected now, more than zero.", "Pay now")
        typed = self._typed_tender(now)
        if typed is None or not typed.amount:
            raise InvalidInput("Tendered: type what the patient hands over, for example 40.", "Tendered")
        settled = settle(now, [*self._tenders, typed])
        tenders = tuple(check_tender(one) for one in settled.tenders)
        if not settled.open:
            self._busy = True
            self.flow(self._post_it(tenders))
            return
        self._tenders = [*self._tenders, check_tender(settle(now, [typed]).tenders[0])]
        form = self._form
        form.load({"now": now, "tender": None}, prefilled=True)
        form.field("now").disabled = True
        form.field("tender").focus()
        self._show_result()
        self.say(f"{settled.open.dollars} still to take: choose the next tender, or F12 to start anew.")

    async def _post_it(self, tenders: tuple[Tender, ...]) -> None:
        try:
            self.finish(await self._post(tenders))
        except DeskError as error:
            self.refuse(error)
        finally:
            self._busy = False

    def action_cancel(self) -> None:
        """F12 steps back from a second tender first, then asks once before it throws typed money away."""
        if self._tenders:
            self._tenders = []
            self._form.field("now").disabled = False
            self.on_mount()
            self.say("The tenders were taken out of the box; nothing was posted.")
            return
        if self._value("tendered") is not None and not self._asked:
            self._asked = True
            self.refuse("Nothing was posted. F12 again closes; any field goes on.")
            return
        self.finish(None)


async def take_payment(
    screen: Flows[Any], title: str, patient_id: str, appointment_id: str | None = None
) -> PaymentTaken | None:
    """Ask, post and show the receipt; inside a flow of ``screen``. The command has one id however often F10 is
    pressed, so money is never taken twice."""
    desk = screen.desk
    balance = await desk.ask(desk.payments.balances, patient_id, appointment_id)
    command_id = desk.new_id()

    async def post(tenders: tuple[Tender, ...]) -> PaymentTaken:
        total = Money.total(tender.amount for tender in tenders)
        allocations = propose(balance.due, total, appointment_id)
        return await desk.act(
            desk.payments.take, TakePayment(command_id, patient_id, appointment_id, tenders, allocations)
        )

    heading = f"{title}  {screen.station.shown.name(balance.patient)}"
    taken = await screen.open(PaymentBox(heading, balance, post, appointment_id=appointment_id))
    if taken is not None:
        await show_receipt(screen, taken.receipt_number, taken.text)
        screen.say(taken_words(taken))
    return taken


async def show_receipt(screen: Flows[Any], number: int, text: str) -> None:
    """The receipt on the screen, with a marked reprint on one key; inside a flow."""
    desk = screen.desk
    again = partial(desk.act, desk.payments.reprint, number)
    await screen.open(Paper(f"Receipt R-{number:07d}", text, again=again))


def taken_words(taken: PaymentTaken) -> str:
    """The message line after a payment: change first, because it is in the hand now."""
    change = f"Change {taken.change.dollars}. " if taken.change else ""
    drop = " The drawer holds more than it should: make a safe drop (F5, 4)." if taken.ask_for_drop else ""
    return f"{change}Receipt {taken.receipt} is posted.{drop}"


def due_words(due: Sequence[BalanceDue]) -> str:
    """``Copay 25.00, Past balance 60.00``: for a line that has room for one sentence."""
    return ", ".join(f"{item.label or CHARGE_LABELS[item.kind]} {item.open}" for item in due)
