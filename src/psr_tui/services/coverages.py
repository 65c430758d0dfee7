"""A patient's coverages: read as of a day, added, changed, ended, put in order; every version is kept (FD-106 to
FD-108)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.coverage import Coverage, exchanged, order_flags
from psr_tui.domain.coverage_form import CoverageForm, changed_fields, check_dates, check_same_patient, same_content
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.services.coverage_versions import ENTITY, keep_version
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.payers import payer_for
from psr_tui.store.repositories.coverage import NewCoverage
from psr_tui.store.repositories.versions import RecordVersion
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CoverageService", "PatientCoverages", "SavedCoverage"]

_WHAT = "This coverage"


@dataclass(frozen=True, slots=True)
class PatientCoverages:
    """Everything on file of one patient, as of a day: what is in force first, in its order."""

    patient_id: str
    patient: str
    born: date | None
    day: date
    coverages: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class SavedCoverage:
    """A coverage after an act, with what is odd about the order now: said, never refused (FD-108)."""

    coverage: Coverage
    flags: tuple[str, ...]

    def words(self, done: str) -> str:
        """The sentence for the message line."""
        return " ".join((f"{self.coverage.name()} is {done}.", *self.flags))


class CoverageService:
    """Coverages of one patient at a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- reading ---
    def of_patient(self, actor: Actor, patient_id: str, day: date | None = None) -> PatientCoverages:
        """The coverages as of ``day`` (default today); seeing them is a view, logged once a sign-in."""
        self._views.opened(actor, patient_id, "coverages")
        with self._store.read() as work:
            return _read(work, patient_id, day)

    def history(self, actor: Actor, coverage_id: str) -> tuple[RecordVersion, ...]:
        """How the coverage looked, newest first, with what each version changed."""
        with self._store.read() as work:
            return tuple(work.versions.of_record(ENTITY, coverage_id))

    # --- writing ---
    def add(self, actor: Actor, command_id: str, form: CoverageForm) -> SavedCoverage:
        """Put a coverage on file; the id of the command becomes its id, so that it is added once.

        Raises InvalidInput by field, AlreadyDone, Refused.
        """
        with self._store.write(actor, "coverage.add", "patient", form.patient_id) as work:
            tz = work.clinic.get().tz
            form = form.checked(local_date(work.now, tz))
            must_exist(work.patients.get(form.patient_id), "This patient")
            kept = work.coverage.get(command_id, tz)
            if kept is not None:
                if kept.patient_id != form.patient_id or not same_content(kept, form):
                    raise AlreadyDone("This coverage was saved already; look at it before typing it again.")
                return _saved(work, kept)
            payer_id = payer_for(work, actor, form.payer_id, form.new_payer)
            new = NewCoverage(
                command_id, form.patient_id, payer_id, form.order, form.plan, form.member_id, form.group,
                form.relationship, _subscriber(work, form), form.effective, form.ends, form.copay,
                card_front=form.card_front, card_back=form.card_back, subscriber_dob=form.subscriber_dob,
                subscriber_patient_id=form.subscriber_patient_id,
            )  # fmt: skip
            work.coverage.add(new, actor.name, work.now)
            work.audit.append("create", ENTITY, command_id, detail={"order": form.order})
            return self._done(work, command_id)

    def change(self, actor: Actor, coverage_id: str, version: int, form: CoverageForm) -> SavedCoverage:
        """Write what was typed. Raises Refused when the form was opened for another patient (FD-107), InvalidInput by
        field, Stale."""

        def act(work: UnitOfWork, before: Coverage, today: date) -> None:
            checked = form.checked(today)
            name = must_exist(work.patients.get(before.patient_id), "This patient").display
            check_same_patient(checked.patient_id, before.patient_id, name)
            checked = replace(checked, subscriber=_subscriber(work, checked))
            fields = changed_fields(before, checked)
            if not fields:
                return
            payer_id = before.payer_id
            if "payer_id" in fields:
                payer_id = payer_for(work, actor, checked.payer_id, checked.new_payer)
            values = _columns(checked, payer_id)
            if checked.ends is None:
                values["ended_reason"] = ""
            work.coverage.change(coverage_id, actor.name, work.now, **values)
            work.audit.append("change", ENTITY, coverage_id, detail={"fields": list(fields)})

        return self._act(actor, "coverage.change", coverage_id, version, act)

    def end(
        self, actor: Actor, coverage_id: str, version: int, last_day: date, code: str, comment: str = ""
    ) -> SavedCoverage:
        """Give it its last day with a reason of the list; it stays on file, marked ENDED. Raises InvalidInput for a
        day before it begins, Refused without a reason, Stale."""

        def act(work: UnitOfWork, before: Coverage, today: date) -> None:
            check_dates(before.effective, last_day)
            reason = work.reference.reason("coverage_end", code)
            if reason is None:
                raise Refused("Choose from the list why this coverage ends.")
            said = clean(comment, 200)
            if reason.needs_comment and not said:
                raise InvalidInput(f"{reason.label}: add a few words why it ends.", "comment")
            why = f"{reason.label}: {said}" if said else reason.label
            work.coverage.end(coverage_id, last_day, actor.name, work.now, why)
            work.audit.append("end", ENTITY, coverage_id, reason=code, detail={"fields": ["ends_on"]})

        return self._act(actor, "coverage.end", coverage_id, version, act)

    def earlier(self, actor: Actor, coverage_id: str, version: int) -> SavedCoverage:
        """Let it pay one place earlier; the first one changes places with the one behind it. Raises Refused, Stale."""

        def act(work: UnitOfWork, before: Coverage, today: date) -> None:
            tz = work.clinic.get().tz
            known = {one.coverage_id: one for one in work.coverage.of_patient(before.patient_id, tz)}
            for other_id, order in exchanged(tuple(known.values()), coverage_id, today):
                other = known[other_id]
                if other.order != order or other_id == coverage_id:
                    work.coverage.change(other_id, actor.name, work.now, position=order)
                    work.audit.append("change", ENTITY, other_id, detail={"fields": ["position"], "order": order})
                    if other_id != coverage_id:
                        keep_version(work, other_id, other)

        return self._act(actor, "coverage.order", coverage_id, version, act)

    def card_seen(self, actor: Actor, coverage_id: str, version: int) -> SavedCoverage:
        """Both sides of the card were looked at today. Raises Stale."""

        def act(work: UnitOfWork, before: Coverage, today: date) -> None:
            work.coverage.card_seen(coverage_id, today, actor.name, work.now)
            work.audit.append("change", ENTITY, coverage_id, detail={"fields": ["card_seen_on"]})

        return self._act(actor, "coverage.card", coverage_id, version, act)

    def held_by(self, actor: Actor, coverage_id: str, version: int, patient_id: str) -> SavedCoverage:
        """The subscriber is another patient of ours; name and birth date are written as we know them. Raises Refused
        when the patient is the subscriber, Stale."""

        def act(work: UnitOfWork, before: Coverage, today: date) -> None:
            holder = must_exist(work.patients.get(patient_id), "This patient")
            if patient_id == before.patient_id:
                raise Refused("This is the patient; choose Self as what the patient is to the subscriber (2).")
            if before.relationship == "self":
                raise Refused("The patient is the subscriber here; say first (2) whose child or spouse the patient is.")
            values = {"subscriber_patient_id": patient_id, "subscriber_name": holder.display}
            born = holder.demographics.born
            work.coverage.change(coverage_id, actor.name, work.now, subscriber_dob=born, **values)
            fields = ["subscriber_dob", "subscriber_name", "subscriber_patient_id"]
            work.audit.append("change", ENTITY, coverage_id, detail={"fields": fields})

        return self._act(actor, "coverage.holder", coverage_id, version, act)

    # --- the parts ---
    def _act(
        self,
        actor: Actor,
        name: str,
        coverage_id: str,
        version: int,
        act: Callable[[UnitOfWork, Coverage, date], None],
    ) -> SavedCoverage:
        with self._store.write(actor, name, ENTITY, coverage_id) as work:
            tz = work.clinic.get().tz
            before = must_exist(work.coverage.get(coverage_id, tz), _WHAT)
            guard_version(before.name(), before, version, tz)
            act(work, before, local_date(work.now, tz))
            after = must_exist(work.coverage.get(coverage_id, tz), _WHAT)
            if after.version == before.version:
                return _saved(work, after)
            return self._done(work, coverage_id, before)

    @staticmethod
    def _done(work: UnitOfWork, coverage_id: str, before: Coverage | None = None) -> SavedCoverage:
        kept = keep_version(work, coverage_id, before)
        saved = _saved(work, kept)
        if work.actor is not None:  # a new one was typed for its patient, a change for itself
            work.drafts.drop(work.actor.staff_id, ENTITY, kept.patient_id if before is None else coverage_id)
        work.touch("patients", "queue")
        work.commit()
        return saved


def _read(work: UnitOfWork, patient_id: str, day: date | None) -> PatientCoverages:
    patient = must_exist(work.patients.get(patient_id), "This patient")
    tz = work.clinic.get().tz
    on = day or local_date(work.now, tz)
    held = work.coverage.of_patient(patient_id, tz)
    line = sorted(held, key=lambda one: (not one.in_force(on), one.order, -(one.effective or date.min).toordinal()))
    return PatientCoverages(patient_id, patient.display, patient.demographics.born, on, tuple(line))


def _saved(work: UnitOfWork, coverage: Coverage) -> SavedCoverage:
    tz = work.clinic.get().tz
    known = work.coverage.of_patient(coverage.patient_id, tz)
    return SavedCoverage(coverage, order_flags(known, coverage, local_date(work.now, tz)))


def _subscriber(work: UnitOfWork, form: CoverageForm) -> str:
    """The subscriber's name; one of our patients is written as we know them."""
    if not form.subscriber_patient_id:
        return form.subscriber
    return must_exist(work.patients.get(form.subscriber_patient_id), "The subscriber").display


def _columns(form: CoverageForm, payer_id: str) -> dict[str, Any]:
    return {
        "payer_id": payer_id, "position": form.order, "plan_name": form.plan, "member_id": form.member_id,
        "group_number": form.group, "relationship": form.relationship, "subscriber_name": form.subscriber,
        "subscriber_dob": form.subscriber_dob, "subscriber_patient_id": form.subscriber_patient_id or None,
        "effective_on": form.effective, "ends_on": form.ends,
        "copay_cents": form.copay.cents if form.copay is not None else None,
        "card_front": form.card_front, "card_back": form.card_back,
    }  # fmt: skip
