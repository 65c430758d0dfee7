"""Callbacks one by one: the claim, the changes, the log of what happened, the patient's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, union_all, update
from sqlalchemy import select as sql

from psr_tui.domain.callback_list import Attempt, CallbackLook, Number
from psr_tui.domain.callbacks import CLOSED, LIVE, Act, State
from psr_tui.domain.names import display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.voicemail import Permission
from psr_tui.store.repositories.callback_order import CallbackOrder
from psr_tui.store.repositories.callback_records import CallbackState, Callee, Happened
from psr_tui.store.repositories.callback_rules import CallRuleRepository, CallRules
from psr_tui.store.repositories.callback_segments import BY_SCORE, Part, bare, due_segments
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow

_C, _E, _N, _P, _O = (
    columns(one) for one in (CallbackRow, CallbackEventRow, PatientPhoneRow, PatientRow, CallOutcomeRow)
)
_CALLBACK = table(CallbackRow)
_LIVE = sorted(state.value for state in LIVE)
_SILENT = sorted(act.value for act in (Act.CLAIM, Act.RENEW, Act.LAPSE, Act.RELEASE, Act.BREAK, Act.GIVE, Act.RESCUE,
                                       Act.DIAL, Act.CONNECT, Act.END))  # fmt: skip
"""What happens to a claim, and is no news of the matter itself."""
_UNFINISHED = sorted(state.value for state in State if state not in CLOSED)


class CallbackRepository(CallbackOrder):
    """The list (see ``CallbackOrder``) and the single items behind it."""

    def rules(self, now: datetime) -> CallRules:
        """The rules for calling as they hold at ``now``."""
        return CallRuleRepository(self._session).rules(now)

    def waiting_kinds(self) -> list[str]:
        """The window keys that occur among callbacks to come."""
        return CallRuleRepository(self._session).waiting_kinds()

    # --- the claim ---
    def claim_next(self, look: CallbackLook, until: datetime, by: str) -> str | None:
        """Take the first item "next" may offer this person, and say which; None when there is none.

        One conditional UPDATE that returns the id (reliability.md RS-76); call it in a writing unit of work only.
        """
        first = [_first_of(segment.parts) for segment in due_segments(look) if segment.parts]
        return self._claim(_C.id == func.coalesce(*first, ""), look, until, by)

    def claim_this(self, callback_id: str, look: CallbackLook, until: datetime, by: str) -> str | None:
        """Take this item if it is still free; None when somebody was faster."""
        return self._claim(_C.id == callback_id, look, until, by)

    def _claim(self, which: Any, look: CallbackLook, until: datetime, by: str) -> str | None:
        taken = (
            update(_CALLBACK)
            .where(which, _C.state == State.OPEN.value, _C.claimed_by.is_(None))
            .values(
                state=State.CLAIMED.value, claimed_by=look.viewer_id, claimed_at=look.now, lease_until=until,
                dialed_at=None, connected_at=None, ended_at=None, version=_C.version + 1, changed_by=by,
                changed_at=look.now,
            )
            .returning(_C.id)
        )  # fmt: skip
        found: str | None = self._session.execute(taken).scalar_one_or_none()
        return found

    def held_by(self, staff_id: str) -> str | None:
        """The one callback this person has claimed, if any."""
        found: str | None = self._session.execute(sql(_C.id).where(_C.claimed_by == staff_id)).scalar_one_or_none()
        return found

    def lapsed(self, now: datetime) -> list[str]:
        """Items whose claim ran out."""
        query = sql(_C.id).where(_C.state.in_(_LIVE), _C.lease_until <= now).order_by(_C.lease_until, _C.id)
        return [row[0] for row in self._session.execute(query)]

    def orphans(self, overdue_since: datetime) -> list[str]:
        """Personal items, free and due before ``overdue_since``: their owner did not come."""
        late = (bare(_C.state) == State.OPEN.value, bare(_C.due_at) <= overdue_since)
        query = sql(_C.id).where(_C.owner_id > "", *late)
        return [row[0] for row in self._session.execute(query.order_by(_C.due_at, _C.id))]

    def personal_open(self, staff_id: str) -> int:
        """How many open callbacks somebody keeps for themselves."""
        query = sql(func.count()).select_from(_CALLBACK).where(_C.owner_id == staff_id, _C.state == State.OPEN.value)
        return int(self._session.execute(query).scalar_one())

    # --- one item ---
    def get(self, callback_id: str) -> CallbackState | None:
        """The columns an act decides on; None when there is no such callback."""
        query = sql(*(_C[name] for name in _STATE_COLUMNS)).where(_C.id == callback_id)
        found = self._session.execute(query).one_or_none()
        return None if found is None else _state(tuple(found))

    def more_of(self, callback_id: str) -> tuple[str, str, str, datetime, datetime | None] | None:
        """Where the person is, their words, the number to ring, when it was asked for and for when."""
        query = sql(_C.where_now, _C.exact_words, _C.callback_number, _C.requested_at, _C.wanted_for)
        found = self._session.execute(query.where(_C.id == callback_id)).one_or_none()
        return None if found is None else (found[0], found[1], found[2], found[3], found[4])

    def unfinished_for(self, patient_id: str, reason_code: str) -> CallbackState | None:
        """The open callback of this patient for this reason: there is at most one (CC-10)."""
        query = sql(*(_C[name] for name in _STATE_COLUMNS)).where(
            _C.patient_id == patient_id,
            _C.reason_code == reason_code,
            _C.state.in_(_UNFINISHED),
            _C.red_flag.is_(False),
        )
        found = self._session.execute(query.order_by(_C.requested_at).limit(1)).one_or_none()
        return None if found is None else _state(tuple(found))

    def unfinished_of(self, patient_id: str) -> list[CallbackState]:
        """All callbacks of this patient that are not over, the oldest first."""
        query = sql(*(_C[name] for name in _STATE_COLUMNS)).where(
            _C.patient_id == patient_id, _C.state.in_(_UNFINISHED)
        )
        return [_state(tuple(row)) for row in self._session.execute(query.order_by(_C.requested_at, _C.id))]

    def add(self, values: dict[str, Any], by: str, at: datetime) -> None:
        """A new callback at version 1."""
        self._session.add(CallbackRow(**values, changed_by=by, changed_at=at))
        self._session.flush()

    def change(self, callback_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        self._session.execute(
            update(_CALLBACK)
            .where(_C.id == callback_id)
            .values(**values, version=_C.version + 1, changed_by=by, changed_at=at)
        )

    def renew(self, callback_id: str, until: datetime) -> None:
        """Lengthen a claim; nobody's view of the item changes by that, so neither does its version."""
        self._session.execute(update(_CALLBACK).where(_C.id == callback_id).values(lease_until=until))

    # --- what happened ---
    def append(self, callback_id: str, event: Happened, staff_id: str | None, staff_name: str, at: datetime) -> None:
        """Add an event to the callback's history, after the last one."""
        last = self._session.execute(sql(func.max(_E.seq)).where(_E.callback_id == callback_id)).scalar_one()
        self._session.add(
            CallbackEventRow(
                id=event.event_id, callback_id=callback_id, seq=(last or 0) + 1, at=at, staff_id=staff_id,
                staff_name=staff_name, kind=event.act.value,
                from_state=event.from_state.value if event.from_state else "", to_state=event.to_state.value,
                outcome=event.outcome, counts=event.counts, reason_code=event.reason, number=event.number,
                voicemail=event.voicemail, talk_seconds=event.talk_seconds, due_before=event.due_before,
                due_after=event.due_after, note=event.note,
            )
        )  # fmt: skip
        self._session.flush()

    def happened(self, event_id: str) -> str | None:
        """The callback an event of this id belongs to: the command was carried out already."""
        query = sql(_E.callback_id).where(_E.id == event_id)
        found: str | None = self._session.execute(query).scalar_one_or_none()
        return found

    def tries(self, callback_id: str) -> tuple[datetime, ...]:
        """Instants of the counted tries since the last promise (or since the beginning), oldest first. A further number
        rung within the same call is no try of its own; caps count it all the same."""
        promised = (
            sql(func.coalesce(func.max(_E.seq), 0))
            .where(_E.callback_id == callback_id, _E.outcome.in_(sql(_O.code).where(_O.needs_time.is_(True))))
            .scalar_subquery()
        )
        query = sql(_E.at).where(
            _E.callback_id == callback_id, _E.counts.is_(True), _E.seq > promised,
            _E.kind != Act.OTHER_NUMBER.value,
        ).order_by(_E.seq)  # fmt: skip
        return tuple(row[0] for row in self._session.execute(query))

    def history(self, patient_id: str, most: int = 8) -> tuple[Attempt, ...]:
        """The newest outcomes, promises and notes of all the patient's callbacks, newest first (CC-73)."""
        return self._told(_C.patient_id == patient_id, most)

    def history_of(self, callback_id: str, most: int = 8) -> tuple[Attempt, ...]:
        """The same of one callback: of a caller who is not on file."""
        return self._told(_C.id == callback_id, most)

    def _told(self, whose: Any, most: int) -> tuple[Attempt, ...]:
        query = (
            sql(
                _E.at, _E.staff_name, _E.kind, _E.outcome, func.coalesce(_O.label, ""), _E.counts, _E.number,
                _E.due_after, _E.note, _E.reason_code,
            )
            .select_from(table(CallbackEventRow))
            .join(_CALLBACK, _C.id == _E.callback_id)
            .outerjoin(table(CallOutcomeRow), _O.code == _E.outcome)
            .where(whose, _E.kind.not_in(_SILENT))
            .order_by(_E.at.desc(), _E.seq.desc())
            .limit(most)
        )  # fmt: skip
        return tuple(Attempt(*row) for row in self._session.execute(query))

    def passed_at(self, callback_id: str, since: datetime) -> bool:
        """Whether somebody let this item pass its caps since then, and nobody has called on it yet (CC-40)."""
        passed = sql(func.max(_E.seq)).where(
            _E.callback_id == callback_id, _E.kind == Act.PASS.value, _E.at > since, _E.staff_id.is_not(None)
        )
        seq = self._session.execute(passed).scalar_one()
        if seq is None:
            return False
        called = sql(_E.seq).where(_E.callback_id == callback_id, _E.seq > seq, _E.counts.is_(True))
        return self._session.execute(called.limit(1)).first() is None

    def skipped_by(self, staff_id: str, since: datetime) -> frozenset[str]:
        """Items this person passed over since then."""
        query = sql(_E.callback_id).where(_E.staff_id == staff_id, _E.kind == Act.SKIP.value, _E.at >= since)
        return frozenset(row[0] for row in self._session.execute(query))

    # --- the person ---
    def callee(self, patient_id: str) -> Callee | None:
        """Whom the callback is for, with what decides whether they may be called."""
        query = sql(
            _P.mrn, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.preferred_name, _P.dob, _P.deceased_on,
            _P.time_zone, _P.state, _P.language, _P.merged_into,
        ).where(_P.id == patient_id)  # fmt: skip
        found = self._session.execute(query).one_or_none()
        if found is None:
            return None
        mrn, last, first, middle, suffix, preferred, dob, died, zone, state, language, merged = found
        return Callee(
            patient_id, mrn, display_name(last, first, middle, suffix), preferred or first, last, dob, died is not None,
            zone, state, language, merged is not None,
        )  # fmt: skip

    def numbers(self, patient_id: str) -> tuple[Number, ...]:
        """The patient's phone numbers in the order they are to be tried."""
        query = (
            sql(_N.id, _N.kind, _N.e164, _N.extension, _N.typed, _N.voicemail, _N.may_call, _N.wrong_since)
            .where(_N.patient_id == patient_id)
            .order_by(_N.position, _N.id)
        )
        return tuple(
            Number(
                number_id, kind, e164, PhoneNumber(e164, extension, typed).display, Permission(voicemail),
                bool(may_call), wrong is not None,
            )
            for number_id, kind, e164, extension, typed, voicemail, may_call, wrong in self._session.execute(query)
        )  # fmt: skip

    def number_is_wrong(self, phone_id: str, since: datetime) -> None:
        """Mark a telephone number as wrong from now on; the first date stays."""
        self._session.execute(
            update(table(PatientPhoneRow)).where(_N.id == phone_id, _N.wrong_since.is_(None)).values(wrong_since=since)
        )


def _first_of(parts: Sequence[Part]) -> Any:
    """The id of the first item of several parts: the first of each part from its index, then the first of those."""
    heads = [sql(*BY_SCORE).where(*part).order_by(*BY_SCORE).limit(1).subquery() for part in parts]
    firsts = union_all(*(sql(head) for head in heads)).subquery()
    order = [firsts.c[column.name] for column in BY_SCORE]
    return sql(firsts.c.id).order_by(*order).limit(1).scalar_subquery()


_STATE_COLUMNS: Sequence[str] = (
    "id", "version", "changed_by", "changed_at", "patient_id", "phone_id", "reason_code", "priority", "owner_id",
    "due_at", "promise", "red_flag", "attempts", "cadence", "state", "blocked", "claimed_by", "claimed_at",
    "lease_until", "dialed_at", "connected_at", "ended_at", "note", "window_key", "patient_zone",
    "requested_at", "wanted_for", "last_attempt_at", "callback_number", "caller_name", "language", "ladder",
    "missed_promises", "expires_at", "tell_words", "tell_when_they_call",
)  # fmt: skip


def _state(found: tuple[Any, ...]) -> CallbackState:
    values = dict(zip(_STATE_COLUMNS, found, strict=True))
    values["holder_id"] = values.pop("claimed_by") or ""
    values["owner_id"] = values["owner_id"] or ""
    values["patient_id"] = values["patient_id"] or ""
    values["state"] = State(values["state"])
    return CallbackState(**values)


__all__ = ["CallRules", "CallbackRepository", "CallbackState", "Callee", "Happened"]
