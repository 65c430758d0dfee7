"""What a receipt prints about its patient and its charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, case, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import Account
from psr_tui.domain.money import Money
from psr_tui.domain.names import display_name
from psr_tui.domain.payments import CHARGE_LABELS, ChargeKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.ledger import ChargeRow, LedgerLineRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow

_LINE = table(LedgerLineRow)
_L, _P, _C, _A, _D = (
    columns(one) for one in (LedgerLineRow, PatientRow, ChargeRow, AppointmentRow, ProviderRow)
)  # fmt: skip
# Made once: to build a statement costs more than to run it, and each of these runs in every posting.
_PATIENT = sql(_P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.mrn).where(
    _P.id == bindparam("patient_id")
)  # fmt: skip
_CHARGES = (
    sql(
        _C.id, _C.kind, _C.label, _C.service_date,
        func.coalesce(func.sum(case((_L.account == Account.RECEIVABLE.value, _L.cents), else_=0)), 0),
        *(func.coalesce(part, "") for part in (_D.last_name, _D.first_name, _D.title, _D.npi)),
    )
    .outerjoin(table(AppointmentRow), _A.id == _C.appointment_id)
    .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
    .outerjoin(_LINE, _L.charge_id == _C.id)
    .where(_C.id.in_(bindparam("charge_ids", expanding=True)))
    .group_by(_C.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceiptPatient:
    """The name and number a receipt prints."""

    name: str
    mrn: int


@dataclass(frozen=True, slots=True)
class ChargeWords:
    """What a receipt prints about a charge; ``open`` is what is still owed on it. No visit: no provider."""

    label: str
    service_date: date
    provider: str
    npi: str
    open: Money


class ReceiptWords:
    """Base of the receipts' queries: the words that are not in the journal itself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def receipt_patient(self, patient_id: str) -> ReceiptPatient | None:
        """What a receipt prints about its patient."""
        row = self._session.execute(_PATIENT, {"patient_id": patient_id}).one_or_none()
        return None if row is None else ReceiptPatient(display_name(*row[:4]), row[4])

    def charge_words(self, charge_ids: list[str]) -> dict[str, ChargeWords]:
        """What a receipt says about these charges, by charge id."""
        found = self._session.execute(_CHARGES, {"charge_ids": charge_ids}) if charge_ids else ()
        return {
            charge_id: ChargeWords(
                label or CHARGE_LABELS[ChargeKind(kind)],
                day,
                provider_words(last, first, title),
                npi,
                Money(int(cents)),
            )
            for charge_id, kind, label, day, cents, last, first, title, npi in found
        }


def provider_words(last: str, first: str, title: str) -> str:
    """A provider as paper names one, ``Ana Lee, MD``: a claim wants more than a surname."""
    name = f"{first} {last}".strip()
    return f"{name}, {title}" if title and name else name
