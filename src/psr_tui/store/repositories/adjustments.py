"""Discounts by policy, flags on how somebody pays, and what a reason has taken off a charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.discounts import REASONS, Discount, DiscountKind, GrantDiscount
from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.accounts import DiscountRow, PaymentFlagRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow
from psr_tui.store.tables.staff import StaffRow

_D, _F, _J, _L, _S = (columns(one) for one in (DiscountRow, PaymentFlagRow, JournalRow, LedgerLineRow, StaffRow))
NO_CHECKS = "no_checks"


@dataclass(frozen=True, slots=True)
class PaymentFlag:
    """A warning before money is taken: this patient pays by check no more."""

    flag_id: str
    since: datetime
    note: str
    version: int


class AdjustmentRepository:
    """Discounts are only ever added; a flag is lifted by name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def discounts(self, patient_id: str) -> list[Discount]:
        """Every discount of a patient in the order they were approved."""
        query = (
            sql(DiscountRow, _S.name)
            .join(table(StaffRow), _S.id == _D.approved_by)
            .where(_D.patient_id == patient_id)
            .order_by(_D.at, _D.id)
        )
        return [_discount(row, name) for row, name in self._session.execute(query)]

    def add_discount(self, command: GrantDiscount, staff_id: str, approved_by: str, at: datetime) -> None:
        """File an approved discount; it never changes."""
        self._session.execute(
            table(DiscountRow).insert().values(
                id=command.command_id, patient_id=command.patient_id, kind=command.kind.value, percent=command.percent,
                nominal_cents=command.nominal.cents if command.nominal is not None else None,
                starts_on=command.starts_on, ends_on=command.ends_on, reason_code=REASONS[command.kind],
                note=command.note, staff_id=staff_id, approved_by=approved_by, at=at,
            )
        )  # fmt: skip

    def granted(self, discount_id: str) -> GrantDiscount | None:
        """The discount as it was asked for, None when there is none of this id."""
        row = self._session.get(DiscountRow, discount_id)
        if row is None:
            return None
        nominal = Money(row.nominal_cents) if row.nominal_cents is not None else None
        return GrantDiscount(
            row.id, row.patient_id, DiscountKind(row.kind), row.starts_on, row.ends_on, row.percent, nominal, row.note
        )

    def taken_off(self, charge_ids: Sequence[str], reason: str) -> dict[str, Money]:
        """charge id -> what adjustments of a reason have taken off it, as an amount above zero."""
        query = (
            sql(_L.charge_id, -func.sum(_L.cents))
            .select_from(table(LedgerLineRow))
            .join(table(JournalRow), _J.id == _L.journal_id)
            .where(
                _L.charge_id.in_(charge_ids),
                _L.account == Account.RECEIVABLE.value,
                _J.kind == JournalKind.ADJUSTMENT.value,
                _J.reason_code == reason,
            )
            .group_by(_L.charge_id)
        )
        return {charge_id: Money(int(cents)) for charge_id, cents in self._session.execute(query) if cents > 0}

    def no_checks(self, patient_id: str) -> PaymentFlag | None:
        """The flag that stands, None when checks are taken."""
        query = sql(PaymentFlagRow).where(_F.patient_id == patient_id, _F.kind == NO_CHECKS, _F.lifted_at.is_(None))
        row = self._session.execute(query).scalar_one_or_none()
        return None if row is None else PaymentFlag(row.id, row.since, row.note, row.version)

    def set_no_checks(
        self, flag_id: str, patient_id: str, journal_id: str, staff_id: str, by: str, at: datetime, note: str
    ) -> None:
        """Checks are taken no more, because of this returned one."""
        self._session.execute(
            table(PaymentFlagRow).insert().values(
                id=flag_id, patient_id=patient_id, kind=NO_CHECKS, since=at, staff_id=staff_id, journal_id=journal_id,
                note=note, version=1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip

    def lift(self, flag: PaymentFlag, staff_id: str, by: str, at: datetime, note: str) -> bool:
        """Checks are taken again; False when somebody else lifted it meanwhile."""
        done = self._session.execute(
            table(PaymentFlagRow)
            .update()
            .where(_F.id == flag.flag_id, _F.version == flag.version, _F.lifted_at.is_(None))
            .values(lifted_at=at, lifted_by=staff_id, note=note, version=flag.version + 1, changed_by=by, changed_at=at)
        )
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _discount(row: DiscountRow, approver: str) -> Discount:
    return Discount(
        discount_id=row.id, kind=DiscountKind(row.kind), percent=row.percent,
        nominal=Money(row.nominal_cents) if row.nominal_cents is not None else None, starts_on=row.starts_on,
        ends_on=row.ends_on, approved_by=row.approved_by, approver=approver, note=row.note,
    )  # fmt: skip
