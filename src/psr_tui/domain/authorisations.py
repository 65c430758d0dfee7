"""Authorisations and referrals that came in: what was allowed, what was used, what is booked ahead (FD-121 to FD-125).

Nothing is stored but single uses. What was used, what is left and what is booked ahead are sums over them, so they come
out the same whatever the order in which visits were kept, undone and booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import NEVER, local

EXPEDITED_HOURS = 72
STANDARD_DAYS = 7
"""What a bound payer has to decide in: hours of the clock, and calendar days of the clinic (CMS-0057-F, FD-125)."""


class AuthState(StrEnum):
    """How a request stands (front-desk.md 18.5)."""

    NEW_REQUEST = "new_request"
    PENDING_REVIEW = "pending_review"
    INCOMPLETE = "incomplete"
    OPEN = "open"
    AUTHORISED = "authorised"
    DENIED = "denied"
    CANCELLED = "cancelled"
    CLOSED = "closed"

    @property
    def word(self) -> str:
        """How the desk says it."""
        return _STATE_WORDS[self]

    @property
    def pending(self) -> bool:
        """Waits for the payer, or for us to ask: covers nothing yet (FD-123)."""
        return self in (AuthState.NEW_REQUEST, AuthState.PENDING_REVIEW, AuthState.INCOMPLETE)


_STATE_WORDS = {
    AuthState.NEW_REQUEST: "not asked yet",
    AuthState.PENDING_REVIEW: "pending",
    AuthState.INCOMPLETE: "payer wants more",
    AuthState.OPEN: "open",
    AuthState.AUTHORISED: "authorised",
    AuthState.DENIED: "DENIED",
    AuthState.CANCELLED: "cancelled",
    AuthState.CLOSED: "closed",
}
REFERRAL, AUTHORISATION, EITHER = "referral", "authorisation", "either"
VISITS, UNITS = "visits", "units"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """One authorisation, or a referral that came in. ``approved`` None: nobody decided yet. ``once_a_day``: several
    visits of one day use one. Days count at both ends."""

    auth_id: str
    patient_id: str
    payer_id: str
    payer: str
    kind: str = AUTHORISATION
    number: str = ""
    state: AuthState = AuthState.NEW_REQUEST
    counts: str = VISITS
    requested: int = 1
    approved: int | None = None
    once_a_day: bool = True
    effective: date | None = None
    ends: date | None = None
    services: str = ""
    provider_id: str = ""
    provider: str = ""
    coverage_id: str = ""
    referred_by: str = ""
    network: str = ""
    call_name: str = ""
    call_phone: str = ""
    expedited: bool = False
    requested_at: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    denial_code: str = ""
    denial_reason: str = ""
    note: str = ""
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    @property
    def granted(self) -> bool:
        """Whether it covers anything at all: authorised, or a referral that is open."""
        return self.state is AuthState.AUTHORISED or (self.state is AuthState.OPEN and self.kind == REFERRAL)

    @property
    def allowed(self) -> int:
        """How many it allows; nothing before somebody decided."""
        if not self.granted:
            return 0
        return self.approved if self.approved is not None else self.requested

    @property
    def by_day(self) -> bool:
        """Whether visits of one day count once: only where visits are counted at all."""
        return self.once_a_day and self.counts == VISITS

    def holds(self, on: date) -> bool:
        """Whether the day lies in its range; both ends count."""
        return (self.effective is None or self.effective <= on) and (self.ends is None or on <= self.ends)

    def name(self) -> str:
        """``Authorisation A-1234``, ``Referral without number``."""
        return f"{self.kind.capitalize()} {self.number or 'without number'}"


@dataclass(frozen=True, slots=True)
class Use:
    """Units a visit took (+) or gave back (-) on its day of service."""

    auth_id: str
    visit_id: str
    units: int
    day: date


@dataclass(frozen=True, slots=True)
class Ahead:
    """A visit as authorisations see it. ``linked``: the authorisation somebody chose for it. ``needs``: kinds that its
    type or its payer asks for. ``open``: it is still to be kept. ``payer_id`` '' = not known or self-pay."""

    visit_id: str
    day: date
    provider_id: str = ""
    payer_id: str = ""
    linked: str = ""
    needs: tuple[str, ...] = ()
    open: bool = True


def net_by_visit(uses: Iterable[Use], auth_id: str) -> dict[tuple[date, str], int]:
    """What each visit has taken of an authorisation after all undos, by day and visit; zeros left out."""
    net: dict[tuple[date, str], int] = {}
    for use in uses:
        if use.auth_id == auth_id:
            net[use.day, use.visit_id] = net.get((use.day, use.visit_id), 0) + use.units
    return {key: units for key, units in net.items() if units}


def used(auth: Authorisation, uses: Iterable[Use]) -> int:
    """How many are used: the sum of what visits took; where a day counts once, the most that one visit took a day."""
    net = net_by_visit(uses, auth.auth_id)
    if not auth.by_day:
        return sum(net.values())
    days: dict[date, int] = {}
    for (day, _visit), units in net.items():
        days[day] = max(days.get(day, 0), units)
    return sum(days.values())


def left(auth: Authorisation, uses: Iterable[Use]) -> int:
    """How many are left before what is booked; below zero when more was used than allowed."""
    return auth.allowed - used(auth, uses)


def fits(auth: Authorisation, visit: Ahead, need: str = EITHER) -> bool:
    """Whether it could cover this visit: granted, in its dates, for this provider and payer, of the kind asked for."""
    return (
        auth.granted
        and auth.holds(visit.day)
        and (not auth.provider_id or auth.provider_id == visit.provider_id)
        and (not visit.payer_id or auth.payer_id == visit.payer_id)
        and need in (EITHER, auth.kind)
    )


def assign(
    auths: Sequence[Authorisation], uses: Sequence[Use], visits: Sequence[Ahead]
) -> dict[str, tuple[Authorisation, ...]]:
    """Which authorisations each open visit would use, by visit id, in the order of the days.

    A linked one is used whatever is left of it; without a link, each kind a visit needs takes the one that ends first
    and still has one left after the visits before it.
    """
    by_id = {auth.auth_id: auth for auth in auths}
    spare = {auth.auth_id: left(auth, uses) for auth in auths}
    taken_days = {auth.auth_id: {day for day, _ in net_by_visit(uses, auth.auth_id)} for auth in auths}
    found: dict[str, tuple[Authorisation, ...]] = {}

    def costs(auth: Authorisation, day: date) -> int:
        return 0 if auth.by_day and day in taken_days[auth.auth_id] else 1

    def book(auth: Authorisation, visit: Ahead) -> None:
        spare[auth.auth_id] -= costs(auth, visit.day)
        taken_days[auth.auth_id].add(visit.day)
        found[visit.visit_id] = (*found.get(visit.visit_id, ()), auth)

    line = sorted(auths, key=lambda auth: (auth.ends or date.max, auth.auth_id))
    for visit in sorted(visits, key=lambda one: (one.day, one.visit_id)):
        if not visit.open:
            continue
        linked = by_id.get(visit.linked)
        needs = list(visit.needs)
        if linked is not None:
            book(linked, visit)
            needs = [need for need in needs if need not in (EITHER, linked.kind)]
        for need in needs:
            choice = next(
                (one for one in line if fits(one, visit, need) and spare[one.auth_id] >= costs(one, visit.day)), None
            )
            if choice is not None and choice not in found.get(visit.visit_id, ()):
                book(choice, visit)
    return found


def booked_ahead(
    auth: Authorisation, uses: Sequence[Use], plan: Mapping[str, tuple[Authorisation, ...]], visits: Sequence[Ahead]
) -> int:
    """How many of what is left are spoken for by visits still to be kept (FD-124)."""
    days = [one.day for one in visits if one.open and auth in plan.get(one.visit_id, ())]
    if not auth.by_day:
        return len(days)
    return len(set(days) - {day for day, _ in net_by_visit(uses, auth.auth_id)})


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of one authorisation. ``free``: what is left beside what is booked."""

    allowed: int
    used: int
    booked: int

    @property
    def left(self) -> int:
        return self.allowed - self.used

    @property
    def free(self) -> int:
        return self.left - self.booked


def count(
    auth: Authorisation, uses: Sequence[Use], visits: Sequence[Ahead], plan: Mapping[str, tuple[Authorisation, ...]]
) -> Count:
    """Allowed, used and booked ahead."""
    return Count(auth.allowed, used(auth, uses), booked_ahead(auth, uses, plan, visits))


def due_at(requested_at: datetime, expedited: bool, bound: bool, tz: ZoneInfo) -> datetime | None:
    """When a bound payer must have decided: 72 hours on, or the same wall time seven calendar days on, so that the
    hour stays when clocks change meanwhile. None for a payer the rule does not bind. Aware UTC."""
    if not bound:
        return None
    if expedited:
        return requested_at + timedelta(hours=EXPEDITED_HOURS)
    wall = local(requested_at, tz) + timedelta(days=STANDARD_DAYS)
    return wall.astimezone(requested_at.tzinfo)
