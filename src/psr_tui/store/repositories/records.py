"""Requests for records, and what left the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.disclosures import Disclosure
from psr_tui.domain.money import Money
from psr_tui.domain.names import display_name
from psr_tui.domain.records import RecordsRequest, RequestState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.work import DisclosureRow, RecordsRequestRow

_R, _D, _P, _S = (columns(one) for one in (RecordsRequestRow, DisclosureRow, PatientRow, StaffRow))
_OVER = [state.value for state in RequestState if state.over]


class RecordsRepository:
    """Reads and writes requests; disclosures are only added to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, request_id: str) -> RecordsRequest | None:
        """One request."""
        return next(iter(self._read(self._query().where(_R.id == request_id))), None)

    def standing(self) -> list[RecordsRequest]:
        """Every request that is not over, the one due first on top."""
        return self._read(self._query().where(_R.state.not_in(_OVER)).order_by(_R.due_on, _R.id))

    def of(self, patient_id: str) -> list[RecordsRequest]:
        """The patient's requests, the newest first."""
        return self._read(self._query().where(_R.patient_id == patient_id).order_by(_R.received_on.desc(), _R.id))

    def add(self, request: RecordsRequest, by: str, at: datetime) -> None:
        """A new request."""
        self._session.execute(
            table(RecordsRequestRow).insert().values(
                id=request.request_id, patient_id=request.patient_id, state=request.state.value,
                received_on=request.received_on, due_on=request.due_on, requester=request.requester,
                relation=request.relation, identity_proof=request.identity_proof,
                authorised_until=request.authorised_until, scope=request.scope, format=request.format,
                delivery=request.delivery, extended_reason="", fee_parts="", outcome="", note="",
                version=1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip

    def change(self, request_id: str, by: str, at: datetime, **values: Any) -> None:
        """Set columns and raise the version."""
        rows = table(RecordsRequestRow)
        self._session.execute(
            rows.update()
            .where(rows.c.id == request_id)
            .values(version=rows.c.version + 1, changed_by=by, changed_at=at, **values)
        )

    def disclose(self, disclosure: Disclosure, staff_id: str, at: datetime) -> None:
        """Write what left the house (FD-147)."""
        self._session.execute(
            table(DisclosureRow).insert().values(
                id=disclosure.disclosure_id, patient_id=disclosure.patient_id,
                request_id=disclosure.request_id or None, on_day=disclosure.on_day, recipient=disclosure.recipient,
                address=disclosure.address, what=disclosure.what, purpose=disclosure.purpose.value, staff_id=staff_id,
                at=at,
            )
        )  # fmt: skip

    def disclosures(self, patient_id: str, since: date) -> list[Disclosure]:
        """What left the house about a patient since a day, the newest first."""
        query = (
            sql(*table(DisclosureRow).c, _S.name.label("by_name"))
            .join(table(StaffRow), _S.id == _D.staff_id)
            .where(_D.patient_id == patient_id, _D.on_day >= since)
            .order_by(_D.on_day.desc(), _D.at.desc())
        )
        return [Disclosure.read(row) for row in self._session.execute(query).mappings()]

    @staticmethod
    def _query() -> Any:
        names = (_P.last_name, _P.first_name, _P.middle_name, _P.suffix)
        return sql(*table(RecordsRequestRow).c, *names).join(table(PatientRow), _P.id == _R.patient_id)

    def _read(self, query: Any) -> list[RecordsRequest]:
        rows: Sequence[Any] = self._session.execute(query).mappings().all()
        return [
            RecordsRequest(
                row["id"], row["patient_id"],
                display_name(row["last_name"], row["first_name"], row["middle_name"], row["suffix"]),
                RequestState(row["state"]), row["received_on"], row["due_on"], row["requester"], row["relation"],
                row["identity_proof"], row["authorised_until"], row["scope"], row["format"], row["delivery"],
                row["extended_reason"], row["extended_letter_on"],
                None if row["fee_cents"] is None else Money(row["fee_cents"]), row["fee_parts"], row["outcome"],
                row["version"], row["changed_by"], row["changed_at"],
            )
            for row in rows
        ]  # fmt: skip
