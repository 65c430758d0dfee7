"""Red flags nobody has picked up, the route they go, and the phrases that propose one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.names import display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.red_flags import FlagFacts, OpenFlag, RouteStep
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import EscalationStepRow, RedFlagPhraseRow
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from psr_tui.store.tables.patients import PatientRow

_C, _P, _E = columns(CallbackRow), columns(PatientRow), columns(CallbackEventRow)
_S, _R = columns(EscalationStepRow), columns(RedFlagPhraseRow)
_UNANSWERED = (_C.state == State.ROUTED.value, _C.red_flag.is_(True))


class RedFlagRepository:
    """Read by every station once a minute, so each question is one step in an index of few rows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def unanswered(self) -> list[OpenFlag]:
        """Flags with the nurse that nobody took yet, the oldest first."""
        query = _flags().where(*_UNANSWERED).order_by(_C.route_asked_at, _C.id)
        return [_flag(tuple(row)) for row in self._session.execute(query)]

    def flag(self, callback_id: str) -> OpenFlag | None:
        """One of them; None when it was taken meanwhile."""
        found = self._session.execute(_flags().where(_C.id == callback_id, *_UNANSWERED)).one_or_none()
        return None if found is None else _flag(tuple(found))

    def facts(self, callback_id: str) -> FlagFacts | None:
        """What was written down about a flag, taken or not; None for a callback that is none."""
        query = sql(
            _C.happening_now, _C.caller_name, _C.emergency_told_at, _C.stayed_on_line, _C.advice_refused, _C.escalated,
        ).where(_C.id == callback_id, _C.red_flag.is_(True))  # fmt: skip
        found = self._session.execute(query).one_or_none()
        return None if found is None else FlagFacts(*found)

    def route(self) -> tuple[RouteStep, ...]:
        """Who is asked, in order."""
        query = sql(_S.position, _S.who, _S.phone, _S.after_minutes).order_by(_S.position)
        return tuple(RouteStep(*row) for row in self._session.execute(query))

    def escalate(self, callback_id: str, to: int, by: str, at: datetime) -> bool:
        """The route was asked up to ``to``: true for the one process whose write moved it there."""
        changed = self._session.execute(
            update(table(CallbackRow))
            .where(_C.id == callback_id, _C.escalated < to, *_UNANSWERED)
            .values(escalated=to, version=_C.version + 1, changed_by=by, changed_at=at)
            .returning(_C.id)
        )
        return changed.scalar_one_or_none() is not None

    def phrases(self) -> tuple[str, ...]:
        """The phrases of every language: nobody can know beforehand in which one the rep writes."""
        query = sql(_R.phrase).where(_R.active.is_(True)).order_by(_R.phrase)
        return tuple(row[0] for row in self._session.execute(query))

    def all_phrases(self) -> list[tuple[str, str, bool]]:
        """(words, language, on) of every phrase, by language."""
        query = sql(_R.phrase, _R.language, _R.active).order_by(_R.language, _R.phrase)
        return [(phrase, language, bool(active)) for phrase, language, active in self._session.execute(query)]

    # --- the clinic's rows ---
    def put_step(self, step: RouteStep) -> None:
        """Put somebody at a place, instead of whoever is there."""
        row = self._session.get(EscalationStepRow, step.position) or EscalationStepRow(position=step.position, who="")
        row.who, row.phone, row.after_minutes = step.who, step.phone, step.after_minutes
        self._session.add(row)
        self._session.flush()

    def drop_step(self, position: int) -> None:
        """Nobody is at this place any more."""
        self._session.delete(self._session.get_one(EscalationStepRow, position))
        self._session.flush()

    def put_phrase(self, phrase: str, language: str, active: bool) -> None:
        """A phrase, on or off."""
        row = self._session.get(RedFlagPhraseRow, phrase) or RedFlagPhraseRow(phrase=phrase)
        row.language, row.active = language, active
        self._session.add(row)
        self._session.flush()


def _flags() -> Any:
    raised_by = (
        sql(_E.staff_name)
        .where(_E.callback_id == _C.id, _E.kind == Act.ROUTE.value)
        .order_by(_E.seq)
        .limit(1)
        .scalar_subquery()
    )
    return (
        sql(
            _C.id, _C.version, _C.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _C.caller_name,
            _C.callback_number, _C.route_asked_at, _C.escalated, func.coalesce(raised_by, ""), _C.emergency_told_at,
            _C.stayed_on_line, _C.advice_refused, _C.where_now, _C.exact_words,
        )
        .select_from(table(CallbackRow))
        .outerjoin(table(PatientRow), _P.id == _C.patient_id)
    )  # fmt: skip


def _flag(row: tuple[Any, ...]) -> OpenFlag:
    (
        callback_id, version, patient_id, last, first, middle, suffix, caller, number, asked_at, escalated, raised_by,
        told, stayed, refused, where, words,
    ) = row  # fmt: skip
    name = display_name(last, first, middle, suffix) if patient_id else (caller or "not on file")
    shown = PhoneNumber(number if number.startswith("+") else "", "", number).display
    return OpenFlag(
        callback_id, version, patient_id or "", name, shown, asked_at, max(1, escalated), raised_by, told is not None,
        stayed, bool(refused), where, words,
    )  # fmt: skip
