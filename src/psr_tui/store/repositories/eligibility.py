"""Eligibility checks and the files they travel in: written once, answered once, never deleted (FD-113)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.eligibility_check import ABOUT_COVERAGE, Channel, Check, CheckState, Result
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.eligibility import EligibilityCheckRow, EligibilityFileRow

_TABLE, _FILES = table(EligibilityCheckRow), table(EligibilityFileRow)
_K, _F = columns(EligibilityCheckRow), columns(EligibilityFileRow)
_READ: Any = [column for column in _TABLE.c if column.name not in ("request_raw", "answer_raw")]
"""A list reads hundreds of checks; their bytes are read for one check at a time."""
WRITTEN: Any = literal_column("eligibility_check.rowid")
"""Tells two checks of the same instant apart: the one written later is the newer."""
CHOSEN: Any = literal_column("expected_copay.rowid")  # of two choices of one instant the one written last holds
_ABOUT = [result.value for result in ABOUT_COVERAGE]
_OPEN = (CheckState.QUEUED.value, CheckState.SENT.value, CheckState.FAILED.value)


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A check as it is written first. ``control`` is None for what somebody typed."""

    check_id: str
    patient_id: str
    coverage_id: str
    visit_id: str
    service_date: date
    service_types: tuple[str, ...]
    channel: Channel
    trace: str
    control: int | None = None
    request: bytes = b""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the exchange: what became of it."""

    file_id: str
    name: str
    state: str
    reason: str
    checks: int


class EligibilityRepository:
    """One session's checks and files."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- checks ---
    def add(self, new: NewCheck, staff_id: str, by: str, at: datetime, **values: Any) -> None:
        """A new check; ``values`` set further columns, for an answer that was typed."""
        self._session.execute(
            _TABLE.insert().values(
                **{
                    "id": new.check_id, "patient_id": new.patient_id, "coverage_id": new.coverage_id,
                    "appointment_id": new.visit_id or None, "service_date": new.service_date,
                    "service_types": " ".join(new.service_types), "channel": new.channel.value,
                    "state": CheckState.QUEUED.value, "result": "", "trace_number": new.trace,
                    "control_number": new.control, "asked_by": staff_id, "asked_name": by, "asked_at": at,
                    "tries": new.tries, "reference": "", "spoke_with": "", "reject_code": "",
                    "reject_follow_up": "", "reject_level": "", "failure": "", "coinsurance": "", "plan_name": "",
                    "member_id": "", "changes": "", "reviewed_by": "", "note": "", "request_raw": new.request,
                    "answer_raw": b"", "version": 1, "changed_by": by, "changed_at": at, **values,
                }
            )
        )  # fmt: skip

    def change(self, check_id: str, by: str, at: datetime, **values: Any) -> None:
        """Set columns of a check; the database refuses to change what was asked or answered."""
        self._session.execute(
            _TABLE.update()
            .where(_K.id == check_id)
            .values(version=_K.version + 1, changed_by=by, changed_at=at, **values)
        )

    def now_sent(self, check_id: str, by: str, at: datetime) -> bool:
        """From queued to sent; False when another process was faster."""
        done = self._session.execute(
            _TABLE.update()
            .where(_K.id == check_id, _K.state == CheckState.QUEUED.value)
            .values(state=CheckState.SENT.value, sent_at=at, version=_K.version + 1, changed_by=by, changed_at=at)
        )
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]

    def get(self, check_id: str) -> Check | None:
        """One check without its bytes."""
        return self._one(_BY_ID, check_id)

    def by_trace(self, trace: str) -> Check | None:
        """The check whose number came back."""
        return self._one(_BY_TRACE, trace) if trace else None

    def by_control(self, control: int) -> list[Check]:
        """The checks of one interchange of ours that have no answer yet."""
        return self._many(_K.control_number == control, _K.channel.in_(("x12", "loopback")), _K.state.in_(_OPEN))

    def open_of(self, patients: Iterable[str], channel: Channel) -> list[Check]:
        """Checks of these patients that wait for an answer, or failed and may still get one."""
        return self._many(_K.patient_id.in_(set(patients)), _K.channel == channel.value, _K.state.in_(_OPEN))

    def in_state(self, state: CheckState, channel: Channel | None = None, most: int = 500) -> list[Check]:
        """Checks in a state, the oldest first."""
        where = [_K.state == state.value]
        where += [_K.channel == channel.value] if channel else []
        rows = self._session.execute(sql(*_READ).where(*where).order_by(_K.asked_at).limit(most)).mappings()
        return [_check(row) for row in rows]

    def silent_since(self, before: datetime) -> list[Check]:
        """Checks that were sent so long ago that no answer is expected any more."""
        return self._many(_K.state == CheckState.SENT.value, _K.asked_at < before)

    def due_again(self, now: datetime, most: int = 100) -> list[Check]:
        """Failed checks whose time to be asked again has come."""
        query = (
            sql(*_READ)
            .where(_K.state == CheckState.FAILED.value, _K.next_try_at <= now)
            .order_by(_K.next_try_at)
            .limit(most)
        )
        return [_check(row) for row in self._session.execute(query).mappings()]

    def raw(self, check_id: str) -> tuple[bytes, bytes]:
        """What was asked and what came back, byte for byte."""
        found = self._session.execute(sql(_K.request_raw, _K.answer_raw).where(_K.id == check_id)).one()
        return bytes(found[0]), bytes(found[1])

    def newest(self, coverage_ids: Sequence[str], *, answered: bool = False) -> dict[str, Check]:
        """The last check of each coverage; ``answered``: the last in which the payer said something about it."""
        query = _NEWEST_ANSWER if answered else _NEWEST
        rows = self._session.execute(query, {"coverage_ids": list(coverage_ids)}).mappings()
        return {check.coverage_id: check for check in (_check(row) for row in rows)}

    def newest_benefits(self, coverage_ids: Sequence[str]) -> dict[str, datetime]:
        """When each coverage last had an answer with amounts."""
        amounts = or_(_K.copay_cents.is_not(None), _K.deductible_left_cents.is_not(None), _K.coinsurance != "")
        query = (
            sql(_K.coverage_id, func.max(_K.answered_at))
            .where(_K.coverage_id.in_(coverage_ids), _about(), amounts)
            .group_by(_K.coverage_id)
        )
        return {coverage_id: at for coverage_id, at in self._session.execute(query) if at is not None}

    def last_answer(self, coverage_id: str, but_not: str = "") -> Check | None:
        """The last answer about a coverage before a new one is written."""
        query = sql(*_READ).where(_K.coverage_id == coverage_id, _about(), _K.id != but_not)
        rows = self._session.execute(query.order_by(_K.answered_at.desc(), WRITTEN.desc()).limit(1)).mappings().all()
        return _check(rows[0]) if rows else None

    def history(self, coverage_id: str, most: int = 50) -> list[Check]:
        """Every check of a coverage, the newest first."""
        query = (
            sql(*_READ).where(_K.coverage_id == coverage_id).order_by(_K.asked_at.desc(), WRITTEN.desc()).limit(most)
        )
        return [_check(row) for row in self._session.execute(query).mappings()]

    # --- files ---
    def file(self, direction: str, sha256: str) -> FileRecord | None:
        """What became of a file of this content."""
        query = sql(_F.id, _F.name, _F.state, _F.reason, _F.checks).where(
            _F.direction == direction, _F.sha256 == sha256
        )
        found = self._session.execute(query).one_or_none()
        return None if found is None else FileRecord(*found)

    def file_written(self, file_id: str) -> bool:
        """Whether a request file of this id was promised to the clearinghouse."""
        return self._session.execute(sql(_F.id).where(_F.id == file_id)).one_or_none() is not None

    def add_file(
        self, file_id: str, direction: str, name: str, sha256: str, at: datetime, state: str, reason: str, checks: int
    ) -> None:
        """Note a file; a second one of the same content in the same direction is refused by the database."""
        self._session.execute(
            _FILES.insert().values(
                id=file_id, direction=direction, name=name, sha256=sha256, at=at, state=state, reason=reason,
                checks=checks,
            )
        )  # fmt: skip

    # --- the parts ---
    def _one(self, query: Any, value: str) -> Check | None:
        rows = self._session.execute(query, {"value": value}).mappings().all()
        return _check(rows[0]) if rows else None

    def _many(self, *where: Any) -> list[Check]:
        rows = self._session.execute(sql(*_READ).where(*where).order_by(_K.asked_at, _K.id)).mappings()
        return [_check(row) for row in rows]


def _about() -> Any:
    return and_(_K.state == CheckState.ANSWERED.value, _K.result.in_(_ABOUT))


def _first_of(where: Any) -> Any:
    """The newest check of each of some coverages; made once, for it runs several times in every check."""
    place = func.row_number().over(
        partition_by=_K.coverage_id, order_by=(_K.asked_at.desc(), WRITTEN.desc())
    ).label("place")  # fmt: skip
    coverage_ids: Any = bindparam("coverage_ids", expanding=True)
    asked = sql(_K.id, place).where(_K.coverage_id.in_(coverage_ids))
    ranked = (asked.where(where) if where is not None else asked).subquery()
    return sql(*_READ).where(_K.id.in_(sql(ranked.c.id).where(ranked.c.place == 1)))


_NEWEST, _NEWEST_ANSWER = _first_of(None), _first_of(_about())
_BY_ID = sql(*_READ).where(_K.id == bindparam("value"))
_BY_TRACE = sql(*_READ).where(_K.trace_number == bindparam("value"))


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _check(row: Any) -> Check:
    return Check(
        check_id=row["id"], version=row["version"], patient_id=row["patient_id"], coverage_id=row["coverage_id"],
        visit_id=row["appointment_id"] or "", service_date=row["service_date"], channel=Channel(row["channel"]),
        state=CheckState(row["state"]), result=Result(row["result"]), asked_at=row["asked_at"],
        asked_name=row["asked_name"], answered_at=row["answered_at"], tries=row["tries"],
        next_try_at=row["next_try_at"], trace=row["trace_number"], control=row["control_number"],
        reference=row["reference"], spoke_with=row["spoke_with"], reject_code=row["reject_code"],
        reject_follow_up=row["reject_follow_up"], reject_level=row["reject_level"], failure=row["failure"],
        copay=_money(row["copay_cents"]), deductible_left=_money(row["deductible_left_cents"]),
        out_of_pocket_left=_money(row["out_of_pocket_left_cents"]), coinsurance=row["coinsurance"],
        plan=row["plan_name"], member_id=row["member_id"], changes=row["changes"], reviewed_at=row["reviewed_at"],
        reviewed_by=row["reviewed_by"], note=row["note"],
    )  # fmt: skip
