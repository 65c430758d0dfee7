"""The day report of a drawer session, made once from ledger and frozen count, then kept as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.closing import Closing
from psr_tui.domain.day_report import DayReport, day_report_text
from psr_tui.domain.drawer import Difference, DrawerSession, business_end
from psr_tui.domain.expected import expected
from psr_tui.domain.float_choice import FloatChoice, choose_float
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.receipt import duplicate
from psr_tui.domain.staff import Actor
from psr_tui.services.guards import must_exist
from psr_tui.services.session_lists import missing_numbers, session_lists, unfinished_list
from psr_tui.store.repositories.drawer import StoredReport
from psr_tui.store.unit_of_work import UnitOfWork

ALL_PRINTS = 100_000
"""More than anybody reprints: every reprint is counted."""
_TAKEN = (JournalKind.PAYMENT, JournalKind.VOID, JournalKind.REFUND)
_NOTHING = Closing((), Money(0), Money(0))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a close did beside its postings: the slip, who verified the bag, which pieces stay, what was left unfinished
    (by record number)."""

    slip: int | None
    verified_by: str
    choice: FloatChoice
    unfinished: tuple[str, ...] = ()


_NOT_SEALED = Sealed(None, "", choose_float((), Money(0)))


def z_report(
    work: UnitOfWork,
    clinic: Clinic,
    session: DrawerSession,
    differences: Sequence[Difference],
    booked: Closing,
    bag: str,
    z_number: int,
    sealed: Sealed = _NOT_SEALED,
) -> str:
    """Write the numbered report of a session that has just been closed, in the closing transaction (CD-66)."""
    report = _report(work, clinic, session, differences, booked, bag, z_number, sealed)
    text = day_report_text(report, clinic.tz)
    stored = StoredReport(z_number, session.session_id, report.grand_total, text.encode(), work.now)
    work.drawer.add_report(stored, session.business_date)
    return text


def x_text(work: UnitOfWork, clinic: Clinic, session: DrawerSession) -> str:
    """The report so far; numbers nothing and stores nothing."""
    attempts = work.drawer.attempts(session.session_id)
    frozen = session.state.value in ("counted", "approved", "closed")
    differences = work.drawer.differences(attempts[-1].attempt_id) if attempts and frozen else ()
    return day_report_text(_report(work, clinic, session, differences, _NOTHING, "", None), clinic.tz)


def typed_report(work: UnitOfWork, z_number: int) -> StoredReport:
    """The stored report of a number somebody typed. Raises NotFound."""
    none = f"There is no Z report {z_number}; the closed drawers (F5, 0, 3) show which there are."
    return must_exist(work.drawer.report(z_number), "This report", none)


def reprinted(work: UnitOfWork, actor: Actor, stored: StoredReport) -> str:
    """The stored bytes under a DUPLICATE line, logged."""
    work.audit.append("report.reprint", "day_report", str(stored.z_number))
    log = work.audit.of_entity("day_report", str(stored.z_number), most=ALL_PRINTS)
    copies = sum(entry.action == "report.reprint" for entry in log)
    return duplicate(stored.body.decode(), copies, work.now, actor.name, work.clinic.get().tz)


def _report(
    work: UnitOfWork,
    clinic: Clinic,
    session: DrawerSession,
    differences: Sequence[Difference],
    booked: Closing,
    bag: str,
    z_number: int | None,
    sealed: Sealed = _NOT_SEALED,
) -> DayReport:
    first, last, number = work.ledger.receipt_span(session.session_id)
    reason, comment = work.drawer.facts(session.session_id)
    known = work.reference.reason("over_short", reason) if reason else None
    signer = work.staff.get(session.approved_by) if session.approved_by else None
    attempts = work.drawer.attempts(session.session_id)
    counter = work.staff.get(attempts[-1].counted_by) if attempts else None
    end = business_end(session.business_date, clinic.cut_off_hour, clinic.tz)
    head = work.audit.head()
    entries = work.ledger.session_entries(session.session_id)
    return DayReport(
        clinic=clinic.name, training=clinic.training, drawer=session.drawer_code, rep=session.staff_name,
        business_date=session.business_date, opened_at=session.opened_at, closed_at=session.closed_at,
        float_expected=session.float_expected, float_counted=session.float_counted,
        taken=expected(work.ledger.session_entries(session.session_id, _TAKEN)),
        lists=(*session_lists(work, clinic, session), unfinished_list(sealed.unfinished)),
        differences=tuple(differences), attempts=len(attempts),
        reason=f"{reason} {known.label}" if known else reason, comment=comment,
        approved_by=signer.name if signer else "",
        first_receipt=first, last_receipt=last, receipts=number,
        missing=missing_numbers(work, session.session_id, first, last),
        to_bank=booked.to_bank, stays=booked.stays, float_to_safe=booked.float_to_safe, bag=bag, z_number=z_number,
        grand_total_before=work.drawer.grand_total(), audit_head=f"{head.seq} {head.mac.hex()[:16]}",
        late=work.now >= end, counted_by=counter.name if counter and differences else "",
        closed_by=session.changed_by if z_number is not None else "", slip=sealed.slip,
        verified_by=sealed.verified_by, stays_in=sealed.choice.stays, stays_note=sealed.choice.note,
        held=expected(entries) if z_number is None else {},
    )  # fmt: skip
