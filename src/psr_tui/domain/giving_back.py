"""Money that goes back: what is left of a payment, and of what a part of it is taken (cash-drawer.md CD-78 to CD-81).

A void says that the entry was wrong: it is whole, and only while the drawer that took the money is open. A refund says
that money goes back to the patient: all that is left, or a part of it, as often as something is left (I8). Which
tenders and which charges a part is taken from follows from the payment alone and is shown before anything posts:
cards first and cash after them, a check only whole and only as the paper it is; of the charges what was paid ahead
first, then the newest service date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ledger import HELD, Account, Journal, JournalKind, Line, held_account
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import CARD_LIKE, TENDER_LABELS, TICKED, TenderKind

PAID_AHEAD = "Paid ahead"


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Give money of a payment back. ``kind`` is VOID (whole, ``amount`` None) or REFUND; ``amount`` None is all that
    can go back here. ``reason`` is a code of kind ``void`` or ``refund``; ``terminal`` is where a card's slip is made,
    '' for the one it was paid on."""

    command_id: str
    journal_id: str
    kind: JournalKind
    reason: str
    comment: str
    amount: Money | None = None
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class TenderLeft:
    """One way a payment was made and what is left of it."""

    tender: TenderKind
    amount: Money
    terminal: str = ""
    batch: str = ""
    reference: str = ""
    brand: str = ""
    last4: str = ""
    auth: str = ""

    @property
    def words(self) -> str:
        """``cash $25.00``, ``card 4242 $40.00``, ``check 1017 $25.00``."""
        name = self.last4 or self.reference
        return " ".join(part for part in (TENDER_LABELS[self.tender], name, self.amount.dollars) if part)


@dataclass(frozen=True, slots=True)
class ChargeLeft:
    """What of a payment still stands on a charge, or with ``charge_id`` None is paid ahead."""

    charge_id: str | None
    amount: Money
    label: str = PAID_AHEAD
    service_date: date | None = None

    @property
    def words(self) -> str:
        """``Copay $25.00``."""
        return f"{self.label} {self.amount.dollars}"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a payment: by tender and by what it paid. Both come to the same sum. Also a part of it."""

    tenders: tuple[TenderLeft, ...]
    charges: tuple[ChargeLeft, ...]

    @property
    def total(self) -> Money:
        """All that is left."""
        return Money.total(one.amount for one in self.tenders)

    @property
    def cash(self) -> Money:
        """What of it is cash."""
        return Money.total(one.amount for one in self.tenders if one.tender is TenderKind.CASH)

    @property
    def prepaid(self) -> Money:
        """What of it was paid ahead."""
        return Money.total(one.amount for one in self.charges if one.charge_id is None)

    def taking(self, amount: Money) -> Left:
        """What ``amount`` is taken from, for money that comes back by another way than the desk."""
        return Left((), charges_for(self, amount))

    @property
    def has_card(self) -> bool:
        """Whether a terminal has to print a slip for it."""
        return any(one.tender in CARD_LIKE for one in self.tenders)


def left_of(payment: Journal, answers: Iterable[Journal], named: Mapping[str, tuple[str, date]] | None = None) -> Left:
    """What is left of ``payment`` after every posting that refers to it: voids, refunds and returned checks.

    ``named``: label and service date of its charges. Raises: Refused for anything that is not a payment.
    """
    if payment.kind is not JournalKind.PAYMENT:
        raise Refused("Only a payment can be given back; a reversal stands.")
    words = named or {}
    tenders: dict[tuple[str, ...], TenderLeft] = {}
    charges: dict[str | None, ChargeLeft] = {}
    for line in (line for journal in (payment, *answers) for line in journal.lines):
        if line.account in (Account.RECEIVABLE, Account.UNAPPLIED):
            label, day = words.get(line.charge_id or "", (PAID_AHEAD, None))
            known = charges.get(line.charge_id, ChargeLeft(line.charge_id, Money.zero(), label, day))
            charges[line.charge_id] = replace(known, amount=known.amount - line.amount)
        elif line.tender and (line.account in HELD or line.account is Account.BANK):
            key = (line.tender, line.reference, line.last4, line.auth)
            tender = tenders.get(key) or _tender_of(line)
            tenders[key] = replace(tender, amount=tender.amount + line.amount)
    return Left(
        tuple(one for one in tenders.values() if one.amount), tuple(one for one in charges.values() if one.amount)
    )


def _tender_of(line: Line) -> TenderLeft:
    return TenderLeft(
        TenderKind(line.tender), Money.zero(), line.terminal, line.batch, line.reference, line.brand, line.last4,
        line.auth,
    )  # fmt: skip


def payable(left: Left, at_home: bool) -> tuple[TenderLeft, ...]:
    """The tenders that can go back at this desk: all while the payment's own drawer is open, later cash and cards.

    A check or a transfer that went on with its drawer is billing's to refund.
    """
    return tuple(one for one in left.tenders if at_home or one.tender in CARD_LIKE or one.tender is TenderKind.CASH)


def most_back(left: Left, at_home: bool) -> Money:
    """The most that can go back here."""
    return Money.total(one.amount for one in payable(left, at_home))


def part_of(left: Left, amount: Money | None, at_home: bool) -> Left:
    """The part of ``left`` that goes back for ``amount`` (None: all that can), always the same for the same payment.

    Raises: InvalidInput for an amount that is zero, more than is left, more than can go back here, or would need a
    check to be cut; Refused when nothing can go back.
    """
    here = payable(left, at_home)
    most = Money.total(one.amount for one in here)
    if not left.total:
        raise Refused("All of this payment went back already; its receipt shows by which one.")
    if not most:
        raise Refused(f"{_went_on(left)} went to the bank with its drawer; billing must refund it.")
    amount = most if amount is None else amount
    if amount.cents <= 0:
        raise InvalidInput("Amount: type what goes back, more than zero.", "Amount")
    if amount > left.total:
        raise InvalidInput(
            f"Amount: {amount.dollars} is more than the {left.total.dollars} left of this payment; type that or less.",
            "Amount",
        )
    if amount > most:
        raise InvalidInput(
            f"Amount: only {most.dollars} can go back here. {_went_on(left)} went to the bank with its drawer; "
            "billing must refund it.",
            "Amount",
        )
    return Left(_tenders_for(here, amount), charges_for(left, amount))


def _went_on(left: Left) -> str:
    gone = [one for one in left.tenders if one.tender not in CARD_LIKE and one.tender is not TenderKind.CASH]
    return f"The {TENDER_LABELS[gone[0].tender]}" if len({one.tender for one in gone}) == 1 else "The rest"


def _tenders_for(here: tuple[TenderLeft, ...], amount: Money) -> tuple[TenderLeft, ...]:
    papers = [one for one in here if one.tender in TICKED]
    others = sorted((one for one in here if one.tender not in TICKED), key=_order)
    loose = Money.total(one.amount for one in others)
    whole = _papers_for(papers, amount, loose)
    rest = amount - Money.total(one.amount for one in whole)
    found: list[TenderLeft] = []
    for one in others:
        part = min(rest, one.amount)
        if part:
            found.append(replace(one, amount=part))
            rest -= part
    return (*found, *whole)


def _order(one: TenderLeft) -> tuple[int, int]:
    """Cards first: a card's money may only go back to the card. Cash after them, whatever else last."""
    place = 0 if one.tender in CARD_LIKE else 1 if one.tender is TenderKind.CASH else 2
    return place, list(TenderKind).index(one.tender)


def _papers_for(papers: list[TenderLeft], amount: Money, loose: Money) -> list[TenderLeft]:
    """The fewest checks that are needed beside the loose money; a check is paper and goes back whole."""
    sums: dict[int, tuple[int, ...]] = {0: ()}
    for place, one in enumerate(papers):
        for reached, parts in list(sums.items()):
            total = reached + one.amount.cents
            if total <= amount.cents and len(sums.get(total, range(99))) > len(parts) + 1:
                sums[total] = (*parts, place)
    fitting = [(len(parts), total) for total, parts in sums.items() if amount.cents - total <= loose.cents]
    if not fitting:
        raise InvalidInput(
            f"Amount: a check goes back whole. Type {loose.dollars} or less, or enough for the whole check."
            if loose
            else f"Amount: a check goes back whole, so type {papers[0].amount.dollars}.",
            "Amount",
        )
    return [papers[place] for place in sums[min(fitting)[1]]]


def charges_for(left: Left, amount: Money) -> tuple[ChargeLeft, ...]:
    """What ``amount`` is taken from: paid ahead first, then the newest service date; ties by id."""
    newest = sorted(
        (one for one in left.charges if one.charge_id is not None),
        key=lambda one: (one.service_date or date.min, one.charge_id or ""),
        reverse=True,
    )
    found: list[ChargeLeft] = []
    for one in (*(one for one in left.charges if one.charge_id is None), *newest):
        part = min(amount, one.amount)
        if part:
            found.append(replace(one, amount=part))
            amount -= part
    return tuple(found)


def back_lines(part: Left, patient_id: str | None, terminal: str = "") -> tuple[Line, ...]:
    """The journal of a refund: each tender its own line, and the charges open again. The slip of a card is made on
    ``terminal`` today, so it belongs to that terminal's batch and not to the one it was paid in."""
    held = []
    for one in part.tenders:
        card = one.tender in CARD_LIKE
        held.append(
            Line(
                held_account(one.tender), -one.amount, one.tender, patient_id=patient_id,
                terminal=(terminal or one.terminal) if card else "", reference=one.reference, brand=one.brand,
                last4=one.last4, auth=one.auth,
            )
        )  # fmt: skip
    return (*held, *charge_lines_back(part.charges, patient_id))


def charge_lines_back(charges: Iterable[ChargeLeft], patient_id: str | None) -> tuple[Line, ...]:
    """Charges that are open again, and money paid ahead that is the patient's no longer."""
    return tuple(
        Line(
            Account.RECEIVABLE if one.charge_id is not None else Account.UNAPPLIED,
            one.amount,
            charge_id=one.charge_id,
            patient_id=patient_id,
        )
        for one in charges
    )


def used_back(used: Iterable[ChargeLeft], short: Money, patient_id: str | None) -> tuple[Line, ...]:
    """Take money paid ahead out of the charges it was used for, newest use first, as far as it is ``short``.

    Money that goes back cannot stay on a charge: without this the patient's prepayment would be less than nothing.
    """
    lines: list[Line] = []
    for one in used:
        part = min(short, one.amount)
        if part.cents > 0:
            lines.append(Line(Account.RECEIVABLE, part, charge_id=one.charge_id, patient_id=patient_id))
            lines.append(Line(Account.UNAPPLIED, -part, patient_id=patient_id))
            short -= part
    return tuple(lines)


def check_void(part: Left, paid: Money) -> None:
    """A void takes a payment back whole. Raises Refused when part of it went back already."""
    if not part.total:
        raise Refused("This payment was taken back already; its receipt shows by which one.")
    if part.total != paid:
        raise Refused("Part of this payment went back already, so it cannot be voided; refund what is left of it.")


def check_cash_there(needed: Money, in_till: Money) -> None:
    """Raise Refused when the drawer does not hold the cash that should go back (CD-79)."""
    if needed > in_till:
        raise Refused(
            f"This drawer does not hold {needed.dollars} in cash. Get change from the safe first, or refund less now."
        )
