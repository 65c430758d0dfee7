"""Papers with their versions, and the answers patients gave to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.consents import ConsentKind, Recurs, Signature
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.check_in import ConsentKindRow, ConsentRow, ConsentVersionRow
from psr_tui.store.tables.staff import StaffRow

_K, _V, _G, _STAFF = (columns(one) for one in (ConsentKindRow, ConsentVersionRow, ConsentRow, StaffRow))


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """The text of a paper at one version; a withdrawn one stays to be read."""

    kind: str
    number: int
    words: str
    from_day: date
    withdrawn_at: datetime | None = None
    why: str = ""


class PaperRepository:
    """Kinds, versions and signatures."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def kinds(self) -> tuple[ConsentKind, ...]:
        """The papers in use with the words of their newest version, in the order they are asked for."""
        newest = and_(_V.kind == _K.code, _V.number == _K.current_version)
        query = (
            sql(
                _K.code, _K.label, func.coalesce(_V.words, _K.words), _K.months_valid, _K.required, _K.recurs,
                _K.visit_types, _K.payer_kinds, _K.minors_only, _K.current_version, _V.withdrawn_at,
            )
            .select_from(table(ConsentKindRow))
            .outerjoin(table(ConsentVersionRow), newest)
            .where(_K.active.is_(True))
            .order_by(_K.position, _K.code)
        )  # fmt: skip
        return tuple(
            ConsentKind(
                code, label, words, months, bool(must), Recurs(recurs), tuple(types.split()), tuple(payers.split()),
                bool(minors), version, withdrawn_at is not None,
            )
            for code, label, words, months, must, recurs, types, payers, minors, version, withdrawn_at
            in self._session.execute(query)
        )  # fmt: skip

    def signatures(self, patient_ids: Sequence[str]) -> dict[str, dict[str, Signature]]:
        """The newest answer of each patient to each paper."""
        query = (
            sql(
                _G.patient_id, _G.kind, _G.signed_on, _G.expires_on, _G.answer, _STAFF.name,
                func.coalesce(_G.appointment_id, ""), _G.form_version, _G.how, _G.signed_by, _G.relation,
                _G.interpreter_used, _G.reason,
            )
            .select_from(table(ConsentRow))
            .join(table(StaffRow), _STAFF.id == _G.taken_by)
            .where(_G.patient_id.in_(patient_ids))
            .order_by(_G.at, _G.id)
        )  # fmt: skip
        found: dict[str, dict[str, Signature]] = {}
        for patient_id, kind, signed_on, expires_on, answer, by, *rest in self._session.execute(query):
            signature = Signature(kind, signed_on, expires_on, answer == "refused", by, *rest)
            found.setdefault(patient_id, {})[kind] = signature
        return found

    def add_answer(self, consent_id: str, patient_id: str, given: Signature, staff_id: str, at: datetime) -> None:
        """File a signature, or that the patient declined. The database refuses a version that was withdrawn."""
        self._session.add(
            ConsentRow(
                id=consent_id, patient_id=patient_id, kind=given.kind, answer="refused" if given.refused else "signed",
                signed_on=given.signed_on, expires_on=given.expires_on, taken_by=staff_id,
                appointment_id=given.visit_id or None, at=at, form_version=given.version, how=given.how,
                signed_by=given.signed_by, relation=given.relation, interpreter_used=given.interpreter_used,
                reason=given.reason,
            )
        )  # fmt: skip
        self._session.flush()

    # --- versions ---
    def versions(self, kind: str) -> list[PaperVersion]:
        """Every version of a paper, the newest first."""
        query = sql(ConsentVersionRow).where(_V.kind == kind).order_by(_V.number.desc())
        return [
            PaperVersion(row.kind, row.number, row.words, row.from_day, row.withdrawn_at, row.why)
            for row in self._session.execute(query).scalars()
        ]

    def add_version(self, kind: str, words: str, from_day: date) -> int:
        """Put a new text into use; returns its number. The versions before it can still be read."""
        row = self._session.get_one(ConsentKindRow, kind)
        newest = self._session.execute(sql(func.max(_V.number)).where(_V.kind == kind)).scalar_one()
        number = int(newest or row.current_version) + 1
        self._session.add(ConsentVersionRow(kind=kind, number=number, words=words, from_day=from_day))
        row.current_version = number
        row.words = words
        self._session.add(row)
        self._session.flush()
        return number

    def withdraw(self, kind: str, number: int, at: datetime, why: str) -> None:
        """A version is signed no more from now on."""
        row = self._session.get_one(ConsentVersionRow, (kind, number))
        row.withdrawn_at, row.why = at, why
        self._session.add(row)
        self._session.flush()
