"""What was settled at check-in, the signatures on file, and the facts that the gate and the queue are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.check_in import Item, Outcome, Step
from psr_tui.domain.consents import ConsentKind, Signature
from psr_tui.domain.money import Money
from psr_tui.domain.visit_needs import Alert, Facts
from psr_tui.store.repositories.alerts import AlertRepository
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.coverage import CoverageRepository
from psr_tui.store.repositories.expected_copays import ExpectedCopays
from psr_tui.store.tables.check_in import CheckInStepRow, ConsentKindRow, ConsentRow
from psr_tui.store.tables.ledger import ChargeRow, LedgerLineRow
from psr_tui.store.tables.staff import StaffRow

_S, _K, _G, _R, _L = (columns(one) for one in (CheckInStepRow, ConsentKindRow, ConsentRow, ChargeRow, LedgerLineRow))
_STAFF = columns(StaffRow)


class Asked(Protocol):
    """The part of a visit that facts are gathered for: a board row and a visit both have it."""

    @property
    def visit_id(self) -> str: ...
    @property
    def patient_id(self) -> str: ...
    @property
    def interpreter(self) -> str: ...
    @property
    def coverage_choice(self) -> str: ...
    @property
    def coverage_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class NewStep:
    """An answer to one item: ``detail`` holds codes and ids only, never a patient's values."""

    step_id: str
    visit_id: str
    item: Item
    outcome: Outcome
    detail: str = ""
    code: str = ""
    note: str = ""
    approved_by: str | None = None


class CheckInRepository:
    """Steps, signatures and alerts of check-ins."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def facts(self, visits: Sequence[Asked], on: date, tz: ZoneInfo) -> dict[str, Facts]:
        """The facts of these visits by visit id, in a fixed number of queries however many are asked for (FD-05)."""
        ids = [one.visit_id for one in visits]
        patients = list({one.patient_id for one in visits})
        steps = self._steps(ids)
        coverages = CoverageRepository(self._session).of_patients(patients, tz)
        signatures = self._signatures(patients)
        copays = self._copays(ids)
        alerts = self.alerts(patients, on)
        told = ExpectedCopays(self._session).of_visits(ids, on, tz)
        return {
            one.visit_id: Facts(
                coverages=coverages.get(one.patient_id, ()),
                signatures=signatures.get(one.patient_id, {}),
                steps=steps.get(one.visit_id, {}),
                choice=one.coverage_choice,
                coverage_id=one.coverage_id or "",
                copay_charged=one.visit_id in copays,
                copay_open=copays.get(one.visit_id, Money.zero()),
                copays_told=told[one.visit_id],
                alerts=alerts.get(one.patient_id, ()),
                interpreter=one.interpreter,
            )
            for one in visits
        }

    def kinds(self) -> tuple[ConsentKind, ...]:
        """The papers in use, in the order they are asked for."""
        query = sql(_K.code, _K.label, _K.words, _K.months_valid, _K.required).where(_K.active.is_(True))
        found = self._session.execute(query.order_by(_K.position, _K.code))
        return tuple(ConsentKind(code, label, words, months, bool(must)) for code, label, words, months, must in found)

    def alerts(self, patient_ids: Sequence[str], on: date) -> dict[str, tuple[Alert, ...]]:
        """Alerts of patients and families in force on a date, oldest first, by patient (FD-48)."""
        return AlertRepository(self._session).in_force(patient_ids, on)

    def _steps(self, visit_ids: Sequence[str]) -> dict[str, dict[Item, Step]]:
        query = (
            sql(_S.appointment_id, _S.item, _S.answer, _S.reason_code, _S.staff_name, _S.at, _S.detail)
            .where(_S.appointment_id.in_(visit_ids))
            .order_by(_S.seq)
        )
        found: dict[str, dict[Item, Step]] = {}
        for visit_id, item, answer, code, by, at, detail in self._session.execute(query):
            found.setdefault(visit_id, {})[Item(item)] = Step(Item(item), Outcome(answer), code, by, at, detail)
        return found

    def _signatures(self, patient_ids: Sequence[str]) -> dict[str, dict[str, Signature]]:
        """The newest answer to each box."""
        query = (
            sql(_G.patient_id, _G.kind, _G.signed_on, _G.expires_on, _G.answer, _STAFF.name)
            .select_from(table(ConsentRow))
            .join(table(StaffRow), _STAFF.id == _G.taken_by)
            .where(_G.patient_id.in_(patient_ids))
            .order_by(_G.at, _G.id)
        )
        found: dict[str, dict[str, Signature]] = {}
        for patient_id, kind, signed_on, expires_on, answer, by in self._session.execute(query):
            signature = Signature(kind, signed_on, expires_on, answer == "refused", by)
            found.setdefault(patient_id, {})[kind] = signature
        return found

    def _copays(self, visit_ids: Sequence[str]) -> dict[str, Money]:
        """What is open of the copay charge of each visit that has one."""
        query = (
            sql(_R.appointment_id, func.sum(_L.cents))
            .select_from(table(ChargeRow))
            .join(table(LedgerLineRow), _L.charge_id == _R.id)
            .where(_R.appointment_id.in_(visit_ids), _R.kind == "copay", _L.account == "receivable")
            .group_by(_R.appointment_id)
        )
        return {visit_id: Money(int(cents)) for visit_id, cents in self._session.execute(query)}

    # --- acts ---
    def add_step(self, new: NewStep, staff_id: str, staff_name: str, at: datetime) -> None:
        """Append an answer; the newest one of an item counts, the earlier ones stay."""
        last = self._session.execute(
            sql(func.max(_S.seq)).where(_S.appointment_id == new.visit_id, _S.item == new.item.value)
        ).scalar_one()
        self._session.add(
            CheckInStepRow(
                id=new.step_id, appointment_id=new.visit_id, item=new.item.value, seq=(last or 0) + 1,
                answer=new.outcome.value, detail=new.detail, reason_code=new.code, note=new.note, staff_id=staff_id,
                staff_name=staff_name, approved_by=new.approved_by, at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def add_consent(
        self, consent_id: str, patient_id: str, visit_id: str, signature: Signature, staff_id: str, at: datetime
    ) -> None:
        """File a signature, or that the patient refused it."""
        self._session.add(
            ConsentRow(
                id=consent_id, patient_id=patient_id, kind=signature.kind,
                answer="refused" if signature.refused else "signed", signed_on=signature.signed_on,
                expires_on=signature.expires_on, taken_by=staff_id, appointment_id=visit_id, at=at,
            )
        )  # fmt: skip
        self._session.flush()
