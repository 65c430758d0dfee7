"""Finding a time and taking it, from any screen: openings with digits, warnings asked once, refusals with other times,
and what is read back to the patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psr_tui.domain.booking import Booked
from psr_tui.domain.conflicts import BookingRefused, BookingWarns, may_override
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.wanted import Found, Opening, Wanted
from psr_tui.screens.dialogs import Choose, Confirm, Prompt
from psr_tui.screens.dialogs.page import PageBox

if TYPE_CHECKING:
    from psr_tui.domain.day_plan import PlannedVisit
    from psr_tui.domain.diary import VisitKind
    from psr_tui.screens.base import Place

SHOWN = 8
"""Openings with a digit; the ninth digit looks for something else."""
WHEN = "When: tue 2p, 3 months 30 min, +2w am, next week; with whom; which kind. Enter alone: the next free time."
Book = Callable[[Opening, str, bool], Any]
"""Books an opening: (opening, reason, sure) -> the answer of the use case, awaited."""


async def ask_wish(place: Place, title: str, base: Wanted) -> Wanted | None:
    """Ask when; what cannot be understood stays in the box. None when the rep stepped back."""
    typed = ""
    note = WHEN
    while True:
        answer = await place.open(Prompt(title, "When, how long, which kind", str, value=typed, note=note))
        if answer is None:
            return None
        typed = answer
        try:
            return await place.desk.ask(place.desk.booking.read_wish, typed, base)
        except InvalidInput as unread:
            note = unread.message


async def choose_opening(place: Place, title: str, wanted: Wanted) -> Opening | None:
    """The openings for a wish, each with a digit; 9 looks for something else. None when the rep stepped back."""
    found = await place.desk.ask(place.desk.booking.search, replace(wanted, most=SHOWN))
    while True:
        options = [(str(number), _line(one)) for number, one in enumerate(found.openings)]
        options.append(("again", "look for another time"))
        chosen = await place.open(Choose(title, options, note=_note(found)))
        if chosen is None:
            return None
        if chosen != "again":
            return found.openings[int(chosen)]
        asked = await ask_wish(place, title, wanted)
        if asked is not None:
            wanted = asked
            found = await place.desk.ask(place.desk.booking.search, replace(wanted, most=SHOWN))


def _line(one: Opening) -> str:
    places = f"  {one.left} of {one.places} places" if one.places > 1 else ""
    where = f"  {one.location}" if one.location else ""
    return f"{one.day:%a %m/%d/%Y}  {one.local_start}  {one.provider}  {one.minutes} min{places}{where}"


def _note(found: Found) -> str:
    """What was passed over, the first few; or that there is nothing."""
    if not found.weeks:
        return "No provider who fits has a usual week yet; a lead writes it on the schedule (F6) with :template."
    if not found.openings:
        until = f" up to {found.searched_to:%m/%d/%Y}" if found.searched_to else ""
        return "\n".join([f"Nothing is free for that{until}.", *(one.words for one in found.skipped[:3])])
    return "Passed over: " + "; ".join(one.words for one in found.skipped[:2]) if found.skipped else ""


async def settle(place: Place, who: str, opening: Opening, book: Book) -> Any | None:
    """Book an opening for ``who`` (the name is masked in privacy mode): a warning is asked about once, a refusal offers
    other times, or a reason to who may go on. None when the rep stepped back.
    Raises Refused when there is nothing to choose."""
    reason, sure = "", False
    while True:
        try:
            return await book(opening, reason, sure)
        except BookingWarns as warned:
            if not await place.open(
                Confirm(
                    _masked(place, who, warned.message), "b", yes="book it", no="leave it", title="Look", unasked=True
                )
            ):
                return None
            sure = True
        except BookingRefused as refused:
            other = await _instead(place, who, refused)
            if other is None:
                return None
            if isinstance(other, str):
                reason = other
            else:
                opening, reason = other, ""


async def _instead(place: Place, who: str, refused: BookingRefused) -> Opening | str | None:
    """Another opening, or the reason to book all the same. Raises the refusal when neither is possible."""
    options = [(str(number), _line(one)) for number, one in enumerate(refused.openings[:SHOWN])]
    if may_override(refused.conflicts, place.desk.actor):
        options.append(("reason", "book it all the same, with a reason"))
    if not options:
        raise refused
    words = _masked(place, who, "; ".join(one.sentence for one in refused.conflicts) + ".")
    chosen = await place.open(Choose("That time cannot be booked", options, note=words, unasked=True))
    if chosen is None:
        return None
    if chosen == "reason":
        return await place.open(Prompt("Book all the same", "Why", _needed, note=words))
    return refused.openings[int(chosen)]


def _masked(place: Place, who: str, text: str) -> str:
    return text.replace(who, place.shown.name(who))


def _needed(typed: str) -> str:
    if not typed.strip():
        raise InvalidInput("Why: a few words are needed, for example the doctor asked for it.", "Why")
    return typed


async def read_back(place: Place, booked: Booked) -> None:
    """What is said to the patient; Enter or F12 goes on, nothing waits for it."""
    lines = [place.shown.name(booked.patient), *booked.read_back[1:]]
    over = [("Booked over", "\n".join(booked.over))] if booked.over else []
    await place.open(ReadBack("Booked: read it back", [("", [("", "\n".join(lines))]), ("", over)]))


class ReadBack(PageBox):
    """A page that Enter closes too."""

    LEGEND = "Enter or F12 goes on"
    HELP_TEXT = "Read this to the patient. Enter or F12 goes back."

    def on_key(self, event: Any) -> None:
        if event.key == "enter":
            event.stop()
            self.finish(None)


async def move_visit(place: Place, visit: PlannedVisit) -> str | None:
    """Move a visit: when, which opening, done; three keys and the date (FD-86). The sentence, or None."""
    desk = place.desk
    if visit.state.closed:
        raise Refused(
            f"{visit.patient}: this visit is {visit.state.word.lower()}; only one that is booked can be moved."
        )
    base = Wanted(visit.visit_type, visit.minutes, visit.patient_id, instead_of=visit.visit_id)
    if visit.provider_id:
        base = replace(base, provider_ids=(visit.provider_id,))
    here_now = visit.state.rank >= 2
    title = f"Move {place.shown.name(visit.patient)}"
    if here_now:
        base = replace(base, earliest=visit.day, latest=visit.day, provider_ids=())
        opening = await choose_opening(place, title, base)
    else:
        wanted = await ask_wish(place, title, base)
        opening = await choose_opening(place, title, wanted) if wanted is not None else None
    if opening is None:
        return None
    if here_now:
        moved = await settle(
            place, visit.patient, opening,
            lambda one, reason, sure: desk.act(
                desk.booking.change, visit.visit_id, visit.version, one, reason=reason, sure=sure
            ),
        )  # fmt: skip
        return moved.words if moved is not None else None
    return await _moved(place, visit, opening)


async def move_to_opening(place: Place, visit_id: str, opening: Opening) -> str | None:
    """Move a visit to an opening that was chosen already."""
    visit = await place.desk.ask(place.desk.schedule.visit, visit_id)
    return await _moved(place, visit, opening)


async def _moved(place: Place, visit: PlannedVisit, opening: Opening) -> str | None:
    desk = place.desk
    command_id = desk.new_id()
    booked = await settle(
        place, visit.patient, opening,
        lambda one, reason, sure: desk.act(
            desk.booking.reschedule, command_id, visit.visit_id, visit.version, one, visit_type=visit.visit_type,
            minutes=one.minutes, reason=reason, sure=sure,
        ),
    )  # fmt: skip
    if booked is None:
        return None
    await read_back(place, booked)
    return str(booked.words)


async def new_visit(place: Place, patient_id: str, wanted: Wanted | None = None) -> Booked | None:
    """A new appointment: when, which opening, booked; the kind and provider of the last visit are taken for granted."""
    desk = place.desk
    booker = await desk.ask(desk.booking.booker, patient_id)
    kinds = await desk.ask(desk.booking.kinds)
    kind = known_kind(kinds, booker.last_type)
    base = wanted or Wanted(kind.code, 0, patient_id)
    title = f"Appointment for {place.shown.name(booker.name)}: {kind.label}"
    asked = await ask_wish(place, title, base)
    opening = await choose_opening(place, title, asked) if asked is not None else None
    if opening is None or asked is None:
        return None
    return await book_opening(place, patient_id, opening, asked.visit_type)


async def book_opening(
    place: Place, patient_id: str, opening: Opening, visit_type: str, replaces_id: str | None = None
) -> Booked | None:
    """Book an opening for a patient and read it back."""
    desk = place.desk
    command_id = desk.new_id()
    booker = await desk.ask(desk.booking.booker, patient_id)
    booked = await settle(
        place, booker.name, opening,
        lambda one, reason, sure: desk.act(
            desk.booking.book, command_id, patient_id, one, visit_type, one.minutes, reason=reason, sure=sure,
            replaces_id=replaces_id,
        ),
    )  # fmt: skip
    if booked is None:
        return None
    await read_back(place, booked)
    found: Booked = booked
    return found


def known_kind(kinds: Sequence[VisitKind], code: str) -> VisitKind:
    """The kind of this code, or the first of the list."""
    if not kinds:
        raise Refused("No visit type can be booked here; an administrator adds one.")
    return next((one for one in kinds if one.code == code), kinds[0])
