"""One visit at the desk for tests of check-in: the patient is here, and the steps are taken by the service itself."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.visit import VisitState
from psr_tui.services.check_in import CheckInService, CheckInView
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import NOW, TestClinic


def at_the_desk(clinic: TestClinic, visit_type: str = "OV15", copay: int | None = None, **patient: Any) -> str:
    """An insured patient, verified today, who has arrived for a visit of this type; returns the visit's id."""
    patient_id = clinic.add_patient("Peña García", "José", **patient)
    clinic.add_coverage(
        patient_id, clinic.add_payer(), copay_cents=copay, verified_at=NOW, verified_result="active", card_seen_on=None
    )
    visit_id = clinic.add_visit(patient_id, visit_type=visit_type)
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), visit_id, 1, VisitState.ARRIVED)
    return visit_id


def sign_due(desk: CheckInService, clinic: TestClinic, view: CheckInView) -> CheckInView:
    """Every paper that is due, signed."""
    for form in view.forms:
        if form.due:
            view = desk.sign(clinic.actor(), view.visit_id, view.version, form.kind.code)
    return view


def ready(desk: CheckInService, clinic: TestClinic, visit_id: str, but_not: str = "") -> CheckInView:
    """Everything settled that every visit asks for; ``but_not`` leaves ``coverage`` or ``papers`` open."""
    actor = clinic.actor()
    view = desk.open(actor, visit_id)
    view = desk.identify(actor, visit_id, view.version, ["name", "dob"])
    view = desk.confirm_demographics(actor, visit_id, view.version)
    if but_not != "coverage":
        assert view.proposed is not None
        view = desk.confirm_coverage(actor, visit_id, view.version, view.proposed.coverage_id, card_seen=True)
    return view if but_not == "papers" else sign_due(desk, clinic, view)


def sql(clinic: TestClinic, *statements: str) -> None:
    """Rows of reference that a test wants otherwise."""
    from tests.helpers.clinic import SETUP

    with clinic.store.write(SETUP) as work:
        for statement in statements:
            work.session.connection().exec_driver_sql(statement)
        work.commit()
