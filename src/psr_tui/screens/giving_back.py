"""Giving money of a payment back: void or refund, why, how much, what it is taken from, a supervisor's signature.

What a part is taken from is shown as the amount is typed, before anything posts (cash-drawer.md CD-79). A payment of a
closed drawer asks first what is meant: money goes back, or the entry was wrong and the closed drawer is corrected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.giving_back import GiveBack, Left, most_back, part_of
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.corrections import correct_payment
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.flows import Flows
from psr_tui.screens.payment import show_taken
from psr_tui.services.giving_back import Payment
from psr_tui.services.payments import PaymentTaken
from psr_tui.widgets.fields import Field, MoneyField, NoteField
from psr_tui.widgets.form import Form, SaveStop

NOTHING = "Nothing was given back."


@dataclass(frozen=True, slots=True)
class TypedBack:
    """What the form says: how much, what happened, and where a card's slip is made."""

    amount: Money
    comment: str
    terminal: str


Post = Callable[["GiveBackBox", TypedBack], Awaitable[PaymentTaken | None]]
"""Lets a second person sign and posts; None when the rep stepped back. Raises DeskError."""


class GiveBackBox(FormBox[PaymentTaken]):
    """``done = await open(GiveBackBox(payment, kind, terminal, post))``. It stays open until the act succeeded, so that
    what was typed survives a refused signature; a void has no amount, because it is whole."""

    HELP_TEXT = "Type how much goes back (a void is whole) and one line on what happened; F10 lets a supervisor sign."

    def __init__(self, payment: Payment, kind: JournalKind, terminal: str, post: Post) -> None:
        number = receipt_number(payment.receipt_number)
        title = f"Void {number}: the entry was wrong" if kind is JournalKind.VOID else f"Refund of {number}"
        super().__init__(title, legend="Enter next field   F10 sign   F12 cancel")
        self._payment, self._kind, self._terminal, self._post = payment, kind, terminal, post
        self._busy = False

    def compose_body(self) -> Iterable[Widget]:
        left = self._payment.left
        gone = self._payment.paid - left.total
        words = f"Paid {self._payment.paid.dollars}"
        words += f" · went back before {gone.dollars} · left {left.total.dollars}" if gone else ""
        yield Static(Content(words), classes="box-note")
        fields: list[Widget] = []
        if self._kind is JournalKind.REFUND:
            fields.append(
                MoneyField("Amount", "amount", required=True, help="What goes back: all that is left, or less.")
            )
        fields.append(NoteField("What happened", "comment", required=True, help="One line for whoever reads it later."))
        if self._kind is JournalKind.REFUND and left.has_card:
            fields.append(
                Field("Terminal", "terminal", repeats=False, max_length=12, help="Where the card's slip is made now.")
            )
        yield Form(*fields, SaveStop("Sign"))
        yield Static("", id="back-plan")

    def on_mount(self) -> None:
        if self._kind is JournalKind.REFUND:
            most = most_back(self._payment.left, self._payment.at_home)
            self.form.load({"amount": most, "terminal": self._terminal or None}, prefilled=True)
        self.form.focus_first()
        self._show_plan()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_plan()

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()

    def _part(self) -> Left:
        """What goes back as typed. Raises InvalidInput."""
        if self._kind is JournalKind.VOID:
            return self._payment.left
        return part_of(self._payment.left, self.form.field("amount").parsed, self._payment.at_home)

    def _show_plan(self) -> None:
        """What it is taken from, before it is posted; nothing while the amount cannot be read."""
        try:
            part = self._part()
        except DeskError:
            words = ""
        else:
            tenders = ", ".join(one.words for one in part.tenders)
            charges = ", ".join(one.words for one in part.charges)
            words = f"Goes back: {strip_forbidden(tenders)}\nTaken from: {strip_forbidden(charges)}"
        self.query_one("#back-plan", Static).update(Content(words))

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._busy:
            self._busy = True
            self.flow(self._give(message.values))

    async def _give(self, values: dict[str, Any]) -> None:
        try:
            part = self._part()
            typed = TypedBack(part.total, values["comment"], values.get("terminal") or "")
            done = await self._post(self, typed)
            if done is not None:
                self.finish(done)
        except InvalidInput as error:
            wrong = {"Amount": "amount", "Terminal": "terminal"}.get(error.field, "comment")
            self.set_focus(self.form.field(wrong))
            raise
        finally:
            self._busy = False


async def give_back(screen: Flows[Any], journal_id: str) -> PaymentTaken | None:
    """Ask, sign, post and show the receipt; inside a flow of ``screen``. None when nothing was given back, or when it
    turned out to be a correction, which says so itself."""
    desk = screen.desk
    payment = await desk.ask(desk.giving_back.look, journal_id)
    way = await _which_way(screen, payment)
    if way == "correct":
        await correct_payment(screen, payment.session_id, journal_id, payment.paid)
        return None
    kind = JournalKind(way) if way else None
    reason = await _reason(screen, payment, kind) if kind is not None else None
    if kind is None or reason is None:
        screen.say(NOTHING)
        return None
    terminal = (await desk.ask(desk.payments.terminals)).usual if payment.left.has_card else ""
    command_id = desk.new_id()

    async def post(box: GiveBackBox, typed: TypedBack) -> PaymentTaken | None:
        whole = kind is JournalKind.VOID
        amount = None if whole else typed.amount
        command = GiveBack(command_id, journal_id, kind, reason, typed.comment, amount, typed.terminal)
        note = f"{typed.amount.dollars} of {receipt_number(payment.receipt_number)} goes back."
        use_case = desk.giving_back.give_back
        return await sign(box, "A supervisor signs", note, lambda who, word: desk.act(use_case, command, who, word))

    done = await screen.open(GiveBackBox(payment, kind, terminal, post))
    if done is None:
        screen.say(NOTHING)
        return None
    await show_taken(screen, done)
    screen.say(f"Money of {receipt_number(payment.receipt_number)} went back. {done.receipt} says so.")
    return done


async def _which_way(screen: Flows[Any], payment: Payment) -> str | None:
    """``void``, ``refund`` or ``correct``; asked only where there is a choice."""
    name = f"{receipt_number(payment.receipt_number)}  {screen.station.shown.name(payment.patient)}"
    if payment.may_void:
        options = [
            (JournalKind.VOID.value, "Void: the entry was wrong, all of it is taken back"),
            (JournalKind.REFUND.value, "Refund: money goes back to the patient, all or a part"),
        ]
        return await screen.open(Choose(name, options))
    if payment.is_closed:
        options = [
            (JournalKind.REFUND.value, "Refund: money goes back to the patient, out of your drawer"),
            ("correct", "Correct the closed drawer: the entry was wrong, no money moves"),
        ]
        return await screen.open(Choose(name, options, note="The drawer of this payment is closed."))
    return JournalKind.REFUND.value


async def _reason(screen: Flows[Any], payment: Payment, kind: JournalKind) -> str | None:
    reasons = await screen.desk.ask(screen.desk.reference.reasons, kind.value)
    title = f"{'Void' if kind is JournalKind.VOID else 'Refund'} of {receipt_number(payment.receipt_number)}: why?"
    return await screen.open(Choose(title, [(one.code, one.label) for one in reasons]))
