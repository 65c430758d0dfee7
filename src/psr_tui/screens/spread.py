"""Where typed money goes, the same at check-in and in the payment box: read, shown first, refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.allocation import FIELD, allocate, fee_charges, with_fees
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, BalanceDue, PostCharge
from psr_tui.widgets.due_lines import spread_words
from psr_tui.widgets.payment_form import PaymentForm

_OF_SPREAD = (FIELD, "Applied to", "Fee")


@dataclass(frozen=True, slots=True)
class Payable:
    """Whose money it is and what it can go to, as it is numbered on the screen."""

    patient_id: str
    appointment_id: str | None
    today: date
    due: Sequence[BalanceDue]
    asked: Money


def fees_of(form: PaymentForm, payable: Payable) -> tuple[PostCharge, ...]:
    """The fees the rep typed, as charges. Raises InvalidInput while the line cannot be read."""
    return fee_charges(form.goes, form.fee_ids, payable.patient_id, payable.appointment_id, payable.today)


def parts_of(form: PaymentForm, payable: Payable, total: Money) -> tuple[Allocation, ...]:
    """Where ``total`` goes. Raises InvalidInput when the line cannot be read or the sums differ."""
    return allocate(form.goes, payable.due, total, fees_of(form, payable), payable.appointment_id)


def show_spread(form: PaymentForm, payable: Payable) -> None:
    """Say where the money goes, and ask for what is due and the fees together, while it is typed (CD-26)."""
    try:
        form.propose(payable.asked + form.goes.fee_total)
        fees = fees_of(form, payable)
        words = spread_words(parts_of(form, payable, form.taken), with_fees(payable.due, fees))
    except InvalidInput as error:
        form.show_sum()
        words = error.message.removeprefix(f"{FIELD}: ")
    form.show_goes(f"{FIELD}: {words}")


def go_to_wrong(form: PaymentForm, error: DeskError) -> None:
    """The cursor into the line a refusal is about."""
    form.go_to_wrong()
    if isinstance(error, InvalidInput) and error.field in _OF_SPREAD:
        form.screen.set_focus(form.field("goes"))
