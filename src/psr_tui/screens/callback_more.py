"""``4`` on the callback list: what is seldom done with a row, as a short list of what fits its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.callback_list import CallbackLine
from psr_tui.domain.callback_states import LIVE, State
from psr_tui.domain.clock import zone_or
from psr_tui.domain.typed_moments import parse_moment
from psr_tui.screens.callback_rows import who
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.callback_acts import CallbackActs

_SLEEP, _TELL, _TOLD, _PASS, _STOP, _MATCH, _WRITE = "sleep", "tell", "told", "pass", "stop", "match", "write"


async def more(place: CallbackActs, record: Record) -> str | None:
    """Ask what, do it; the sentence for the message line, or None when nothing was done. Only inside a flow."""
    line = place.lines.get(record.key)
    if line is None:
        return None
    options = _options(line)
    if not options:
        place.refuse("Somebody is calling them now; these acts are for rows that nobody holds.")
        return None
    what = await place.open(Choose(f"{who(line, place.shown)}: what is to be done?", options))
    acts = {
        _SLEEP: _sleep, _TELL: _tell, _TOLD: _told, _PASS: _pass, _STOP: _stop, _MATCH: _match, _WRITE: _write
    }  # fmt: skip
    act = acts.get(what or "")
    return await act(place, record, line) if act is not None else None


def _options(line: CallbackLine) -> list[tuple[str, str]]:
    """What fits the state of the row, the most frequent first."""
    item = line.item
    if item.state in LIVE:
        return []
    known = bool(item.patient_id)
    wanted = [
        (_SLEEP, "Put it off until a time", item.state is State.OPEN),
        (_TOLD, "They called in and were told: done", known and not item.red_flag),
        (_TELL, "Have it said when they call in", known),
        (_MATCH, "Say who this caller is", not known),
        (_PASS, "Let one call pass the limits; a lead may", item.state is State.OPEN),
        (_STOP, "Do not call this number about this", bool(line.phone)),
        (_WRITE, "Write to them: text, portal or letter", known),
    ]
    return [(code, label) for code, label, fits in wanted if fits]


async def _sleep(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    tz, now = zone_or(line.patient_zone, place.desk.tz), place.desk.clock.now
    whose = "" if tz.key == place.desk.tz.key else ", their time"
    label = f"Until when{whose}: tue 2p, +3d am, t+1 9:15"
    when = await place.open(Prompt("Put off", label, lambda typed: parse_moment(typed, now(), tz), max_length=30))
    if when is None:
        return None
    return await place.attempt(place.desk.callbacks.sleep, record.key, record.version, place.desk.new_id(), when)


async def _tell(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    known = await place.desk.ask(place.desk.callbacks.to_tell, line.item.patient_id)
    before = next((one.words for one in known if one.callback_id == record.key), "")
    note = "Only what every rep may say: no result, no advice. Empty takes it back."
    label = "What is said when they call in"
    words = await place.open(Prompt("When they call in", label, str, value=before, note=note, max_length=300))
    if words is None:
        return None
    tell = place.desk.callbacks.tell
    return await place.attempt(tell, record.key, record.version, place.desk.new_id(), words)


async def _told(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    label = "What was said, or what they answered (may stay empty)"
    words = await place.open(Prompt("They called in", label, str, max_length=300))
    if words is None:
        return None
    return await place.attempt(place.desk.callbacks.told, record.key, place.desk.new_id(), words)


async def _pass(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    chosen = await place.ask_reason("cap_pass", "Let one call pass the limits: why?")
    if chosen is None:
        return None
    passed = place.desk.callbacks.pass_cap
    return await place.attempt(passed, record.key, record.version, place.desk.new_id(), *chosen)


async def _stop(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    title = f"No calls about this: {line.item.reason_label}"
    why = await place.open(Prompt(title, "Who wanted that, and how you know", needed, max_length=200))
    if why is None:
        return None
    stop = place.desk.callbacks.stop_calls
    return await place.attempt(stop, place.desk.new_id(), line.item.phone or line.phone, line.item.reason, why)


async def _match(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    from psr_tui.screens.find_patient import choose_patient

    patient_id = await choose_patient(place, place.desk, "Who is this caller?")
    if patient_id is None:
        return None
    match = place.desk.callbacks.match
    return await place.attempt(match, record.key, record.version, place.desk.new_id(), patient_id)


async def _write(place: CallbackActs, record: Record, line: CallbackLine) -> str | None:
    """A message beside the calls, for rows that say so and wherever else it helps; the row stays until it is closed."""
    from psr_tui.screens.send_message import About, send_message

    return await send_message(place, line.item.patient_id, About(callback_id=record.key))
