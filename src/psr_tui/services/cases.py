"""Accidents and work injuries: on file with the patient, and linked to the visits their payer pays for (FD-41)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from psr_tui.domain.cases import Case, CaseForm, check_may_link
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.coverage_form import check_same_patient
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.staff import Actor
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.payers import payer_for
from psr_tui.store.repositories.versions import RecordVersion
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CaseService", "OpenVisit", "PatientCases", "link"]

ENTITY = "case_policy"
_WHAT = "This case"


@dataclass(frozen=True, slots=True)
class PatientCases:
    """A patient's cases, open ones first."""

    patient_id: str
    patient: str
    born: date | None
    today: date
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that a case or an authorisation can be chosen for; '' = none is chosen."""

    visit_id: str
    version: int
    words: str
    case_id: str = ""
    auth_id: str = ""


class CaseService:
    """Cases of one patient at a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def of_patient(self, actor: Actor, patient_id: str) -> PatientCases:
        """All cases; seeing them is a view, logged once a sign-in."""
        self._views.opened(actor, patient_id, "cases")
        with self._store.read() as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            today = local_date(work.now, work.clinic.get().tz)
            return PatientCases(
                patient_id, patient.display, patient.demographics.born, today, work.cases.of_patient(patient_id)
            )

    def history(self, actor: Actor, case_id: str) -> tuple[RecordVersion, ...]:
        """How the case looked, newest first, with what each version changed."""
        with self._store.read() as work:
            return tuple(work.versions.of_record(ENTITY, case_id))

    def open_visits(self, actor: Actor, patient_id: str) -> tuple[OpenVisit, ...]:
        """Visits of the patient that are still to be kept, the next first."""
        with self._store.read() as work:
            ids = [one.visit_id for one in work.authorisations.open_visits([patient_id])]
            visits = [must_exist(work.visits.get(one), "This visit") for one in ids]
        line = sorted(visits, key=lambda one: one.starts_at)
        return tuple(
            OpenVisit(
                one.visit_id, one.version, f"{one.local_date:%a %m/%d/%Y} {one.local_start} {one.provider}".rstrip(),
                one.case_id or "", one.authorisation_id or "",
            )
            for one in line
        )  # fmt: skip

    def add(self, actor: Actor, command_id: str, form: CaseForm) -> Case:
        """Put a case on file; the id of the command becomes its id. Raises InvalidInput by field, AlreadyDone."""
        with self._store.write(actor, "case.add", "patient", form.patient_id) as work:
            form = form.checked(local_date(work.now, work.clinic.get().tz))
            must_exist(work.patients.get(form.patient_id), "This patient")
            kept = work.cases.get(command_id)
            if kept is not None:
                same = (kept.patient_id, kept.kind.value, kept.happened_on, kept.claim_number)
                if same != (form.patient_id, form.kind, form.happened_on, form.claim_number):
                    raise AlreadyDone("This case was saved already; look at it before typing it again.")
                return kept
            work.cases.add(
                command_id, form, payer_for(work, actor, form.payer_id, form.new_payer), actor.name, work.now
            )
            work.audit.append("create", ENTITY, command_id, detail={"kind": form.kind})
            return _kept(work, command_id)

    def change(self, actor: Actor, case_id: str, version: int, form: CaseForm) -> Case:
        """Write what was typed. Raises InvalidInput by field, Refused for another patient's form, Stale."""

        def act(work: UnitOfWork, before: Case, today: date) -> None:
            checked = form.checked(today)
            name = must_exist(work.patients.get(before.patient_id), "This patient").display
            check_same_patient(checked.patient_id, before.patient_id, name)
            payer_id = payer_for(work, actor, checked.payer_id, checked.new_payer)
            work.cases.change(case_id, checked, payer_id, actor.name, work.now)
            work.audit.append("change", ENTITY, case_id)

        return self._act(actor, "case.change", case_id, version, act)

    def close(self, actor: Actor, case_id: str, version: int, last_day: date | None) -> Case:
        """The last day on which visits are billed to it; None opens it again. Raises InvalidInput, Stale."""

        def act(work: UnitOfWork, before: Case, today: date) -> None:
            if last_day is not None and last_day < before.happened_on:
                raise InvalidInput(
                    f"Closed: {last_day:%m/%d/%Y} is before it happened on {before.happened_on:%m/%d/%Y}.", "closed_on"
                )
            work.cases.close(case_id, last_day, actor.name, work.now)
            work.audit.append("end" if last_day else "reopen", ENTITY, case_id, detail={"fields": ["closed_on"]})

        return self._act(actor, "case.close", case_id, version, act)

    def link(self, actor: Actor, visit_id: str, version: int, case_id: str) -> str:
        """Let a case pay for a visit, '' lets the patient's own coverage pay again; returns the sentence for the
        message line. Raises Refused, Stale."""
        with self._store.write(actor, "case.link", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            guard_version(visit.patient, visit, version, work.clinic.get().tz)
            words = link(work, actor, visit, case_id)
            work.commit()
        return words

    def _act(
        self, actor: Actor, name: str, case_id: str, version: int, act: Callable[[UnitOfWork, Case, date], None]
    ) -> Case:
        with self._store.write(actor, name, ENTITY, case_id) as work:
            tz = work.clinic.get().tz
            before = must_exist(work.cases.get(case_id), _WHAT)
            guard_version(f"The case of {before.happened_on:%m/%d/%Y}", before, version, tz)
            act(work, before, local_date(work.now, tz))
            return _kept(work, case_id, before)


def link(work: UnitOfWork, actor: Actor, visit: Visit, case_id: str) -> str:
    """Let a case pay for this visit and no other, in the caller's transaction; '' takes it off again.

    The payer question of the visit is open again afterwards. Raises Refused for a visit that is over, a case of
    somebody else, and one that is not open on the day of the visit.
    """
    if visit.state.closed:
        raise Refused(f"The visit of {visit.patient} is {visit.state.word}; its payer stays as it was billed.")
    case = must_exist(work.cases.get(case_id), _WHAT) if case_id else None
    if case is not None:
        check_may_link(case, visit.patient_id, visit.local_date)
    work.visits.change(
        visit.visit_id, actor.name, work.now, case_id=case_id or None, coverage_choice="", coverage_id=None
    )
    work.audit.append(
        "case.link" if case_id else "case.unlink", "appointment", visit.visit_id, detail={"case": case_id}
    )
    work.touch("queue", "patients")
    return (
        f"{case.payer} pays for this visit, {case.kind.word} of {case.happened_on:%m/%d/%Y}."
        if case
        else "The patient's own coverage pays for this visit again."
    )


def _kept(work: UnitOfWork, case_id: str, before: Case | None = None) -> Case:
    case = must_exist(work.cases.get(case_id), _WHAT)
    work.versions.keep(
        ENTITY, case_id, case.version, case.patient_id, _content(case), _content(before) if before else None
    )
    if work.actor is not None:  # a new one was typed for its patient, a change for itself
        work.drafts.drop(work.actor.staff_id, ENTITY, case.patient_id if before is None else case_id)
    work.touch("patients", "queue")
    work.commit()
    return case


def _content(case: Case) -> dict[str, Any]:
    return {
        "kind": case.kind, "happened_on": case.happened_on, "payer": case.payer, "claim_number": case.claim_number,
        "state": case.state, "adjuster": case.adjuster, "adjuster_phone": case.adjuster_phone,
        "employer": case.employer, "note": case.note, "closed_on": case.closed_on,
    }  # fmt: skip
