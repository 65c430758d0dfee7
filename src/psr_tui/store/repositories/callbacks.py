"""Callbacks one by one: the claim, the changes, the log of what happened, the patient's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, update
from sqlalchemy import select as sql

from psr_tui.domain.callback_list import Attempt, Number
from psr_tui.domain.callback_states import CLOSED, LIVE, Act, State
from psr_tui.domain.names import display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.voicemail import Permission
from psr_tui.store.repositories.callback_claims import CallbackClaims
from psr_tui.store.repositories.callback_presence import CallbackPresence
from psr_tui.store.repositories.callback_records import CallbackState, Callee, Ended, Happened
from psr_tui.store.repositories.callback_rules import CallRuleRepository, CallRules
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow

_C, _E, _N, _P, _O = (
    columns(one) for one in (CallbackRow, CallbackEventRow, PatientPhoneRow, PatientRow, CallOutcomeRow)
)
_CALLBACK = table(CallbackRow)
_SILENT = sorted(act.value for act in (Act.CLAIM, Act.RENEW, Act.LAPSE, Act.RELEASE, Act.BREAK, Act.GIVE, Act.RESCUE,
                                       Act.DIAL, Act.CONNECT, Act.END))  # fmt: skip
"""What happens to a claim, and is no news of the matter itself."""
_UNFINISHED = sorted(state.value for state in State if state not in CLOSED)


class CallbackRepository(CallbackClaims, CallbackPresence):
    """The list (``CallbackOrder``), the claim (``CallbackClaims``), who looks, and the single items behind it."""

    def rules(self, now: datetime) -> CallRules:
        """The rules for calling as they hold at ``now``."""
        return CallRuleRepository(self._session).rules(now)

    def waiting_kinds(self) -> list[str]:
        """The window keys that occur among callbacks to come."""
        return CallRuleRepository(self._session).waiting_kinds()

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

    def to_tell(self, callback_id: str) -> str | None:
        """What the patient is to be told when they call; None when nothing is (CC-45)."""
        query = sql(_C.tell_words).where(_C.id == callback_id, _C.tell_when_they_call.is_(True))
        found: str | None = self._session.execute(query).scalar_one_or_none()
        return found

    def add(self, values: dict[str, Any], by: str, at: datetime) -> None:
        """A new callback at version 1."""
        values = {**_ownership(values, at), **values}
        self._session.add(CallbackRow(**values, changed_by=by, changed_at=at))
        self._session.flush()

    def change(self, callback_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        values = {**_ownership(values, at), **values}
        self._session.execute(
            update(_CALLBACK)
            .where(_C.id == callback_id)
            .values(**values, version=_C.version + 1, changed_by=by, changed_at=at)
        )

    # --- what happened ---
    def append(self, callback_id: str, event: Happened, staff_id: str | None, staff_name: str, at: datetime) -> None:
        """Add an event to the callback's history, after the last one."""
        values = {
            "id": event.event_id, "callback_id": callback_id, "of_callback": callback_id, "at": at,
            "staff_id": staff_id, "staff_name": staff_name, "kind": event.act.value,
            "from_state": event.from_state.value if event.from_state else "", "to_state": event.to_state.value,
            "outcome": event.outcome, "counts": event.counts, "reason_code": event.reason, "number": event.number,
            "voicemail": event.voicemail, "talk_seconds": event.talk_seconds, "due_before": event.due_before,
            "due_after": event.due_after, "note": event.note,
        }  # fmt: skip
        self._session.execute(_APPEND, values)

    def happened(self, event_id: str) -> str | None:
        """The callback an event of this id belongs to: the command was carried out already."""
        query = sql(_E.callback_id).where(_E.id == event_id)
        found: str | None = self._session.execute(query).scalar_one_or_none()
        return found

    def claim_ended(self, callback_id: str) -> Ended | None:
        """The newest event that took the callback out of somebody's hands."""
        live = sorted(state.value for state in LIVE)
        query = (
            sql(_E.kind, _E.staff_id, _E.staff_name, _E.reason_code, _E.note)
            .where(_E.callback_id == callback_id, _E.from_state.in_(live), _E.to_state.not_in(live))
            .order_by(_E.seq.desc())
            .limit(1)
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else Ended(Act(row[0]), row[1] or "", row[2], row[3], row[4])

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

    def history(self, patient_id: str, most: int = 8, callback_id: str = "") -> tuple[Attempt, ...]:
        """The newest outcomes, promises and notes of all the patient's callbacks, newest first (CC-73); of a caller
        who is not on file, of that callback alone."""
        of_whom = _C.patient_id == patient_id if patient_id else _C.id == callback_id
        query = (
            sql(
                _E.at, _E.staff_name, _E.kind, _E.outcome, func.coalesce(_O.label, ""), _E.counts, _E.number,
                _E.due_after, _E.note, _E.reason_code,
            )
            .select_from(table(CallbackEventRow))
            .join(_CALLBACK, _C.id == _E.callback_id)
            .outerjoin(table(CallOutcomeRow), _O.code == _E.outcome)
            .where(of_whom, _E.kind.not_in(_SILENT))
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


def _ownership(values: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A callback given to somebody is theirs from now on, and the pool waits for it from now on (CC-03)."""
    return {"owned_at": at if values["owner_id"] else None} if "owner_id" in values else {}


_NEXT = sql(func.coalesce(func.max(_E.seq), 0) + 1).where(_E.callback_id == bindparam("of_callback")).scalar_subquery()
_APPEND = insert(table(CallbackEventRow)).values(seq=_NEXT)
_STATE_COLUMNS: Sequence[str] = (
    "id", "version", "changed_by", "changed_at", "patient_id", "phone_id", "reason_code", "priority", "owner_id",
    "due_at", "promise", "red_flag", "attempts", "cadence", "state", "blocked", "claimed_by", "claimed_at",
    "lease_until", "dialed_at", "connected_at", "ended_at", "note", "window_key", "patient_zone", "language",
    "needs_language", "callback_number", "caller_name", "reserved_block_id",
    "requested_at", "wanted_for", "last_attempt_at", "ladder", "missed_promises", "expires_at", "tell_words",
    "tell_when_they_call",
)  # fmt: skip


def _state(found: tuple[Any, ...]) -> CallbackState:
    values = dict(zip(_STATE_COLUMNS, found, strict=True))
    values["holder_id"] = values.pop("claimed_by") or ""
    for name in ("owner_id", "patient_id", "reserved_block_id"):
        values[name] = values[name] or ""
    values["state"] = State(values["state"])
    return CallbackState(**values)


__all__ = ["CallRules", "CallbackRepository", "CallbackState", "Callee", "Ended", "Happened"]
