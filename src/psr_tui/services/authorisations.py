"""Authorisations and referrals that came in: asked for, decided, used; each with its words, its clock and its history
(FD-121 to FD-125)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from psr_tui.domain.authorisation_forms import AuthForm, Decision
from psr_tui.domain.authorisations import (
    Authorisation,
    AuthState,
    Use,
    net_by_visit,
)
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.coverage_form import check_same_patient
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.authorisation_rows import AuthLine, asked, columns, content, due, line_of
from psr_tui.services.authorisation_use import (
    AuthorisationStanding,
    for_visit,
    give_back,
    picture,
    take,
)
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.repositories.versions import RecordVersion
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = [
    "AuthLine", "AuthorisationService", "AuthorisationStanding", "PatientAuthorisations", "for_visit",
    "give_back", "take",
]  # fmt: skip

ENTITY = "authorisation"
_WHAT = "This authorisation"


@dataclass(frozen=True, slots=True)
class PatientAuthorisations:
    """Everything of one patient."""

    patient_id: str
    patient: str
    born: date | None
    today: date
    lines: tuple[AuthLine, ...]


class AuthorisationService:
    """Authorisations of a patient, and those of all that wait or run out."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- reading ---
    def of_patient(self, actor: Actor, patient_id: str) -> PatientAuthorisations:
        """All of a patient; seeing them is a view, logged once a sign-in."""
        self._views.opened(actor, patient_id, "authorisations")
        with self._store.read() as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            seen = picture(work, [patient_id])
            today = local_date(work.now, work.clinic.get().tz)
            lines = tuple(line_of(work, seen, one) for one in seen.auths.get(patient_id, ()))
            return PatientAuthorisations(patient_id, patient.display, patient.demographics.born, today, lines)

    def waiting(self, actor: Actor) -> list[AuthLine]:
        """Requests that wait, with their clock, the next due first."""
        return [one for one in self._listed(actor) if one.auth.state.pending]

    def running_out(self, actor: Actor) -> list[AuthLine]:
        """Granted ones with few left beside what is booked, or an end that is near (FD-124)."""
        found = [one for one in self._listed(actor) if one.warnings]
        return sorted(found, key=lambda one: (one.count.free, one.auth.ends or date.max, one.auth.auth_id))

    def history(self, actor: Actor, auth_id: str) -> tuple[RecordVersion, ...]:
        """How it looked, newest first, with what each version changed."""
        with self._store.read() as work:
            return tuple(work.versions.of_record(ENTITY, auth_id))

    # --- writing ---
    def add(self, actor: Actor, command_id: str, form: AuthForm, is_asked: bool = False) -> Authorisation:
        """Write down one; ``is_asked``: the payer has the request now, so its clock runs. The id of the command becomes
        its id. Raises InvalidInput by field, AlreadyDone."""
        form = form.checked()
        with self._store.write(actor, "authorisation.add", "patient", form.patient_id) as work:
            must_exist(work.patients.get(form.patient_id), "This patient")
            kept = work.authorisations.get(command_id)
            if kept is not None:
                same = (kept.patient_id, kept.payer_id, kept.kind, kept.number, kept.requested)
                if same != (form.patient_id, form.payer_id, form.kind, form.number, form.requested):
                    raise AlreadyDone("This request was saved already; look at it before typing it again.")
                return kept
            values = {**columns(form), "state": AuthState.NEW_REQUEST.value, **(asked(work, form) if is_asked else {})}
            work.authorisations.add(command_id, form.patient_id, actor.name, work.now, **values)
            work.audit.append("create", ENTITY, command_id, detail={"kind": form.kind, "asked": is_asked})
            return self._kept(work, actor, command_id)

    def change(self, actor: Actor, auth_id: str, version: int, form: AuthForm) -> Authorisation:
        """Write what was typed; how it was decided stays. A clock that runs is set anew when it became expedited or
        another payer's. Raises InvalidInput by field, Refused for another patient's form, Stale."""
        form = form.checked()

        def act(work: UnitOfWork, before: Authorisation) -> dict[str, Any]:
            name = must_exist(work.patients.get(before.patient_id), "This patient").display
            check_same_patient(form.patient_id, before.patient_id, name)
            values = columns(form)
            if before.requested_at is not None and before.state.pending:
                values["due_at"] = due(work, form.payer_id, form.expedited, before.requested_at)
            return values

        return self._act(actor, "change", auth_id, version, act)

    def ask(self, actor: Actor, auth_id: str, version: int) -> Authorisation:
        """The payer has the request now: its clock starts. Raises Refused when it waits or is decided, Stale."""

        def act(work: UnitOfWork, before: Authorisation) -> dict[str, Any]:
            Decision(AuthState.PENDING_REVIEW).checked(before)
            return {
                "state": AuthState.PENDING_REVIEW.value, "requested_at": work.now, "decided_at": None,
                "due_at": due(work, before.payer_id, before.expedited, work.now),
            }  # fmt: skip

        return self._act(actor, "ask", auth_id, version, act)

    def decide(self, actor: Actor, auth_id: str, version: int, decision: Decision) -> Authorisation:
        """Write down what the payer said, or that it is over. Raises Refused, InvalidInput by field, Stale."""

        def act(work: UnitOfWork, before: Authorisation) -> dict[str, Any]:
            said = decision.checked(before)
            over = not said.state.pending
            return {
                "state": said.state.value, "approved": said.approved, "number": said.number,
                "effective_on": said.effective or before.effective, "ends_on": said.ends or before.ends,
                "denial_code": said.denial_code, "denial_reason": said.denial_reason,
                "decided_at": work.now if over else before.decided_at,
            }  # fmt: skip

        return self._act(actor, "decide", auth_id, version, act)

    def note(self, actor: Actor, auth_id: str, version: int, text: str) -> Authorisation:
        """Add a line to its note. Raises InvalidInput for nothing, Stale."""
        line = clean(text, 300)
        if not line:
            raise InvalidInput("Note: type a few words.", "note")

        def act(work: UnitOfWork, before: Authorisation) -> dict[str, Any]:
            return {"note": f"{before.note}\n{line}".strip()[:4000]}

        return self._act(actor, "note", auth_id, version, act)

    def link(self, actor: Actor, visit_id: str, version: int, auth_id: str) -> int:
        """Choose the authorisation a visit uses, '' lets the desk choose; returns the visit's new version. Raises
        Refused for one of another patient, Stale."""
        with self._store.write(actor, "authorisation.link", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            guard_version(visit.patient, visit, version, work.clinic.get().tz)
            if auth_id:
                auth = must_exist(work.authorisations.get(auth_id), _WHAT)
                if auth.patient_id != visit.patient_id:
                    raise Refused("This authorisation belongs to another patient; choose one of this patient.")
            number = work.visits.change(visit_id, actor.name, work.now, authorisation_id=auth_id or None)
            work.audit.append("authorisation.link", "appointment", visit_id, detail={"authorisation": auth_id})
            work.touch("queue", "patients")
            work.commit()
        return number

    def correct(self, actor: Actor, auth_id: str, version: int, visit_id: str, units: int) -> Authorisation:
        """Say how many units a kept visit really used; the difference is written beside what stands. Raises Refused
        for a visit that used none of it, InvalidInput, Stale."""
        if not 0 <= units <= 99:
            raise InvalidInput("Units: type a number from 0 to 99, for example 4.", "units")

        def act(work: UnitOfWork, before: Authorisation) -> dict[str, Any]:
            uses = work.authorisations.uses([auth_id])
            found = {visit: (day, net) for (day, visit), net in net_by_visit(uses, auth_id).items()}
            if visit_id not in found:
                raise Refused("This visit used nothing of it; look at the list again.")
            day, net = found[visit_id]
            if units != net:
                use = Use(auth_id, visit_id, units - net, day)
                work.authorisations.take(work.new_id(), use, actor.staff_id, actor.name, work.now)
            return {}

        return self._act(actor, "correct", auth_id, version, act)

    # --- the parts ---
    def _listed(self, actor: Actor) -> list[AuthLine]:
        with self._store.read() as work:
            found = work.authorisations.waiting(local_date(work.now, work.clinic.get().tz))
            seen = picture(work, [one.auth.patient_id for one in found])
            lines = [line_of(work, seen, one.auth, one.patient, one.mrn) for one in found]
        self._views.listed(actor, [one.auth.patient_id for one in lines], "authorisations")
        return lines

    def _act(
        self,
        actor: Actor,
        name: str,
        auth_id: str,
        version: int,
        act: Callable[[UnitOfWork, Authorisation], dict[str, Any]],
    ) -> Authorisation:
        with self._store.write(actor, f"authorisation.{name}", ENTITY, auth_id) as work:
            before = must_exist(work.authorisations.get(auth_id), _WHAT)
            guard_version(before.name(), before, version, work.clinic.get().tz)
            values = act(work, before)
            work.authorisations.change(auth_id, actor.name, work.now, **values)
            work.audit.append(name, ENTITY, auth_id, detail={"fields": sorted(values)})
            return self._kept(work, actor, auth_id, before)

    @staticmethod
    def _kept(work: UnitOfWork, actor: Actor, auth_id: str, before: Authorisation | None = None) -> Authorisation:
        """Keep the version, and let the worklist item follow: one waits while the payer decides."""
        auth = must_exist(work.authorisations.get(auth_id), _WHAT)
        work.versions.keep(
            ENTITY, auth_id, auth.version, auth.patient_id, content(auth), content(before) if before else None
        )
        if auth.state.pending:
            title = f"{auth.name()}: {auth.state.word}, {auth.payer}"
            due_by = auth.due_at or work.now + timedelta(hours=WorkKind.AUTHORISATION.rule.hours)
            new = NewWork(WorkKind.AUTHORISATION, title, auth.patient_id, object_id=auth_id, due_at=due_by)
            item = work.items.open_item(new, actor.staff_id, actor.name, work.now)
            if before is not None:
                work.items.change(item, actor.name, work.now, title=title[:120], due_at=due_by)
        else:
            work.items.close_about(
                WorkKind.AUTHORISATION, auth_id, auth.state.word, actor.staff_id, actor.name, work.now
            )
        work.drafts.drop(actor.staff_id, ENTITY, auth.patient_id if before is None else auth_id)
        work.touch("patients", "work", "queue")
        work.commit()
        return auth
