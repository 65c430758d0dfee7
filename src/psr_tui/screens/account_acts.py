"""What the digits of a patient's account do besides payments: adjust, fee, discount, returned check.

Each is a flow of the box that shows the account: ask, let a second person sign where the reason wants one, say what is
true now. They return a sentence for the message line, None when nothing was done; the box reloads and says it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any, TypeVar

from psr_tui.domain.adjustments import FEES, AddFee, Adjust, check_amount, needs_signature
from psr_tui.domain.clock import local_date
from psr_tui.domain.discounts import (
    DISCOUNT_LABELS,
    ApplyDiscount,
    Discount,
    DiscountKind,
    GrantDiscount,
    check_grant,
    discount_words,
)
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import CHARGE_LABELS, BalanceDue
from psr_tui.domain.returned_checks import ReturnCheck
from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.flows import Flows
from psr_tui.services.adjustments import Offer
from psr_tui.services.approvals import UNSIGNED, Signature
from psr_tui.services.reference import Reason
from psr_tui.services.returned_checks import Returned
from psr_tui.widgets.fields import CheckField, DateField, Field, MoneyField, NoteField

R = TypeVar("R")
SIGNS = "A supervisor signs"
_FEE, _GRANT, _APPLY, _LIFT = "fee", "grant", "apply", "lift"


async def adjust(screen: Flows[Any], patient_id: str, charge_id: str = "") -> str | None:
    """Take something off a charge, or put it on; ``charge_id`` is the one under the cursor, '' asks which."""
    desk = screen.desk
    due = (await desk.ask(desk.payments.balances, patient_id)).due
    charge = await _which_charge(screen, due, charge_id)
    if charge is None:
        return None
    reasons = [one for one in await desk.ask(desk.reference.reasons, "adjustment") if one.code not in FEES]
    reason = await _which_reason(screen, f"Adjust {_label(charge)}: why?", reasons)
    if reason is None:
        return None
    more = await _which_side(screen, reason)
    if more is None:
        return None
    command_id = desk.new_id()

    async def act(box: Flows[Any], values: dict[str, Any]) -> Money | None:
        check_amount(charge, values["amount"], more)  # before anybody is asked to sign
        command = Adjust(
            command_id, patient_id, charge.charge_id, reason.code, values["amount"], more, values["comment"] or ""
        )
        what = f"{values['amount'].dollars} {verb} {_label(charge)}"
        signed = _signs(screen, reason, values["amount"])
        return await _signed(box, reason, what, signed, partial(desk.act, desk.adjustments.adjust, command))

    verb = "put on" if more else "taken off"
    note = f"{_label(charge)}: {charge.open.dollars} is open. This is {verb}."
    form = ActForm(reason.label, [_amount(), _comment(reason)], act, note=note, values=_proposed(charge, more))
    left = await screen.open(form)
    return None if left is None else f"{_label(charge)} is adjusted; {left.dollars} is open now."


async def fee_or_discount(screen: Flows[Any], patient_id: str) -> str | None:
    """A fee, a discount by policy, or checks taken again: what fits this patient, the likeliest first."""
    desk = screen.desk
    offer = await desk.ask(desk.adjustments.offer, patient_id)
    options = []
    if offer is not None and offer.total:
        options.append((_APPLY, f"Take {offer.total.dollars} off ({offer.discount.words})"))
    options += [(_FEE, "Add a fee"), (_GRANT, "Allow a discount until a day (a supervisor signs)")]
    if await desk.ask(desk.adjustments.no_checks, patient_id):
        options.append((_LIFT, "Take checks of this patient again (a supervisor signs)"))
    note = f"Valid now: {offer.discount.words}." if offer is not None else ""
    chosen = await screen.open(Choose("Fee or discount", options, note=note))
    if chosen == _APPLY and offer is not None:
        return await apply_discount(screen, patient_id, offer)
    if chosen == _FEE:
        return await add_fee(screen, patient_id)
    if chosen == _GRANT:
        return await grant_discount(screen, patient_id)
    return await lift_no_checks(screen, patient_id) if chosen == _LIFT else None


async def apply_discount(screen: Flows[Any], patient_id: str, offer: Offer) -> str | None:
    """Take the patient's discount off what is open; who allowed it has signed already."""
    desk = screen.desk
    command = ApplyDiscount(desk.new_id(), patient_id, offer.discount.discount_id, offer.total)
    off = await screen.attempt(desk.adjustments.apply_discount, command)
    return None if off is None else f"{off.dollars} was taken off ({offer.discount.words})."


async def add_fee(screen: Flows[Any], patient_id: str) -> str | None:
    """A fee by a reason of the list, as something new to owe."""
    desk = screen.desk
    reasons = [one for one in await desk.ask(desk.reference.reasons, "adjustment") if one.code in FEES]
    reason = await _which_reason(screen, "Which fee?", reasons)
    if reason is None:
        return None
    command_id = desk.new_id()

    async def act(box: Flows[Any], values: dict[str, Any]) -> Money | None:
        amount: Money = values["amount"]
        command = AddFee(command_id, patient_id, reason.code, amount, values["comment"] or "")
        signed = _signs(screen, reason, amount)
        what = f"{amount.dollars} more is owed"
        posted = await _signed(box, reason, what, signed, partial(desk.act, desk.adjustments.add_fee, command))
        return amount if posted is not None else None

    amount = await screen.open(ActForm(reason.label, [_amount(), _comment(reason)], act))
    return None if amount is None else f"{reason.label} of {amount.dollars} is owed now."


async def grant_discount(screen: Flows[Any], patient_id: str) -> str | None:
    """Allow a discount by policy until a day, under a supervisor's signature."""
    desk = screen.desk
    kinds = [(kind.value, label.capitalize()) for kind, label in DISCOUNT_LABELS.items()]
    chosen = await screen.open(Choose("Which discount?", kinds))
    if chosen is None:
        return None
    kind, command_id = DiscountKind(chosen), desk.new_id()
    nominal = kind is DiscountKind.NOMINAL

    def today() -> date:
        return local_date(desk.clock.now(), desk.tz)

    async def act(box: Flows[Any], values: dict[str, Any]) -> Discount | None:
        how_much = {"nominal": values["leaves"]} if nominal else {"percent": values["percent"]}
        command = GrantDiscount(
            command_id, patient_id, kind, today(), values["until"], note=values["note"] or "", **how_much
        )
        check_grant(command, today())
        use_case, words = desk.adjustments.grant, discount_words(command)
        note = f"{words[:1].upper()}{words[1:]}. By policy, not by the rep."
        return await sign(box, SIGNS, note, lambda who, word: desk.act(use_case, command, who, word))

    left = MoneyField("Leaves", "leaves", required=True, help="What the patient pays a visit; 0 is nothing.")
    off = Field("Percent", "percent", parse=_percent, required=True, repeats=False, help="60 for 60 % off.")
    until = DateField(
        "Until", "until", today, prefer="future", required=True, repeats=False, help="The last day, t+90."
    )
    fields = [left if nominal else off, until, NoteField("Note", "note", help="Family size, proof seen.")]
    granted = await screen.open(ActForm(DISCOUNT_LABELS[kind].capitalize(), fields, act, save="Sign"))
    return None if granted is None else f"Allowed: {granted.words}. 7 takes it off."


async def lift_no_checks(screen: Flows[Any], patient_id: str) -> str | None:
    """Take checks again, with a reason and a supervisor."""
    desk = screen.desk

    async def act(box: Flows[Any], values: dict[str, Any]) -> bool | None:
        use_case = desk.adjustments.lift_no_checks

        async def lift(login: str, password: str) -> bool:
            await desk.act(use_case, patient_id, values["why"], Signature(login, password))
            return True

        return await sign(box, SIGNS, "Checks of this patient are taken again.", lift)

    why = NoteField("Why", "why", required=True, help="One line, for example paid in cash since May.")
    lifted = await screen.open(ActForm("Take checks again", [why], act, save="Sign"))
    return "Checks of this patient are taken again." if lifted else None


async def returned_check(screen: Flows[Any], journal_id: str) -> str | None:
    """The bank sent a check of this payment back: the charges open again, with the fee and the flag, in one act."""
    desk = screen.desk
    checks = await desk.ask(desk.returned_checks.checks, journal_id)
    fee = await desk.ask(desk.returned_checks.fee)
    reference = checks[0].reference
    if len(checks) > 1:
        options = [(one.reference, one.words) for one in checks]
        chosen = await screen.open(Choose("Which check came back?", options))
        if chosen is None:
            return None
        reference = chosen
    command_id = desk.new_id()

    async def act(box: Flows[Any], values: dict[str, Any]) -> Returned | None:
        with_fee = bool(values.get("fee"))
        command = ReturnCheck(
            command_id, journal_id, reference, with_fee, bool(values["flag"]), values["comment"] or ""
        )
        return await desk.act(desk.returned_checks.return_check, command)

    fields: list[Any] = [NoteField("Comment", "comment", help="What the bank's letter says.")]
    if fee:
        fields.append(CheckField(f"Fee of {fee.dollars}", "fee", checked=True, help="Space changes it."))
    fields.append(CheckField("No more checks", "flag", checked=True, help="The desk is warned; a supervisor lifts it."))
    words = next(one.words for one in checks if one.reference == reference)
    note = f"{words.capitalize()} came back: what it paid is owed again, dated today."
    done = await screen.open(ActForm("Returned check", fields, act, save="Post it", note=note))
    if done is None:
        return None
    extra = f" The fee of {done.fee.dollars} is charged." if done.fee else ""
    return f"{done.amount.dollars} is owed again.{extra}"


async def _which_charge(screen: Flows[Any], due: tuple[BalanceDue, ...], charge_id: str) -> BalanceDue | None:
    found = next((one for one in due if one.charge_id == charge_id), None)
    if found is not None:
        return found
    if not due:
        screen.refuse("Nothing is open on this account, so there is nothing to adjust.")
        return None
    if len(due) == 1:
        return due[0]
    options = [(one.charge_id, f"{one.service_date:%m/%d/%Y} {_label(one)}  {one.open.dollars} open") for one in due]
    chosen = await screen.open(Choose("Adjust which charge?", options))
    return next((one for one in due if one.charge_id == chosen), None)


async def _which_reason(screen: Flows[Any], title: str, reasons: list[Reason]) -> Reason | None:
    code = await screen.open(Choose(title, [(one.code, one.label) for one in reasons]))
    return next((one for one in reasons if one.code == code), None)


async def _which_side(screen: Flows[Any], reason: Reason) -> bool | None:
    """True adds to what is owed. Asked only where the reason allows both."""
    if reason.detail in ("+", "-"):
        return reason.detail == "+"
    chosen = await screen.open(Choose(reason.label, [("-", "Take off what is owed"), ("+", "Add to what is owed")]))
    return None if chosen is None else chosen == "+"


def _signs(screen: Flows[Any], reason: Reason, amount: Money) -> bool:
    """Whether a second person has to sign."""
    small = Money(screen.desk.clinic.approval_threshold_cents)
    return needs_signature(reason.code, reason.needs_approver, amount, small)


async def _signed(
    box: Flows[Any], reason: Reason, what: str, signed: bool, act: Callable[[Signature], Awaitable[R]]
) -> R | None:
    """Do it, under a second person's signature where one is wanted, who reads ``what`` it is; None when the rep stepped
    back from it."""
    if not signed:
        return await act(UNSIGNED)
    return await sign(box, SIGNS, f"{reason.label}: {what}.", lambda login, password: act(Signature(login, password)))


def _label(charge: BalanceDue) -> str:
    return charge.label or CHARGE_LABELS[charge.kind]


def _proposed(charge: BalanceDue, more: bool) -> dict[str, Any]:
    return {} if more else {"amount": charge.open}


def _amount() -> MoneyField:
    return MoneyField("Amount", "amount", required=True, help="How much; what is open is proposed.")


def _comment(reason: Reason) -> NoteField:
    return NoteField("Comment", "comment", required=reason.needs_comment, help="One line for whoever reads it later.")


def _percent(typed: str) -> int:
    digits = typed.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdigit()) or not 1 <= int(digits) <= 100:
        raise InvalidInput("Percent: type 1 to 100, for example 60 for 60 % off.", "Percent")
    return int(digits)
