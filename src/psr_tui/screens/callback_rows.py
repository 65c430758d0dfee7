"""How one callback looks: its line in the list, its facts at the side, its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.callback_list import Attempt, CallbackCounts, CallbackLine
from psr_tui.domain.callback_states import LIVE, State
from psr_tui.domain.callback_words import REASON_WORDS
from psr_tui.domain.callbacks import Callback, Group
from psr_tui.domain.clock import local, zone_or
from psr_tui.domain.languages import language_name
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.services.callbacks import Reading
from psr_tui.widgets.record_list import Cell, Column, Record

COLUMNS = (
    Column("due", "Due", 5),
    Column("why", "Why it is here", 35, grow=True),
    Column("patient", "Patient", 16, grow=True),
    Column("phone", "Phone", 5),
    Column("try", "Try", 3),
    Column("last", "Last", 10),
)
LOOKS = "◐"
"""Before the name of somebody who has the row open to read; who works on it is named in the second column."""
_ACTS = {
    "create": "asked for",
    "merge": "asked again",
    "skip": "skipped",
    "cancel": "cancelled",
    "route": "to the nurse",
    "accept": "taken",
    "refuse": "sent back",
    "sent": "closed with",
    "note": "note",
    "obsolete": "closed by itself",
    "expire": "expired",
    "move": "moved",
    "miss": "promise missed",
    "sleep": "put off",
    "pass": "limit passed",
    "other_number": "no answer, next number",
    "step": "done instead",
    "tell": "to tell when they call",
    "match": "caller known now",
}
_SETS_A_TIME = frozenset({"move", "sleep", "miss"})
_SAYS_WHY = frozenset({"obsolete", "expire", "move", "pass"})


def record_of(line: CallbackLine, now: datetime, tz: ZoneInfo, shown: Privacy) -> Record:
    """The line of a callback: due in the clinic's time, the words, who, how the number ends, tries of those allowed."""
    item = line.item
    tries = f"{item.attempts}/{item.attempts_allowed}" if item.attempts_allowed else str(item.attempts)
    style = _style(line, now)
    return Record(
        item.id,
        line.version,
        (
            Cell(_due(item.due_at, now, tz), style),
            Cell(line.why, style),
            Cell(_language(item) + who(line, shown), "dim" if style == "dim" else ""),
            Cell(_ending(shown.phone(line.phone))),
            Cell(tries),
            _last(line),
        ),
    )


def _last(line: CallbackLine) -> Cell:
    """What came of the last call; while somebody looks at the row, their surname, which fits 80 columns."""
    if line.looking:
        return Cell(f"{LOOKS} {line.looking[0].name.split()[-1]}", "info")
    return Cell(line.last_outcome or "-", "dim")


def _ending(number: str) -> str:
    """The last digits tell two numbers apart; the call box, 5 and the side panel have all of it, and at 80 columns the
    room is for the words why the row stands there (CC-07)."""
    return f"…{number[-4:]}" if number else ""


def _language(item: Callback) -> str:
    """Which language it takes, when it is not English; a ! says that only reps who speak it are offered the row."""
    only = "!" if item.needs_language else ""
    return f"{item.language.upper()}{only} " if only or item.language not in ("", "en") else ""


def who(line: CallbackLine, shown: Privacy) -> str:
    """The patient; of a caller who is not on file the name they gave, else the number."""
    return shown.phone(line.patient) if line.patient == line.phone else shown.name(line.patient)


def _style(line: CallbackLine, now: datetime) -> str:
    item = line.item
    if item.red_flag:
        return "bad"
    if item.state in LIVE or item.state is State.EXHAUSTED or item.blocked or item.due_at > now:
        return "dim"
    return "strong" if item.promise else ""


def _due(at: datetime, now: datetime, tz: ZoneInfo) -> str:
    wall = local(at, tz)
    return f"{wall:%H:%M}" if wall.date() == local(now, tz).date() else f"{wall:%m/%d}"


def count_words(counts: CallbackCounts) -> str:
    """Line 2: every unfinished item is in one of these groups, and they add up (CC-08)."""
    names = (
        (Group.DUE, "due"),
        (Group.CLAIMED, "claimed"),
        (Group.OUTSIDE, "outside hours"),
        (Group.LATER, "later"),
        (Group.BLOCKED, "blocked"),
    )
    parts = [f"{word} {counts.of(group)}" for group, word in names if counts.of(group) or group is Group.DUE]
    promises = f" · your promises due {counts.overdue_promises}" if counts.overdue_promises else ""
    if counts.rush:
        return f"{counts.rush}: 1 gives red flags only · " + " · ".join(parts[:1]) + f" · {counts.total} open{promises}"
    return " · ".join(parts) + f" · {counts.total} open{promises}"


def told(attempt: Attempt, tz: ZoneInfo) -> str:
    """One thing that happened, on one line: ``03/03 15:10 T. Chen: voicemail, again 03/04 12:00``."""
    what = attempt.label.lower() if attempt.label else _ACTS.get(attempt.kind, attempt.kind)
    told_again = bool(attempt.label) or attempt.kind in _SETS_A_TIME
    again = f", again {local(attempt.due_after, tz):%m/%d %H:%M}" if attempt.due_after and told_again else ""
    if attempt.reason and attempt.kind in _SAYS_WHY:
        what += f" ({REASON_WORDS.get(attempt.reason, attempt.reason)})"
    note = f": {attempt.note}" if attempt.note else ""
    return f"{local(attempt.at, tz):%m/%d %H:%M} {attempt.who}: {what}{again}{note}"


def log_of(history: Sequence[Attempt], tz: ZoneInfo) -> list[tuple[str, str]]:
    return [("", told(attempt, tz)) for attempt in history] or [("", "Nothing yet.")]


def facts_of(line: CallbackLine, now: datetime, tz: ZoneInfo, shown: Privacy) -> list[tuple[str, str]]:
    """The side panel: why it is here in full, and what the list has no room for."""
    item = line.item
    there = local(now, zone_or(line.patient_zone, tz))
    wall = local(item.due_at, tz)
    last = f"{line.last_outcome}, {local(line.last_at, tz):%m/%d %H:%M}" if line.last_at else ""
    return [
        ("Why", line.why),
        ("About", item.reason_label),
        ("Note", item.note),
        ("Due", f"{wall:%a %m/%d %H:%M}{', promised' if item.promise else ''}"),
        ("Their time", f"{there:%H:%M}"),
        ("Phone", shown.phone(line.phone)),
        ("Born", shown.dob(line.dob)),
        ("Language", _language_words(item)),
        ("Looking at it", ", ".join(one.name for one in line.looking)),
        ("Reserved for", item.reserved_for),
        ("Tries", f"{item.attempts} of {item.attempts_allowed}" if item.attempts_allowed else str(item.attempts)),
        ("Last", last),
        ("Kept for", item.owner_name),
        ("Held by", item.holder_name),
    ]


def _language_words(item: Callback) -> str:
    name = language_name(item.language) if item.language else ""
    if item.needs_language:
        return f"{name}, only for reps who speak it"
    return "" if item.language in ("", "en") else name


def reading_facts(reading: Reading, tz: ZoneInfo, shown: Privacy) -> list[tuple[str, str]]:
    """The page behind 5: a red flag's words first, then what the desk asks about."""
    call, item = reading.call, reading.call.item
    numbers = "\n".join(
        f"{shown.phone(one.shown)} {one.kind}{', wrong' if one.wrong else ''}{'' if one.may_call else ', do not call'}"
        for one in call.numbers
    )
    wanted = f"{local(reading.wanted_for, tz):%a %m/%d %H:%M}" if reading.wanted_for else ""
    return [
        ("Where they are", reading.where_now),
        ("Their words", reading.exact_words),
        *_flag_facts(reading, tz, shown),
        ("Call back at", shown.phone(reading.callback_number)),
        ("About", item.reason_label),
        ("Note", item.note),
        ("Priority", item.priority.value),
        ("Asked for", f"{local(reading.requested_at, tz):%a %m/%d %H:%M}"),
        ("Wanted for", wanted),
        ("Due", f"{local(item.due_at, tz):%a %m/%d %H:%M}"),
        ("MRN", mrn_text(call.mrn) if item.patient_id else "not on file"),
        ("Born", shown.dob(call.dob)),
        ("Numbers", numbers),
        ("Voicemail", call.voicemail_script),
        ("After the last try", item.ladder),
    ]


def _flag_facts(reading: Reading, tz: ZoneInfo, shown: Privacy) -> list[tuple[str, str]]:
    """What else was written down about a red flag (CC-88, CC-89, CC-91)."""
    flag = reading.flag
    if flag is None:
        return []
    told = f"read out {local(flag.emergency_told_at, tz):%H:%M}" if flag.emergency_told_at else "not read out"
    stayed = {True: ", stayed on the line", False: ", the line ended before help", None: ""}[flag.stayed_on_line]
    return [
        ("Happening now", "yes" if flag.happening_now else "no"),
        ("Caller", shown.name(flag.caller_name) if flag.caller_name else ""),
        ("Emergency", f"{told}{stayed}{', ADVICE REFUSED' if flag.advice_refused else ''}"),
    ]
