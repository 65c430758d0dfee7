"""Payers, and who is insured with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import Coverage
from psr_tui.domain.money import Money
from psr_tui.domain.text import fold
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.coverage import CoverageRow, PayerRow

_C, _Y = columns(CoverageRow), columns(PayerRow)


@dataclass(frozen=True, slots=True)
class NewCoverage:
    """A coverage as it is written; ``source`` and ``source_id`` name the system it was imported from."""

    coverage_id: str
    patient_id: str
    payer_id: str
    position: int = 1
    plan_name: str = ""
    member_id: str = ""
    group_number: str = ""
    relationship: str = "self"
    subscriber_name: str = ""
    effective_on: date | None = None
    ends_on: date | None = None
    copay: Money | None = None
    source: str = ""
    source_id: str = ""
    card_front: str = ""
    card_back: str = ""
    subscriber_dob: date | None = None
    subscriber_patient_id: str = ""


class CoverageRepository:
    """Payers, and what they cover for whom."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_patients(self, patient_ids: Sequence[str], tz: ZoneInfo) -> dict[str, tuple[Coverage, ...]]:
        """All coverages of these patients, ended ones too, primary first; one query for all of them."""
        query = (
            sql(CoverageRow, _Y.name)
            .join(table(PayerRow), _Y.id == _C.payer_id)
            .where(_C.patient_id.in_(set(patient_ids)))
            .order_by(_C.position, _C.effective_on.desc(), _C.id)
        )
        found: dict[str, tuple[Coverage, ...]] = {}
        for row, payer in self._session.execute(query):
            found[row.patient_id] = (*found.get(row.patient_id, ()), _coverage(row, payer, tz))
        return found

    def of_patient(self, patient_id: str, tz: ZoneInfo) -> tuple[Coverage, ...]:
        """The patient's coverages in their order, verified times on the clinic's clock."""
        return self.of_patients([patient_id], tz).get(patient_id, ())

    def payers_of(self, patient_id: str, day: date) -> list[tuple[str, str]]:
        """Name and kind of every payer that covers this patient on ``day``."""
        query = (
            sql(_Y.name, _Y.kind)
            .join(table(CoverageRow), _Y.id == _C.payer_id)
            .where(
                _C.patient_id == patient_id,
                func.coalesce(_C.effective_on, day) <= day,
                func.coalesce(_C.ends_on, day) >= day,
            )
            .order_by(_C.position)
        )
        return [(name, kind) for name, kind in self._session.execute(query)]

    def payers(self) -> list[tuple[str, str]]:
        """Id and name of every payer in use, by name."""
        rows = self._session.exec(
            select(PayerRow.id, PayerRow.name).where(col(PayerRow.active).is_(True)).order_by(PayerRow.name_folded)
        )
        return [(payer_id, name) for payer_id, name in rows]

    def payer_named(self, name: str) -> str | None:
        """The id of the payer of this name, accents and case aside."""
        return self._session.exec(select(PayerRow.id).where(col(PayerRow.name_folded) == fold(name)).limit(1)).first()

    def add_payer(self, payer_id: str, name: str, kind: str, by: str, at: datetime) -> None:
        """A new payer, found by its folded name later."""
        self._session.add(
            PayerRow(id=payer_id, name=name, name_folded=fold(name), kind=kind, changed_by=by, changed_at=at)
        )
        self._session.flush()

    def add(self, new: NewCoverage, by: str, at: datetime) -> None:
        """A new coverage at version 1."""
        self._session.add(
            CoverageRow(
                id=new.coverage_id, patient_id=new.patient_id, payer_id=new.payer_id, position=new.position,
                plan_name=new.plan_name, member_id=new.member_id, group_number=new.group_number,
                relationship=new.relationship, subscriber_name=new.subscriber_name, effective_on=new.effective_on,
                ends_on=new.ends_on, copay_cents=new.copay.cents if new.copay is not None else None,
                source=new.source, source_id=new.source_id, card_front=new.card_front, card_back=new.card_back,
                subscriber_dob=new.subscriber_dob, subscriber_patient_id=new.subscriber_patient_id or None,
                changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def end(self, coverage_id: str, last_day: date, by: str, at: datetime, reason: str = "") -> None:
        """The last day on which this coverage holds, and why it ended; the row stays."""
        self.change(coverage_id, by, at, ends_on=last_day, ended_reason=reason)

    def get(self, coverage_id: str, tz: ZoneInfo) -> Coverage | None:
        """One coverage, whoever it belongs to."""
        query = (
            sql(CoverageRow, _Y.name).join(table(PayerRow), _Y.id == _C.payer_id).where(_C.id == coverage_id)
        )  # fmt: skip
        found = self._session.execute(query).one_or_none()
        return None if found is None else _coverage(found[0], found[1], tz)

    def change(self, coverage_id: str, by: str, at: datetime, **values: Any) -> int:
        """Write these columns and the next version; the answer is that version."""
        row = self._session.get_one(CoverageRow, coverage_id)
        for name, value in values.items():
            setattr(row, name, value)
        next_version(self._session, row, by, at)
        return row.version

    def verified(self, coverage_id: str, result: str, how: str, by: str, at: datetime) -> None:
        """Keep the newest eligibility answer: active, inactive or unknown, and how it was asked. No new version: the
        check itself is the history, and an answer that comes by itself must not refuse what a rep is typing."""
        row = self._session.get_one(CoverageRow, coverage_id)
        row.verified_at, row.verified_result, row.verified_how = at, result, how
        row.changed_by, row.changed_at = by, at
        self._session.add(row)
        self._session.flush()

    def card_seen(self, coverage_id: str, on: date, by: str, at: datetime) -> None:
        """Note the day on which the card was seen last."""
        row = self._session.get_one(CoverageRow, coverage_id)
        row.card_seen_on = on
        next_version(self._session, row, by, at)


def _coverage(row: CoverageRow, payer: str, tz: ZoneInfo) -> Coverage:
    return Coverage(
        coverage_id=row.id, payer=payer, plan=row.plan_name, member_id=row.member_id, group_number=row.group_number,
        order=row.position, effective=row.effective_on, ends=row.ends_on, subscriber=row.subscriber_name,
        relationship=row.relationship, verified_on=local_date(row.verified_at, tz) if row.verified_at else None,
        verified_result=row.verified_result, copay=Money(row.copay_cents) if row.copay_cents is not None else None,
        card_seen_on=row.card_seen_on, version=row.version, patient_id=row.patient_id, payer_id=row.payer_id,
        subscriber_dob=row.subscriber_dob, subscriber_patient_id=row.subscriber_patient_id or "",
        card_front=row.card_front, card_back=row.card_back, ended_reason=row.ended_reason, changed_by=row.changed_by,
        changed_at=row.changed_at,
    )  # fmt: skip
