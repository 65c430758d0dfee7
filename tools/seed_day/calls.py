"""Callbacks with their log: every try that is counted stands in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.calling_zones import calling_zones, window_key
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from tools.seed_day.call_script import CALLS, Call
from tools.seed_day.house import NAMES, staff_id
from tools.seed_day.people import Known, People
from tools.seed_day.rows import NOW, TZ, Seed
from tools.seed_day.visits import Visits

# How each reason is tried again; the same as the rows of the reference data (a test compares them).
CADENCES = {
    "SCHED": "SCH", "RESCH": "SCH", "REFILL": "CLN", "RESULT": "CLN", "CLIN": "CLN", "MED": "CLN", "REFER": "SCH",
    "AUTH": "SCH", "BILL": "BIL", "COST": "BIL", "INSUR": "REC", "RECORD": "REC", "FORM": "REC", "PORTAL": "REC",
    "RECALL": "RCL", "ABAND": "ABN", "COMPL": "CLN",
}  # fmt: skip
_TALK_SECONDS = {"RES": 146, "VML": 31}


def add_calls(seed: Seed, people: People, visits: Visits) -> None:
    far = {known.row.state: known for known in people.all if known.alive and known.row.state not in ("IL", "WI")}
    for call in CALLS:
        if call.who in people.by_key:
            known = people.by_key[call.who]
        elif call.who:
            known = far[call.who]
        else:
            known = _near(visits)
        _add(seed, known, call)


def _near(visits: Visits) -> Known:
    while True:
        known = visits.next_person()
        if known.row.state == "IL" and known.age() >= 18:
            return known


def _add(seed: Seed, known: Known, call: Call) -> None:
    asked, due = _moment(call.asked), _moment(call.due)
    zones = calling_zones(known.row.time_zone, known.row.state, known.phones[0].e164, TZ.key)
    counted = [(_moment(minutes), code) for minutes, code in call.tries]
    taker = call.owner or "tchen"
    row = CallbackRow(
        id=seed.new_id(asked), patient_id=known.id, phone_id=known.phones[0].id, reason_code=call.reason,
        priority=call.priority, owner_id=staff_id(call.owner) if call.owner else None, due_at=due,
        patient_zone=zones[0], window_key=window_key(zones, known.row.state), blocked=call.blocked,
        promise=call.promise,
        order_at=rank_at(due, Priority(call.priority)), attempts=len(counted),
        cadence="PRM" if call.promise else CADENCES[call.reason], language=known.row.language,
        needs_language=known.row.language == "vi",
        note=call.note,
        requested_at=asked, wanted_for=due if call.promise else None, changed_by=NAMES[taker], changed_at=asked,
    )  # fmt: skip
    log = _Log(seed, row, known.phones[0].e164)
    log.add("create", asked, taker, "", "open", due_after=due, note=call.note)
    for moment, code in counted:
        closing = call.state != "open" and moment == counted[-1][0]
        log.attempt(moment, code, call.state if closing else "open", taker, due)
    row.state = call.state
    if counted:
        row.last_attempt_at, row.last_outcome = counted[-1]
        row.changed_at = counted[-1][0] + timedelta(minutes=4)
    if call.state == "exhausted":
        row.ladder = "letter"
    if call.state == "done":
        row.closed_at, row.closed_by = row.changed_at, staff_id(taker)
    row.version = log.seq
    seed.add(row)


def _moment(minutes: int) -> datetime:
    """Minutes from the instant of the training day, by the clinic's wall clock."""
    wall = NOW.astimezone(TZ).replace(tzinfo=None) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=TZ).astimezone(NOW.tzinfo)


class _Log:
    """The events of one callback in their order."""

    def __init__(self, seed: Seed, row: CallbackRow, number: str) -> None:
        self._seed, self._row, self._number = seed, row, number
        self.seq = 0

    def attempt(self, moment: datetime, code: str, ends: str, login: str, due: datetime) -> None:
        """Claimed, rung, hung up, written up."""
        talk = _TALK_SECONDS.get(code)
        start = moment - timedelta(minutes=3)
        self.add("claim", start, login, "open", "claimed")
        self.add("dial", start + timedelta(seconds=20), login, "claimed", "dialing", number=self._number)
        self.add("end", moment, login, "dialing", "wrap", talk_seconds=talk)
        kind = {"done": "close", "exhausted": "exhaust"}.get(ends, "retry")
        self.add(
            kind, moment + timedelta(seconds=15), login, "wrap", ends, outcome=code, counts=True, number=self._number,
            talk_seconds=talk, due_after=due if ends == "open" else None,
            voicemail="callback_only" if code == "VML" else "",
        )  # fmt: skip

    def add(self, kind: str, moment: datetime, login: str, old: str, new: str, **more: object) -> None:
        self.seq += 1
        row = CallbackEventRow(
            id=self._seed.new_id(moment), callback_id=self._row.id, seq=self.seq, at=moment, staff_id=staff_id(login),
            staff_name=NAMES[login], kind=kind, from_state=old, to_state=new,
        )  # fmt: skip
        for name, value in more.items():
            setattr(row, name, value)
        self._seed.add(row)
