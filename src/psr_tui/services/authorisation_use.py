"""Which authorisation a visit uses, what is left for it, and the use that is taken when the visit was kept (FD-122 to
FD-124). Functions in the caller's transaction; booking, check-in and check-out call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psr_tui.domain.authorisation_words import warnings, words
from psr_tui.domain.authorisations import (
    AUTHORISATION,
    EITHER,
    REFERRAL,
    Ahead,
    Authorisation,
    Count,
    Use,
    assign,
    count,
    net_by_visit,
)
from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import Coverage, primary_on
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit_needs import BY_COVERAGE, SELF_PAY
from psr_tui.store.repositories.authorisations import PayerNeeds, VisitAhead

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

_NEW = "~new"
"""Stands for a visit that is about to be booked; behind every real id in the order of one day."""
_NEED_WORDS = {EITHER: "an authorisation or a referral", AUTHORISATION: "an authorisation", REFERRAL: "a referral"}


@dataclass(frozen=True, slots=True)
class AuthorisationStanding:
    """How a visit stands: whether the type or the payer asks for one (``needed``), whether one covers it, the words to
    show and say, what is left of it before what is booked, and what to mind. ``auth_id`` '' when none covers it."""

    needed: bool
    covers: bool
    words: str
    left: int = 0
    auth_id: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether somebody has to get one before this visit."""
        return self.needed and not self.covers


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that decides, of some patients, in a fixed number of queries."""

    auths: Mapping[str, tuple[Authorisation, ...]]
    uses: Sequence[Use]
    visits: Mapping[str, tuple[Ahead, ...]]
    needs: Mapping[str, PayerNeeds]
    coverages: Mapping[str, Sequence[Coverage]]

    def plan(self, patient_id: str, more: Sequence[Ahead] = ()) -> dict[str, tuple[Authorisation, ...]]:
        """Which authorisations each open visit of a patient would use."""
        visits = (*self.visits.get(patient_id, ()), *more)
        return assign(self.auths.get(patient_id, ()), self.uses, visits)

    def count(self, auth: Authorisation) -> Count:
        """Allowed, used and booked of one authorisation."""
        patient = auth.patient_id
        return count(auth, self.uses, self.visits.get(patient, ()), self.plan(patient))


def picture(work: UnitOfWork, patient_ids: Sequence[str], without: str = "") -> Picture:
    """Read what decides about these patients; ``without``: a visit that is about to move and counts where it goes."""
    auths = work.authorisations.of_patients(patient_ids)
    uses = work.authorisations.uses([one.auth_id for held in auths.values() for one in held])
    ahead = [one for one in work.authorisations.open_visits(patient_ids) if one.visit_id != without]
    needs = work.authorisations.payer_needs()
    coverages = work.coverage.of_patients(patient_ids, work.clinic.get().tz)
    cases = work.cases.of_visits([one.visit_id for one in ahead if one.case_id])
    visits: dict[str, tuple[Ahead, ...]] = {}
    for one in ahead:
        case = cases.get(one.visit_id)
        payer = case.payer_id if case is not None else _payer(one, coverages.get(one.patient_id, ()))
        asked = _ahead(one, payer, needs)
        visits[one.patient_id] = (*visits.get(one.patient_id, ()), asked)
    return Picture(auths, uses, visits, needs, coverages)


def _payer(visit: VisitAhead, coverages: Sequence[Coverage]) -> str | None:
    """Who pays for a visit: the chosen coverage, else the primary of its day; None when the patient does."""
    if visit.choice == SELF_PAY:
        return None
    chosen = next((one for one in coverages if one.coverage_id == visit.coverage_id), None)
    if visit.choice != BY_COVERAGE or chosen is None:
        chosen = primary_on(coverages, visit.day)
    return chosen.payer_id if chosen is not None else None


def _ahead(visit: VisitAhead, payer_id: str | None, needs: Mapping[str, PayerNeeds]) -> Ahead:
    kinds = _kinds(visit.type_needs, needs.get(payer_id or "")) if payer_id is not None else ()
    return Ahead(visit.visit_id, visit.day, visit.provider_id, payer_id or "", visit.linked, kinds)


def _kinds(type_needs: bool, payer: PayerNeeds | None) -> tuple[str, ...]:
    """What is asked for: the payer names the kind; a visit type alone is content with either."""
    asked = []
    if payer is not None and payer.authorisation:
        asked.append(AUTHORISATION)
    if payer is not None and payer.referral:
        asked.append(REFERRAL)
    return tuple(asked) or ((EITHER,) if type_needs else ())


# --- what booking and check-in show ---
def for_visit(work: UnitOfWork, visit: Visit) -> AuthorisationStanding:
    """How a visit stands. A visit that was kept and has taken its use is covered by it."""
    seen = picture(work, [visit.patient_id])
    taken = {use.auth_id for use in seen.uses if use.visit_id == visit.visit_id and _holds(seen.uses, use)}
    own = next((one for one in seen.visits.get(visit.patient_id, ()) if one.visit_id == visit.visit_id), None)
    if own is None:  # over already
        auth = next((one for one in seen.auths.get(visit.patient_id, ()) if one.auth_id in taken), None)
        return _standing(work, seen, (auth,) if auth else (), (), visit.patient_id, visit.local_date)
    found = seen.plan(visit.patient_id).get(visit.visit_id, ())
    return _standing(work, seen, found, own.needs, visit.patient_id, visit.local_date)


@dataclass(frozen=True, slots=True)
class ToBook:
    """A visit to be booked. ``linked``: the authorisation it takes along; ``without``: the visit that it was."""

    patient_id: str
    visit_type: str
    day: date
    provider_id: str = ""
    linked: str = ""
    without: str = ""


def for_booking(work: UnitOfWork, new: ToBook, seen: Picture | None = None) -> AuthorisationStanding:
    """How a visit would stand that is about to be booked, after everything that is booked already. ``seen``: read
    before, for many patients at once."""
    seen = seen or picture(work, [new.patient_id], new.without)
    needed = work.authorisations.type_needs(new.visit_type)
    visit = VisitAhead(_NEW, new.patient_id, new.day, new.provider_id, new.linked, "", "", "", needed)
    own = _ahead(visit, _payer(visit, seen.coverages.get(new.patient_id, ())), seen.needs)
    found = seen.plan(new.patient_id, (own,)).get(_NEW, ())
    return _standing(work, seen, found, own.needs, new.patient_id, new.day)


def _holds(uses: Sequence[Use], use: Use) -> bool:
    return (use.day, use.visit_id) in net_by_visit(uses, use.auth_id)


def _standing(
    work: UnitOfWork, seen: Picture, found: Sequence[Authorisation], needs: Sequence[str], patient_id: str, day: date
) -> AuthorisationStanding:
    clinic = work.clinic.get()
    usable = [one for one in found if one.granted and one.holds(day)]
    open_needs = [need for need in needs if not any(need in (EITHER, one.kind) for one in usable)]
    if usable and not open_needs:
        numbers = [(one, seen.count(one)) for one in usable]
        auth, number = min(numbers, key=lambda pair: pair[1].left)
        minded = [
            warning
            for one, its in numbers
            for warning in warnings(
                one, its, local_date(work.now, clinic.tz), clinic.authorisation_warn_left,
                clinic.authorisation_warn_days,
            )
        ]  # fmt: skip
        said = "; ".join(f"{one.number} {words(one, its, work.now, clinic.tz)}".strip() for one, its in numbers)
        return AuthorisationStanding(bool(needs), True, said, number.left, auth.auth_id, tuple(minded))
    if not needs:
        return AuthorisationStanding(False, False, "none asked for")
    return AuthorisationStanding(True, False, _why_none(work, seen, open_needs, patient_id, day, clinic.tz))


def _why_none(work: UnitOfWork, seen: Picture, needs: Sequence[str], patient_id: str, day: date, tz: ZoneInfo) -> str:
    """What is missing, and the nearest thing on file: pending, used up, ended."""
    need = needs[0] if needs else EITHER
    held = [one for one in seen.auths.get(patient_id, ()) if need in (EITHER, one.kind)]
    asked = f"{_NEED_WORDS[need]} is needed on {day:%m/%d}"
    near = next((one for one in held if one.state.pending), held[0] if held else None)
    if near is None:
        return f"{asked}; none is on file"
    return f"{asked}; {near.number or near.kind}: {words(near, seen.count(near), work.now, tz)}"


# --- taking and giving back ---
def take(work: UnitOfWork, actor: Actor, visit: Visit, units: int = 1) -> tuple[str, ...]:
    """The visit was kept: take one use (``units`` where units are counted) of each authorisation it uses; pending ones
    are not used. Taking twice takes once. Returns the ids it took from."""
    held = work.authorisations.of_patient(visit.patient_id)
    if not held:
        return ()
    seen = picture(work, [visit.patient_id])
    own = next((one for one in seen.visits.get(visit.patient_id, ()) if one.visit_id == visit.visit_id), None)
    linked = next((one for one in held if one.auth_id == visit.authorisation_id), None)
    found = seen.plan(visit.patient_id).get(visit.visit_id, ()) if own else (linked,) if linked else ()
    taken = []
    for auth in found:
        if auth.granted and auth.holds(visit.local_date):
            number = units if auth.counts == "units" else 1
            if (visit.local_date, visit.visit_id) not in net_by_visit(seen.uses, auth.auth_id):
                _append(work, actor, Use(auth.auth_id, visit.visit_id, number, visit.local_date))
                work.audit.append("authorisation.take", "authorisation", auth.auth_id, detail={"units": number})
            taken.append(auth.auth_id)
    return tuple(taken)


def give_back(work: UnitOfWork, actor: Actor, visit: Visit) -> tuple[str, ...]:
    """The visit was not kept after all: give back exactly what it took. Giving back twice gives back once. Returns the
    ids it gave back to."""
    net: dict[tuple[str, date], int] = {}
    for use in work.authorisations.uses_of_visit(visit.visit_id):
        net[use.auth_id, use.day] = net.get((use.auth_id, use.day), 0) + use.units
    given = []
    for (auth_id, day), units in net.items():
        if units:
            _append(work, actor, Use(auth_id, visit.visit_id, -units, day))
            work.audit.append("authorisation.give_back", "authorisation", auth_id, detail={"units": units})
            given.append(auth_id)
    return tuple(given)


def _append(work: UnitOfWork, actor: Actor, use: Use) -> None:
    work.authorisations.take(work.new_id(), use, actor.staff_id, actor.name, work.now)
    work.touch("patients", "work")
