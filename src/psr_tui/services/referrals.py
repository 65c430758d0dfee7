"""Referrals to others: written at the visit, handed to the patient, open until a reply is filed (FD-126)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import Clock, at_local, local_date
from psr_tui.domain.coverage_form import check_same_patient
from psr_tui.domain.errors import AlreadyDone, InvalidInput
from psr_tui.domain.referrals import Referral, ReferralForm, ReferralState, Reply, check_step
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.repositories.referrals import values_of
from psr_tui.store.repositories.versions import RecordVersion
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["PatientReferrals", "ReferralService", "hand"]

ENTITY = "referral_out"
_WHAT = "This referral"
_END_OF_DAY = 17


@dataclass(frozen=True, slots=True)
class PatientReferrals:
    """A patient's referrals, those that wait first."""

    patient_id: str
    patient: str
    born: date | None
    today: date
    referrals: tuple[Referral, ...]


class ReferralService:
    """Referrals of a patient, and all that wait for a reply."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- reading ---
    def of_patient(self, actor: Actor, patient_id: str) -> PatientReferrals:
        """All of a patient; seeing them is a view, logged once a sign-in."""
        self._views.opened(actor, patient_id, "referrals")
        with self._store.read() as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            today = local_date(work.now, work.clinic.get().tz)
            found = work.referrals.of_patient(patient_id)
            return PatientReferrals(patient_id, patient.display, patient.demographics.born, today, found)

    def waiting(self, actor: Actor) -> tuple[Referral, ...]:
        """Every referral without a reply, the most overdue first; the patients on it are logged as seen."""
        with self._store.read() as work:
            found = work.referrals.waiting()
        self._views.listed(actor, [one.patient_id for one in found], "referrals")
        return found

    def history(self, actor: Actor, referral_id: str) -> tuple[RecordVersion, ...]:
        """Who moved it when, newest first."""
        with self._store.read() as work:
            return tuple(work.versions.of_record(ENTITY, referral_id))

    # --- writing ---
    def add(self, actor: Actor, command_id: str, form: ReferralForm) -> Referral:
        """Write a referral; the id of the command becomes its id. Raises InvalidInput by field, AlreadyDone."""
        with self._store.write(actor, "referral.add", "patient", form.patient_id) as work:
            form = form.checked(local_date(work.now, work.clinic.get().tz))
            must_exist(work.patients.get(form.patient_id), "This patient")
            kept = work.referrals.get(command_id)
            if kept is not None:
                if (kept.patient_id, kept.to_name, kept.reason) != (form.patient_id, form.to_name, form.reason):
                    raise AlreadyDone("This referral was saved already; look at it before typing it again.")
                return kept
            work.referrals.add(command_id, form, actor.name, work.now)
            work.audit.append("create", ENTITY, command_id)
            referral = _kept(work, actor, command_id)
            work.commit()
        return referral

    def change(self, actor: Actor, referral_id: str, version: int, form: ReferralForm) -> Referral:
        """Write what was typed. Raises InvalidInput by field, Refused for another patient's form, Stale."""

        def act(work: UnitOfWork, before: Referral) -> dict[str, Any]:
            checked = form.checked(local_date(work.now, work.clinic.get().tz))
            name = must_exist(work.patients.get(before.patient_id), "This patient").display
            check_same_patient(checked.patient_id, before.patient_id, name)
            return values_of(checked)

        return self._act(actor, "change", referral_id, version, act)

    def move(self, actor: Actor, referral_id: str, version: int, to: ReferralState) -> Referral:
        """The next step on its way. Raises Refused for a step that may not follow, Stale."""

        def act(work: UnitOfWork, before: Referral) -> dict[str, Any]:
            check_step(before, to)
            return {"state": to.value}

        return self._act(actor, f"move.{to.value}", referral_id, version, act)

    def file_reply(self, actor: Actor, referral_id: str, version: int, reply: Reply) -> Referral:
        """What came back; it waits no longer. Raises InvalidInput by field, Refused, Stale."""

        def act(work: UnitOfWork, before: Referral) -> dict[str, Any]:
            check_step(before, ReferralState.REPLY_RECEIVED)
            said = reply.checked(local_date(work.now, work.clinic.get().tz))
            return {
                "state": ReferralState.REPLY_RECEIVED.value, "reply_on": said.reply_on,
                "reply_from": said.reply_from or before.to_name, "reply": said.reply,
            }  # fmt: skip

        return self._act(actor, "reply", referral_id, version, act)

    def note(self, actor: Actor, referral_id: str, version: int, text: str) -> Referral:
        """Add a line to its note: who was called, what they said. Raises InvalidInput for nothing, Stale."""
        line = clean(text, 300)
        if not line:
            raise InvalidInput("Note: type a few words.", "note")

        def act(work: UnitOfWork, before: Referral) -> dict[str, Any]:
            return {"note": f"{before.note}\n{line}".strip()[:4000]}

        return self._act(actor, "note", referral_id, version, act)

    def hand(self, actor: Actor, referral_id: str) -> Referral:
        """Handed to the patient outside a check-out."""
        with self._store.write(actor, "referral.hand", ENTITY, referral_id) as work:
            referral = hand(work, actor, referral_id)
            work.commit()
        return referral

    def _act(
        self,
        actor: Actor,
        name: str,
        referral_id: str,
        version: int,
        act: Callable[[UnitOfWork, Referral], dict[str, Any]],
    ) -> Referral:
        with self._store.write(actor, f"referral.{name}", ENTITY, referral_id) as work:
            before = must_exist(work.referrals.get(referral_id), _WHAT)
            guard_version(f"The referral to {before.to_name}", before, version, work.clinic.get().tz)
            values = act(work, before)
            work.referrals.change(referral_id, actor.name, work.now, **values)
            work.audit.append(name, ENTITY, referral_id, detail={"fields": sorted(values)})
            referral = _kept(work, actor, referral_id, before)
            work.commit()
        return referral


def hand(work: UnitOfWork, actor: Actor, referral_id: str) -> Referral:
    """The patient has the paper, in the caller's transaction: an open one counts as sent. Handing twice hands once."""
    before = must_exist(work.referrals.get(referral_id), _WHAT)
    if before.handed_at is not None:
        return before
    values: dict[str, Any] = {"handed_at": work.now}
    if before.state is ReferralState.OPEN:
        values["state"] = ReferralState.SENT.value
    work.referrals.change(referral_id, actor.name, work.now, **values)
    work.audit.append("hand", ENTITY, referral_id)
    return _kept(work, actor, referral_id, before)


def _kept(work: UnitOfWork, actor: Actor, referral_id: str, before: Referral | None = None) -> Referral:
    """Keep the version, and let the worklist item follow: one waits until a reply is filed or it was declined."""
    referral = must_exist(work.referrals.get(referral_id), _WHAT)
    work.versions.keep(
        ENTITY, referral_id, referral.version, referral.patient_id, _content(referral),
        _content(before) if before else None,
    )  # fmt: skip
    if referral.state.waits:
        due = at_local(referral.due_on, _END_OF_DAY, 0, work.clinic.get().tz) if referral.due_on else None
        title = f"Reply from {referral.words()}"
        new = NewWork(WorkKind.REFERRAL, title, referral.patient_id, object_id=referral_id, due_at=due)
        item = work.items.open_item(new, actor.staff_id, actor.name, work.now)
        if before is not None:
            work.items.change(item, actor.name, work.now, title=title[:120], due_at=new.due(work.now))
    else:
        outcome = referral.state.word
        work.items.close_about(WorkKind.REFERRAL, referral_id, outcome, actor.staff_id, actor.name, work.now)
    work.drafts.drop(actor.staff_id, ENTITY, referral.patient_id if before is None else referral_id)
    work.touch("patients", "work")
    return referral


def _content(referral: Referral) -> dict[str, Any]:
    return {
        "to": referral.to_name, "specialty": referral.specialty, "phone": referral.phone, "reason": referral.reason,
        "icd_code": referral.icd_code, "urgency": referral.urgency, "state": referral.state,
        "handed_at": referral.handed_at, "due_on": referral.due_on, "reply_on": referral.reply_on,
        "reply_from": referral.reply_from, "reply": referral.reply, "provider": referral.provider,
        "note": referral.note,
    }  # fmt: skip
