"""What was settled at check-in, and the facts that the gate and the queue are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.check_in import Item, Outcome, Step
from psr_tui.domain.consents import ConsentKind
from psr_tui.domain.money import Money
from psr_tui.domain.visit_facts import Alert, Facts, TypeAsks
from psr_tui.store.repositories.alerts import AlertRepository
from psr_tui.store.repositories.care import CareRepository
from psr_tui.store.repositories.check_in_asks import CheckInAsks
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.coverage import CoverageRepository
from psr_tui.store.repositories.expected_copays import ExpectedCopays
from psr_tui.store.repositories.no_shows import NoShowQueries
from psr_tui.store.repositories.papers import PaperRepository
from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.ledger import ChargeRow, LedgerLineRow

_S, _R, _L = (columns(one) for one in (CheckInStepRow, ChargeRow, LedgerLineRow))


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
    @property
    def visit_type(self) -> str: ...
    @property
    def dob(self) -> date | None: ...
    @property
    def case_id(self) -> str | None: ...
    @property
    def note(self) -> str: ...
    @property
    def waiting_area(self) -> str: ...
    @property
    def access_request(self) -> str: ...


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
    """Steps and alerts of check-ins; papers, rules and the policy log have repositories of their own beside it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def papers(self) -> PaperRepository:
        """Papers, their versions and the answers to them."""
        return PaperRepository(self._session)

    @cached_property
    def asks(self) -> CheckInAsks:
        """What types, payers and estimates ask for."""
        return CheckInAsks(self._session)

    @cached_property
    def care(self) -> CareRepository:
        """The policy log."""
        return CareRepository(self._session)

    @cached_property
    def no_shows(self) -> NoShowQueries:
        """The no-show report."""
        return NoShowQueries(self._session)

    def facts(self, visits: Sequence[Asked], on: date, tz: ZoneInfo) -> dict[str, Facts]:
        """The facts of these visits by visit id, in a fixed number of queries however many are asked for (FD-05)."""
        ids = [one.visit_id for one in visits]
        patients = list({one.patient_id for one in visits})
        (types, policy), payers = self.asks.types(), self.asks.payers(patients)
        estimates = self.asks.estimates(ids)
        steps = self._steps(ids)
        coverages = CoverageRepository(self._session).of_patients(patients, tz)
        signatures = self.papers.signatures(patients)
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
                copays_told=told.copays[one.visit_id],
                verify_days=told.verify_days,
                alerts=alerts.get(one.patient_id, ()),
                interpreter=one.interpreter,
                visit_id=one.visit_id,
                visit_type=one.visit_type,
                born=one.dob,
                case_id=one.case_id or "",
                note=one.note,
                waiting_area=one.waiting_area,
                access_request=one.access_request,
                asks=types.get(one.visit_type, TypeAsks()),
                payers=payers,
                estimate=estimates.get(one.visit_id, ""),
                policy=policy,
            )
            for one in visits
        }

    def kinds(self) -> tuple[ConsentKind, ...]:
        """The papers in use, in the order they are asked for."""
        return self.papers.kinds()

    def alerts(self, patient_ids: Sequence[str], on: date) -> dict[str, tuple[Alert, ...]]:
        """Alerts of patients and families in force on a date, oldest first, by patient (FD-48)."""
        return AlertRepository(self._session).in_force(patient_ids, on)

    def _steps(self, visit_ids: Sequence[str]) -> dict[str, dict[Item, Step]]:
        query = (
            sql(_S.appointment_id, _S.item, _S.answer, _S.reason_code, _S.staff_name, _S.at, _S.detail, _S.staff_id)
            .where(_S.appointment_id.in_(visit_ids))
            .order_by(_S.seq)
        )
        found: dict[str, dict[Item, Step]] = {}
        for visit_id, item, answer, *rest in self._session.execute(query):
            found.setdefault(visit_id, {})[Item(item)] = Step(Item(item), Outcome(answer), *rest)
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
