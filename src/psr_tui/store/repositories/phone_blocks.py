"""Phone blocks, what happened in them, and what the log of calls and callbacks says of the time they ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, update
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_filter import CallbackFilter
from psr_tui.domain.callback_list import CallbackLook
from psr_tui.domain.callback_states import Act
from psr_tui.domain.phone_block import BlockEvent, BlockKind, SavedOutcome, Stretch
from psr_tui.store.repositories.callback_lines import wanted
from psr_tui.store.repositories.callback_segments import offered
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.phone_blocks import PhoneBlockEventRow, PhoneBlockRow
from psr_tui.store.tables.reference import ReasonCodeRow

_B, _V, _C = columns(PhoneBlockRow), columns(PhoneBlockEventRow), columns(CallbackRow)
_E, _O, _L, _R = columns(CallbackEventRow), columns(CallOutcomeRow), columns(CallRow), columns(ReasonCodeRow)
_BLOCK, _CALLBACK = table(PhoneBlockRow), table(CallbackRow)
RUNNING = ("running", "paused")
_OUTCOMES = sorted(act.value for act in (Act.RETRY, Act.CLOSE, Act.ROUTE, Act.EXHAUST))
_LET_GO = sorted(
    act.value
    for act in (Act.RETRY, Act.CLOSE, Act.ROUTE, Act.EXHAUST, Act.SKIP, Act.RELEASE, Act.LAPSE, Act.BREAK, Act.CANCEL)
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it is stored; what it came to is derived (``domain.phone_block``)."""

    id: str
    version: int
    changed_by: str
    changed_at: datetime
    staff_id: str
    state: str
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    goal: int
    whose: str
    reasons: str
    languages: str
    providers: str
    note: str
    end_reason: str

    @property
    def only(self) -> CallbackFilter:
        """Which callbacks it is for."""
        return CallbackFilter.of_words(self.whose, self.reasons, self.languages, self.providers)

    @property
    def began(self) -> datetime:
        """When it started; for one that is planned, when it should."""
        return self.started_at or self.planned_start


class BlockRepository:
    """Blocks of reps, their events, and the log of the time they ran."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- blocks ---
    def running(self, staff_id: str) -> Block | None:
        """The one block of this person that runs or is paused (a unique index sees to "one", CC-96)."""
        return self._one(_B.staff_id == staff_id, _B.state.in_(RUNNING))

    def get(self, block_id: str) -> Block | None:
        """The block of this id."""
        return self._one(_B.id == block_id)

    def planned(self, staff_id: str, until: datetime) -> list[Block]:
        """Planned blocks that should begin by ``until``, the next one first."""
        return self._many(_B.staff_id == staff_id, _B.state == "planned", _B.planned_start <= until)

    def started_between(self, staff_id: str, since: datetime, until: datetime) -> list[Block]:
        """Blocks that were started in this time."""
        return self._many(_B.staff_id == staff_id, _B.started_at >= since, _B.started_at < until)

    def left_over(self, before: datetime) -> list[Block]:
        """Blocks of everybody that should have been over before this moment and that nobody ended: to be swept."""
        return self._many(_B.state.in_((*RUNNING, "planned")), _B.planned_end < before)

    def add(self, values: dict[str, Any], by: str, at: datetime) -> None:
        """A new block at version 1. A second running one of the same person is refused by the store."""
        self._session.add(PhoneBlockRow(**values, changed_by=by, changed_at=at))
        self._session.flush()

    def change(self, block_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        values |= {"version": _B.version + 1, "changed_by": by, "changed_at": at}
        self._session.execute(update(_BLOCK).where(_B.id == block_id).values(**values))

    # --- events ---
    def append(self, block_id: str, event_id: str, event: BlockEvent) -> None:
        """Add an event after the last one; none is ever changed."""
        last = self._session.execute(sql(func.max(_V.seq)).where(_V.block_id == block_id)).scalar_one()
        self._session.add(
            PhoneBlockEventRow(
                id=event_id, block_id=block_id, seq=(last or 0) + 1, at=event.at, kind=event.kind.value,
                code=event.code, detail=event.detail,
            )
        )  # fmt: skip
        self._session.flush()

    def events(self, block_id: str) -> list[BlockEvent]:
        """Everything that happened, in its order."""
        query = sql(_V.at, _V.kind, _V.code, _V.detail).where(_V.block_id == block_id).order_by(_V.seq)
        return [
            BlockEvent(at, BlockKind(kind), code, detail) for at, kind, code, detail in self._session.execute(query)
        ]

    def happened(self, event_id: str) -> str | None:
        """The block an event of this id belongs to: the command was carried out already."""
        found: str | None = self._session.execute(sql(_V.block_id).where(_V.id == event_id)).scalar_one_or_none()
        return found

    # --- the log of the time ---
    def saved(self, staff_id: str, since: datetime, until: datetime) -> list[SavedOutcome]:
        """Outcomes this person saved in this time, with the flags of their rows."""
        query = (
            sql(_E.at, _E.callback_id, _E.counts, func.coalesce(_O.human, False), func.coalesce(_O.done, False))
            .select_from(table(CallbackEventRow))
            .outerjoin(table(CallOutcomeRow), _O.code == _E.outcome)
            .where(*self._mine(staff_id, since, until), _E.kind.in_(_OUTCOMES), _E.outcome > "")
            .order_by(_E.at, _E.seq)
        )
        return [SavedOutcome(at, of, bool(counts), bool(human), bool(done))
                for at, of, counts, human, done in self._session.execute(query)]  # fmt: skip

    def skips(self, staff_id: str, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """(reason, how many) this person passed over in this time, the most frequent first (CC-102)."""
        label = func.coalesce(_R.label, _E.reason_code)
        query = (
            sql(label, func.count())
            .select_from(table(CallbackEventRow))
            .outerjoin(table(ReasonCodeRow), and_(_R.kind == "skip", _R.code == _E.reason_code))
            .where(*self._mine(staff_id, since, until), _E.kind == Act.SKIP.value)
            .group_by(label)
            .order_by(func.count().desc(), label)
        )
        return [(str(reason), int(count)) for reason, count in self._session.execute(query)]

    def calls(self, staff_id: str, since: datetime, until: datetime) -> list[Stretch]:
        """Live calls of this person in this time, those in and those that are about no callback: from answer to the end
        of the work after them (CC-99). One that settles a callback names it."""
        end = func.coalesce(_L.wrapped_at, _L.ended_at)
        query = sql(func.coalesce(_L.answered_at, _L.started_at), end, _L.state, _L.callback_id).where(
            _L.staff_id == staff_id, or_(_L.direction == "in", _L.callback_id.is_(None)),
            _L.state.not_in(("ringing", "missed")), _L.started_at < until, or_(end.is_(None), end > since),
        )  # fmt: skip
        return [
            Stretch(at, None if state in ("talking", "held", "wrap") else over or at, "call", about or "")
            for at, over, state, about in self._session.execute(query.order_by(_L.started_at))
        ]

    def flags(self, staff_id: str, since: datetime, until: datetime) -> list[Stretch]:
        """Red flags this person raised in this time, to be named (CC-99): the call they were heard in has the time."""
        query = (
            sql(_E.at, _E.callback_id)
            .select_from(table(CallbackEventRow))
            .join(_CALLBACK, _C.id == _E.callback_id)
            .where(*self._mine(staff_id, since, until), _E.kind == Act.ROUTE.value, _C.red_flag.is_(True))
        )
        return [Stretch(at, at, "raised", of) for at, of in self._session.execute(query.order_by(_E.at))]

    def let_go(self, callback_id: str, staff_id: str, since: datetime) -> datetime | None:
        """When this person was done with an item they had from ``since`` on; None while they have it."""
        query = sql(func.min(_E.at)).where(
            _E.callback_id == callback_id, _E.at >= since, _E.kind.in_(_LET_GO),
            or_(_E.staff_id == staff_id, _E.staff_id.is_(None), _E.kind == Act.BREAK.value),
        )  # fmt: skip
        found: datetime | None = self._session.execute(query).scalar_one()
        return found

    def left(self, look: CallbackLook) -> int:
        """Items that "next" may offer in the block: due, matching ``look.wanted``, and what comes before them."""
        query = sql(func.count()).select_from(_CALLBACK).where(*offered(look, *wanted(look)))
        return int(self._session.execute(query).scalar_one())

    # --- inside ---
    @staticmethod
    def _mine(staff_id: str, since: datetime, until: datetime) -> Sequence[Any]:
        return (_E.staff_id == staff_id, _E.at >= since, _E.at <= until)

    def _one(self, *where: Any) -> Block | None:
        found = self._session.execute(sql(*(_B[name] for name in Block.__slots__)).where(*where)).one_or_none()
        return None if found is None else Block(*found)

    def _many(self, *where: Any) -> list[Block]:
        query = sql(*(_B[name] for name in Block.__slots__)).where(*where).order_by(_B.planned_start, _B.id)
        return [Block(*row) for row in self._session.execute(query)]
