"""Portal messages from patients: each once by its id outside, matched to a record, moved between pools."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.portal_triage import InState, Pool, PortalMessage
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.messages import MessageInRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.staff import StaffRow

_M, _P, _S = (columns(one) for one in (MessageInRow, PatientRow, StaffRow))
_STANDING = (InState.NEW.value, InState.ROUTED.value, InState.TAKEN.value)


class PortalMessageRepository:
    """What comes in. Who may do what is the service's question."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(self) -> list[PortalMessage]:
        """What nobody finished, urgent ones first, then by the time they are due."""
        order = (_M.urgent.desc(), _M.due_at, _M.received_at, _M.id)
        return self._read(_query().where(_M.state.in_(_STANDING)).order_by(*order))

    def urgent(self) -> int:
        """How many urgent ones nobody finished."""
        waits = (_M.urgent.is_(True), _M.state.in_(_STANDING))
        return int(self._session.execute(sql(func.count()).select_from(table(MessageInRow)).where(*waits)).scalar_one())

    def get(self, message_id: str) -> PortalMessage | None:
        """One message."""
        found = self._read(_query().where(_M.id == message_id))
        return found[0] if found else None

    def known(self, external_id: str) -> bool:
        """Whether the message of this id outside is here already."""
        return self._session.execute(sql(_M.id).where(_M.external_id == external_id)).first() is not None

    def add(self, one: PortalMessage, external_id: str) -> None:
        """A message that just came."""
        self._session.add(
            MessageInRow(
                id=one.id, external_id=external_id, patient_id=one.patient_id or None, from_name=one.from_name,
                subject=one.subject, body=one.body, language=one.language, received_at=one.received_at,
                pool=one.pool.value, proposed=one.proposed, urgent=one.urgent, state=one.state.value,
                due_at=one.due_at, changed_by=one.changed_by, changed_at=one.changed_at,
            )
        )  # fmt: skip
        self._session.flush()

    def change(self, message_id: str, by: str, at: datetime, **values: Any) -> None:
        """Set columns and raise the version."""
        rows = table(MessageInRow)
        self._session.execute(
            rows.update()
            .where(rows.c.id == message_id)
            .values(version=rows.c.version + 1, changed_by=by, changed_at=at, **values)
        )

    # --- whose is it ---
    def patient_of(self, mrn: int, portal_id: str) -> tuple[str, date | None] | None:
        """(patient id, birth date) of the one record with this number, else with this id outside; None when there is
        none or more than one. A merged record leads to the one that stands."""
        for which in ((_P.mrn == mrn) if mrn else None, (_P.source_id == portal_id) if portal_id else None):
            if which is None:
                continue
            rows = self._session.execute(sql(_P.id, _P.dob, _P.merged_into).where(which).limit(2)).all()
            if len(rows) == 1:
                return self._standing(*rows[0])
        return None

    def _standing(self, patient_id: str, born: date | None, merged_into: str | None) -> tuple[str, date | None]:
        seen = {patient_id}
        while merged_into is not None and merged_into not in seen:
            seen.add(merged_into)
            found = self._session.execute(sql(_P.id, _P.dob, _P.merged_into).where(_P.id == merged_into)).one()
            patient_id, born, merged_into = found
        return patient_id, born

    # --- the parts ---
    def _read(self, query: Any) -> list[PortalMessage]:
        return [
            PortalMessage(
                row.id, row.patient_id or "",
                display_name(row.last_name, row.first_name, row.middle_name, row.suffix) if row.patient_id else "",
                row.from_name, row.subject, row.body, row.language, row.received_at, Pool(row.pool), row.proposed,
                bool(row.urgent), InState(row.state), row.taken_by or "", row.taker or "", row.due_at,
                row.callback_id or "", row.outcome, row.version, row.changed_by, row.changed_at,
            )
            for row in self._session.execute(query)
        ]  # fmt: skip


def _query() -> Any:
    names = (_P.last_name, _P.first_name, _P.middle_name, _P.suffix, _S.name.label("taker"))
    return (
        sql(*_M, *names)
        .outerjoin(table(PatientRow), _P.id == _M.patient_id)
        .outerjoin(table(StaffRow), _S.id == _M.taken_by)
    )
