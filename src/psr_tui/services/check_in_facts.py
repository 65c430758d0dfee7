"""The facts that the gate, the check-in screen and the queue are judged by, with what authorisations say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.authorisations import EITHER
from psr_tui.domain.visit_facts import Facts
from psr_tui.services.authorisation_use import Picture, picture
from psr_tui.store.repositories.check_in import Asked

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork


def facts_of(work: UnitOfWork, visits: Sequence[Asked], day: date) -> dict[str, Facts]:
    """The facts of these visits of one day by visit id. Authorisations are read only when a visit type or a payer among
    them asks for one; the number of queries never depends on how many visits there are (FD-05)."""
    found = work.check_in.facts(visits, day, work.clinic.get().tz)
    asking = [one for one in visits if found[one.visit_id].may_ask_leave(day)]
    if asking:
        seen = picture(work, list({one.patient_id for one in asking}))
        for one in asking:
            needed, allowed = _standing(seen, one, day)
            found[one.visit_id] = replace(found[one.visit_id], needs_leave=needed, has_leave=allowed)
    return found


def _standing(seen: Picture, visit: Asked, day: date) -> tuple[bool, bool]:
    """Whether the visit needs an authorisation or referral, and whether each kind it needs is in force with 1 left."""
    own = next((one for one in seen.visits.get(visit.patient_id, ()) if one.visit_id == visit.visit_id), None)
    if own is None or not own.needs:
        return False, False
    found = seen.plan(visit.patient_id).get(visit.visit_id, ())
    usable = [one for one in found if one.granted and one.holds(day)]
    return True, all(any(need in (EITHER, one.kind) for one in usable) for need in own.needs)
