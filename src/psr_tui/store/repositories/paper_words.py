"""What labels and papers of a patient say about a visit to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.receipt_words import provider_words
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.people import ContactPermissionRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow

_A, _D, _T, _P = (columns(one) for one in (AppointmentRow, ProviderRow, VisitTypeRow, PatientRow))
_M = columns(ContactPermissionRow)
_VISIT = (
    sql(
        _A.id, _A.local_date, _A.local_start, _A.time_zone, _T.preparation, _T.labels,
        func.max(_A.asked_to_arrive, _P.asked_to_arrive, _T.early_minutes),
        *(func.coalesce(part, "") for part in (_D.last_name, _D.first_name, _D.title)),
    )
    .join(table(VisitTypeRow), _T.code == _A.visit_type)
    .join(table(PatientRow), _P.id == _A.patient_id)
    .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperVisit:
    """A visit as paper tells of it: wall time in its own zone, the provider in full, what to do before. ``labels``: the
    kinds its type wants at check-in; ``arrive_before``: minutes the patient is asked to be there early (FD-85)."""

    visit_id: str
    local_date: date
    local_start: str
    time_zone: str
    preparation: str
    labels: tuple[str, ...]
    arrive_before: int
    provider: str


class PaperWords:
    """Base of the print queries: words about visits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def visit_words(self, visit_id: str) -> PaperVisit | None:
        """What paper says about this visit."""
        return next(iter(self._visits(_VISIT.where(_A.id == visit_id))), None)

    def coming_words(self, patient_id: str, now: datetime, most: int = 1) -> list[PaperVisit]:
        """The patient's booked visits after ``now``, the nearest first."""
        booked = (_A.patient_id == patient_id, _A.starts_at > now, _A.state == VisitState.BOOKED.value)
        return self._visits(_VISIT.where(*booked).order_by(_A.starts_at, _A.id).limit(most))

    def no_mail_for(self, patient_id: str) -> list[str]:
        """What this patient wants no letters about, in the order of the alphabet (FD-104)."""
        no_mail = (_M.patient_id == patient_id, _M.channel == "mail", _M.allowed.is_(False))
        return list(self._session.execute(sql(_M.purpose).where(*no_mail).order_by(_M.purpose)).scalars())

    def _visits(self, query: Select[Any]) -> list[PaperVisit]:
        return [
            PaperVisit(visit_id, on, start, zone, preparation, tuple(labels.split()), early, provider_words(*who))
            for visit_id, on, start, zone, preparation, labels, early, *who in self._session.execute(query)
        ]
