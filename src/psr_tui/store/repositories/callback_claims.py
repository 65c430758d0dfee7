"""The claim: taking an item in one conditional write, what somebody holds, and what others' "next" passes over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy import select as sql

from psr_tui.domain.callback_list import CallbackLook
from psr_tui.domain.callback_states import State
from psr_tui.store.repositories.callback_next import CLAIM_NEXT, FIRST, values
from psr_tui.store.repositories.callback_order import CallbackOrder
from psr_tui.store.repositories.callback_segments import Part, bare, due_segments
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import LeaseClockRow
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.phone_blocks import PhoneBlockRow

_C, _B = columns(CallbackRow), columns(PhoneBlockRow)
_CALLBACK = table(CallbackRow)


class CallbackClaims(CallbackOrder):
    """Claims, their leases, and reservations for phone blocks."""

    def claim_next(self, look: CallbackLook, until: datetime, by: str) -> str | None:
        """Take the first item "next" may offer this person, and say which; None when there is none. ``look.wanted``
        (of a phone block) narrows neither red flags nor the person's own promises.

        One conditional UPDATE that returns the id (reliability.md RS-76); call it in a writing unit of work only.
        """
        found: str | None = self._session.execute(CLAIM_NEXT, values(look, until, by)).scalar_one_or_none()
        return found

    def first(self, look: CallbackLook) -> str:
        """The item ``claim_next`` would take now; empty when there is none."""
        asked = {name: value for name, value in values(look, look.now, "").items() if name not in ("until", "by")}
        return str(self._session.execute(FIRST, asked).scalar_one())

    def claim_this(self, callback_id: str, look: CallbackLook, until: datetime, by: str) -> str | None:
        """Take this item if it is still free; None when somebody was faster."""
        taken = (
            update(_CALLBACK)
            .where(_C.id == callback_id, _C.state == State.OPEN.value, _C.claimed_by.is_(None))
            .values(
                state=State.CLAIMED.value, claimed_by=look.viewer_id, claimed_at=look.now, lease_until=until,
                dialed_at=None, connected_at=None, ended_at=None, version=_C.version + 1, changed_by=by,
                changed_at=look.now,
            )
            .returning(_C.id)
        )  # fmt: skip
        found: str | None = self._session.execute(taken).scalar_one_or_none()
        return found

    def held_by(self, staff_id: str) -> str | None:
        """The one callback this person has claimed, if any."""
        found: str | None = self._session.execute(sql(_C.id).where(_C.claimed_by == staff_id)).scalar_one_or_none()
        return found

    # --- leases (CC-20, CC-21) ---
    def renew(self, callback_id: str, until: datetime) -> None:
        """Lengthen a claim; nobody's view of the item changes by that, so neither does its version."""
        self._session.execute(update(_CALLBACK).where(_C.id == callback_id).values(lease_until=until))

    def leases(self) -> list[tuple[str, datetime]]:
        """Every live claim with its end; there are at most as many as people at work."""
        query = (
            sql(_C.id, _C.lease_until)
            .where(_C.claimed_by > "", _C.lease_until.is_not(None))
            .order_by(_C.lease_until, _C.id)
        )
        return [(row[0], row[1]) for row in self._session.execute(query)]

    def clock_ahead(self) -> int | None:
        """Milliseconds by which the wall clock was ahead of the boot clock at the last look; None before the first."""
        row = self._session.get(LeaseClockRow, 1)
        return row.ahead_ms if row else None

    def keep_clock_ahead(self, milliseconds: int) -> None:
        """Remember how far the wall clock is ahead now."""
        self._session.merge(LeaseClockRow(id=1, ahead_ms=milliseconds))
        self._session.flush()

    # --- personal items ---
    def orphans(self, overdue_since: datetime) -> list[str]:
        """Personal items, free, due and theirs since before ``overdue_since``: their owner did not come (CC-03)."""
        late = (
            bare(_C.state) == State.OPEN.value,
            bare(_C.due_at) <= overdue_since,
            or_(_C.owned_at.is_(None), _C.owned_at <= overdue_since),
        )
        query = sql(_C.id).where(_C.owner_id > "", *late)
        return [row[0] for row in self._session.execute(query.order_by(_C.due_at, _C.id))]

    def personal_open(self, staff_id: str) -> int:
        """How many open callbacks somebody keeps for themselves."""
        query = sql(func.count()).select_from(_CALLBACK).where(_C.owner_id == staff_id, _C.state == State.OPEN.value)
        return int(self._session.execute(query).scalar_one())

    # --- reservations (CC-28) ---
    def reserve(self, block_id: str, look: CallbackLook, count: int) -> int:
        """Hold the first ``count`` pool items that are due, fit ``look.wanted`` and wait for nobody's block, for this
        one; how many there were. A soft hold: others' "next" passes them over, and they see it on the row."""
        rest = next(segment for segment in due_segments(look) if segment.name == "rest")
        free = (bare(_C.owner_id).is_(None), bare(_C.reserved_block_id).is_(None))
        ids = [row[-1] for row in self._ranked(rest, look, 0, count, *free)]
        if ids:
            self._session.execute(update(_CALLBACK).where(_C.id.in_(ids)).values(reserved_block_id=block_id))
        return len(ids)

    def reserved(self, block_id: str) -> int:
        """How many items are held for a block."""
        query = sql(func.count()).select_from(_CALLBACK).where(_C.reserved_block_id == block_id)
        return int(self._session.execute(query).scalar_one())

    def unreserve(self, block_id: str) -> int:
        """Give everything back that is held for a block; how many there were."""
        return self._unreserve(_C.reserved_block_id == block_id)

    def unreserve_over(self, since: datetime) -> int:
        """Give back what is held for blocks that ended, or that are of a day before ``since``."""
        return self._unreserve(*_held_for_nothing(since))

    def held_for_nothing(self, since: datetime) -> bool:
        """Whether ``unreserve_over`` has anything to give back."""
        query = sql(_C.id).where(*_held_for_nothing(since)).limit(1)
        return self._session.execute(query).first() is not None

    def blocks_of(self, staff_id: str) -> tuple[str, ...]:
        """The phone blocks of this person that are not over."""
        query = sql(_B.id).where(_B.staff_id == staff_id, _B.state != "ended").order_by(_B.id)
        return tuple(row[0] for row in self._session.execute(query))

    def _unreserve(self, *where: Any) -> int:
        done = update(_CALLBACK).where(*where).values(reserved_block_id=None).returning(_C.id)
        return len(self._session.execute(done).all())


def _held_for_nothing(since: datetime) -> Part:
    over = sql(_B.id).where(or_(_B.state == "ended", func.coalesce(_B.started_at, _B.planned_start) < since))
    return (_C.reserved_block_id.is_not(None), _C.reserved_block_id.in_(over))
