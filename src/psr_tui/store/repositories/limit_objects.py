"""What a service clock is about: whose record it belongs to and the few words a list names it by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.messages import MessageInRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.quality import QaReviewRow
from psr_tui.store.tables.staff import StaffRow

MESSAGE, CALLBACK, REVIEW = "message_in", "callback", "qa_review"
"""Kinds of objects that have a clock."""
_M, _B, _Q, _P, _S = (columns(one) for one in (MessageInRow, CallbackRow, QaReviewRow, PatientRow, StaffRow))
_NAMES = (_P.last_name, _P.first_name, _P.middle_name, _P.suffix)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Named:
    """``patient_id`` is empty where no record is known, or it is about none. ``about``: subject, reason, rep."""

    patient_id: str
    name: str
    about: str


class LimitObjects:
    """Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def named(self, kind: str, ids: Sequence[str]) -> dict[str, Named]:
        """By id, for every one of them that is there."""
        found: dict[str, Named] = {}
        for first in range(0, len(ids), _AT_ONCE):
            found.update(_KINDS[kind](self, ids[first : first + _AT_ONCE]))
        return found

    def untried(self) -> list[tuple[str, datetime]]:
        """(id, asked at) of open requests to be called that nobody has tried yet; promises have a time of their own."""
        query = sql(_B.id, _B.requested_at).where(
            _B.state == "open", _B.attempts == 0, _B.promise.is_(False), _B.red_flag.is_(False), _B.cadence != "ABN"
        )
        return [(row[0], row[1]) for row in self._session.execute(query)]

    def _messages(self, ids: Sequence[str]) -> dict[str, Named]:
        query = (
            sql(_M.id, _M.patient_id, _M.from_name, _M.subject, *_NAMES)
            .outerjoin(table(PatientRow), _P.id == _M.patient_id)
            .where(_M.id.in_(ids))
        )
        return {
            one: Named(patient or "", display_name(*names) if patient else sender, subject or "a portal message")
            for one, patient, sender, subject, *names in self._session.execute(query)
        }

    def _callbacks(self, ids: Sequence[str]) -> dict[str, Named]:
        query = (
            sql(_B.id, _B.patient_id, _B.caller_name, _B.reason_code, *_NAMES)
            .outerjoin(table(PatientRow), _P.id == _B.patient_id)
            .where(_B.id.in_(ids))
        )
        return {
            one: Named(patient or "", display_name(*names) if patient else caller, reason.lower())
            for one, patient, caller, reason, *names in self._session.execute(query)
        }

    def _reviews(self, ids: Sequence[str]) -> dict[str, Named]:
        query = sql(_Q.id, _S.name).join(table(StaffRow), _S.id == _Q.staff_id).where(_Q.id.in_(ids))
        return {one: Named("", "", name) for one, name in self._session.execute(query)}


_Read = Callable[[LimitObjects, Sequence[str]], dict[str, Named]]
_KINDS: dict[str, _Read] = {
    MESSAGE: LimitObjects._messages,
    CALLBACK: LimitObjects._callbacks,
    REVIEW: LimitObjects._reviews,
}
