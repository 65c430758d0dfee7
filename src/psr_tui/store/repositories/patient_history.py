"""Everything that happened to one patient, read a page at a time from the tables it lies in, newest first.

One UNION over the sources is sorted by the database; only the rows of the page come out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, func, literal, or_, union_all
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.history import HistoryKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.audit import AuditRow
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.check_in import ConsentKindRow, ConsentRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.people import ContactLogRow, PatientMergeRow, RecordVersionRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow, VisitTypeRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.visit_day import CareNoteRow

_A, _E, _D, _T, _B, _BE, _O, _G, _K, _J, _L, _V, _LOG, _U, _S, _R, _CARE, _P, _M = (
    columns(one)
    for one in (
        AppointmentRow, AppointmentEventRow, ProviderRow, VisitTypeRow, CallbackRow, CallbackEventRow, CallOutcomeRow,
        ConsentRow, ConsentKindRow, JournalRow, LedgerLineRow, RecordVersionRow, ContactLogRow, AuditRow, StaffRow,
        ReasonCodeRow, CareNoteRow, PatientRow, PatientMergeRow,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row as it lies in its table; ``a`` to ``c`` are what the kind's words are made of."""

    kind: HistoryKind
    key: str
    at: datetime
    who: str
    a: str
    b: str
    c: str


class PatientHistoryQueries:
    """Counts and pages of one patient's history."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, patient_id: str, kinds: Collection[HistoryKind], looker: str = "") -> int:
        """How many lines there are of these kinds. ``looker``: count only this person's looks, '' everybody's."""
        parts = [
            sql(func.count().label("n")).select_from(one.subquery())
            for one in _sources(self._records(patient_id), kinds, looker)
        ]
        if not parts:
            return 0
        return int(self._session.execute(sql(func.sum(union_all(*parts).subquery().c.n))).scalar_one())

    def page(
        self, patient_id: str, kinds: Collection[HistoryKind], first: int, count: int, looker: str = ""
    ) -> list[HistoryRow]:
        """The lines from ``first``, newest first, at most ``count``."""
        sources = _sources(self._records(patient_id), kinds, looker)
        if not sources:
            return []
        all_ = union_all(*sources).subquery()
        query = sql(all_).order_by(all_.c.at.desc(), all_.c.key.desc()).offset(first).limit(count)
        return [HistoryRow(HistoryKind(kind), *rest) for kind, *rest in self._session.execute(query)]

    def _records(self, patient_id: str) -> list[str]:
        """The patient's record and those that were found to be the same person: what was only added stays with them."""
        merged = sql(_P.id).where(_P.merged_into == patient_id)
        return [patient_id, *self._session.execute(merged).scalars()]


def _sources(ids: Sequence[str], kinds: Collection[HistoryKind], looker: str) -> Sequence[Any]:
    made = {
        HistoryKind.VISIT: (_visits,),
        HistoryKind.CALL: (_callbacks, _attempts),
        HistoryKind.MONEY: (_money,),
        HistoryKind.FORM: (_forms,),
        HistoryKind.COVERAGE: (_coverage_changes,),
        HistoryKind.NOTE: (_visit_notes, _care_notes),
        HistoryKind.CONTACT: (_contacts,),
        HistoryKind.CHANGE: (_changes, _merges, _taken_apart),
    }
    found = [make(ids) for kind in HistoryKind if kind in kinds for make in made.get(kind, ())]
    if HistoryKind.LOOKED in kinds:
        found.append(_looks(ids, looker))
    return found


def _line(kind: HistoryKind, key: Any, at: Any, who: Any, a: Any = "", b: Any = "", c: Any = "") -> Any:
    texts = [
        cast(func.coalesce(one, ""), String) if not isinstance(one, str) else literal(one) for one in (who, a, b, c)
    ]
    labels = ("who", "a", "b", "c")
    return sql(
        literal(kind.value).label("kind"), key.label("key"), at.label("at"),
        *(text.label(label) for text, label in zip(texts, labels, strict=True)),
    )  # fmt: skip


def _key(letter: str, *parts: Any) -> Any:
    made: Any = literal(letter)
    for part in parts:
        made = made + literal(":") + cast(part, String)
    return made


def _visits(ids: Sequence[str]) -> Any:
    return (
        _line(HistoryKind.VISIT, _key("v", _A.id), _A.starts_at, _D.last_name, _T.label, _A.state, _A.reason)
        .select_from(table(AppointmentRow))
        .join(table(VisitTypeRow), _T.code == _A.visit_type)
        .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
        .where(_A.patient_id.in_(ids))
    )


def _callbacks(ids: Sequence[str]) -> Any:
    label = func.coalesce(_R.label, _B.reason_code)
    return (
        _line(HistoryKind.CALL, _key("b", _B.id), _B.requested_at, "", label, _B.state, _B.note)
        .select_from(table(CallbackRow))
        .outerjoin(table(ReasonCodeRow), and_(_R.kind == "call_reason", _R.code == _B.reason_code))
        .where(_B.patient_id.in_(ids))
    )


def _attempts(ids: Sequence[str]) -> Any:
    return (
        _line(
            HistoryKind.CALL, _key("c", _BE.id), _BE.at, _BE.staff_name, func.coalesce(_O.label, _BE.outcome), "call",
            _BE.note,
        )
        .select_from(table(CallbackEventRow))
        .join(table(CallbackRow), _B.id == _BE.callback_id)
        .outerjoin(table(CallOutcomeRow), _O.code == _BE.outcome)
        .where(_B.patient_id.in_(ids), _BE.outcome != "")
    )  # fmt: skip


def _money(ids: Sequence[str]) -> Any:
    amount = sql(func.sum(_L.cents)).where(_L.journal_id == _J.id, _L.cents > 0).scalar_subquery()
    return (
        _line(HistoryKind.MONEY, _key("j", _J.id), _J.at, _J.staff_name, _J.kind, amount, _J.receipt_number)
        .select_from(table(JournalRow))
        .where(_J.patient_id.in_(ids))
    )


def _forms(ids: Sequence[str]) -> Any:
    return (
        _line(HistoryKind.FORM, _key("f", _G.id), _G.at, _S.name, _K.label, _G.answer, _G.expires_on)
        .select_from(table(ConsentRow))
        .join(table(ConsentKindRow), _K.code == _G.kind)
        .join(table(StaffRow), _S.id == _G.taken_by)
        .where(_G.patient_id.in_(ids))
    )


def _versions(kind: HistoryKind, ids: Sequence[str], coverage: bool) -> Any:
    of_kind = _V.entity == "coverage" if coverage else _V.entity != "coverage"
    key = _key("r", _V.entity, _V.entity_id, _V.version)
    return (
        _line(kind, key, _V.at, _V.staff_name, _V.entity, _V.entity_id, _V.version)
        .select_from(table(RecordVersionRow))
        .where(_V.patient_id.in_(ids), of_kind)
    )


def _coverage_changes(ids: Sequence[str]) -> Any:
    return _versions(HistoryKind.COVERAGE, ids, True)


def _changes(ids: Sequence[str]) -> Any:
    return _versions(HistoryKind.CHANGE, ids, False)


def _merges(ids: Sequence[str]) -> Any:
    return _merge_lines(ids, "g", _M.at, _M.staff_id, _M.reason)


def _taken_apart(ids: Sequence[str]) -> Any:
    return _merge_lines(ids, "h", _M.undone_at, _M.undone_by, _M.undone_reason).where(_M.undone_at.is_not(None))


def _merge_lines(ids: Sequence[str], letter: str, at: Any, by: Any, why: Any) -> Any:
    kept = table(PatientRow).alias("kept")
    return (
        _line(HistoryKind.CHANGE, _key(letter, _M.id), at, _S.name, _P.mrn, kept.c.mrn, why)
        .select_from(table(PatientMergeRow))
        .join(table(PatientRow), _P.id == _M.merged_id)
        .join(kept, kept.c.id == _M.kept_id)
        .outerjoin(table(StaffRow), _S.id == by)
        .where(or_(_M.kept_id.in_(ids), _M.merged_id.in_(ids)))
    )


def _visit_notes(ids: Sequence[str]) -> Any:
    return (
        _line(HistoryKind.NOTE, _key("n", _E.id), _E.at, _E.staff_name, _E.note, "visit")
        .select_from(table(AppointmentEventRow))
        .join(table(AppointmentRow), _A.id == _E.appointment_id)
        .where(_A.patient_id.in_(ids), _E.kind == "note", _E.note != "")
    )


def _care_notes(ids: Sequence[str]) -> Any:
    return (
        _line(HistoryKind.NOTE, _key("o", _CARE.id), _CARE.at, _CARE.staff_name, _CARE.asked, _CARE.kind, _CARE.done)
        .select_from(table(CareNoteRow))
        .where(_CARE.patient_id.in_(ids))
    )


def _contacts(ids: Sequence[str]) -> Any:
    how = _LOG.channel + literal(" ") + _LOG.direction
    return (
        _line(HistoryKind.CONTACT, _key("l", _LOG.id), _LOG.at, _LOG.staff_name, _LOG.kind, how, _LOG.note)
        .select_from(table(ContactLogRow))
        .where(_LOG.patient_id.in_(ids))
    )


def _looks(ids: Sequence[str], looker: str) -> Any:
    where = func.json_extract(_U.detail, "$.where")
    query = (
        _line(HistoryKind.LOOKED, _key("u", _U.seq), _U.at, func.coalesce(_S.name, _U.actor), _U.action, where)
        .select_from(table(AuditRow))
        .outerjoin(table(StaffRow), _S.id == _U.actor)
        .where(_U.entity == "patient", _U.entity_id.in_(ids), _U.action == "view")
    )
    return query.where(_U.actor == looker) if looker else query
