"""The one way a journal reaches the store, shared by every use case that moves money (cash-drawer.md CD-17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local_date
from psr_tui.domain.fingerprint import fingerprint, same_command
from psr_tui.domain.ledger import HELD, REVERSALS, WITH_RECEIPT, Account, Journal, JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.domain.payments import PostCharge, charge_lines
from psr_tui.domain.receipt import Receipt, ReceiptClinic, ReceiptItem, ReceiptTender, receipt_text
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.guards import must_exist
from psr_tui.store.unit_of_work import UnitOfWork

_NEXT_VISITS = 3
_LOOKED_AT = 20  # coming visits, cancelled ones among them


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted payment or reversal. ``again`` is True when the same command had been posted before."""

    journal_id: str
    receipt_number: int
    text: str
    again: bool = False


def post_journal(work: UnitOfWork, actor: Actor, journal: Journal) -> Journal:
    """Append one journal with its audit row, in this transaction; a receipt number is taken where the kind has one.

    The audit row covers accounts and amounts by their fingerprint, so that the chain proves them (CD-89) and still
    shows no patient's figures.
    """
    number = work.clinic.next_number("receipt") if journal.kind in WITH_RECEIPT else None
    work.ledger.append(journal, number, actor.name, actor.sign_in_id)
    detail = {"kind": journal.kind.value, "session": journal.session_id or "", "lines": fingerprint(journal.lines)}
    if number is not None:
        detail["receipt"] = str(number)
    if journal.refers_to is not None:
        detail["refers_to"] = journal.refers_to
    if journal.approved_by is not None:
        detail["approved_by"] = journal.approved_by
    if journal.witness_id is not None:
        detail["witness"] = journal.witness_id
    work.audit.append("ledger.post", "journal", journal.journal_id, reason=journal.reason, detail=detail)
    work.touch("drawer", "patients")
    return replace(journal, receipt_number=number)


def already_posted(work: UnitOfWork, command_id: str, content: str) -> bool:
    """Whether this command was posted before. Raises AlreadyDone when it was, with other content (I10)."""
    known = work.ledger.known(command_id)
    if known is None:
        return False
    same_command(known, content)
    return True


def post_charge(
    work: UnitOfWork,
    actor: Actor,
    command: PostCharge,
    *,
    reason: str = "",
    comment: str = "",
    approved_by: str | None = None,
    content: str = "",
) -> str:
    """Make a patient owe something; the answer is the charge's id. The same command twice is one charge. A fee has an
    adjustment reason, and its second person where the reason asks for one. ``content``: the fingerprint of the command
    that asks for the charge, where that is another one than ``command``.

    For use inside another use case's unit of work (check-in posts the copay of the visit it completes).
    """
    content = content or fingerprint(command)
    if already_posted(work, command.command_id, content):
        return command.command_id
    work.ledger.add_charge(command, work.now)
    day = local_date(work.now, work.clinic.get().tz)
    journal = post(
        command.command_id,
        JournalKind.CHARGE,
        charge_lines(command),
        at=work.now,
        business_date=day,
        staff_id=actor.staff_id,
        content_hash=content,
        patient_id=command.patient_id,
        appointment_id=command.appointment_id,
        reason=reason,
        comment=comment,
        approved_by=approved_by,
    )
    post_journal(work, actor, journal)
    return command.command_id


def give_receipt(work: UnitOfWork, actor: Actor, journal: Journal, tz: ZoneInfo) -> Posted:
    """Freeze the receipt's text of a posted journal, in the same transaction. Printing comes after the commit: only
    bytes that reached a printer count as a print (CD-98, CD-99)."""
    number = journal.receipt_number
    if number is None or journal.patient_id is None:
        raise AssertionError("only a payment or a reversal with a patient has a receipt")
    text = receipt_text(_receipt(work, actor, journal, number), tz)
    work.ledger.add_receipt(number, journal.journal_id, journal.patient_id, text, work.now)
    return Posted(journal.journal_id, number, text)


def _receipt(work: UnitOfWork, actor: Actor, journal: Journal, number: int) -> Receipt:
    patient_id = journal.patient_id or ""
    patient = must_exist(work.ledger.receipt_patient(patient_id), "The patient")
    clinic = work.clinic.get()
    original = work.ledger.receipt_of(journal.refers_to) if journal.refers_to else None
    day = local_date(work.now, clinic.tz)
    back = journal.kind in REVERSALS
    coming = work.visits.coming(patient_id, day, _LOOKED_AT)
    still_open, prepaid = work.ledger.on_account(patient_id)
    kept = [visit for visit in coming if not visit.state.closed][:_NEXT_VISITS]
    return Receipt(
        number=number,
        at=work.now,
        clinic=ReceiptClinic(clinic.name, clinic.address, clinic.phone, clinic.tax_id, clinic.training),
        patient_name=patient.name,
        mrn=f"{patient.mrn:06d}",
        rep=actor.name,
        rep_code=actor.login,
        items=_items(work, journal),
        tenders=tuple(
            ReceiptTender(
                kind=TenderKind(line.tender), amount=line.amount, tendered=line.tendered, change=line.change,
                reference=line.reference, brand=line.brand, last4=line.last4, auth=line.auth, terminal=line.terminal,
                payer=line.payer,
            )
            for line in journal.lines
            if line.account in HELD and line.tender
        ),
        still_open=still_open,
        prepaid=prepaid,
        title="MONEY GIVEN BACK" if back else "RECEIPT",
        reverses_number=original.number if original else None,
        reason=journal.comment,
        next_visits=tuple(f"{v.local_date:%m/%d/%Y} {v.local_start} {v.provider or v.label}" for v in kept),
    )  # fmt: skip


def _items(work: UnitOfWork, journal: Journal) -> tuple[ReceiptItem, ...]:
    """What the money went to, as positive amounts on a receipt and negative ones when it was given back."""
    parts = [line for line in journal.lines if line.account in (Account.RECEIVABLE, Account.UNAPPLIED)]
    words = work.ledger.charge_words([line.charge_id for line in parts if line.charge_id])
    items = []
    for line in parts:
        if line.charge_id is None:
            items.append(ReceiptItem("Paid ahead", None, -line.amount, Money.zero()))
        else:
            one = words[line.charge_id]
            items.append(ReceiptItem(one.label, one.service_date, -line.amount, one.open, one.provider, one.npi))
    return tuple(items)
