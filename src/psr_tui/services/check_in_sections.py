"""The sections of check-in, each saved by itself: who it is, how to reach them, who pays, what is signed (FD-38).

Every act is one transaction at the version the rep saw, and returns the visit as it is afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.care import MODES, CareKind, CareNote
from psr_tui.domain.check_in import RULES, Item, Outcome, check_step, two_identifiers
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.new_card import NewCard
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.visit_facts import NO_INJURY, SELF_PAY
from psr_tui.services.approvals import UNSIGNED, Signature, approved, prove
from psr_tui.services.check_in_papers import PaperAnswer, file_answer
from psr_tui.services.check_in_steps import add_step, card_was_seen, choose_payer, pays_today, wait_on_list
from psr_tui.services.check_in_view import CheckInView, read_view
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.new_cards import add_card, saved_before
from psr_tui.services.visit_acts import VisitActs
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

_Act = Callable[["UnitOfWork", "Visit"], None]


def _never(_work: UnitOfWork, _visit: Visit) -> bool:
    return False


class CheckInSections:
    """Everything of F3 before money and the end."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = VisitActs()

    def open(self, actor: Actor, visit_id: str) -> CheckInView:
        """The visit for check-in; the patient's record is shown whole, so the view is audited first."""
        with self._store.write(actor, "view", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            work.audit.viewed([visit.patient_id], "check-in")
            work.commit()
        return self.look(actor, visit_id)

    def look(self, actor: Actor, visit_id: str) -> CheckInView:
        """The visit again, for a screen that has opened it: after a change of somebody else."""
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            return read_view(
                work, visit, must_exist(work.patients.get(visit.patient_id), "This patient"), actor.staff_id
            )

    # --- sections ---
    def identify(self, actor: Actor, visit_id: str, version: int, codes: Sequence[str]) -> CheckInView:
        """Two identifiers matched: which two is kept, never their values (FD-39)."""
        first, second = two_identifiers(codes)

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_step(work, actor, visit, Item.IDENTITY, detail=f"{first.value} {second.value}")

        return self._save(actor, visit_id, version, act)

    def read_alerts(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """This rep has read every alert that stands on the screen."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            alerts = work.check_in.alerts([visit.patient_id], visit.local_date).get(visit.patient_id, ())
            ids = [alert.alert_id for alert in alerts]
            add_step(work, actor, visit, Item.ALERTS, detail=" ".join(ids))
            work.alerts.read(ids, actor.staff_id, local_date(work.now, work.clinic.get().tz))

        return self._save(actor, visit_id, version, act)

    def confirm_demographics(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """Address, phone and e-mail were read back and are right."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_step(work, actor, visit, Item.DEMOGRAPHICS)

        return self._save(actor, visit_id, version, act)

    def confirm_coverage(
        self, actor: Actor, visit_id: str, version: int, coverage_id: str, card_seen: bool
    ) -> CheckInView:
        """This coverage pays for the visit. Raises Refused when it is not in force on the day of the visit (FD-37)."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            pays_today(work, actor, visit, coverage_id)
            if card_seen:
                card_was_seen(work, actor, visit, coverage_id)

        return self._save(actor, visit_id, version, act)

    def payers(self, actor: Actor) -> list[tuple[str, str]]:
        """Id and name of every payer a new card can be of."""
        with self._store.read() as work:
            return work.coverage.payers()

    def new_card(self, actor: Actor, visit_id: str, version: int, card: NewCard) -> CheckInView:
        """Put a new card on file; unless it is a second insurance it pays for this visit and was seen. The same
        command id adds one coverage only. Raises Stale, InvalidInput for what is missing on the card, Refused."""
        card = card.checked()

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_card(work, actor, visit, card)

        return self._save(actor, visit_id, version, act, lambda work, visit: saved_before(work, visit, card))

    def self_pay(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """The patient pays for this visit themselves: the other answer to the payer question."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            choose_payer(work, actor, visit, SELF_PAY, None)
            add_step(work, actor, visit, Item.COVERAGE, detail=SELF_PAY)

        return self._save(actor, visit_id, version, act)

    def sign(
        self,
        actor: Actor,
        visit_id: str,
        version: int,
        kind_code: str,
        refused: bool = False,
        answer: PaperAnswer | None = None,
    ) -> CheckInView:
        """A paper was signed today, or declined today; how, by whom, at which version and until when is kept with it
        (FD-42). Without ``answer``: on paper, by the patient, at the version that is in use.

        Raises PaperChanged when the version handed over was withdrawn meanwhile, InvalidInput for a minor's paper
        without a guardian; nothing is written then.
        """
        given = answer or PaperAnswer(refused=refused)

        def act(work: UnitOfWork, visit: Visit) -> None:
            file_answer(work, actor, visit, kind_code, given)

        return self._save(actor, visit_id, version, act)

    def policy_read(self, actor: Actor, visit_id: str, version: int) -> CheckInView:
        """The financial policy was read aloud and the patient has said that they understand it."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_step(work, actor, visit, Item.POLICY)

        return self._save(actor, visit_id, version, act)

    def labels_printed(self, actor: Actor, visit_id: str, version: int, kinds: str) -> CheckInView:
        """The labels of this visit came out of the printer, or were written by hand; ``kinds`` separated by spaces."""

        def act(work: UnitOfWork, visit: Visit) -> None:
            add_step(work, actor, visit, Item.LABELS, detail=clean(kinds, 80))

        return self._save(actor, visit_id, version, act)

    def injury(self, actor: Actor, visit_id: str, version: int, answer: str) -> CheckInView:
        """Whether the visit is about an accident or work injury: ``none``, or what it is. Then a case is needed, which
        replaces the payer for this visit only (FD-41)."""
        if answer not in (NO_INJURY, "work_comp", "auto", "other"):
            raise Refused("Accident: the answer is work injury, auto accident, other accident, or none of these.")

        def act(work: UnitOfWork, visit: Visit) -> None:
            outcome = Outcome.DONE if answer == NO_INJURY else Outcome.REOPENED
            if answer == NO_INJURY and visit.case_id:
                work.visits.change(visit.visit_id, actor.name, work.now, case_id=None)
            add_step(work, actor, visit, Item.CASE, outcome, detail=answer)

        return self._save(actor, visit_id, version, act)

    def interpreter(
        self, actor: Actor, visit_id: str, version: int, answer: str, mode: str = "", job_number: str = ""
    ) -> CheckInView:
        """The interpreter is arranged (in person, by video or phone; the agency's job number), or the patient declined
        one. What was done stands in the policy log."""
        outcomes = {"arranged": Outcome.DONE, "declined": Outcome.DECLINED}
        if answer not in outcomes:
            raise Refused("Interpreter: the answer is arranged or declined.")
        if mode and mode not in dict(MODES):
            raise Refused("Interpreter: choose in person, by video or by phone.")

        def act(work: UnitOfWork, visit: Visit) -> None:
            work.visits.change(visit.visit_id, actor.name, work.now, interpreter=answer, interpreter_mode=mode)
            code = "" if answer == "arranged" else "DF5"
            add_step(work, actor, visit, Item.INTERPRETER, outcomes[answer], code=code, detail=mode)
            done = f"arranged, {dict(MODES)[mode].lower()}" if mode else answer
            note = CareNote(visit.patient_id, visit.visit_id, CareKind.INTERPRETER, "interpreter", done, job_number)
            work.check_in.care.add(work.new_id(), note.checked(), actor.staff_id, actor.name, work.now)

        return self._save(actor, visit_id, version, act)

    def put_off(self, actor: Actor, visit_id: str, version: int, item: Item, code: str, note: str = "") -> CheckInView:
        """An item is deferred with a coded reason (18.5). Raises Refused where the item cannot be deferred."""
        check_step(item, Outcome.DEFERRED, code)

        def act(work: UnitOfWork, visit: Visit) -> None:
            if work.reference.reason("deferral", code) is None:
                raise Refused("Choose the reason from the list.")
            add_step(work, actor, visit, item, Outcome.DEFERRED, code=code, note=note)
            wait_on_list(work, actor, visit, item)

        return self._save(actor, visit_id, version, act)

    def override(
        self, actor: Actor, visit_id: str, version: int, item: Item, code: str, signature: Signature = UNSIGNED
    ) -> CheckInView:
        """A stopping item is passed over with a code; a supervisor signs, the actor or another person (FD-37)."""
        check_step(item, Outcome.OVERRIDDEN, code)
        signer = prove(self._store, self._clock, actor, "check_in.override", signature)

        def act(work: UnitOfWork, visit: Visit) -> None:
            if work.reference.reason("override", code) is None:
                raise Refused("Choose the reason from the list.")
            signed = approved(work, actor, signer, f"override {RULES[item].words}")
            add_step(work, actor, visit, item, Outcome.OVERRIDDEN, code=code, approved_by=signed)
            wait_on_list(work, actor, visit, item)

        return self._save(actor, visit_id, version, act)

    # --- the parts ---
    def _save(
        self, actor: Actor, visit_id: str, version: int, act: _Act, done: Callable[[UnitOfWork, Visit], bool] = _never
    ) -> CheckInView:
        """One act on one open visit at the version the rep saw; nothing when it is ``done`` already."""
        with self._store.write(actor, "check_in_step", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            if not done(work, visit):
                guard_version(visit.patient, visit, version, work.clinic.get().tz)
                if visit.state.closed:
                    raise Refused(f"The visit of {visit.patient} is {visit.state.word}; there is nothing to check in.")
                act(work, visit)
                work.touch("queue")
                work.commit()
        return self.look(actor, visit_id)
