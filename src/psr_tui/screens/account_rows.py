"""The lines of a patient's account: what is open above, what was posted below, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue
from psr_tui.domain.plans import Plan
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TENDER_LABELS
from psr_tui.domain.text import strip_forbidden
from psr_tui.services.accounts import AccountEntry, PatientAccount
from psr_tui.widgets.record_list import Cell, Column, Record

COLUMNS = (
    Column("on", "Date", 10),
    Column("what", "What", 24, grow=True),
    Column("amount", "Amount", 10, align="right"),
    Column("open", "Open", 10, align="right"),
)
KIND_WORDS: dict[JournalKind, str] = {
    JournalKind.CHARGE: "Charge",
    JournalKind.PAYMENT: "Payment",
    JournalKind.VOID: "Taken back",
    JournalKind.REFUND: "Refund",
    JournalKind.RETURNED_CHECK: "Check came back",
    JournalKind.ADJUSTMENT: "Adjustment",
    JournalKind.APPLY: "Paid ahead, used",
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line. ``kind`` says which of the others is there: ``charge`` has ``due`` (something is open on it), ``plan``
    has ``plan``, ``posted`` has ``entry`` (a payment when ``entry.kind`` says so), ``ahead`` has none."""

    key: str
    kind: Literal["ahead", "plan", "charge", "posted"]
    due: BalanceDue | None = None
    plan: Plan | None = None
    entry: AccountEntry | None = None


def rows_of(account: PatientAccount) -> list[AccountRow]:
    """Every line of the account in its order."""
    open_ids = {item.charge_id for item in account.due}
    rows = [AccountRow("ahead", "ahead")] if account.prepaid else []
    rows += [AccountRow(f"plan:{one.plan_id}", "plan", plan=one) for one in account.plans if one.active]
    rows += [AccountRow(f"charge:{item.charge_id}", "charge", due=item) for item in account.due]
    rows += [
        AccountRow(f"posted:{one.journal_id}", "posted", entry=one)
        for one in account.entries
        if one.journal_id not in open_ids
    ]
    return rows + [AccountRow(f"plan:{one.plan_id}", "plan", plan=one) for one in account.plans if not one.active]


def record_of(row: AccountRow, account: PatientAccount, shown: Privacy) -> Record:
    """The line as cells; amounts are hidden while privacy is on."""
    on, what, amount, open_, style = _cells(row, account)
    money = [shown.amount(text) if text else "" for text in (amount, open_)]
    cells = (Cell(on, style), Cell(strip_forbidden(what), style), *(Cell(text, style) for text in money))
    return Record(row.key, row.plan.version if row.plan is not None else 1, cells)


def _cells(row: AccountRow, account: PatientAccount) -> tuple[str, str, str, str, str]:
    if row.plan is not None:
        style = "warn" if row.plan.late and row.plan.active else "" if row.plan.active else "dim"
        on = f"{row.plan.agreed_on:%m/%d/%Y}"
        return on, _plan_words(row.plan), str(row.plan.total), str(row.plan.open) if row.plan.active else "", style
    if row.due is not None:
        return f"{row.due.service_date:%m/%d/%Y}", row.due.words, str(row.due.charged), str(row.due.open), "strong"
    if row.entry is not None:
        return f"{row.entry.on:%m/%d/%Y}", entry_words(row.entry, account.entries), str(row.entry.amount), "", ""
    return "", "Paid ahead, not used yet", str(-account.prepaid), "", "info"


def entry_words(entry: AccountEntry, all_entries: Sequence[AccountEntry]) -> str:
    """``R-0000412 cash, card``, ``R-0000413 Refund of R-0000412``, ``Adjustment: Hardship write-off``."""
    if entry.kind is JournalKind.CHARGE:
        return entry.label or KIND_WORDS[JournalKind.CHARGE]
    parts = [receipt_number(entry.receipt_number)] if entry.receipt_number is not None else []
    if entry.kind is JournalKind.PAYMENT:
        words = ", ".join(dict.fromkeys(TENDER_LABELS[tender] for tender in entry.tenders))
        whole = entry.back == -entry.amount
        back = f", {'all' if whole else entry.back.dollars} given back" if entry.back else ""
        return " ".join([*parts, words + back])
    parts.append(KIND_WORDS.get(entry.kind, entry.kind.value.replace("_", " ")))
    of = next((one.receipt_number for one in all_entries if one.journal_id == entry.refers_to), None)
    if of is not None:
        parts += ["of", receipt_number(of)]
    elif entry.label:
        parts[-1] += f": {entry.label}"
    return " ".join(parts)


def _plan_words(plan: Plan) -> str:
    """``Plan 2/6 paid, 1 late, next $20.00 on 12/01``: as much as one line holds."""
    words = f"Plan {sum(not one.open for one in plan.standing)}/{len(plan.standing)} paid"
    if not plan.active:
        return f"{words}, ended"
    late = f", {plan.late} LATE" if plan.late else ""
    coming = plan.next
    return (
        words
        + late
        + (f", next {coming.open.dollars} on {coming.instalment.due_on:%m/%d}" if coming is not None else "")
    )


def summary(account: PatientAccount, shown: Privacy) -> str:
    """What matters of the account on one line."""
    parts = [f"owes {shown.amount(account.owes.dollars)}"]
    if account.due_now != account.owes:
        parts.append(f"due now {shown.amount(account.due_now.dollars)}")
    if account.prepaid:
        parts.append(f"paid ahead {shown.amount(account.prepaid.dollars)}")
    if account.no_checks:
        parts.append("NO CHECKS")
    words = " · ".join(parts)
    if account.offer is None:
        return words
    off = account.offer.total
    return f"{words}\n{account.offer.discount.words}" + (f": 7 takes {shown.amount(off.dollars)} off" if off else "")


def charge_page(due_label: str, history: Sequence[tuple[date, JournalKind, int | None, Money]]) -> str:
    """What was posted on one charge, as a page to read."""
    lines = [due_label, ""]
    left = Money.zero()
    for day, kind, number, amount in history:
        left += amount
        receipt = receipt_number(number) if number is not None else ""
        lines.append(
            f"{day:%m/%d/%Y}  {KIND_WORDS.get(kind, kind.value):<18} {receipt:<10} {amount!s:>11} {left!s:>11}"
        )
    return "\n".join([*lines, "", f"{'Open':<52} {left!s:>11}"])


def plan_page(plan: Plan) -> str:
    """The instalments of a plan, paid and late, as a page to read."""
    lines = [f"Agreed {plan.agreed_on:%m/%d/%Y}: {plan.words()}", ""]
    for one in plan.standing:
        state = "paid" if not one.open else "LATE" if one.late else "part paid" if one.paid else ""
        due = one.instalment
        lines.append(f"{due.number:>3}  {due.due_on:%m/%d/%Y}  {due.amount!s:>11}  {one.paid!s:>11}  {state}".rstrip())
    lines += ["", f"{'':>3}  {'Together':<10}  {plan.total!s:>11}  {plan.total - plan.open!s:>11}"]
    return "\n".join([*lines, *(["", plan.note] if plan.note else [])])
