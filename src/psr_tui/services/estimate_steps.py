"""The clock of good-faith estimates, inside the transaction that books, moves or changes who pays (FD-140, FD-143).

``on_booked`` after a visit got a time, ``on_changed`` after its day or payer changed, ``on_payer_changed`` after a
patient's coverage did. Each may be called as often as wanted: what stands already stays.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import primary_on
from psr_tui.domain.estimates import Estimate, EstimateKind, EstimateState, EstimateWhy, due_on
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit_needs import SELF_PAY

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

_WINDOW = 400  # days of closed days that are looked at; more lies beyond every clock
COVERED = "covered by insurance now"


def is_self_pay(work: UnitOfWork, patient_id: str, day: date, choice: str = "") -> bool:
    """Whether the patient pays a visit of ``day`` themselves: so chosen, or no coverage in force on that day."""
    if choice == SELF_PAY:
        return True
    return primary_on(work.coverage.of_patient(patient_id, work.clinic.get().tz), day) is None


def due_day(work: UnitOfWork, why: EstimateWhy, started: date, service: date | None) -> date | None:
    """When it is due by the clinic's own calendar."""
    closed = work.clinic.closed_days(started, started + timedelta(days=_WINDOW))
    if service is not None:
        service = min(service, started + timedelta(days=_WINDOW))
    return due_on(why, started, service, closed)


def on_booked(work: UnitOfWork, actor: Actor, visit_id: str) -> None:
    """A visit got its time: start the clock for who pays themselves, or move the one of the visit it replaces."""
    on_changed(work, actor, visit_id)


def on_changed(work: UnitOfWork, actor: Actor, visit_id: str) -> None:
    """The day or the payer of a visit is another: the due day is worked out anew, the old one stays in history."""
    visit = work.visits.get(visit_id)
    if visit is None or visit.state.closed:
        return
    old = work.estimates.standing(visit_id)
    if old is None:
        before = work.estimates.replaced_visit(visit_id)
        old = work.estimates.standing(before) if before else None
    if not is_self_pay(work, visit.patient_id, visit.local_date, visit.coverage_choice):
        _covered(work, actor, old)
        return
    if old is None:
        _start(work, actor, visit)
    elif old.visit_id != visit_id or old.service_date != visit.local_date:
        _replace(work, actor, visit, old)


def on_payer_changed(work: UnitOfWork, actor: Actor, patient_id: str) -> None:
    """A patient's coverage changed: look at every visit that is still to come."""
    today = local_date(work.now, work.clinic.get().tz)
    for visit_id in work.estimates.ahead(patient_id, today):
        on_changed(work, actor, visit_id)


def add(work: UnitOfWork, actor: Actor, estimate: Estimate) -> Estimate:
    """Write a new version with its audit row."""
    work.estimates.add(estimate, actor.name, work.now)
    detail = {"kind": estimate.kind.value, "number": estimate.number, "due": str(estimate.due_on or "")}
    work.audit.append("estimate.start", "estimate", estimate.estimate_id, reason=estimate.why.value, detail=detail)
    work.touch("work", "queue")
    return estimate


def replaced(work: UnitOfWork, actor: Actor, old: Estimate, why: str) -> None:
    """An estimate gives way to a newer version; what was given stays as it was given."""
    work.estimates.change(old.estimate_id, actor.name, work.now, state=EstimateState.REPLACED.value, why_replaced=why)
    work.audit.append("estimate.replace", "estimate", old.estimate_id)


def _start(work: UnitOfWork, actor: Actor, visit: Visit) -> None:
    today = local_date(work.now, work.clinic.get().tz)
    due = due_day(work, EstimateWhy.SCHEDULED, today, visit.local_date)
    if due is not None:
        add(work, actor, _new(work, visit, EstimateWhy.SCHEDULED, due))


def _replace(work: UnitOfWork, actor: Actor, visit: Visit, old: Estimate) -> None:
    """The clock of a booking begins anew with the new day. A question keeps its own clock. What was due before stays
    due on its day when the new visit is too near for a clock of its own."""
    tz = work.clinic.get().tz
    started = local_date(old.started_at if old.why is EstimateWhy.REQUESTED else work.now, tz)
    due = due_day(work, old.why, started, visit.local_date)
    if due is None and old.state is EstimateState.DUE:
        due = old.due_on
    day = f"{old.service_date:%m/%d}" if old.service_date else "no day"
    replaced(work, actor, old, f"moved from {day} to {visit.local_date:%m/%d}")
    if due is not None or old.state is EstimateState.GIVEN:
        new = _new(work, visit, old.why, due or local_date(work.now, tz), old)
        add(work, actor, new)


def _covered(work: UnitOfWork, actor: Actor, old: Estimate | None) -> None:
    """Insurance pays now: what only the booking asked for is not needed any more; a question stays a question."""
    if old is not None and old.state is EstimateState.DUE and old.why is EstimateWhy.SCHEDULED:
        work.estimates.change(
            old.estimate_id, actor.name, work.now, state=EstimateState.NOT_NEEDED.value, why_replaced=COVERED
        )
        work.audit.append("estimate.not_needed", "estimate", old.estimate_id)
        work.touch("work", "queue")


def _new(work: UnitOfWork, visit: Visit, why: EstimateWhy, due: date, old: Estimate | None = None) -> Estimate:
    return Estimate(
        work.new_id(), visit.patient_id, visit.patient, visit.visit_id, EstimateKind.GOOD_FAITH, why,
        EstimateState.DUE, old.number + 1 if old else 1,
        old.started_at if old and why is EstimateWhy.REQUESTED else work.now, visit.local_date, due,
        replaces=old.estimate_id if old else "",
    )  # fmt: skip
