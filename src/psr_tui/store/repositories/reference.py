"""Coded reasons, visit types and providers: the lists people choose from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.schedule import ProviderRow, VisitTypeRow


@dataclass(frozen=True, slots=True)
class Reason:
    """One coded reason. ``detail`` is a sub-kind, e.g. ``drop`` or ``pay_out`` for cash moves."""

    kind: str
    code: str
    label: str
    detail: str
    needs_comment: bool
    needs_approver: bool


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody patients come to see."""

    id: str
    code: str
    last_name: str
    first_name: str
    title: str


@dataclass(frozen=True, slots=True)
class VisitType:
    """A kind of visit and its usual length in minutes."""

    code: str
    label: str
    minutes: int
    preparation: str


class ReferenceRepository:
    """The rows a clinic keeps beside its code."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reasons(self, kind: str) -> list[Reason]:
        """Active reasons of a kind in their order."""
        rows = self._session.exec(
            select(ReasonCodeRow)
            .where(ReasonCodeRow.kind == kind, col(ReasonCodeRow.active).is_(True))
            .order_by(col(ReasonCodeRow.position), col(ReasonCodeRow.code))
        ).all()
        return [_reason(row) for row in rows]

    def reason(self, kind: str, code: str) -> Reason | None:
        """One reason, whether it is still offered or not; old records name it."""
        row = self._session.get(ReasonCodeRow, (kind, code))
        return _reason(row) if row else None

    def providers(self) -> list[Provider]:
        """Active providers, in the order of lists."""
        rows = self._session.exec(
            select(ProviderRow).where(col(ProviderRow.active).is_(True)).order_by(ProviderRow.last_name)
        ).all()
        return [Provider(row.id, row.code, row.last_name, row.first_name, row.title) for row in rows]

    def visit_types(self) -> list[VisitType]:
        """Active visit types, in the order of lists."""
        rows = self._session.exec(
            select(VisitTypeRow).where(col(VisitTypeRow.active).is_(True)).order_by(col(VisitTypeRow.position))
        ).all()
        return [VisitType(row.code, row.label, row.minutes, row.preparation) for row in rows]


def _reason(row: ReasonCodeRow) -> Reason:
    return Reason(row.kind, row.code, row.label, row.detail, row.needs_comment, row.needs_approver)
