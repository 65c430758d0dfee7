"""What figures of the phones are made of: events of the line, calls of reps, acts on callbacks; rows only, no sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_figures import Promise, Request, kept_promises
from psr_tui.domain.callback_states import Act
from psr_tui.domain.desk_calls import DeskCall
from psr_tui.domain.phone_block import GONE_AFTER
from psr_tui.domain.phone_events import PhoneEvent
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.phone_events import event_of
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.phone_blocks import RepPeriodRow
from psr_tui.store.tables.phone_line import PhoneAgentRow, PhoneEventRow
from psr_tui.store.tables.staff import StaffRow

_C, _V, _S = columns(CallRow), columns(PhoneEventRow), columns(StaffRow)
_E, _B, _O = columns(CallbackEventRow), columns(CallbackRow), columns(CallOutcomeRow)
_P, _A = columns(RepPeriodRow), columns(PhoneAgentRow)
_AT_ONCE = 2000
_OUTCOMES = [act.value for act in (Act.RETRY, Act.CLOSE, Act.ROUTE, Act.EXHAUST)]


class PhoneFigureRepository:
    """Reads of whole stretches of time, each from an index; long ones come in pieces."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def events(self, since: datetime, until: datetime, after: int = 0) -> Iterator[tuple[int, PhoneEvent]]:
        """Events of the telephone system between two moments in the order they were told, each with its number, a few
        thousand rows at once; with ``after`` only those told later than that number."""
        query = sql(_V.seq, _V.at, _V.kind, _V.call_id, _V.queue, _V.agent, _V.number, _V.data, _V.raw)
        query = query.where(_V.seq > after, _V.at >= since, _V.at < until)
        order = (_V.seq,) if after else (_V.at, _V.seq)  # each from its index
        for number, *row in self._session.execute(query.order_by(*order).execution_options(yield_per=_AT_ONCE)):
            yield number, event_of(row)

    def came_late(self, after: int, before: datetime) -> bool:
        """Whether an event newer than number ``after`` tells of a time before ``before``: a log read afterwards."""
        query = sql(_V.seq).where(_V.seq > after, _V.at < before).limit(1)
        return self._session.execute(query).scalar_one_or_none() is not None

    def calls(self, since: datetime, until: datetime) -> Iterator[DeskCall]:
        """Calls of reps that are over or in wrap-up, by when they began."""
        query = (
            sql(
                _C.id, _C.direction, _C.state, _S.name, _C.started_at, _C.answered_at, _C.ended_at, _C.wait_seconds,
                _C.talk_seconds, _C.hold_seconds, _C.wrap_seconds, _C.wrapped_at, _C.line, _C.queue, _C.patient_id,
                _C.reason_code, _C.resolved, _C.transferred_from,
            )
            .select_from(table(CallRow))
            .join(table(StaffRow), _S.id == _C.staff_id)
            .where(_C.started_at >= since, _C.started_at < until, _C.state.in_(("wrap", "done", "missed")))
            .order_by(_C.started_at)
            .execution_options(yield_per=_AT_ONCE)
        )  # fmt: skip
        for row in self._session.execute(query):
            yield _call(*row)

    def available(self, since: datetime, until: datetime) -> dict[str, float]:
        """Seconds each rep said they were available, by name; a stretch that runs is counted up to ``until``, and one
        whose program gave no sign for long up to its last sign."""
        query = (
            sql(_S.name, _P.started_at, _P.ended_at, _P.seen_at)
            .select_from(table(RepPeriodRow))
            .join(table(StaffRow), _S.id == _P.staff_id)
            .where(_P.intent == "available", _P.started_at < until)
            .where((_P.ended_at.is_(None)) | (_P.ended_at > since))
        )
        found: dict[str, float] = {}
        for name, started, ended, seen in self._session.execute(query):
            if ended is None and seen is not None and until - seen > GONE_AFTER:
                ended = max(seen, since)
            seconds = (min(ended or until, until) - max(started, since)).total_seconds()
            found[name] = found.get(name, 0.0) + max(seconds, 0.0)
        return found

    def agents(self) -> dict[str, str]:
        """The name in the queue -> whose telephone it is."""
        query = sql(_A.agent, _S.name).join(table(StaffRow), _S.id == _A.staff_id).where(_A.agent > "")
        return {row[0]: row[1] for row in self._session.execute(query)}

    def attempts(self, since: datetime, until: datetime) -> tuple[int, int, int, int]:
        """Attempts that count, those a human answered, outcomes saved, callbacks closed."""
        query = (
            sql(_E.counts, _O.human, _E.to_state)
            .select_from(table(CallbackEventRow))
            .join(table(CallOutcomeRow), _O.code == _E.outcome)
            .where(*self._acts(_OUTCOMES, since, until))
        )
        rows = [tuple(row) for row in self._session.execute(query)]
        counted = [bool(human) for counts, human, _ in rows if counts]
        return len(counted), sum(counted), len(rows), sum(state == "done" for _, _, state in rows)

    def promises(self, since: datetime, until: datetime) -> tuple[list[Promise], list[Request]]:
        """Promises whose time lies in this stretch and requests made in it, each with its first dialing."""
        kinds = [Act.CREATE.value, Act.DIAL.value, Act.RETRY.value]
        ids = sql(_E.callback_id).where(*self._acts(kinds, since, until)).distinct()
        query = (
            sql(_E.callback_id, _E.at, _E.kind, _E.due_after, _O.needs_time, _B.wanted_for)
            .select_from(table(CallbackEventRow))
            .join(table(CallbackRow), _B.id == _E.callback_id)
            .outerjoin(table(CallOutcomeRow), _O.code == _E.outcome)
            .where(_E.callback_id.in_(ids), _E.kind.in_(kinds))
            .order_by(_E.callback_id, _E.seq)
        )
        promises, requests = kept_promises(_told(tuple(row)) for row in self._session.execute(query))
        return (
            [one for one in promises if since <= one.promised_at < until],
            [one for one in requests if since <= one.asked_at < until],
        )

    def _acts(self, kinds: list[str], since: datetime, until: datetime) -> tuple[Any, ...]:
        """Events of these kinds by anybody here: the index is by person, kind and time."""
        everybody = sql(_S.id)
        return (_E.staff_id.in_(everybody), _E.kind.in_(kinds), _E.at >= since, _E.at < until)


def _told(row: tuple[Any, ...]) -> tuple[str, datetime, str, datetime | None]:
    callback_id, at, kind, due_after, needs_time, wanted_for = row
    if kind == Act.DIAL.value:
        return callback_id, at, "dialed", None
    if kind == Act.CREATE.value:
        return callback_id, at, "made", wanted_for
    return callback_id, at, "promised", due_after if needs_time else None


def _call(*row: Any) -> DeskCall:
    (
        call_id, direction, state, staff, started, answered, ended, wait, talk, hold, wrap, wrapped, line, queue,
        patient, reason, resolved, handed_from,
    ) = row  # fmt: skip
    return DeskCall(
        call_id, direction == "in", state == "missed", staff, started, answered, ended, wait, talk, hold,
        wrap if wrapped is not None else None, line, queue, patient or "", reason, resolved, handed_from is not None,
    )  # fmt: skip
