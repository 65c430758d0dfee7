"""What visit types, payers and estimates ask of check-ins: one query each, for any number of visits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.visit_facts import PayerAsks, TypeAsks
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.clinic import ClinicRow
from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.estimates import EstimateRow
from psr_tui.store.tables.people import ContactPersonRow
from psr_tui.store.tables.schedule import VisitTypeRow

_T, _C, _Y, _E, _CLINIC, _O = (
    columns(one)
    for one in (
        VisitTypeRow, CoverageRow, PayerRow, EstimateRow, ClinicRow, ContactPersonRow
    )
)  # fmt: skip


class CheckInAsks:
    """The rules that decide which items a visit has."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def policy(self) -> str:
        """The financial policy of the clinic in plain words; '' = there is none to read out."""
        return str(self._session.execute(sql(_CLINIC.financial_policy)).scalar_one())

    def exchange_folder(self) -> str:
        """Where files are exchanged with the outside; '' = nowhere."""
        return str(self._session.execute(sql(_CLINIC.exchange_folder)).scalar_one())

    def types(self) -> tuple[dict[str, TypeAsks], bool]:
        """What each visit type asks for, by code, and whether the clinic has a policy to read out; one query."""
        policy = sql(_CLINIC.financial_policy != "").scalar_subquery()
        query = sql(_T.code, _T.needs_authorisation, _T.labels, _T.grace_minutes, policy)
        found: dict[str, TypeAsks] = {}
        reads = False
        for code, must, labels, grace, policy_is_there in self._session.execute(query):
            found[code] = TypeAsks(bool(must), tuple(labels.split()), grace)
            reads = bool(policy_is_there)
        return found, reads

    def payers(self, patient_ids: Sequence[str]) -> dict[str, PayerAsks]:
        """What the payer of each coverage asks for, by coverage id."""
        query = (
            sql(_C.id, _Y.kind, _Y.needs_authorisation, _Y.needs_referral)
            .select_from(table(CoverageRow))
            .join(table(PayerRow), _Y.id == _C.payer_id)
            .where(_C.patient_id.in_(set(patient_ids)))
        )
        return {
            coverage_id: PayerAsks(kind, bool(authorisation), bool(referral))
            for coverage_id, kind, authorisation, referral in self._session.execute(query)
        }

    def emergency(self, patient_id: str) -> str:
        """Whom to call in an emergency: name, relation, phone; '' when nobody is on file."""
        query = (
            sql(_O.name, _O.relation, _O.phone)
            .where(_O.patient_id == patient_id, _O.emergency.is_(True), _O.ended_at.is_(None))
            .order_by(_O.changed_at.desc())
            .limit(1)
        )
        found = self._session.execute(query).one_or_none()
        return "" if found is None else ", ".join(part for part in found if part)

    def estimates(self, visit_ids: Sequence[str]) -> dict[str, str]:
        """How the newest estimate of each visit stands: due or given; visits without one are left out."""
        query = (
            sql(_E.appointment_id, _E.state)
            .where(_E.appointment_id.in_(visit_ids), _E.state.in_(("due", "given")))
            .order_by(_E.number)
        )
        found: dict[str, str] = {}
        for visit_id, state in self._session.execute(query):
            found[visit_id] = state
        return found
