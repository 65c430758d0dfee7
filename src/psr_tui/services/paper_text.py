"""The frozen text of what can be printed, and who may have it on paper."""

from __future__ import annotations

from psr_tui.domain.errors import NotFound
from psr_tui.domain.printing import PrintKind, page_name, trial_page
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.guards import must_exist
from psr_tui.store.unit_of_work import UnitOfWork


def paper_text(work: UnitOfWork, actor: Actor, kind: PrintKind, number: int | None) -> str:
    """The canonical text as it was frozen. Printing a receipt is a view of its patient, logged here.

    Raises: NotFound; NotAllowed for a report or slip of somebody else, except for a supervisor.
    """
    if kind is PrintKind.TEST:
        return trial_page(work.clinic.get().name, actor.station)
    if number is None:
        raise NotFound("This page has no number.")
    name = page_name(kind, number)
    if kind is PrintKind.RECEIPT:
        stored = must_exist(work.ledger.receipt(number), f"Receipt {name}")
        if stored.patient_id:
            work.audit.viewed([stored.patient_id], "receipt")
        return stored.text
    if kind is PrintKind.DAY_REPORT:
        report = must_exist(work.drawer.report(number), name)
        _own(work, actor, report.session_id, "", name)
        return report.body.decode()
    slip = must_exist(work.print_jobs.slip(number), name)
    _own(work, actor, slip.session_id, slip.prepared_by, name)
    return slip.body.decode()


def _own(work: UnitOfWork, actor: Actor, session_id: str | None, prepared_by: str, name: str) -> None:
    session = work.drawer.session(session_id) if session_id else None
    if actor.staff_id not in (prepared_by, session.staff_id if session else ""):
        actor.require(Role.SUPERVISOR, f"print {name} of somebody else")
