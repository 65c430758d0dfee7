"""Who may be calling from a number: found by index, and no record opens by it (call-center.md CC-71, CC-72)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callers import Caller
from psr_tui.domain.names import display_name
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow

_P, _N, _C, _B = (columns(one) for one in (PatientRow, PatientPhoneRow, CallRow, CallbackRow))
_NAME = (_P.id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.dob, _P.mrn, _P.deceased_on)
MOST_CALLERS = 60
_EARLIER = 5


class CallPeople:
    """People by telephone number."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_number(self, e164: str, extension: str = "") -> list[Caller]:
        """Everybody whose record has this number, and those an earlier call from it was about. ``why`` is empty only
        for a living person's number that nobody marked as wrong."""
        if not e164:
            return []
        query = (
            sql(*_NAME, _N.wrong_since, _N.extension)
            .select_from(table(PatientPhoneRow))
            .join(table(PatientRow), _P.id == _N.patient_id)
            .where(_N.e164 == e164, _P.merged_into.is_(None))
            .order_by(_P.last_folded, _P.first_folded, _P.id)
            .limit(MOST_CALLERS)
        )
        found = [
            _caller(
                tuple(row[:8]),
                _doubt(row.deceased_on is not None, row.wrong_since is not None, row.extension, extension),
            )
            for row in self._session.execute(query)
        ]
        return [*found, *self._called_before(e164)]

    def _called_before(self, e164: str) -> list[Caller]:
        query = (
            sql(*_NAME)
            .select_from(table(CallRow))
            .join(table(PatientRow), _P.id == _C.patient_id)
            .where(_C.number == e164, _C.direction == "in", _P.merged_into.is_(None))
            .order_by(_C.started_at.desc())
            .limit(_EARLIER)
        )
        return [_caller(tuple(row), "called from it before") for row in self._session.execute(query)]

    def one(self, patient_id: str) -> Caller | None:
        """The person of this id as the list shows them; None when the record is gone or was merged."""
        query = sql(*_NAME).where(_P.id == patient_id, _P.merged_into.is_(None))
        found = self._session.execute(query).one_or_none()
        return None if found is None else _caller(tuple(found), "")

    def waiting_for(self, e164: str) -> str | None:
        """An open callback to this number for a caller who is not on file."""
        if not e164:
            return None
        query = sql(_B.id).where(
            _B.patient_id.is_(None),
            _B.callback_number == e164,
            _B.state.in_(("open", "exhausted")),
            _B.red_flag.is_(False),
        )
        found: str | None = self._session.execute(query.order_by(_B.requested_at).limit(1)).scalar_one_or_none()
        return found


def _caller(row: tuple[Any, ...], why: str) -> Caller:
    patient_id, last, first, middle, suffix, dob, mrn, died = row
    doubt = "the patient has died" if died is not None else why
    return Caller(patient_id, display_name(last, first, middle, suffix), dob, mrn, doubt)


def _doubt(died: bool, wrong: bool, on_file: str, heard: str) -> str:
    if died:
        return "the patient has died"
    if wrong:
        return "the number was marked as wrong"
    return "another extension" if on_file and heard and on_file != heard else ""
