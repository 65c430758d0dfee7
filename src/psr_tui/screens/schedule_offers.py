"""After a visit was given up: who waits for that time, and what becomes of the patient (FD-89, FD-93 to FD-97)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psr_tui.domain.booking import OFFERS, Booked
from psr_tui.domain.clock import local
from psr_tui.domain.conflicts import BookingWarns
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_list import Fit, Gap
from psr_tui.domain.wanted import Wanted
from psr_tui.screens.dialogs import Choose, Confirm
from psr_tui.screens.schedule_flows import ask_wish, book_opening, choose_opening, move_visit, read_back
from psr_tui.services.booking import GivenUp
from psr_tui.services.wait_list import Gone, NewEntry

if TYPE_CHECKING:
    from psr_tui.domain.day_plan import PlannedVisit
    from psr_tui.screens.base import Place

MOST_FITS = 5
GIVEN_UP = (VisitState.CANCELLED, VisitState.NO_SHOW, VisitState.LEFT_UNSEEN)
_ANSWERS = (
    ("yes", "Takes it: book it now"),
    ("declined_time", "Not this time; stays on the list"),
    ("declined_all", "Wants no more offers"),
    ("unable", "Could not be reached"),
)


async def give_up(place: Place, visit: PlannedVisit) -> str | None:
    """Cancel with a reason from the list, then say what follows. The sentence, or None when the rep stepped back."""
    from psr_tui.screens.dialogs import Prompt

    reasons = await place.desk.ask(place.desk.reference.reasons, "cancel")
    title = f"Cancel {place.shown.name(visit.patient)}: why?"
    code = await place.open(Choose(title, [(reason.code, reason.label) for reason in reasons]))
    if code is None:
        return None
    note: str | None = ""
    if next(reason for reason in reasons if reason.code == code).needs_comment:
        note = await place.open(Prompt("Why is it cancelled?", "In a few words", str))
    if note is None:
        return None
    given = await place.desk.act(place.desk.booking.cancel, visit.visit_id, visit.version, code, note)
    return await what_follows(place, visit, given)


async def move_or_follow(place: Place, visit_id: str, version: int) -> str | None:
    """Move a visit as it was shown at ``version``; of one that was given up, say what follows."""
    visit = replace(await place.desk.ask(place.desk.schedule.visit, visit_id), version=version)
    if visit.state not in GIVEN_UP:
        return await move_visit(place, visit)
    return await what_follows(place, visit, await place.desk.ask(place.desk.booking.given_up, visit_id))


async def what_follows(place: Place, visit: PlannedVisit, given: GivenUp) -> str:
    """Offer the freed time to who waits for it, and something to the patient; Esc leaves both."""
    said = given.moved.words
    left = list(given.fits[:MOST_FITS])
    while True:
        options = [(str(number), f"Offer it to {_fit(place, one)}") for number, one in enumerate(left)]
        options += [(code, f"{place.shown.name(visit.patient)}: {label.lower()}") for code, label in OFFERS]
        freed = f"{local(given.gap.starts_at, place.desk.tz):%a %m/%d %H:%M} {given.gap.provider}" if given.gap else ""
        title = f"{freed} is free: what now?" if freed else "What now?"
        chosen = await place.open(Choose(title, options))
        if chosen is None or chosen == "none":
            return said
        if not chosen.isdigit():
            words = await _for_patient(place, visit, given, chosen)
            return f"{said} {words}".strip() if words else said
        fit = left.pop(int(chosen))
        booked = await offer(place, fit, given.gap) if given.gap is not None else None
        if booked is not None:
            return booked.words


def _fit(place: Place, one: Fit) -> str:
    return f"{place.shown.name(one.entry.patient)} {place.shown.phone(one.entry.phone)}: {one.why}"


async def _for_patient(place: Place, visit: PlannedVisit, given: GivenUp, chosen: str) -> str:
    """Another time now, or one of the lists."""
    desk = place.desk
    if chosen == "reschedule":
        base = Wanted(visit.visit_type, visit.minutes, visit.patient_id)
        title = f"Another time for {place.shown.name(visit.patient)}"
        wanted = await ask_wish(place, title, base)
        opening = await choose_opening(place, title, wanted) if wanted is not None else None
        if opening is None or wanted is None:
            return ""
        booked = await book_opening(place, visit.patient_id, opening, wanted.visit_type, visit.visit_id)
        return booked.words if booked is not None else ""
    entry = NewEntry(
        desk.new_id(), visit.patient_id, visit.visit_type, visit.minutes, visit.provider_id or "",
        priority=70 if chosen == "wait_list" else 50,
        note="" if chosen == "wait_list" else f"instead of {visit.day:%m/%d} {visit.local_start}",
    )  # fmt: skip
    return await desk.act(desk.wait_list.add, entry)


async def offer(place: Place, fit: Fit, gap: Gap) -> Booked | None:
    """Call somebody of the list about a freed time, and write down the answer. The booking, when they take it."""
    desk, entry = place.desk, fit.entry
    sent = await desk.act(desk.wait_list.offer, desk.new_id(), entry.entry_id, gap)
    until = local(sent.expires_at, desk.tz)
    name = place.shown.name(entry.patient)
    title = f"{name} {place.shown.phone(entry.phone)}: {local(gap.starts_at, desk.tz):%a %m/%d %H:%M}?"
    answer = await place.open(Choose(title, _ANSWERS, note=f"{fit.why}. The offer stands until {until:%m/%d %H:%M}."))
    if answer is None:
        place.say(f"{name} is offered that time until {until:%H:%M}.")
        return None
    if answer != "yes":
        place.say(await desk.act(desk.wait_list.answered, entry.entry_id, sent.offer_id, answer))
        return None
    return await _accepted(place, fit, gap)


async def _accepted(place: Place, fit: Fit, gap: Gap) -> Booked | None:
    """Book it; when it is gone by now, say sorry and offer the next best. Who had a later time frees that one, and it
    is offered in turn."""
    desk, entry = place.desk, fit.entry
    command_id, sure = desk.new_id(), False
    while True:
        try:
            booked, freed, fits = await desk.act(desk.wait_list.accept, command_id, entry.entry_id, gap, sure=sure)
            break
        except BookingWarns as warned:
            words = warned.message.replace(entry.patient, place.shown.name(entry.patient))
            if not await place.open(Confirm(words, "b", yes="book it", no="leave it", title="Look", unasked=True)):
                return None
            sure = True
        except Gone as gone:
            return await _gone(place, fit, gone)
    await read_back(place, booked)
    if freed is not None and fits:
        await _offer_in_turn(place, freed, fits)
    return booked


async def _gone(place: Place, fit: Fit, gone: Gone) -> Booked | None:
    options = [(str(number), one.words) for number, one in enumerate(gone.openings[:8])]
    options.append(("none", "Nothing for now; stays on the list"))
    chosen = await place.open(Choose("That time is gone", options, note=f"Say: {gone.sorry}", unasked=True))
    if chosen is None or chosen == "none":
        return None
    opening = replace(gone.openings[int(chosen)], minutes=fit.entry.minutes)
    return await book_opening(place, fit.entry.patient_id, opening, fit.entry.visit_type)


async def _offer_in_turn(place: Place, freed: Gap, fits: tuple[Fit, ...]) -> None:
    when = f"{local(freed.starts_at, place.desk.tz):%a %m/%d %H:%M} {freed.provider}"
    options = [(str(number), _fit(place, one)) for number, one in enumerate(fits[:MOST_FITS])]
    chosen = await place.open(Choose(f"{when} is free in turn: offer it?", [*options, ("none", "Leave it")]))
    if chosen is not None and chosen != "none":
        await offer(place, fits[int(chosen)], freed)
