"""One authorisation as lists show it, as its form fills it, and as it is kept as a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from psr_tui.domain.authorisation_forms import AuthForm
from psr_tui.domain.authorisation_words import warnings, words
from psr_tui.domain.authorisations import Authorisation, AuthState, Count, due_at, net_by_visit
from psr_tui.domain.clock import local_date
from psr_tui.services.authorisation_use import Picture

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AuthLine:
    """One authorisation with its numbers, its words, and what to mind. ``kept``: (day, visit, units) that used it."""

    auth: Authorisation
    count: Count
    words: str
    warnings: tuple[str, ...]
    kept: tuple[tuple[date, str, int], ...] = ()
    patient: str = ""
    mrn: int = 0


def line_of(work: UnitOfWork, seen: Picture, auth: Authorisation, patient: str = "", mrn: int = 0) -> AuthLine:
    """One authorisation with its numbers."""
    clinic = work.clinic.get()
    number = seen.count(auth)
    today = local_date(work.now, clinic.tz)
    minded = warnings(auth, number, today, clinic.authorisation_warn_left, clinic.authorisation_warn_days)
    kept = tuple((day, visit, net) for (day, visit), net in sorted(net_by_visit(seen.uses, auth.auth_id).items()))
    return AuthLine(auth, number, words(auth, number, work.now, clinic.tz), minded, kept, patient, mrn)


def due(work: UnitOfWork, payer_id: str, expedited: bool, requested_at: datetime) -> datetime | None:
    """When the payer must have decided; None when no rule binds it."""
    needs = work.authorisations.payer_needs().get(payer_id)
    return due_at(requested_at, expedited, needs is not None and needs.bound, work.clinic.get().tz)


def asked(work: UnitOfWork, form: AuthForm) -> dict[str, Any]:
    """The columns of a request the payer has now."""
    return {
        "state": AuthState.PENDING_REVIEW.value, "requested_at": work.now,
        "due_at": due(work, form.payer_id, form.expedited, work.now),
    }  # fmt: skip


def columns(form: AuthForm) -> dict[str, Any]:
    """The columns a form fills."""
    return {
        "payer_id": form.payer_id, "kind": form.kind, "number": form.number, "counts": form.counts,
        "requested": form.requested, "once_a_day": form.once_a_day, "effective_on": form.effective,
        "ends_on": form.ends, "services": form.services, "provider_id": form.provider_id or None,
        "coverage_id": form.coverage_id or None, "referred_by": form.referred_by, "network": form.network,
        "call_name": form.call_name, "call_phone": form.call_phone, "expedited": form.expedited, "note": form.note,
    }  # fmt: skip


def content(auth: Authorisation) -> dict[str, Any]:
    """The authorisation as it is kept as a version."""
    return {
        "payer": auth.payer, "kind": auth.kind, "number": auth.number, "state": auth.state, "counts": auth.counts,
        "requested": auth.requested, "approved": auth.approved, "once_a_day": auth.once_a_day,
        "effective": auth.effective, "ends": auth.ends, "services": auth.services, "provider": auth.provider,
        "referred_by": auth.referred_by, "network": auth.network, "call_name": auth.call_name,
        "call_phone": auth.call_phone, "expedited": auth.expedited, "requested_at": auth.requested_at,
        "due_at": auth.due_at, "decided_at": auth.decided_at, "denial_code": auth.denial_code,
        "denial_reason": auth.denial_reason, "note": auth.note,
    }  # fmt: skip
