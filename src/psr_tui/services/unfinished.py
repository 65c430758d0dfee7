"""Payments that were begun and not taken, listed at the close: each is finished, discarded or kept by name (CD-28).

A draft belongs to the rep who typed it. None vanishes: what is kept stands on the day report and waits for the rep's
next drawer.
"""

from __future__ import annotations

from psr_tui.domain.staff import Actor, Role
from psr_tui.services.drawer_steps import DrawerSteps
from psr_tui.services.payment_drafts import PaymentDraft, payment_drafts


class UnfinishedPayments(DrawerSteps):
    """What the rep of a drawer began and did not take; shown before the count and before the close."""

    def unfinished(self, actor: Actor, session_id: str) -> list[PaymentDraft]:
        """The payments the rep of this drawer began, oldest first. Their patients are named, so it is a logged view."""
        with self._store.read() as work:
            session = self._session(work, session_id)
            if actor.staff_id != session.staff_id:
                actor.require(Role.SUPERVISOR, f"see what {session.staff_name} typed")
            found = payment_drafts(work, session.staff_id)
        self._views.listed(actor, [one.patient_id for one in found], "unfinished")
        return found

    def discard_unfinished(self, actor: Actor, session_id: str, form: str, subject_id: str) -> None:
        """Throw one begun payment away, by name; logged. Raises NotAllowed for what somebody else typed."""
        with self._store.write(actor, "draft.discard", form, subject_id) as work:
            session = self._session(work, session_id)
            if actor.staff_id != session.staff_id:
                actor.require(Role.SUPERVISOR, f"discard what {session.staff_name} typed")
            work.drafts.drop(session.staff_id, form, subject_id)
            work.audit.append("draft.discard", form, subject_id, detail={"of": session.staff_id})
            work.commit()
