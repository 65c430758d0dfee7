"""Reviews of calls: claimed by one scorer, scored once with the card as it was, disputed and answered (CC-116, 117)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.quality import Answer, Checkpoint, Mark, Review, ReviewedCall, ReviewState, Score
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.quality import QaMarkRow, QaReviewRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.work import ComplaintRow

_Q, _M, _C, _P, _S, _X = (columns(one) for one in (QaReviewRow, QaMarkRow, CallRow, PatientRow, StaffRow, ComplaintRow))
_TO_DO = tuple(state.value for state in ReviewState if not state.scored)
_INSTANT = (
    sql(_M.review_id).where(_M.review_id == _Q.id, _M.instant_fail.is_(True), _M.answer == Answer.NO.value).exists()
)


@dataclass(frozen=True, slots=True)
class UnreviewedCall:
    """A saved call nobody has put under review."""

    call_id: str
    staff_id: str
    started_at: datetime
    direction: str
    reason: str
    outcome: str
    talk_seconds: int
    has_note: bool


class ReviewRepository:
    """Reads and writes reviews. Who may do what is the service's question."""

    def __init__(self, session: Session, new_id: Callable[[], str]) -> None:
        self._session = session
        self._new_id = new_id

    # --- reviews ---
    def get(self, review_id: str) -> Review | None:
        """One review with its call."""
        return next(iter(self._read(_query().where(_Q.id == review_id))), None)

    def to_do(self, staff_id: str, since: datetime) -> list[Review]:
        """For who scores: what waits, is being scored or is disputed, and what was scored since then; never calls of
        their own that are not scored yet."""
        others = (_Q.staff_id != staff_id) & (
            _Q.state.in_((*_TO_DO, ReviewState.DISPUTED.value)) | (_Q.scored_at >= since) | (_Q.answered_at >= since)
        )
        return self._read(_query().where(others).order_by(_C.started_at, _Q.id))

    def of_rep(self, staff_id: str, since: datetime) -> list[Review]:
        """Scored reviews of somebody's own calls, and those still disputed."""
        mine = (_Q.staff_id == staff_id) & _Q.scored_at.is_not(None)
        still = (_Q.scored_at >= since) | (_Q.state == ReviewState.DISPUTED.value) | (_Q.answered_at >= since)
        return self._read(_query().where(mine, still).order_by(_Q.scored_at.desc(), _Q.id))

    def scored_since(self, since: datetime) -> list[Review]:
        """Every review that was scored since then."""
        return self._read(_query().where(_Q.scored_at >= since).order_by(_Q.scored_at, _Q.id))

    def claimed_by(self, staff_id: str) -> Review | None:
        """The review this scorer has."""
        claimed = (_Q.claimed_by == staff_id, _Q.state == ReviewState.CLAIMED.value)
        return next(iter(self._read(_query().where(*claimed))), None)

    def marks(self, review_id: str) -> tuple[Mark, ...]:
        """The checkpoints as they were scored."""
        query = sql(*_M).where(_M.review_id == review_id).order_by(_M.position)
        return tuple(
            Mark(
                Checkpoint(row["position"], row["words"], row["points"], row["instant_fail"]),
                Answer(row["answer"]), row["comment"],
            )
            for row in self._session.execute(query).mappings()
        )  # fmt: skip

    def add(self, call_id: str, staff_id: str, scorecard: str, by: str, at: datetime) -> str:
        """Put a call under review."""
        review_id = self._new_id()
        self._session.execute(
            table(QaReviewRow).insert().values(
                id=review_id, call_id=call_id, staff_id=staff_id, scorecard=scorecard, state=ReviewState.WAITING.value,
                note="", dispute_words="", answer_words="", version=1, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        return review_id

    def change(self, review_id: str, by: str, at: datetime, **values: Any) -> None:
        """Set columns and raise the version."""
        rows = table(QaReviewRow)
        self._session.execute(
            rows.update()
            .where(rows.c.id == review_id)
            .values(version=rows.c.version + 1, changed_by=by, changed_at=at, **values)
        )

    def keep_marks(self, review_id: str, marks: Sequence[Mark]) -> None:
        """Text, points and answer of every checkpoint, as they are now, for ever (trigger)."""
        for mark in marks:
            one = mark.checkpoint
            self._session.execute(
                table(QaMarkRow).insert().values(
                    review_id=review_id, position=one.position, words=one.words, points=one.points,
                    instant_fail=one.instant_fail, answer=mark.answer.value, comment=mark.comment,
                )
            )  # fmt: skip

    # --- calls to choose from ---
    def unreviewed(self, since: datetime, until: datetime, staff_id: str = "") -> list[UnreviewedCall]:
        """Saved calls (of one rep) that began in this time and have no review, in order."""
        query = (
            sql(
                _C.id, _C.staff_id, _C.started_at, _C.direction, _C.reason_code, _C.outcome, _C.talk_seconds,
                _C.note != "",
            )
            .where(_C.started_at >= since, _C.started_at < until, _C.state == "done")
            .where(~sql(_Q.id).where(_Q.call_id == _C.id).exists())
            .order_by(_C.started_at, _C.id)
        )  # fmt: skip
        if staff_id:
            query = query.where(_C.staff_id == staff_id)
        return [UnreviewedCall(*row) for row in self._session.execute(query)]

    def reviewed_calls(self, since: datetime, until: datetime) -> dict[str, int]:
        """How many of each rep's calls of this time are under review or scored."""
        query = (
            sql(_Q.staff_id, func.count())
            .join(table(CallRow), _C.id == _Q.call_id)
            .where(_C.started_at >= since, _C.started_at < until)
            .group_by(_Q.staff_id)
        )
        return {staff_id: int(count) for staff_id, count in self._session.execute(query)}

    # --- for the report ---
    def calls_of(self, since: datetime, until: datetime) -> dict[str, str]:
        """Call id -> staff id of every saved call of this time."""
        query = sql(_C.id, _C.staff_id).where(_C.started_at >= since, _C.started_at < until, _C.state == "done")
        return {str(row[0]): str(row[1]) for row in self._session.execute(query)}

    def complaints_about(self, since: datetime) -> dict[str, int]:
        """Complaints that came since then, by whom they are about."""
        query = (
            sql(_X.about_staff_id, func.count())
            .where(_X.received_at >= since, _X.about_staff_id.is_not(None))
            .group_by(_X.about_staff_id)
        )
        return {staff_id: int(count) for staff_id, count in self._session.execute(query)}

    def _read(self, query: Any) -> list[Review]:
        return [_review(row) for row in self._session.execute(query).mappings()]


def _query() -> Any:
    people = {name: table(StaffRow).alias(name) for name in ("rep", "claimer", "scorer", "answerer")}
    call = [
        _C.started_at, _C.direction, _C.reason_code, _C.outcome, _C.talk_seconds, _C.hold_seconds, _C.wrap_seconds,
        _C.resolved, _C.verified, _C.caller_role, _C.note.label("call_note"), _C.patient_id,
        _P.last_name, _P.first_name, _P.middle_name, _P.suffix,
    ]  # fmt: skip
    return (
        sql(*_Q, *call, _INSTANT.label("instant"), *(one.c.name.label(name) for name, one in people.items()))
        .select_from(table(QaReviewRow))
        .join(table(CallRow), _C.id == _Q.call_id)
        .outerjoin(table(PatientRow), _P.id == _C.patient_id)
        .join(people["rep"], people["rep"].c.id == _Q.staff_id)
        .outerjoin(people["claimer"], people["claimer"].c.id == _Q.claimed_by)
        .outerjoin(people["scorer"], people["scorer"].c.id == _Q.scored_by)
        .outerjoin(people["answerer"], people["answerer"].c.id == _Q.answered_by)
    )


def _review(row: Any) -> Review:
    patient_id = row["patient_id"] or ""
    patient = display_name(row["last_name"], row["first_name"], row["middle_name"], row["suffix"]) if patient_id else ""
    call = ReviewedCall(
        row["call_id"], row["started_at"], row["direction"], row["reason_code"], row["outcome"], row["talk_seconds"],
        row["hold_seconds"], row["wrap_seconds"], row["resolved"], row["verified"], row["caller_role"],
        row["call_note"], patient_id, patient,
    )  # fmt: skip
    score = None
    if row["scored_at"] is not None:
        score = Score(row["points"], row["of_points"], row["pass_percent"], bool(row["instant"]))
    return Review(
        row["id"], ReviewState(row["state"]), row["staff_id"], row["rep"], row["scorecard"], row["claimed_by"] or "",
        row["claimer"] or "", row["scored_by"] or "", row["scorer"] or "", row["scored_at"], score, row["note"],
        row["dispute_by"], row["disputed_at"], row["dispute_words"], row["answer_by"], row["answered_at"],
        row["answerer"] or "", row["answer_words"], call, row["version"], row["changed_by"], row["changed_at"],
    )  # fmt: skip
