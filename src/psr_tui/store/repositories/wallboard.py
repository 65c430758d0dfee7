"""The wallboard's rows: each person with what they hold, callers who wait, promises at risk. Each from its index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, text
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_states import LIVE, State
from psr_tui.domain.names import display_name
from psr_tui.domain.phone_block import GAPS, GONE_AFTER
from psr_tui.domain.phone_sources import SourceKind
from psr_tui.domain.wallboard import Held, RepNow, Waiting
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow, CallbackTallyRow
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.phone_blocks import PauseCodeRow, PhoneBlockRow, RepLineRow, RepPeriodRow
from psr_tui.store.tables.phone_line import PhoneSourceRow, QueueMemberRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import SignInRow, StaffRow

_S, _I, _P, _K, _L = (columns(one) for one in (StaffRow, SignInRow, RepPeriodRow, PauseCodeRow, RepLineRow))
_C, _B, _T, _N, _R = (columns(one) for one in (CallRow, CallbackRow, CallbackTallyRow, PatientRow, ReasonCodeRow))
_Q, _X, _Y = columns(QueueMemberRow), columns(PhoneSourceRow), columns(PhoneBlockRow)
_LIVE = sorted(state.value for state in LIVE)
_OPEN_CALLS = ("talking", "held", "ringing", "wrap")
MOST_AT_RISK = 200

# Built once: a board that is read every few seconds must not spend its time on putting the same questions together.
_SINCE: Any = bindparam("since")
_UNTIL: Any = bindparam("until")
_PROMISE = text("callback.promise = 1")  # word for word as ix_callback_promise has it
_RISK = (_PROMISE, _B.state == State.OPEN.value, _B.due_at <= _UNTIL)
_REASON = (_R.kind == "call_reason") & (_R.code == _B.reason_code)
_SIGNED_IN = (
    sql(_I.staff_id, func.max(_I.started_at))
    .where(_I.ended_at.is_(None), _I.started_at >= _SINCE)
    .group_by(_I.staff_id)
)  # fmt: skip
_REPS = (
    sql(
        _S.id, _S.name, _P.intent, _P.started_at, _P.seen_at, _P.pause_code, _K.label, _K.limit_minutes, _L.state,
        _L.since, _Y.state,
    )
    .select_from(table(StaffRow))
    .outerjoin(table(RepPeriodRow), (_P.staff_id == _S.id) & _P.ended_at.is_(None))
    .outerjoin(table(PauseCodeRow), _K.code == _P.pause_code)
    .outerjoin(table(RepLineRow), _L.staff_id == _S.id)
    .outerjoin(table(PhoneBlockRow), (_Y.staff_id == _S.id) & _Y.state.in_(("running", "paused")))
    .where(_S.active.is_(True))
)  # fmt: skip
_CALLS = (
    sql(
        _C.staff_id, _C.state, _C.started_at, _C.answered_at, _C.held_since, _C.ended_at, _C.direction,
        func.coalesce(_R.label, ""),
    )
    .select_from(table(CallRow))
    .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _C.reason_code))
    .where(_C.staff_id.in_(sql(_S.id)), _C.state.in_(_OPEN_CALLS))
)  # fmt: skip
_HELD = (
    sql(
        _B.claimed_by, _B.id, _B.version, func.coalesce(_R.label, _B.reason_code), _B.state, _B.claimed_at, _B.due_at,
        _B.lease_until,
    )
    .select_from(table(CallbackRow))
    .outerjoin(table(ReasonCodeRow), _REASON)
    .where(_B.claimed_by.is_not(None), _B.state.in_(_LIVE))
)  # fmt: skip
_WAITING = sql(_Q.call_id, _Q.queue, _Q.joined_at, _Q.number, _Q.ringing).order_by(_Q.joined_at, _Q.call_id)
_PICKED = (
    sql(_C.line_call_id, _S.name)
    .join(table(StaffRow), _S.id == _C.staff_id)
    .where(_C.staff_id.in_(sql(_S.id)), _C.state.in_(("ringing", "talking", "held")), _C.line_call_id > "")
)
_LINES = sql(_X.name, _X.trouble, _X.kind).where(_X.active.is_(True))


def _due(at: str) -> Any:
    """Open callbacks due by the moment named ``at`` that can be called: whole hours from the tally, the last row by
    row. Takes the parameters ``<at>``, ``<at>_hour`` and ``<at>_name``."""
    hour: Any = bindparam(f"{at}_hour")
    name: Any = bindparam(f"{at}_name")
    moment: Any = bindparam(at)
    past = sql(func.coalesce(func.sum(_T["items"]), 0)).where(
        _T.state == State.OPEN.value, _T.blocked == "", _T.due_hour < name
    )
    rest = (
        sql(func.count())
        .select_from(table(CallbackRow))
        .where(_B.state == State.OPEN.value, _B.blocked == "", _B.due_at >= hour, _B.due_at <= moment)
    )
    return past.scalar_subquery() + rest.scalar_subquery()


_COUNTS = sql(
    _due("now"), _due("late"), sql(func.count()).select_from(table(CallbackRow)).where(*_RISK).scalar_subquery()
)
_AT_RISK = (
    sql(
        _B.id, _B.version, _B.patient_id, _N.last_name, _N.first_name, _N.middle_name, _N.suffix, _B.caller_name,
        func.coalesce(_R.label, _B.reason_code), _B.due_at, _B.patient_zone, _B.attempts, _B.owner_id, _S.name,
    )
    .select_from(table(CallbackRow))
    .outerjoin(table(PatientRow), _N.id == _B.patient_id)
    .outerjoin(table(StaffRow), _S.id == _B.owner_id)
    .outerjoin(table(ReasonCodeRow), _REASON)
    .where(*_RISK)
    .order_by(_B.due_at, _B.id)
    .limit(MOST_AT_RISK)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A promise that is due soon or already and that nobody has taken. ``owner``: '' in the pool."""

    callback_id: str
    version: int
    patient_id: str
    patient: str
    reason: str
    due_at: datetime
    patient_zone: str
    attempts: int
    owner_id: str
    owner: str


class WallboardRepository:
    """Reads of the present moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reps(self, since: datetime, now: datetime) -> list[RepNow]:
        """Everybody who works here; signed in means since ``since`` (today) and not out again."""
        signed = {row[0]: row[1] for row in self._rows(_SIGNED_IN, since=since)}
        calls, held = self._calls(), {holder: Held(*rest) for holder, *rest in self._rows(_HELD)}
        return [
            RepNow(
                staff_id, name, signed.get(staff_id), *calls.get(staff_id, ("", None, "")), line or "", line_since,
                held.get(staff_id), says or "", says_since, pause or GAPS.get(code or "", code or ""), limit,
                seen_at or says_since, says == "available" and now - (seen_at or says_since) > GONE_AFTER, block or "",
            )
            for staff_id, name, says, says_since, seen_at, code, pause, limit, line, line_since, block
            in self._rows(_REPS)
        ]  # fmt: skip

    def waiting(self) -> list[Waiting]:
        """Callers in a queue, who came first first."""
        return [Waiting(*row) for row in self._rows(_WAITING)]

    def picked(self) -> dict[str, str]:
        """The call of the telephone system -> who has it as a live call of their own."""
        return {row[0]: row[1] for row in self._rows(_PICKED)}

    def counts(self, now: datetime, late: datetime, until: datetime) -> tuple[int, int, int]:
        """Open callbacks due by ``now`` and by ``late`` that can be called; promises due by ``until`` nobody has
        taken."""
        values: dict[str, Any] = {"until": until}
        for name, at in (("now", now), ("late", late)):
            hour = at.replace(minute=0, second=0, microsecond=0)
            values |= {name: at, f"{name}_hour": hour, f"{name}_name": f"{at:%Y-%m-%d %H}"}
        due, overdue, at_risk = self._rows(_COUNTS, **values).one()
        return int(due), int(overdue), int(at_risk)

    def at_risk(self, until: datetime) -> list[AtRisk]:
        """Promises due by ``until`` that nobody has taken, the oldest first."""
        return [_at_risk(tuple(row)) for row in self._rows(_AT_RISK, until=until)]

    def line(self) -> tuple[bool, str, bool]:
        """Whether a telephone system is listened to, why it is not heard, in words, and whether all of it is replay."""
        rows = [tuple(row) for row in self._rows(_LINES)]
        trouble = next((f"{name}: {trouble}" for name, trouble, _ in rows if trouble), "")
        return bool(rows), trouble, bool(rows) and all(kind == SourceKind.REPLAY.value for _, _, kind in rows)

    # --- inside ---
    def _rows(self, query: Any, **values: Any) -> Any:
        return self._session.execute(query, values)

    def _calls(self) -> dict[str, tuple[str, datetime | None, str]]:
        """The open call of each rep: who is in the ear before who is on hold, and the state's beginning."""
        found: dict[str, tuple[str, datetime | None, str]] = {}
        for staff_id, state, started, answered, held, ended, direction, reason in self._rows(_CALLS):
            since = {"talking": answered, "held": held, "wrap": ended}.get(state) or started
            before = found.get(staff_id)
            if before is None or _OPEN_CALLS.index(state) < _OPEN_CALLS.index(before[0]):
                about = reason or ("call out" if direction == "out" else "call in")
                found[staff_id] = (state, since, about)
        return found


def _at_risk(row: tuple[Any, ...]) -> AtRisk:
    (
        callback_id, version, patient_id, last, first, middle, suffix, caller, reason, due_at, zone, attempts, owner_id,
        owner,
    ) = row  # fmt: skip
    name = display_name(last, first, middle, suffix) if last is not None else caller or "not on file"
    return AtRisk(
        callback_id, version, patient_id or "", name, reason, due_at, zone, attempts, owner_id or "", owner or ""
    )
