"""Possible duplicates of a registered patient: compare two records, say they are two people, merge, take apart.

Nothing is merged by the program itself. A merge is previewed, needs a lead, keeps both numbers findable, moves every
row, and can be taken apart (front-desk.md FD-55, FD-56; docs/decisions/0019).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.contacts import Permissions
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.matching import Match, compare
from psr_tui.domain.merging import Merge, MergePatients, check_apart, check_pair, combined, moved_words
from psr_tui.domain.money import Money
from psr_tui.domain.patients import Patient, PossibleDuplicate, mrn_text
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean, fold, so_many
from psr_tui.services.approvals import UNSIGNED, Signature, prove
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.patient_records import PATIENT, close_identified, content_of, wait_until_identified
from psr_tui.services.possible_duplicates import Alike, alike, newest_pairs
from psr_tui.services.second_person import as_actor
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.repositories.staff import StaffMember
    from psr_tui.store.unit_of_work import UnitOfWork

_ACT = "merge two records"
_RECORD = "This patient"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One of two records to compare: who it is and what hangs on it."""

    patient: Patient
    counts: dict[str, int]
    balance: Money


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side. ``called_different``: who said that they are two people, when and why."""

    left: RecordFacts
    right: RecordFacts
    match: Match
    called_different: tuple[str, datetime, str] | None


class MergingService:
    """``compare`` and ``alike`` write down whose records are shown before they answer (RS-36)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)
        self._pairs: tuple[int, tuple[Alike, ...]] | None = None

    # --- look ---
    def alike(self, actor: Actor, patient_id: str) -> tuple[PossibleDuplicate, ...]:
        """Who may be the same person as this patient, without those somebody called different; logged as a list."""
        with self._store.read() as work:
            found = alike(work, must_exist(work.patients.get(work.merging.now(patient_id)), _RECORD))
        self._views.listed(actor, [one.line.id for one in found], "duplicates")
        return found

    def newest_alike(self, actor: Actor, text: str = "") -> tuple[Alike, ...]:
        """Possible duplicates among the patients registered last, each pair once, the likeliest first, without what is
        rather a family; of these, those in which every word of ``text`` begins a name of one of the two."""
        words = fold(text).split()
        found = tuple(one for one in self._newest_pairs() if one.fits(words))
        self._views.listed(actor, [key for one in found for key in (one.patient_id, one.other.line.id)], "duplicates")
        return found

    def count_newest_alike(self, actor: Actor) -> int:
        """How many pairs wait; shows nobody."""
        return len(self._newest_pairs())

    def _newest_pairs(self) -> tuple[Alike, ...]:
        """Compared anew only after something about patients changed."""
        with self._store.read() as work:
            changes, known = work.merging.changes(), self._pairs
            if known is None or known[0] != changes:
                self._pairs = known = changes, newest_pairs(work)
        return known[1]

    def compare(self, actor: Actor, left_id: str, right_id: str) -> Compared:
        """Both records whole, with what hangs on them; both views are logged first. Raises NotFound."""
        with self._store.write(actor, "view", "patient", left_id) as work:
            merging = work.merging
            left_id, right_id = merging.now(left_id), merging.now(right_id)
            sides = [must_exist(work.patients.get(one), _RECORD) for one in (left_id, right_id)]
            work.audit.viewed([left_id, right_id], "compare")
            left, right = (RecordFacts(one, merging.counts(one.id), work.patients.balance(one.id)) for one in sides)
            answer = Compared(left, right, _match(*sides), merging.called_different(left_id, right_id))
            work.commit()
        return answer

    def beside_typed(self, actor: Actor, patient_id: str) -> RecordFacts:
        """A registered record to be compared with somebody who is being registered; the view is logged first."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            patient = must_exist(work.patients.get(patient_id), _RECORD)
            work.audit.viewed([patient_id], "compare")
            facts = RecordFacts(patient, work.merging.counts(patient_id), work.patients.balance(patient_id))
            work.commit()
        return facts

    def merges_of(self, actor: Actor, patient_id: str) -> list[Merge]:
        """Every merge this record took part in, the newest first."""
        with self._store.read() as work:
            return work.merging.history(patient_id)

    # --- two people ---
    def call_different(self, actor: Actor, one: str, other: str, reason: str) -> str:
        """Remember that these are two people: not asked again (FD-55). Raises InvalidInput without a reason."""
        reason = clean(reason, 200)
        if not reason:
            raise InvalidInput("Reason: say in a few words how you know, for example: father and son.", "reason")
        with self._store.write(actor, "call_different", "patient", one) as work:
            for patient_id in (one, other):
                must_exist(work.patients.get(patient_id), _RECORD)
            work.patients.call_different(one, [other], actor.name, work.now, reason)
            work.audit.append("call_different", "patient", one, detail={"other": other})
            work.touch("patients")
            work.commit()
        return "Remembered: two people. They are not listed as possible duplicates of each other any more."

    # --- one person ---
    def preview(self, actor: Actor, kept_id: str, merged_id: str) -> str:
        """What a merge would move, in a sentence. Raises Refused, with what to do, when it is not possible now."""
        with self._store.read() as work:
            kept, merged = self._pair(work, kept_id, merged_id)
            moves = moved_words(work.merging.counts(merged_id))
            balance = work.patients.balance(merged_id)
        owed = f" and {balance.dollars} owed" if balance.cents else ""
        return (
            f"From MRN {mrn_text(merged.mrn)} to MRN {mrn_text(kept.mrn)}, which stays: {moves}{owed}. "
            "Both numbers find the patient afterwards, and the merge can be taken apart."
        )

    def merge(self, actor: Actor, command: MergePatients, signature: Signature = UNSIGNED) -> str:
        """Make one record of two; a lead acts or signs. The same command twice merges once.

        Raises Refused for what stands in the way, Stale when either record changed since it was shown, NotAllowed or
        WrongPassword without a lead.
        """
        signer = prove(self._store, self._clock, actor, "merge", signature)
        with self._store.write(actor, "merge", "patient", command.kept_id) as work:
            merging = work.merging
            if merging.get(command.command_id) is not None:
                return _repeated(work, command)
            approver = _lead(actor, signer)
            kept, merged = self._pair(work, command.kept_id, command.merged_id)
            tz = work.clinic.get().tz
            guard_version(kept.display, kept, command.kept_version, tz)
            guard_version(merged.display, merged, command.merged_version, tz)
            reason = self._reason(work, command)
            ids = (kept.id, merged.id)
            person = combined(kept.demographics, merged.demographics, command.taken, ids)
            asked = work.contacts.permissions(kept.id)
            for patient_id in ids:
                close_identified(work, actor, patient_id, f"merged: {reason}")
            rows = merging.merge(
                command.command_id, kept.id, merged.id, person, (actor.staff_id, actor.name), work.now, reason,
                approver if approver != actor.staff_id else None,
            )  # fmt: skip
            detail = {"merge": command.command_id, "rows": rows, **stamp(command)}
            _keep_version(work, kept, asked)
            work.audit.append("merge", "patient", kept.id, command.reason_code, {**detail, "from": merged.id})
            work.audit.append("merge", "patient", merged.id, command.reason_code, {**detail, "into": kept.id})
            work.touch("patients", "queue", "callbacks", "drawer", "work")
            work.commit()
        return (
            f"One record now: {person.name.display}, MRN {mrn_text(kept.mrn)}; MRN {mrn_text(merged.mrn)} leads to it. "
            f"{so_many(rows, 'row')} moved. 6 on the card takes it apart."
        )

    def take_apart(self, actor: Actor, merge_id: str, reason: str, signature: Signature = UNSIGNED) -> str:
        """Two records again: exactly the rows that moved go back, what was added since stays with the kept record.

        Raises Refused when it was taken apart or the kept record was merged itself, NotAllowed without a lead.
        """
        reason = clean(reason, 200)
        if not reason:
            raise InvalidInput("Reason: say in a few words why these are two people.", "reason")
        signer = prove(self._store, self._clock, actor, "take_apart", signature)
        with self._store.write(actor, "take_apart", "patient", merge_id) as work:
            merging = work.merging
            merge = must_exist(merging.get(merge_id), "This merge")
            if merge.undone_at is not None:
                raise Refused("This merge was taken apart already.")
            _lead(actor, signer, "take a merge apart")
            kept = must_exist(work.patients.get(merge.kept_id), _RECORD)
            today = local_date(work.now, work.clinic.get().tz)
            check_apart(kept, merging.in_the_way(merge.merged_id, merge.kept_id, today))
            asked = work.contacts.permissions(kept.id)
            stayed = merging.take_apart(merge, (actor.staff_id, actor.name), work.now, reason)
            _keep_version(work, kept, asked)
            for patient_id in (merge.kept_id, merge.merged_id):
                _who_is_it(work, actor, patient_id)
                work.audit.append("take_apart", "patient", patient_id, detail={"merge": merge_id})
            work.patients.call_different(merge.kept_id, [merge.merged_id], actor.name, work.now, reason)
            work.touch("patients", "queue", "callbacks", "drawer", "work")
            work.commit()
        money = " Money paid ahead stays too, because it was used since." if stayed else ""
        return (
            f"Two records again: {merge.merged_name}, MRN {mrn_text(merge.merged_mrn)}, has back what it brought. "
            f"What was added since stays with MRN {mrn_text(kept.mrn)}.{money}"
        )

    # --- checks ---
    @staticmethod
    def _pair(work: UnitOfWork, kept_id: str, merged_id: str) -> tuple[Patient, Patient]:
        kept = must_exist(work.patients.get(kept_id), _RECORD)
        merged = must_exist(work.patients.get(merged_id), _RECORD)
        today = local_date(work.now, work.clinic.get().tz)
        check_pair(kept, merged, work.merging.in_the_way(kept_id, merged_id, today))
        return kept, merged

    @staticmethod
    def _reason(work: UnitOfWork, command: MergePatients) -> str:
        known = {one.code: one for one in work.reference.reasons("merge")}
        reason = known.get(command.reason_code)
        if reason is None:
            raise InvalidInput("Choose why these are one person.", "reason")
        note = clean(command.note, 200)
        if reason.needs_comment and not note:
            raise InvalidInput("Say in a few words how you know that these are one person.", "note")
        return f"{reason.label}: {note}" if note else reason.label


def _lead(actor: Actor, signer: StaffMember | None, act: str = _ACT) -> str:
    """The id of the lead who acts or signs. Raises NotAllowed when neither is one."""
    person = actor if signer is None else as_actor(signer)
    person.require(Role.LEAD, act)
    return person.staff_id


def _keep_version(work: UnitOfWork, before: Patient, asked: Permissions) -> None:
    """How the kept record looks now; its history tells what became of each field."""
    now = must_exist(work.patients.get(before.id), _RECORD)
    content = content_of(now.demographics, work.contacts.permissions(now.id), now.deceased_on)
    was = content_of(before.demographics, asked, before.deceased_on)
    work.versions.keep(PATIENT, now.id, now.version, now.id, content, was)


def _who_is_it(work: UnitOfWork, actor: Actor, patient_id: str) -> None:
    """Somebody nobody knows again waits on the worklist again."""
    patient = must_exist(work.patients.get(patient_id), _RECORD)
    if patient.demographics.unidentified:
        close_identified(work, actor, patient_id, "taken apart")
        wait_until_identified(work, actor, patient_id, patient.mrn, patient.demographics)


def _repeated(work: UnitOfWork, command: MergePatients) -> str:
    """The answer to a command that was done before. Raises AlreadyDone when it was, with other content."""
    if not sent_before(work, "patient", command.kept_id, command):
        raise AlreadyDone("This merge was made already with other records; open the patient again.")
    return "These two are one record already."


def _match(left: Patient, right: Patient) -> Match:
    return compare(left.demographics.identity, right.demographics.identity)
