"""What every act on a callback shares: the look, the lease check, the log, and what the call box shows."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from psr_tui.domain.cadence import promised
from psr_tui.domain.call_script import ScriptView
from psr_tui.domain.call_window import CallWindow, in_words
from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter
from psr_tui.domain.callback_list import CallbackLine, CallbackLook, CallInHand, Choice
from psr_tui.domain.callback_sorts import Sort
from psr_tui.domain.callback_states import EDGES, LIVE, STATE_WORDS, Act, State, next_state
from psr_tui.domain.callback_words import BLOCKED_WORDS, why_here
from psr_tui.domain.clock import at_local, local_date, zone
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.names import written_case
from psr_tui.domain.staff import Actor
from psr_tui.domain.typed_moments import parse_moment
from psr_tui.domain.voicemail import LEFT_AS, Permission
from psr_tui.services import leases
from psr_tui.services.call_scripts import practice_values, script_told
from psr_tui.services.callee import Person, caller, person_behind, person_of, person_values
from psr_tui.services.limit_steps import callback_moved
from psr_tui.services.spoken import visit_words, voicemail_for
from psr_tui.store.repositories.callbacks import CallbackState, Callee, CallRules, Happened
from psr_tui.store.unit_of_work import UnitOfWork

SYSTEM = "psr-tui"
__all__ = [
    "SYSTEM", "Person", "blocked_words", "caller", "explained", "found", "free_values", "held", "holder_name",
    "in_hand", "log", "look_for", "owner_here", "person_behind", "person_of", "person_values", "promised_at",
    "rush_words", "talk_seconds",
]  # fmt: skip


def look_for(
    work: UnitOfWork,
    actor: Actor,
    rules: CallRules,
    text: str = "",
    wanted: CallbackFilter = EVERYTHING,
    sort: Sort = Sort.RANK,
) -> CallbackLook:
    """The list as this person sees it now."""
    kinds = work.callbacks.waiting_kinds()
    closed = frozenset(key for key in kinds if not rules.hours.for_key(key).permits(work.now))
    tz = zone(rules.hours.clinic_zone)
    midnight = at_local(local_date(work.now, tz), 0, 0, tz)
    skipped = work.callbacks.skipped_by(actor.staff_id, midnight)
    awake = tuple(key for key in kinds if key not in closed)
    speaks = frozenset({"en", *work.callbacks.languages_of(actor.staff_id)})
    blocks, rush = work.callbacks.blocks_of(actor.staff_id), bool(rush_words(work, rules))
    return CallbackLook(
        actor.staff_id, work.now, closed, awake, skipped, text, wanted, sort, speaks, blocks, rush
    )  # fmt: skip


BELIEVED = timedelta(hours=2)
"""A caller who is said to wait longer than this is a line that was cut, and must not stop "next" for ever."""


def rush_words(work: UnitOfWork, rules: CallRules) -> str:
    """Who waits in the queue, when that keeps "next" from offering callbacks (CC-16); nothing when it does not."""
    if not rules.rush_callers:
        return ""
    joined = work.callbacks.callers_since(work.now - BELIEVED)
    if len(joined) < rules.rush_callers or work.now - joined[0] < rules.rush_after:
        return ""
    waits = int((work.now - joined[0]).total_seconds())
    who = "1 caller waits" if len(joined) == 1 else f"{len(joined)} callers wait"
    return f"{who}, the first {waits // 60}:{waits % 60:02d}"


def explained(line: CallbackLine, look: CallbackLook, rules: CallRules) -> str:
    """Why the line stands where it does, in words (CC-07)."""
    opens = ""
    if not look.window_open(line.window_key):
        window = rules.hours.for_key(line.window_key)
        with suppress(Refused):  # no hour fits at all: the row stands there without one
            opens = in_words(window.next_permitted(look.now), look.now, window.zone, zone(rules.hours.clinic_zone))
    passed, open_now = look.passed(line.item), look.window_open(line.window_key)
    return why_here(
        line.item, look.now, look.viewer_id, open_now, opens, passed, rules.personal_grace, rules.pickup_minutes
    )


def blocked_words(code: str) -> str:
    """Why a callback may not be called, in words for a sentence."""
    return BLOCKED_WORDS.get(code, code)


def found(work: UnitOfWork, callback_id: str) -> CallbackState:
    """The callback of this id. Raises NotFound."""
    state = work.callbacks.get(callback_id)
    if state is None:
        raise NotFound("This callback is not in the list any more.")
    return state


def holder_name(work: UnitOfWork, item: CallbackState) -> str:
    """Who has claimed the callback; empty when nobody has."""
    member = work.staff.get(item.holder_id) if item.holder_id else None
    return member.name if member else ""


def held(work: UnitOfWork, actor: Actor, callback_id: str) -> CallbackState:
    """The item, which this person must hold. Raises Refused naming state and holder (CC-23)."""
    leases.mind_the_clock(work)
    item = found(work, callback_id)
    if item.state not in LIVE or item.holder_id != actor.staff_id:
        who = holder_name(work, item)
        raise Refused(
            f"You do not hold this callback any more: it is {STATE_WORDS[item.state]}{' by ' + who if who else ''}. "
            "What you typed is kept; press F4 to look."
        )
    return item


def log(
    work: UnitOfWork,
    actor: Actor,
    item: CallbackState,
    act: Act,
    *,
    event_id: str = "",
    by_system: bool = False,
    to: State | None = None,
    happened: Happened | None = None,
    reason: str = "",
    note: str = "",
) -> State:
    """Append the event and its audit row; the answer is the state after it. Raises Refused for a forbidden edge."""
    after = to or EDGES.get((item.state, act)) or next_state(item.state, act, holder_name(work, item))
    event = happened or Happened(event_id or work.new_id(), act, item.state, after, reason=reason, note=note)
    staff_id, name = (None, SYSTEM) if by_system else (actor.staff_id, actor.name)
    work.callbacks.append(item.id, event, staff_id, name, work.now)
    callback_moved(work, actor, item, act, after, event.counts)
    detail = {"from": item.state.value, "to": after.value}
    if event.outcome:
        detail["outcome"] = event.outcome
    work.audit.append(f"callback.{act.value}", "callback", item.id, reason=event.reason, detail=detail)
    work.touch("callbacks")
    return after


def free_values(**more: object) -> dict[str, object]:
    """Columns of an item nobody holds, and that no block keeps any more."""
    return {
        "state": State.OPEN.value,
        "claimed_by": None,
        "claimed_at": None,
        "lease_until": None,
        "dialed_at": None,
        "connected_at": None,
        "ended_at": None,
        "reserved_block_id": None,
        **more,
    }


def in_hand(
    work: UnitOfWork, actor: Actor, rules: CallRules, callback_id: str, person: Person | None = None
) -> CallInHand:
    """What the call box shows; ``person`` when the act has read them already. The view of the patient is audited
    by the act that opens the box."""
    line = work.callbacks.line(callback_id)
    item = found(work, callback_id)
    if line is None:
        raise NotFound("This callback is not in the list any more.")
    person = person or person_behind(work, rules, item)
    permission = person.number.voicemail if person.number else Permission.NONE
    values, view = _script(work, actor, item, person.callee)
    said = voicemail_for(work, actor, permission, item.patient_id or "", person.callee.language)
    return CallInHand(
        item=line.item,
        patient=line.patient,
        mrn=person.callee.mrn,
        dob=line.dob,
        number=person.number,
        patient_zone=person.window.zones[0],
        script=tuple((line.text, line.aloud) for line in view.lines),
        voicemail_script=said.text,
        voicemail_code=LEFT_AS[permission],
        choices=_choices(rules),
        history=work.callbacks.history(item.patient_id, callback_id=item.id),
        numbers=person.numbers,
        language=person.callee.language or "en",
        script_view=view,
        script_values=values,
    )


def _script(work: UnitOfWork, actor: Actor, item: CallbackState, callee: Callee) -> tuple[dict[str, str], ScriptView]:
    """What the script names of this patient, and its beginning in the patient's language."""
    language = callee.language or "en"
    values = {
        **practice_values(work.clinic.get(), actor.name, language),
        "patient.first_name": written_case(callee.first_name) if callee.first_name else "",
        "patient.last_name": written_case(callee.last_name),
        "visit.when": visit_words(work, item.patient_id, language, place=False) if item.patient_id else "",
    }
    return values, script_told(work, item.reason_code, language, "out", values)


def _choices(rules: CallRules) -> tuple[Choice, ...]:
    return tuple(
        Choice(row.code, row.digit, row.label, row.needs_time, row.least_talk_seconds, row.most_talk_seconds)
        for row in rules.outcomes.values()
        if not row.system
    )


def promised_at(work: UnitOfWork, rules: CallRules, person: Person, when: str | datetime) -> datetime:
    """A promised time, typed in the patient's zone or read already, checked (CC-54, CC-55). Raises InvalidInput."""
    if isinstance(when, str):
        if not when.strip():
            raise InvalidInput("When: type when to call again, for example tue 2p or +2h.", "When")
        when = parse_moment(when, work.now, person.window.zone)
    return promised(when, work.now, person.window, zone(rules.hours.clinic_zone))


def owner_here(work: UnitOfWork, rules: CallRules, staff_id: str, at: datetime, window: CallWindow) -> tuple[bool, str]:
    """Whether the owner is here on the day of a promise, and else the nearest good time when they are, in words
    (CC-55); '' when there is none within a month."""
    tz = rules.tz
    if not work.callback_upkeep.off_on(staff_id, local_date(at, tz)):
        return True, ""
    wall = at.astimezone(tz)
    for days in range(1, 31):
        other = at_local(wall.date() + timedelta(days=days), wall.hour, wall.minute, tz)
        if window.next_workable(other) == other and not work.callback_upkeep.off_on(staff_id, local_date(other, tz)):
            return False, in_words(other, work.now, window.zone, tz)
    return False, ""


def talk_seconds(item: CallbackState, now: datetime) -> int:
    """Seconds from answer (else from dialing) to the end of the call, by the rep's own stamps."""
    start = item.connected_at or item.dialed_at or item.claimed_at or now
    return max(0, int(((item.ended_at or now) - start).total_seconds()))
