"""What the box of a call says: head, people, verifiers, facts of the patient, as lines (CC-68 to CC-79)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from psr_tui.domain.call_sheet import CallSheet, PastCall
from psr_tui.domain.callers import one_household
from psr_tui.domain.calls import ROLE_WORDS, STATE_WORDS, CallState, Role
from psr_tui.domain.clock import local
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.typed_dates import age_words
from psr_tui.screens.callback_rows import told
from psr_tui.widgets.call_parts import ON_CALL

TITLES = {
    CallState.RINGING: "RINGING",
    CallState.TALKING: ON_CALL,
    CallState.HELD: "ON HOLD",
    CallState.WRAP: "WRAP-UP",
}
_HIDDEN = "hidden in privacy mode; :privacy shows it"


def legend(state: CallState) -> str:
    """The keys of the box by what the call does: one that rings is answered first, and cannot be held."""
    keys = "a answered  e end  n new call" if state is CallState.RINGING else "e end  h hold  n new call  f forward"
    return f" {keys}  p who calls  + make  Ctrl+F find  F1"


def head(sheet: CallSheet, shown: Privacy) -> str:
    """Beside the clock: the target of the wrap-up, the number, and whose it may be."""
    target = f"of {sheet.wrap_target // 60}:{sheet.wrap_target % 60:02d} · " if sheet.state is CallState.WRAP else ""
    number = shown.phone(sheet.number_shown) if sheet.number else "number withheld"
    caller = caller_words(sheet, shown)
    if not sheet.number_shown and sheet.patient is None and not caller:
        return f"{target}who is calling? Type the number, or Ctrl+F and a name"
    found = sheet.matched.words if sheet.number else "" if caller else "Ctrl+F finds by name"
    who = " · ".join(part for part in (found, caller) if part)
    if sheet.patient is not None:
        who = f"{shown.name(sheet.patient.name)} · {'verified' if sheet.verified else 'NOT verified'}"
    queue = f" · {sheet.queue}" if sheet.queue else ""
    return f"{target}{number} · {who}{queue}"


def caller_words(sheet: CallSheet, shown: Privacy) -> str:
    """Who calls, when it is not the patient: ``Rosa Peña, parent or guardian``; '' when it is or was not asked."""
    if sheet.role in (Role.PATIENT, Role.UNKNOWN):
        return ""
    name = shown.name(sheet.caller_name) if sheet.caller_name else ""
    return ", ".join(part for part in (name, ROLE_WORDS[sheet.role]) if part)


def telling(sheet: CallSheet, shown: Privacy) -> str:
    """Who is on the line and what they may hear; before they are verified that they must be."""
    caller = caller_words(sheet, shown)
    words = (
        sheet.telling.words if sheet.verified or not sheet.telling.shows else f"Once verified: {sheet.telling.words}"
    )
    return f"{caller[0].upper()}{caller[1:]}. {words}" if caller else words


def more(sheet: CallSheet, shown: Privacy, elapsed: float = 0.0) -> str:
    """What stands beside this call: the other one, a transfer, that the other side has hung up. ``elapsed``: seconds
    since it was read."""
    parts = []
    if sheet.gone:
        parts.append("The line says they hung up: the digit of the outcome saves it.")
    if sheet.state is CallState.HELD:
        parts.append("h takes them back.")
    if sheet.coming is not None and sheet.state is CallState.RINGING:
        parts.append(f"{sheet.coming.from_name} hands it to you: {sheet.coming.words}  (a takes it, f refuses)")
    elif sheet.coming is not None:
        parts.append(f"From {sheet.coming.from_name}: {sheet.coming.words}")
    if sheet.transfer is not None:
        done = sheet.transfer
        how = "taken" if done.accepted_at else f"refused: {done.why}" if done.refused_at else "asked"
        parts.append(f"Forwarded to {done.to_whom}: {'speaking' if how == 'asked' and done.answered_at else how}")
    if sheet.number_waits is not None:
        parts.append(f"We owe this number a call: {sheet.number_waits.words} (d: settled now)")
    for other in sheet.others:
        who = shown.phone(other.number) or "other call"
        parts.append(f"g: {who} {STATE_WORDS[other.state]} {_span(other.seconds + int(elapsed))}")
    return "   ".join(parts)


def people(sheet: CallSheet, shown: Privacy, today: date) -> list[str]:
    """One line a person, enough to tell two apart."""
    lines = []
    for one in sheet.matched.callers:
        born = f"{shown.dob(one.dob)} ({age_words(one.dob, today)})" if one.dob else "no birth date"
        lines.append(f"{shown.name(one.name):<28} {born:<16} MRN {mrn_text(one.mrn)}  {one.why}".rstrip())
    return lines


def ask_for(sheet: CallSheet) -> str:
    """What to do about the people of a number."""
    if not sheet.matched.callers:
        return ""
    if len(sheet.matched.callers) > 1 and one_household(one.name for one in sheet.matched.callers):
        return "One phone, one family: the first name and birth date they say decide."
    return "Let them say their name first; the digit of that person goes on."


def gate(sheet: CallSheet, shown: Privacy) -> list[str]:
    """One line a verifier with its box; what is on file is for the rep's eyes and never read out (CC-79)."""
    if sheet.gate is None:
        return []
    lines = []
    for one in sheet.gate.verifiers:
        mark = "x" if one.code in sheet.ticked else " "
        file = one.on_file or "- not on file"
        if shown.on and one.on_file:
            file = shown.name(one.on_file) if one.code == "NAME" else _HIDDEN
        lines.append(f"[{mark}] {one.label}{' *' if one.required else ''}: {file}")
    return lines


def facts(sheet: CallSheet, tz: ZoneInfo, shown: Privacy) -> list[tuple[str, str]]:
    """What is known of the verified patient, the most urgent first (CC-73)."""
    known = sheet.known
    visits = [f"{one.local_date:%a %m/%d} {one.local_start} {one.provider} {one.label}".strip() for one in known.coming]
    last = known.last_visit
    calls = [("Call", past_line(one, tz)) for one in known.calls]
    tell = [("TELL THEM", f"{one.words}  (told: d on Outcome)") for one in known.tell]
    return [
        ("Caller", telling(sheet, shown)),
        *tell,
        (
            "We owe a call",
            " · ".join(one.words for one in known.waiting) + "  (settled: d on Outcome)" if known.waiting else "",
        ),
        ("Mind", " · ".join(known.alerts)),
        ("Contact", known.contact_note),
        ("Next visit", " · ".join(visits)),
        *calls[:1],
        ("Last visit", f"{last.local_date:%m/%d/%Y} {last.provider} {last.label}".strip() if last else ""),
        *calls[1:],
        *[("Callback", told(one, tz)) for one in known.callbacks],
    ]


def fitting(facts: Sequence[tuple[str, str]], width: int, lines: int) -> list[tuple[str, str]]:
    """As many of ``facts`` as fit into ``lines`` of ``width`` signs; where some do not, the last line says so."""
    filled = [(label, value) for label, value in facts if value]
    tall = [max(1, len(wrap(f"{label}: {value}", width))) for label, value in filled]
    if sum(tall) <= lines:
        return filled
    kept, left = [], lines - 1
    for fact, height in zip(filled, tall, strict=True):
        if height > left:
            break
        kept.append(fact)
        left -= height
    return [*kept, ("", f"{len(filled) - len(kept)} more; k opens the card")]


def past_line(one: PastCall, tz: ZoneInfo) -> str:
    """``03/02 15:10 in, refill: reached, done (M. Rivera) note``."""
    open_ = ", not resolved" if one.resolved is False else ""
    note = f" {one.note}" if one.note else ""
    return f"{_when(one.at, tz)} {one.direction}, {one.reason or 'no reason'}: {one.outcome}{open_} ({one.who}){note}"


def reason_hint(reasons: Sequence[tuple[str, str]]) -> str:
    """The first nine reasons by digit, for the reason field."""
    listed = " ".join(f"{number}{label.partition(',')[0]}" for number, (_, label) in enumerate(reasons[:9], start=1))
    return f"{listed} · letters: others"


def _when(at: datetime, tz: ZoneInfo) -> str:
    return f"{local(at, tz):%m/%d %H:%M}"


def _span(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
