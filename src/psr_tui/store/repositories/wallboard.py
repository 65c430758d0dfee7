"""The wallboard's rows: each person with what they hold, callers who wait, promises at risk. Each from its index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callbacks import LIVE, State
from psr_tui.domain.names import display_name
from psr_tui.domain.wallboard import Held, RepNow, Waiting
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow, CallbackTallyRow
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.phone_blocks import PauseCodeRow, RepLineRow, RepPeriodRow
from psr_tui.store.tables.phone_line import PhoneSourceRow, QueueMemberRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import SignInRow, StaffRow

_S, _I, _P, _K, _L = (columns(one) for one in (StaffRow, SignInRow, RepPeriodRow, PauseCodeRow, RepLineRow))
_C, _B, _T, _N, _R = (columns(one) for one in (CallRow, CallbackRow, CallbackTallyRow, PatientRow, ReasonCodeRow))
_Q, _X = columns(QueueMemberRow), columns(PhoneSourceRow)
_LIVE = sorted(state.value for state in LIVE)
_OPEN_CALLS = ("talking", "held", "ringing", "wrap")
MOST_AT_RISK = 200


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

    def reps(self, since: datetime) -> list[RepNow]:
        """Everybody who works here; signed in means since ``since`` (today) and not out again."""
        signed, calls, held = self._signed_in(since), self._calls(), self._held()
        query = (
            sql(
                _S.id, _S.name, _P.intent, _P.started_at, _K.label, _K.limit_minutes, _L.state, _L.since,
            )
            .select_from(table(StaffRow))
            .outerjoin(table(RepPeriodRow), (_P.staff_id == _S.id) & _P.ended_at.is_(None))
            .outerjoin(table(PauseCodeRow), _K.code == _P.pause_code)
            .outerjoin(table(RepLineRow), _L.staff_id == _S.id)
            .where(_S.active.is_(True))
        )  # fmt: skip
        return [
            RepNow(
                staff_id, name, signed.get(staff_id), *calls.get(staff_id, ("", None, "")), line or "", line_since,
                held.get(staff_id), says or "", says_since, pause or "", limit,
            )
            for staff_id, name, says, says_since, pause, limit, line, line_since in self._session.execute(query)
        ]  # fmt: skip

    def waiting(self) -> list[Waiting]:
        """Callers in a queue, who came first first."""
        query = sql(_Q.call_id, _Q.queue, _Q.joined_at, _Q.number, _Q.ringing).order_by(_Q.joined_at, _Q.call_id)
        return [Waiting(*row) for row in self._session.execute(query)]

    def due(self, at: datetime) -> int:
        """Open callbacks due by this moment that can be called: whole hours from the tally, the last row by row."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        free = (_T.state == State.OPEN.value, _T.blocked == "")
        past = sql(func.coalesce(func.sum(_T["items"]), 0)).where(*free, _T.due_hour < f"{at:%Y-%m-%d %H}")
        now = (_B.state == State.OPEN.value, _B.blocked == "", _B.due_at >= hour, _B.due_at <= at)
        this_hour = sql(func.count()).select_from(table(CallbackRow)).where(*now)
        return int(self._session.execute(past).scalar_one()) + int(self._session.execute(this_hour).scalar_one())

    def count_at_risk(self, until: datetime) -> int:
        """How many promises due by ``until`` nobody has taken."""
        query = sql(func.count()).select_from(table(CallbackRow)).where(*_risk(until))
        return int(self._session.execute(query).scalar_one())

    def at_risk(self, until: datetime) -> list[AtRisk]:
        """Promises due by ``until`` that nobody has taken, the oldest first."""
        query = (
            sql(
                _B.id, _B.version, _B.patient_id, _N.last_name, _N.first_name, _N.middle_name, _N.suffix,
                _B.caller_name, func.coalesce(_R.label, _B.reason_code), _B.due_at, _B.patient_zone, _B.attempts,
                _B.owner_id, _S.name,
            )
            .select_from(table(CallbackRow))
            .outerjoin(table(PatientRow), _N.id == _B.patient_id)
            .outerjoin(table(StaffRow), _S.id == _B.owner_id)
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _B.reason_code))
            .where(*_risk(until))
            .order_by(_B.due_at, _B.id)
            .limit(MOST_AT_RISK)
        )  # fmt: skip
        return [_at_risk(tuple(row)) for row in self._session.execute(query)]

    def line(self) -> tuple[bool, str]:
        """Whether a telephone system is listened to, and why it is not heard, in words."""
        rows = [tuple(row) for row in self._session.execute(sql(_X.name, _X.trouble).where(_X.active.is_(True)))]
        return bool(rows), next((f"{name}: {trouble}" for name, trouble in rows if trouble), "")

    # --- inside ---
    def _signed_in(self, since: datetime) -> dict[str, datetime]:
        query = sql(_I.staff_id, func.max(_I.started_at)).where(_I.ended_at.is_(None), _I.started_at >= since)
        return {row[0]: row[1] for row in self._session.execute(query.group_by(_I.staff_id))}

    def _calls(self) -> dict[str, tuple[str, datetime | None, str]]:
        """The open call of each rep: who is in the ear before who is on hold, and the state's beginning."""
        query = (
            sql(
                _C.staff_id, _C.state, _C.started_at, _C.answered_at, _C.held_since, _C.ended_at, _C.direction,
                func.coalesce(_R.label, ""),
            )
            .select_from(table(CallRow))
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _C.reason_code))
            .where(_C.staff_id.in_(sql(_S.id)), _C.state.in_(_OPEN_CALLS))
        )  # fmt: skip
        found: dict[str, tuple[str, datetime | None, str]] = {}
        for staff_id, state, started, answered, held, ended, direction, reason in self._session.execute(query):
            since = {"talking": answered, "held": held, "wrap": ended}.get(state) or started
            before = found.get(staff_id)
            if before is None or _OPEN_CALLS.index(state) < _OPEN_CALLS.index(before[0]):
                about = reason or ("call out" if direction == "out" else "call in")
                found[staff_id] = (state, since, about)
        return found

    def _held(self) -> dict[str, Held]:
        query = (
            sql(
                _B.claimed_by, _B.id, _B.version, func.coalesce(_R.label, _B.reason_code), _B.state, _B.claimed_at,
                _B.due_at, _B.lease_until,
            )
            .select_from(table(CallbackRow))
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _B.reason_code))
            .where(_B.claimed_by.is_not(None), _B.state.in_(_LIVE))
        )  # fmt: skip
        return {holder: Held(*rest) for holder, *rest in self._session.execute(query)}


def _risk(until: datetime) -> tuple[Any, ...]:
    return (_B.promise.is_(True), _B.state == State.OPEN.value, _B.due_at <= until)


def _at_risk(row: tuple[Any, ...]) -> AtRisk:
    (
        callback_id, version, patient_id, last, first, middle, suffix, caller, reason, due_at, zone, attempts, owner_id,
        owner,
    ) = row  # fmt: skip
    name = display_name(last, first, middle, suffix) if last is not None else caller or "not on file"
    return AtRisk(
        callback_id, version, patient_id or "", name, reason, due_at, zone, attempts, owner_id or "", owner or ""
    )
