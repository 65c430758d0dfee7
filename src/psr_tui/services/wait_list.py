"""The wait list and the visits to schedule: put on, offer a freed time, accept, decline, take off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.booking import Booked
from psr_tui.domain.clock import Clock, local
from psr_tui.domain.conflicts import BookingRefused, Kind
from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.typed_moments import echo_moment
from psr_tui.domain.wait_list import RESULTS, Fit, Gap, check_offer, gone_words, offer_until
from psr_tui.domain.wanted import DayPart, Opening
from psr_tui.services.booking_acts import BookingActs, NewBooking
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.wait_list_steps import WaitListSteps
from psr_tui.store.repositories.wait_list import Offer, Waiting
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["Gone", "NewEntry", "WaitListService", "Waiting"]
_DECLINES = {"declined_time", "declined_all", "unable", "viewed"}

__all__ = ["NewEntry", "WaitListService", "Waiting"]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Somebody to be put on the list. ``appointment_id``: the visit kept meanwhile; without one it is a visit to
    schedule. ``minutes`` 0 = the type's usual length."""

    command_id: str
    patient_id: str
    visit_type: str
    minutes: int = 0
    provider_id: str = ""
    appointment_id: str = ""
    earliest: date | None = None
    latest: date | None = None
    weekdays: str = "0123456"
    parts: tuple[DayPart, ...] = ()
    notice_minutes: int = 60
    priority: int = 50
    channel: str = "voice"
    note: str = ""


class Gone(Refused):
    """The time that was accepted is taken by now; ``openings`` are the next best, ``sorry`` is what is said."""

    def __init__(self, sorry: str, openings: Sequence[Opening]) -> None:
        super().__init__(sorry)
        self.sorry, self.openings = sorry, tuple(openings)


class WaitListService:
    """Each act is one transaction; a list is logged as seen before it is shown."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._steps = WaitListSteps()
        self._acts = BookingActs()
        self._views = ListViews(store)

    def tidy(self, actor: Actor) -> int:
        """End offers that ran out and entries that lapsed; writes nothing when there is none."""
        with self._store.read() as work:
            midnight = self._steps.midnight(work)
            stale = bool(work.wait_list.open_offers(work.now))
            today = local(work.now, work.clinic.get().tz).date()
            for one in work.wait_list.waiting(midnight, work.now):
                gone = one.entry.appointment_id is not None and one.entry.has is None
                stale = stale or gone or (one.entry.latest is not None and one.entry.latest < today)
        if not stale:
            return 0
        with self._store.write(actor, "wait_list.tidy", "wait_list") as work:
            ended = self._steps.tidy(work, actor)
            work.commit()
        return ended

    def waiting(self, actor: Actor, to_schedule: bool | None = None) -> list[Waiting]:
        """Who waits, the most urgent first; ``to_schedule``: only visits without a date, or only the others."""
        with self._store.read() as work:
            found = work.wait_list.waiting(self._steps.midnight(work), work.now)
        found = [one for one in found if to_schedule is None or one.entry.scheduled_nowhere is to_schedule]
        self._views.listed(actor, [one.entry.patient_id for one in found], "wait_list")
        return found

    def count(self, actor: Actor, to_schedule: bool) -> int:
        """How many wait, for the choice of lists."""
        with self._store.read() as work:
            found = work.wait_list.waiting(self._steps.midnight(work), work.now)
        return sum(1 for one in found if one.entry.scheduled_nowhere is to_schedule)

    def offers(self, actor: Actor, entry_id: str) -> list[str]:
        """The offers of an entry in words, newest first."""
        with self._store.read() as work:
            tz = work.clinic.get().tz
            return [
                f"{local(one.sent_at, tz):%m/%d %H:%M}: {echo_moment(one.starts_at, tz)}, {RESULTS[one.result]}"
                for one in work.wait_list.offers(entry_id)
            ]

    # --- acts ---
    def add(self, actor: Actor, new: NewEntry) -> str:
        """Put somebody on the list; the same command id does it once. Raises Refused, InvalidInput."""
        if not 1 <= new.priority <= 99:
            raise InvalidInput("Priority: 1 to 99, 50 is usual and 99 the most urgent.", "Priority")
        if new.earliest and new.latest and new.latest < new.earliest:
            raise InvalidInput("Latest: the last day lies before the first; correct one of them.", "Latest")
        with self._store.write(actor, "wait_list.add", "patient", new.patient_id) as work:
            kind = self._acts.kind(work, new.visit_type)
            booker = must_exist(work.booking.booker(new.patient_id), "This patient")
            known = work.wait_list.get(new.command_id)
            if known is None:
                work.wait_list.add(
                    new.command_id, actor.name, work.now, patient_id=new.patient_id, visit_type=kind.code,
                    minutes=new.minutes or kind.minutes, provider_id=new.provider_id or None,
                    appointment_id=new.appointment_id or None, earliest=new.earliest, latest=new.latest,
                    weekdays=new.weekdays, day_parts=" ".join(part.value for part in new.parts),
                    notice_minutes=new.notice_minutes, priority=new.priority,
                    interpreter=booker.interpreter == "needed", channel=new.channel, note=clean_note(new.note, 4000),
                )  # fmt: skip
                work.audit.append("wait_list.add", "wait_list", new.command_id, detail={"type": kind.code})
                work.touch("wait_list")
                work.commit()
        where = "wait list" if new.appointment_id else "list of visits to schedule"
        return f"{booker.name} is on the {where} for {kind.label}."

    def offer(self, actor: Actor, command_id: str, entry_id: str, gap: Gap) -> Offer:
        """Offer a freed time; it runs out by itself, and nobody gets more than the clinic's offers a day (FD-96)."""
        with self._store.write(actor, "wait_list.offer", "wait_list", entry_id) as work:
            clinic = work.clinic.get()
            waiting = {one.entry.entry_id: one for one in work.wait_list.waiting(self._steps.midnight(work), work.now)}
            entry = must_exist(waiting.get(entry_id), "This entry").entry
            known = next((one for one in work.wait_list.offers(entry_id) if one.offer_id == command_id), None)
            if known is not None:
                return known
            check_offer(entry, clinic.offers_a_day)
            until = offer_until(work.now, gap.starts_at, entry.notice_minutes)
            offer = Offer(command_id, 1, entry_id, gap.provider_id, gap.starts_at, entry.minutes, work.now, until,
                          "waiting")  # fmt: skip
            work.wait_list.add_offer(offer, entry.channel, actor.staff_id, actor.name)
            work.audit.append("wait_list.offer", "wait_list", entry_id)
            work.touch("wait_list")
            work.commit()
        return offer

    def answered(self, actor: Actor, entry_id: str, offer_id: str, result: str) -> str:
        """What came of an offer that was not accepted; no more offers at all takes the entry off the list."""
        if result not in _DECLINES:
            raise InvalidInput("Answer: choose one from the list.", "Answer")
        with self._store.write(actor, "wait_list.answer", "wait_list", entry_id) as work:
            one = must_exist(work.wait_list.get(entry_id), "This entry")
            work.wait_list.answer(offer_id, result, actor.name, work.now)
            if result == "declined_all":
                self._steps.close(work, actor, entry_id, "closed", "wants no more offers")
            work.touch("wait_list")
            work.commit()
        return f"{one.entry.patient}: {RESULTS[result]}."

    def accept(
        self, actor: Actor, command_id: str, entry_id: str, gap: Gap, *, reason: str = "", sure: bool = False
    ) -> tuple[Booked, Gap | None, tuple[Fit, ...]]:
        """Book somebody of the list into a freed time. Who had a later visit is moved: that one is given up as booked
        from the wait list, its time is freed and offered in turn (FD-95). Raises Gone, with what to say and the next
        best, when the time is taken by now (FD-97)."""
        try:
            with self._store.write(actor, "wait_list.accept", "wait_list", entry_id) as work:
                result = self._accept(work, actor, command_id, entry_id, gap, reason, sure)
                work.commit()
        except BookingRefused as refused:
            if any(one.kind is Kind.STOPPED for one in refused.conflicts):
                raise
            self._note_gone(actor, entry_id, gap)
            next_best = refused.openings[0].words if refused.openings else ""
            raise Gone(gone_words(next_best), refused.openings) from None
        self._views.listed(actor, [one.entry.patient_id for one in result[2]], "wait_list")
        return result

    def _accept(
        self, work: UnitOfWork, actor: Actor, command_id: str, entry_id: str, gap: Gap, reason: str, sure: bool
    ) -> tuple[Booked, Gap | None, tuple[Fit, ...]]:
        entry = must_exist(work.wait_list.get(entry_id), "This entry").entry
        tz = work.clinic.get().tz
        at = local(gap.starts_at, tz)
        opening = Opening(gap.provider_id, gap.provider, at.date(), f"{at:%H:%M}", gap.starts_at, entry.minutes)
        batch = work.new_id()
        kept = entry.appointment_id if entry.has is not None else None
        new = NewBooking(
            command_id, entry.patient_id, opening, entry.visit_type, entry.minutes, entry.note, reason, sure, batch,
            without=kept or "", more=(("replaces_id", kept),) if kept else (),
        )  # fmt: skip
        if kept and work.visits.get(command_id) is None:
            visit = must_exist(work.visits.get(kept), "This visit")
            self._acts.moved_away(work, actor, visit, f"to {opening.words}, from the wait list", batch)
        booked = self._acts.book(work, actor, new)
        for offer in work.wait_list.offers(entry_id):
            if offer.result in ("waiting", "viewed"):
                work.wait_list.answer(offer.offer_id, "moved", actor.name, work.now)
        state, _version, _by, _at = work.wait_list.state(entry_id)
        if state == "waiting":
            self._steps.close(work, actor, entry_id, "booked", "moved" if kept else "booked")
        freed = self._steps.gap_of(work, kept) if kept else None
        fits = tuple(self._steps.fits(work, freed)) if freed is not None else ()
        return replace(booked, words=f"{booked.words[:-1]}, from the wait list."), freed, fits

    def _note_gone(self, actor: Actor, entry_id: str, gap: Gap) -> None:
        """Accepted, but gone: kept as a result of its own."""
        with self._store.write(actor, "wait_list.gone", "wait_list", entry_id) as work:
            offers = [one for one in work.wait_list.offers(entry_id) if one.starts_at == gap.starts_at]
            if offers:
                work.wait_list.answer(offers[0].offer_id, "gone", actor.name, work.now)
            else:
                entry = must_exist(work.wait_list.get(entry_id), "This entry").entry
                offer = Offer(work.new_id(), 1, entry_id, gap.provider_id, gap.starts_at, entry.minutes, work.now,
                              work.now, "gone")  # fmt: skip
                work.wait_list.add_offer(offer, entry.channel, actor.staff_id, actor.name)
            work.touch("wait_list")
            work.commit()

    def take_off(self, actor: Actor, entry_id: str, version: int, why: str) -> str:
        """Take somebody off the list, with the reason. Raises Stale, InvalidInput."""
        words = clean_note(why, 300)
        if not words:
            raise InvalidInput("Why: a few words are needed, for example does not want an earlier time.", "Why")
        with self._store.write(actor, "wait_list.close", "wait_list", entry_id) as work:
            one = self._standing(work, entry_id, version)
            self._steps.close(work, actor, entry_id, "closed", words)
            work.commit()
        return f"{one.entry.patient} is off the list: {words}."

    def note(self, actor: Actor, entry_id: str, version: int, text: str) -> str:
        """Replace the entry's note. Raises Stale."""
        with self._store.write(actor, "wait_list.note", "wait_list", entry_id) as work:
            one = self._standing(work, entry_id, version)
            work.wait_list.change(entry_id, actor.name, work.now, note=clean_note(text, 4000))
            work.audit.append("wait_list.note", "wait_list", entry_id)
            work.touch("wait_list")
            work.commit()
        return f"Note of {one.entry.patient} saved."

    @staticmethod
    def _standing(work: UnitOfWork, entry_id: str, version: int) -> Waiting:
        one = must_exist(work.wait_list.get(entry_id), "This entry")
        state, now, by, at = work.wait_list.state(entry_id)
        if now != version or state != "waiting":
            tz = work.clinic.get().tz
            raise Stale(one.entry.patient, by or "somebody", at, f"{local(at, tz):%H:%M}")
        return one
