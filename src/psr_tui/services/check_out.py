"""Check-out as one step: charges, copay, next visit, referral, papers, and the end of the visit (FD-45, FD-136)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psr_tui.domain.check_in import Item
from psr_tui.domain.check_out import STAGE, Left, ServiceForm, ServiceLine, left_words
from psr_tui.domain.clock import Clock
from psr_tui.domain.copay import still_owed
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import so_many
from psr_tui.domain.visit import Standing, VisitState, check_move
from psr_tui.domain.visit_papers import AfterVisit, ReferralSlip, SurveySlip
from psr_tui.services.approvals import UNSIGNED, Signature, prove
from psr_tui.services.check_in_payment import charge_copay
from psr_tui.services.check_in_waivers import copay_not_collected
from psr_tui.services.check_out_steps import CopayUnanswered, settled, unfinished
from psr_tui.services.check_out_view import CheckOutView, read_papers, read_slip, read_view
from psr_tui.services.follow_ups import FollowUps
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.referrals import hand
from psr_tui.services.visit_acts import Moved
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CheckOutService", "CheckOutView", "CopayUnanswered"]

_VISIT, _LINE, _ORDER = "This visit", "This line", "This follow-up"


class CheckOutService(FollowUps):
    """Everything the box of a check-out asks for. Each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- reading ---
    def open(self, actor: Actor, visit_id: str) -> CheckOutView:
        """The visit at check-out; the view is logged first. Raises Refused for one that is not checked in."""
        with self._store.write(actor, "check_out.open", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            standing = Standing(visit.patient, visit.state, visit.changed_by, visit.state_at)
            check_move(standing, VisitState.CHECKED_OUT, work.clinic.get().tz)
            work.audit.viewed([visit.patient_id], "check_out")
            work.commit()
        return self.look(actor, visit_id)

    def look(self, actor: Actor, visit_id: str) -> CheckOutView:
        """The visit as it is now, for a box that is open."""
        with self._store.read() as work:
            return read_view(work, must_exist(work.visits.get(visit_id), _VISIT))

    def papers(self, actor: Actor, visit_id: str) -> tuple[AfterVisit, SurveySlip | None]:
        """The after-visit sheet, and the survey slip where the clinic has a survey. The view was logged at ``open``."""
        with self._store.read() as work:
            return read_papers(work, must_exist(work.visits.get(visit_id), _VISIT))

    def referral_slip(self, actor: Actor, visit_id: str, referral_id: str) -> ReferralSlip:
        """The paper of a referral of this patient. Raises NotFound."""
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            return read_slip(work, visit, must_exist(work.referrals.get(referral_id), "This referral"))

    # --- charges ---
    def add_service(self, actor: Actor, command_id: str, visit_id: str, form: ServiceForm) -> CheckOutView:
        """One more service for billing; the same command id adds one. Raises InvalidInput by field."""
        form = form.checked()
        with self._store.write(actor, "visit_service.add", "appointment", visit_id) as work:
            must_exist(work.visits.get(visit_id), _VISIT)
            if work.check_out.service(command_id) is None:
                work.check_out.add_service(command_id, visit_id, form, actor.name, work.now)
                work.audit.append("visit_service.add", "appointment", visit_id, detail={"code": form.code})
                work.touch("queue")
                work.commit()
        return self.look(actor, visit_id)

    def change_service(self, actor: Actor, service_id: str, version: int, form: ServiceForm) -> CheckOutView:
        """Write a line anew. Raises InvalidInput by field, Refused once it was handed over, Stale."""
        form = form.checked()
        values = {"label": form.label, "code": form.code, "quantity": form.quantity, "icd_code": form.icd_code}
        return self._line(actor, "visit_service.change", service_id, version, values)

    def remove_service(self, actor: Actor, service_id: str, version: int) -> CheckOutView:
        """Take a line off; its row stays. Raises Refused once it was handed over, Stale."""
        return self._line(actor, "visit_service.remove", service_id, version, {"removed": True})

    def _line(self, actor: Actor, act: str, service_id: str, version: int, values: dict[str, object]) -> CheckOutView:
        with self._store.write(actor, act, "visit_service", service_id) as work:
            visit_id, line = must_exist(work.check_out.service(service_id), _LINE)
            guard_version(_LINE, line, version, work.clinic.get().tz)
            if line.handed_at is not None:
                raise Refused(f"{line.words} was handed to billing already; tell billing what is wrong with it.")
            work.check_out.change_service(service_id, actor.name, work.now, **values)
            work.audit.append(act, "visit_service", service_id, detail={"fields": sorted(values)})
            work.touch("queue")
            work.commit()
        return self.look(actor, visit_id)

    def hand_over(self, actor: Actor, visit_id: str, version: int) -> CheckOutView:
        """The charges the rep has read go to billing. Raises Refused when there is none, Stale."""
        with self._store.write(actor, "charges.hand_over", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            guard_version(visit.patient, visit, version, work.clinic.get().tz)
            waiting = [one for one in work.check_out.services(visit_id) if one.handed_at is None]
            if not waiting:
                raise Refused("There is no charge to hand over; + adds one.")
            self._handed(work, actor, visit, waiting)
            work.commit()
        return self.look(actor, visit_id)

    @staticmethod
    def _handed(work: UnitOfWork, actor: Actor, visit: Visit, waiting: list[ServiceLine]) -> None:
        for one in waiting:
            work.check_out.change_service(
                one.service_id, actor.name, work.now, handed_at=work.now, handed_by=actor.staff_id
            )
        work.visits.change(visit.visit_id, actor.name, work.now, charges_handed_at=work.now)
        work.audit.append("charges.hand_over", "appointment", visit.visit_id, detail={"lines": len(waiting)})
        settled(work, actor, Left.CHARGES, f"charges:{visit.visit_id}", f"{so_many(len(waiting), 'charge')} handed")
        work.touch("queue")

    # --- copay ---
    def charge(self, actor: Actor, visit_id: str) -> CheckOutView:
        """Put an expected copay on the account before money is taken, so that it has something to land on; once."""
        with self._store.write(actor, "charge", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            facts = work.check_in.facts([visit], visit.local_date, work.clinic.get().tz)[visit_id]
            expected = facts.copay_due(visit.local_date) and not facts.copay_charged
            if expected and still_owed(facts.steps.get(Item.COPAY)):
                charge_copay(work, actor, visit)
                work.touch("queue")
                work.commit()
        return self.look(actor, visit_id)

    def no_copay(
        self, actor: Actor, visit_id: str, version: int, code: str, comment: str = "", signature: Signature = UNSIGNED
    ) -> CheckOutView:
        """Why the copay was not collected, asked at check-out (FD-45). Raises Refused for what the reason lacks."""
        signer = prove(self._store, self._clock, actor, "check_out.no_copay", signature)
        with self._store.write(actor, "check_out.no_copay", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            guard_version(visit.patient, visit, version, work.clinic.get().tz)
            copay_not_collected(work, actor, visit, code, comment, signer, STAGE)
            work.touch("queue")
            work.commit()
        return self.look(actor, visit_id)

    # --- the rest ---
    def hand_referrals(self, actor: Actor, visit_id: str, referral_ids: tuple[str, ...]) -> CheckOutView:
        """The patient has these papers now; handing twice hands once."""
        with self._store.write(actor, "referral.hand", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            for referral_id in referral_ids:
                found = work.referrals.get(referral_id)
                if found is None or found.patient_id != visit.patient_id:
                    raise Refused("This referral is not of this patient; look at the list again.")
                hand(work, actor, referral_id)
            work.commit()
        return self.look(actor, visit_id)

    def finish(self, actor: Actor, visit_id: str, version: int) -> Moved:
        """Check the visit out; what is not finished goes on the worklists and is named.

        Raises CopayUnanswered while an expected copay has no reason, Refused, Stale.
        """
        with self._store.write(actor, "move:checked_out", "appointment", visit_id) as work:
            left = unfinished(work, visit_id)
            moved = self._acts.move(work, actor, visit_id, version, VisitState.CHECKED_OUT)
            work.commit()
        return replace(moved, words=f"{moved.words}{left_words(left)}")
