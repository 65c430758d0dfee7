"""Alerts: popping up once for each person and day, and being written, changed and ended (front-desk.md FD-48)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from psr_tui.domain.alerts import Alert, AlertScope, NewAlert
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import AlreadyDone, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.store.repositories.alerts import alert_content
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_ENTITY = "patient_alert"
_WHAT = "This alert"


class AlertService:
    """An alert of the clinic needs a lead; of a patient or a family anybody may write one."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- popping up ---
    def due(self, actor: Actor, patient_id: str) -> tuple[Alert, ...]:
        """What has not popped up for this person today: the clinic's, the family's and the patient's, oldest first.

        Whoever asks has the patient's record open already: that view is logged.
        """
        with self._store.read() as work:
            return tuple(work.alerts.unseen(patient_id, actor.staff_id, self._today(work)))

    def read(self, actor: Actor, patient_id: str, alert_ids: Sequence[str]) -> None:
        """These were read; they stay down for this person until tomorrow."""
        with self._store.write(actor, "alert.read", "patient", patient_id) as work:
            work.alerts.read(alert_ids, actor.staff_id, self._today(work))
            work.audit.append("alert_read", "patient", patient_id, detail={"alerts": sorted(alert_ids)})
            work.commit()

    # --- the box of alerts ---
    def kept(self, actor: Actor, patient_id: str) -> tuple[Alert, ...]:
        """The patient's own alerts and the clinic's, as they can be changed; the view of the record is logged."""
        with self._store.read() as work:
            return tuple(work.alerts.kept_by(patient_id, self._today(work)))

    def add(self, actor: Actor, new: NewAlert, command_id: str) -> str:
        """Write an alert; the same command id adds one only. Returns the sentence for the message line."""
        with self._store.write(actor, "alert.add", _ENTITY, command_id) as work:
            new = new.checked(self._today(work))
            self._may(actor, new.scope)
            known = work.alerts.get(command_id)
            if known is not None:
                if (known[1].text, known[1].scope, known[1].ends_on) != (new.text, new.scope.value, new.ends_on):
                    raise AlreadyDone("This alert was saved already; open it to change it.")
                return "The alert is saved already."
            work.alerts.add(command_id, new, actor.name, work.now)
            self._keep(work, actor, "create", command_id)
            work.commit()
        return f"The alert is saved; it pops up {_for_whom(new.scope)}."

    def change(self, actor: Actor, alert_id: str, version: int, new: NewAlert) -> str:
        """Other words, scope or last day; the earlier version is kept and it pops up again. Raises Stale, Refused."""
        with self._store.write(actor, "alert.change", _ENTITY, alert_id) as work:
            patient_id, before, row = must_exist(work.alerts.get(alert_id), _WHAT)
            guard_version(_WHAT, row, version, work.clinic.get().tz)
            new = NewAlert(new.text, new.scope, patient_id or "", new.ends_on).checked(self._today(work))
            self._may(actor, AlertScope(before.scope))
            self._may(actor, new.scope)
            if (new.scope is AlertScope.CLINIC) != (before.scope == AlertScope.CLINIC.value):
                raise Refused("An alert stays with the patient or the clinic it was written for; end it, add another.")
            work.alerts.change(alert_id, new, actor.name, work.now)
            self._keep(work, actor, "change", alert_id, before)
            work.commit()
        return "The alert is changed; it pops up again."

    def end(self, actor: Actor, alert_id: str, version: int) -> str:
        """It pops up no more and stays in the history. Raises Stale, Refused for one that is over."""
        with self._store.write(actor, "alert.end", _ENTITY, alert_id) as work:
            _, before, row = must_exist(work.alerts.get(alert_id), _WHAT)
            guard_version(_WHAT, row, version, work.clinic.get().tz)
            self._may(actor, AlertScope(before.scope))
            if row.ended_at is not None:
                raise Refused(f"This alert was ended by {row.changed_by} already.")
            work.alerts.end(alert_id, actor.name, work.now)
            self._keep(work, actor, "end", alert_id, before)
            work.commit()
        return "The alert is ended; its words stay in the history."

    @staticmethod
    def _may(actor: Actor, scope: AlertScope) -> None:
        if scope is AlertScope.CLINIC:
            actor.require(Role.LEAD, "write an alert for the whole clinic")

    @staticmethod
    def _keep(work: UnitOfWork, actor: Actor, what: str, alert_id: str, before: Alert | None = None) -> None:
        """The new version, the audit row, and word to the other stations."""
        patient_id, alert, row = must_exist(work.alerts.get(alert_id), _WHAT)
        content = {**alert_content(alert), "ended": row.ended_at is not None}
        earlier = {**alert_content(before), "ended": False} if before is not None else None
        work.versions.keep(_ENTITY, alert_id, alert.version, patient_id, content, earlier)
        work.audit.append(what, _ENTITY, alert_id, detail={"patient": patient_id or "", "scope": alert.scope})
        work.touch("patients", "queue")

    @staticmethod
    def _today(work: UnitOfWork) -> date:
        return local_date(work.now, work.clinic.get().tz)


def _for_whom(scope: AlertScope) -> str:
    return {
        AlertScope.PATIENT: "when this patient is opened",
        AlertScope.FAMILY: "for the whole family",
        AlertScope.CLINIC: "once for everybody",
    }[scope]
