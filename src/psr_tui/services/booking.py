"""Booking: find a time, book it, move it, give it up, confirm it; two who want the last place get one booking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from psr_tui.domain.booking import CONFIRMATIONS, SIDES, Booked, FollowUp
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.diary import Planner, VisitKind
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.typed_wishes import parse_wish
from psr_tui.domain.visit import Act, VisitState
from psr_tui.domain.wait_list import Fit, Gap
from psr_tui.domain.wanted import Found, Opening, Wanted
from psr_tui.services.booking_acts import AllTheSame, BookingActs, NewBooking
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.visit_acts import Moved, Said
from psr_tui.services.wait_list_steps import WaitListSteps
from psr_tui.store.repositories.booking import Booker
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_CONTACTS = {code: "voice" for code, _label in CONFIRMATIONS if code not in ("not_called", "unconfirmed", "wait")} | {
    "texted": "text", "emailed": "email", "mailed": "mail",
}  # fmt: skip
"""Results of a confirmation that were a contact, and how it was made (FD-105)."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A visit that was cancelled or not kept: whether late, the time it freed, and who on the wait list fits it."""

    moved: Moved
    patient_id: str
    late: bool
    gap: Gap | None
    fits: tuple[Fit, ...]


class BookingService:
    """Everything that gives a visit its time or takes it away. Each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = BookingActs()
        self._waiting = WaitListSteps()
        self._views = ListViews(store)

    # --- looking ---
    def kinds(self, actor: Actor) -> list[VisitKind]:
        """Visit types that can be booked."""
        with self._store.read() as work:
            return [one for one in work.schedule.kinds() if one.code != "WALK"]

    def planners(self, actor: Actor) -> list[Planner]:
        """Providers that can be booked."""
        with self._store.read() as work:
            return work.schedule.planners()

    def booker(self, actor: Actor, patient_id: str) -> Booker:
        """The patient of a booking, with the visit type and provider of the last visit (FD-76)."""
        with self._store.read() as work:
            return must_exist(work.booking.booker(patient_id), "This patient")

    def search(self, actor: Actor, wanted: Wanted) -> Found:
        """The next openings, nearest first, and why gaps before them were passed over (FD-73)."""
        with self._store.read() as work:
            return self._acts.search(work, wanted)

    def openings(self, actor: Actor, wanted: Wanted) -> tuple[Opening, ...]:
        """The next openings, nearest first."""
        return self.search(actor, wanted).openings

    def read_wish(self, actor: Actor, typed: str, base: Wanted) -> Wanted:
        """What was typed to look for (``tue 2p``, ``3 months 30 min``), on top of ``base``. Raises InvalidInput."""
        with self._store.read() as work:
            today = local_date(work.now, work.clinic.get().tz)
            return parse_wish(typed, base, today, work.schedule.kinds(), work.schedule.planners())

    def follow_up(
        self, actor: Actor, order: FollowUp, visit_type: str, patient_id: str, provider_id: str = "", most: int = 9
    ) -> Found:
        """Openings for a provider's follow-up order, nearest to the day ordered; when that provider has none in the
        window, those of the others."""
        with self._store.read() as work:
            seen = local_date(work.now, work.clinic.get().tz)
            wanted = replace(order.wanted(visit_type, seen, provider_id, patient_id), most=most)
            found = self._acts.search(work, wanted)
            if not found.openings and provider_id:
                found = self._acts.search(work, replace(wanted, provider_ids=()))
            return found

    # --- booking ---
    def book(
        self,
        actor: Actor,
        command_id: str,
        patient_id: str,
        opening: Opening,
        visit_type: str,
        minutes: int = 0,
        note: str = "",
        *,
        reason: str = "",
        sure: bool = False,
        related_id: str | None = None,
        replaces_id: str | None = None,
    ) -> Booked:
        """Book an opening; the same command id books once. ``minutes`` 0 = the type's usual length; ``reason``: why
        somebody who may books over a conflict; ``sure``: the warnings were read; ``replaces_id``: a visit that was
        given up and gets this one instead. Raises BookingRefused with the next openings, BookingWarns, Refused."""
        more: dict[str, Any] = {"related_id": related_id, "replaces_id": replaces_id}
        new = NewBooking(
            command_id, patient_id, opening, visit_type, minutes, clean_note(note, 4000), reason, sure,
            more=tuple((name, value) for name, value in more.items() if value),
        )  # fmt: skip
        with self._store.write(actor, "book", "patient", patient_id) as work:
            booked = self._acts.book(work, actor, new)
            self._waiting.placed(work, actor, patient_id, visit_type)
            work.commit()
        return booked

    def reschedule(
        self,
        actor: Actor,
        command_id: str,
        visit_id: str,
        version: int,
        opening: Opening,
        *,
        visit_type: str = "",
        minutes: int = 0,
        reason: str = "",
        sure: bool = False,
    ) -> Booked:
        """Move a booked visit to an opening as one act: the old row becomes rescheduled, the new one is linked to it,
        the history stays with both (FD-86). Raises Stale, Refused, BookingRefused, BookingWarns."""
        with self._store.write(actor, "reschedule", "appointment", visit_id) as work:
            how = AllTheSame(reason, sure)
            booked = self._acts.reschedule(
                work, actor, command_id, visit_id, version, opening, visit_type, minutes, how
            )
            self._waiting.moved(work, actor, visit_id)
            work.commit()
        return booked

    def change(
        self, actor: Actor, visit_id: str, version: int, opening: Opening, *, reason: str = "", sure: bool = False
    ) -> Moved:
        """Another provider or time on the same day for somebody who is here already, or is booked: the row and its
        whole log stay (FD-21). Raises Stale, Refused, BookingRefused, BookingWarns."""
        with self._store.write(actor, "change_time", "appointment", visit_id) as work:
            tz = work.clinic.get().tz
            visit, standing = self._acts.seen(work, visit_id, version)
            if visit.state.closed or visit.local_date != opening.day:
                raise Refused(f"{standing.words(tz)}: only a visit that is not over can be changed, on its own day.")
            old = must_exist(work.booking.booked_as(visit_id), "This visit")
            new = NewBooking("", old.patient_id, opening, old.visit_type, old.minutes, reason=reason, sure=sure,
                             without=visit_id)  # fmt: skip
            wish = self._acts.wish(work, new)
            self._acts.decided(work, actor, new, wish, self._acts.diary(work, new, wish))
            same_time = visit.local_start == opening.local_start
            note = f"{visit.local_start} {visit.provider or 'nobody'} -> {opening.local_start} {opening.provider}"
            event = self._acts.changed(
                work, actor, visit, Act.PROVIDER if same_time else Act.TIME, note, provider_id=opening.provider_id,
                local_start=opening.local_start, starts_at=opening.starts_at, confirmation="not_called",
                confirmation_at=None,
            )  # fmt: skip
            work.commit()
        words = f"{visit.patient} is with {opening.provider} at {opening.local_start} now."
        return Moved(visit_id, version + 1, event.to_state, words)

    # --- giving up ---
    def cancel(self, actor: Actor, visit_id: str, version: int, code: str, note: str = "", side: str = "") -> GivenUp:
        """Cancel with a code of the list and a side; late is worked out, and who fits the freed time is shown (FD-87 to
        FD-89, FD-93). Raises Stale, Refused."""
        if side and side not in SIDES:
            raise InvalidInput(f"Side: {', '.join(SIDES)}.", "Side")
        with self._store.write(actor, "move:cancelled", "appointment", visit_id) as work:
            moved = self._acts.move(work, actor, visit_id, version, VisitState.CANCELLED, Said(code, note, side=side))
            work.touch("schedule")
            given = self._given_up(work, moved)
            work.commit()
        return self._seen(actor, given)

    def given_up(self, actor: Actor, visit_id: str) -> GivenUp:
        """The same for a visit that was cancelled or marked as no-show elsewhere."""
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            given = self._given_up(work, Moved(visit_id, visit.version, visit.state, ""))
        return self._seen(actor, given)

    def _seen(self, actor: Actor, given: GivenUp) -> GivenUp:
        """Who waits is logged as seen before the names are shown."""
        self._views.listed(actor, [one.entry.patient_id for one in given.fits], "wait_list")
        return given

    def _given_up(self, work: UnitOfWork, moved: Moved) -> GivenUp:
        content = work.booking.content(moved.visit_id)
        gap = self._waiting.gap_of(work, moved.visit_id)
        fits = self._waiting.fits(work, gap) if gap is not None else ()
        late = bool(content["late_cancel"])
        visit = must_exist(work.visits.get(moved.visit_id), "This visit")
        words = moved.words.replace(". Ctrl+Z", ", late. Ctrl+Z") if late else moved.words
        return GivenUp(replace(moved, words=words), visit.patient_id, late, gap, tuple(fits))

    # --- confirming ---
    def confirm(self, actor: Actor, visit_id: str, version: int, result: str, note: str = "") -> Moved:
        """Write the result of a confirmation; the state of the visit stays (FD-33). Raises Stale, InvalidInput."""
        labels = dict(CONFIRMATIONS)
        if result not in labels:
            raise InvalidInput("Confirmation: choose a result from the list.", "Confirmation")
        with self._store.write(actor, "confirm", "appointment", visit_id) as work:
            visit, _standing = self._acts.seen(work, visit_id, version)
            said = ": ".join(part for part in (labels[result].lower(), clean_note(note, 4000)) if part)
            self._acts.changed(
                work, actor, visit, Act.NOTE, f"confirmation {said}", confirmation=result, confirmation_at=work.now
            )
            if result in _CONTACTS:
                work.recalls.contacted(
                    work.new_id(), visit.patient_id, "appointment", _CONTACTS[result], actor, work.now,
                    f"to confirm: {said}", visit_id,
                )  # fmt: skip
            work.commit()
        return Moved(visit_id, version + 1, visit.state, f"{visit.patient}: {labels[result].lower()}.")
