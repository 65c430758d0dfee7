"""Payment plans: what was agreed, and what was credited to its charges since."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.domain.plans import AgreePlan, Instalment, Plan, standing
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.accounts import PaymentPlanRow, PlanChargeRow, PlanInstalmentRow
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow

_C, _J, _L = (columns(one) for one in (ChargeRow, JournalRow, LedgerLineRow))
_P, _PC, _PI = (columns(one) for one in (PaymentPlanRow, PlanChargeRow, PlanInstalmentRow))


class PlanRepository:
    """Reads plans as they stand; what is paid of them is a sum over the ledger, never a column."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, patient_id: str, today: date, *, active: bool = False) -> list[Plan]:
        """The patient's plans, active ones first, then the newest. ``active``: no others."""
        query = sql(PaymentPlanRow).where(_P.patient_id == patient_id).order_by(_P.state, _P.agreed_on.desc(), _P.id)
        if active:
            query = query.where(_P.state == "active")
        return [self._plan(row, today) for row in self._session.execute(query).scalars()]

    def get(self, plan_id: str, today: date) -> Plan | None:
        """One plan as it stands."""
        row = self._session.get(PaymentPlanRow, plan_id)
        return None if row is None else self._plan(row, today)

    def add(self, command: AgreePlan, agreed: tuple[Instalment, ...], staff_id: str, by: str, at: datetime,
            today: date) -> None:  # fmt: skip
        """File a plan; what is posted from now on pays it. Raises the database's refusal for a charge on two plans."""
        since = int(self._session.execute(sql(func.coalesce(func.max(_J.sequence), 0))).scalar_one())
        self._session.execute(
            table(PaymentPlanRow).insert().values(
                id=command.command_id, patient_id=command.patient_id, state="active", since_sequence=since,
                agreed_on=today, note=command.note, staff_id=staff_id, version=1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.execute(
            table(PlanChargeRow).insert(),
            [{"plan_id": command.command_id, "charge_id": charge_id} for charge_id in command.charge_ids],
        )
        self._session.execute(
            table(PlanInstalmentRow).insert(),
            [
                {"plan_id": command.command_id, "number": one.number, "due_on": one.due_on, "cents": one.amount.cents}
                for one in agreed
            ],
        )

    def end(self, plan_id: str, note: str, by: str, at: datetime) -> None:
        """The plan ends; what is open on its charges is due whole again."""
        row = self._session.get(PaymentPlanRow, plan_id)
        if row is not None:
            row.state, row.note, row.version, row.changed_by, row.changed_at = "ended", note, row.version + 1, by, at

    def _plan(self, row: PaymentPlanRow, today: date) -> Plan:
        charges = sql(_PC.charge_id).join(table(ChargeRow), _C.id == _PC.charge_id).where(_PC.plan_id == row.id)
        charge_ids = tuple(self._session.execute(charges.order_by(_C.service_date, _C.id)).scalars())
        query = sql(_PI.number, _PI.due_on, _PI.cents).where(_PI.plan_id == row.id).order_by(_PI.number)
        agreed = [Instalment(number, day, Money(cents)) for number, day, cents in self._session.execute(query)]
        credited = sql(func.coalesce(func.sum(_L.cents), 0)).join(table(JournalRow), _J.id == _L.journal_id)
        since = self._session.execute(
            credited.where(
                _L.charge_id.in_(charge_ids), _L.account == Account.RECEIVABLE.value, _J.sequence > row.since_sequence
            )
        ).scalar_one()
        return Plan(
            plan_id=row.id, agreed_on=row.agreed_on, active=row.state == "active",
            standing=standing(agreed, Money(-int(since)), today), charge_ids=charge_ids, note=row.note,
            version=row.version, changed_by=row.changed_by, changed_at=row.changed_at,
        )  # fmt: skip
