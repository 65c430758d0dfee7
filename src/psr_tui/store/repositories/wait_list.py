"""The wait list: entries with what decides whether a time fits, and the offers that were made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_list import OPEN_RESULTS, Entry
from psr_tui.domain.wanted import DayPart
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.booking import WaitListOfferRow, WaitListRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow

_W, _P, _A, _O, _N, _T, _D = (
    columns(one)
    for one in (
        WaitListRow, PatientRow, AppointmentRow, WaitListOfferRow, PatientPhoneRow, VisitTypeRow, ProviderRow,
    )
)  # fmt: skip
_BOOKED = (VisitState.REQUESTED.value, VisitState.BOOKED.value)
_PHONE = (
    sql(_N.typed)
    .where(_N.patient_id == _W.patient_id, _N.wrong_since.is_(None))
    .order_by(_N.position)
    .limit(1)
    .scalar_subquery()
)
_ENTRY: Any = (
    sql(
        WaitListRow, _P.last_name, _P.first_name, _P.middle_name, _P.suffix,
        _A.starts_at, _T.label, func.coalesce(_D.last_name, ""), _PHONE,
    )
    .select_from(table(WaitListRow))
    .join(table(PatientRow), _P.id == _W.patient_id)
    .join(table(VisitTypeRow), _T.code == _W.visit_type)
    .outerjoin(table(AppointmentRow), and_(_A.id == _W.appointment_id, _A.state.in_(_BOOKED)))
    .outerjoin(table(ProviderRow), _D.id == _W.provider_id)
)  # fmt: skip


_WAITING = (_W.state == "waiting", _P.deceased_on.is_(None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry as the list shows it: with the words for visit type and provider, and the last thing offered."""

    entry: Entry
    label: str
    provider: str
    last_offer: str = ""
    last_result: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that was made."""

    offer_id: str
    version: int
    entry_id: str
    provider_id: str | None
    starts_at: datetime
    minutes: int
    sent_at: datetime
    expires_at: datetime
    result: str


class WaitListRepository:
    """Entries and offers. Rows end by their state; nothing is deleted."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self, day_from: datetime, at: datetime, starts_at: datetime | None = None) -> list[Waiting]:
        """Everybody who waits, the highest priority first. Offers since ``day_from`` count as those of today;
        ``starts_at``: whether this very time was offered before. A fixed number of queries."""
        rows = list(self._session.execute(_ENTRY.where(*_WAITING).order_by(_W.priority.desc(), _W.since)))
        ids = [row[0].id for row in rows]
        today = self._offers_since(ids, day_from)
        offered = self._offered(ids, starts_at) if starts_at is not None else set()
        last = self._last(ids)
        return [_waiting(row, today, offered, last) for row in rows]

    def get(self, entry_id: str) -> Waiting | None:
        """One entry, waiting or not."""
        found = self._session.execute(_ENTRY.where(_W.id == entry_id)).one_or_none()
        return None if found is None else _waiting(found, {}, set(), self._last([entry_id]))

    def state(self, entry_id: str) -> tuple[str, int, str, datetime]:
        """State, version, who changed it and when."""
        row = self._session.get_one(WaitListRow, entry_id)
        return row.state, row.version, row.changed_by, row.changed_at

    def of_patient(self, patient_id: str) -> list[WaitListRow]:
        """The patient's entries that still wait."""
        query = sql(WaitListRow).where(_W.patient_id == patient_id, _W.state == "waiting")
        return list(self._session.execute(query).scalars())

    def of_visit(self, visit_id: str) -> list[WaitListRow]:
        """Entries of people who keep this visit meanwhile."""
        query = sql(WaitListRow).where(_W.appointment_id == visit_id, _W.state == "waiting")
        return list(self._session.execute(query).scalars())

    def add(self, entry_id: str, by: str, at: datetime, **fields: Any) -> None:
        """A new entry, waiting from now on."""
        self._session.add(WaitListRow(id=entry_id, since=at, changed_by=by, changed_at=at, **fields))
        self._session.flush()

    def change(self, entry_id: str, by: str, at: datetime, **fields: Any) -> int:
        """Write these fields and the next version."""
        return changed(self._session, WaitListRow, entry_id, by, at, fields)

    # --- offers ---
    def add_offer(self, offer: Offer, channel: str, staff_id: str, by: str) -> None:
        """An offer that was made just now."""
        self._session.add(
            WaitListOfferRow(
                id=offer.offer_id, entry_id=offer.entry_id, provider_id=offer.provider_id, starts_at=offer.starts_at,
                minutes=offer.minutes, channel=channel, sent_at=offer.sent_at, expires_at=offer.expires_at,
                result=offer.result, staff_id=staff_id, changed_by=by, changed_at=offer.sent_at,
            )
        )  # fmt: skip
        self._session.flush()

    def offers(self, entry_id: str) -> list[Offer]:
        """All offers of an entry, newest first (FD-96)."""
        query = sql(WaitListOfferRow).where(_O.entry_id == entry_id).order_by(_O.sent_at.desc())
        return [_offer(row) for row in self._session.execute(query).scalars()]

    def open_offers(self, until: datetime | None = None) -> list[Offer]:
        """Offers without an answer; ``until``: only those that ran out by then."""
        query = sql(WaitListOfferRow).where(_O.result.in_(sorted(OPEN_RESULTS)))
        if until is not None:
            query = query.where(_O.expires_at <= until)
        return [_offer(row) for row in self._session.execute(query.order_by(_O.expires_at)).scalars()]

    def answer(self, offer_id: str, result: str, by: str, at: datetime) -> None:
        """What came of an offer."""
        row = self._session.get_one(WaitListOfferRow, offer_id)
        row.result, row.version, row.changed_by, row.changed_at = result, row.version + 1, by, at
        self._session.add(row)
        self._session.flush()

    def _offers_since(self, ids: Sequence[str], since: datetime) -> dict[str, int]:
        query = sql(_O.entry_id, func.count()).where(_O.entry_id.in_(ids), _O.sent_at >= since).group_by(_O.entry_id)
        return {entry: int(number) for entry, number in self._session.execute(query)}

    def _offered(self, ids: Sequence[str], starts_at: datetime) -> set[str]:
        query = sql(_O.entry_id).where(_O.entry_id.in_(ids), _O.starts_at == starts_at)
        return set(self._session.execute(query).scalars())

    def _last(self, ids: Sequence[str]) -> dict[str, tuple[datetime, str]]:
        query = sql(_O.entry_id, _O.starts_at, _O.result).where(_O.entry_id.in_(ids)).order_by(_O.sent_at)
        return {entry: (starts, result) for entry, starts, result in self._session.execute(query)}


def _waiting(row: Any, today: dict[str, int], offered: set[str], last: dict[str, tuple[datetime, str]]) -> Waiting:
    one, surname, first, middle, suffix, has, label, provider, phone = row
    entry = Entry(
        one.id, one.version, one.patient_id, display_name(surname, first, middle, suffix), one.visit_type, one.minutes,
        one.provider_id, one.earliest, one.latest, one.weekdays, tuple(DayPart(part) for part in one.day_parts.split()),
        one.notice_minutes, one.priority, one.interpreter, one.since, one.appointment_id, has, one.channel, one.note,
        phone or "", today.get(one.id, 0), one.id in offered,
    )  # fmt: skip
    at, result = last.get(one.id, (None, ""))
    return Waiting(entry, label, provider, f"{at:%Y-%m-%d %H:%M}" if at else "", result)


def _offer(row: WaitListOfferRow) -> Offer:
    return Offer(
        row.id, row.version, row.entry_id, row.provider_id, row.starts_at, row.minutes, row.sent_at, row.expires_at,
        row.result,
    )  # fmt: skip
