"""Cash that moves without a patient: hand-overs with their one answer, and the moves of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.hand_over import Offer, OfferState
from psr_tui.domain.ledger import RETURNABLE, Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.cash_moves import DepositDropRow, HandOverRow
from psr_tui.store.tables.drawer import DrawerRow, DrawerSessionRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow
from psr_tui.store.tables.staff import StaffRow

_OFFER = table(HandOverRow)
_O, _S, _D, _P, _J, _L = (
    columns(one) for one in (HandOverRow, DrawerSessionRow, DrawerRow, StaffRow, JournalRow, LedgerLineRow)
)
_MOVES = tuple(
    kind.value
    for kind in (
        JournalKind.PAY_IN,
        JournalKind.PAY_OUT,
        JournalKind.SWAP,
        JournalKind.HAND_OVER,
        JournalKind.TAKE_OVER,
        JournalKind.HAND_BACK,
        JournalKind.MOVE_BACK,
    )
)


def came_back(journal_id: Any) -> Any:
    """The condition under which a drop, pay-in or pay-out was taken back."""
    back = table(JournalRow).alias("back")
    return sql(back.c.id).where(back.c.refers_to == journal_id, back.c.kind == JournalKind.MOVE_BACK.value).exists()


def _banked(journal_id: Any) -> Any:
    on_slip = columns(DepositDropRow)
    return sql(on_slip.drop_journal_id).where(on_slip.drop_journal_id == journal_id).exists()


@dataclass(frozen=True, slots=True)
class CashMove:
    """One move of a session. ``amount`` is what the till gained or lost; a swap moves its amount both ways."""

    at: datetime
    kind: JournalKind
    reason: str
    note: str
    amount: Money


@dataclass(frozen=True, slots=True)
class StandingMove:
    """A drop, pay-in or pay-out that can still be taken back. ``amount`` is what was moved, never below zero."""

    journal_id: str
    at: datetime
    kind: JournalKind
    note: str
    bag: str
    amount: Money


class CashMoveRepository:
    """A hand-over changes once, by compare-and-set on state and version."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- moves ---
    def moves(self, session_id: str) -> list[CashMove]:
        """Pay-ins, pay-outs, swaps and hand-overs of a session in the order they were made; drops are a list of
        their own (`ReceiptQueries.drops`)."""
        till = func.sum(_L.cents).filter(_L.account == Account.TILL.value)
        swapped = func.max(_L.cents).filter(_L.account == Account.TILL.value)
        query = (
            sql(_J.at, _J.kind, _J.reason_code, _J.note, till, swapped)
            .join(table(LedgerLineRow), _L.journal_id == _J.id)
            .where(_J.session_id == session_id, _J.kind.in_(_MOVES))
            .group_by(_J.id)
            .order_by(_J.sequence)
        )
        return [
            CashMove(at, JournalKind(kind), reason, note, Money(int(most if kind == "swap" else cents)))
            for at, kind, reason, note, cents, most in self._session.execute(query)
        ]

    def standing(self, session_id: str) -> list[StandingMove]:
        """What of a session can be taken back, newest first: not taken back, and on no deposit slip (CD-38)."""
        query = (
            sql(_J.id, _J.at, _J.kind, _J.note, _J.bag, func.max(_L.cents))
            .join(table(LedgerLineRow), _L.journal_id == _J.id)
            .where(_J.session_id == session_id, _J.kind.in_([kind.value for kind in RETURNABLE]))
            .where(~came_back(_J.id), ~_banked(_J.id))
            .group_by(_J.id)
            .order_by(_J.sequence.desc())
        )
        return [
            StandingMove(journal_id, at, JournalKind(kind), note, bag, Money(int(cents)))
            for journal_id, at, kind, note, bag, cents in self._session.execute(query)
        ]

    def came_back(self, journal_id: str) -> bool:
        """Whether a move was taken back already."""
        return bool(self._session.execute(sql(came_back(journal_id))).scalar_one())

    def banked(self, journal_id: str) -> bool:
        """Whether a drop is on a deposit slip."""
        return bool(self._session.execute(sql(_banked(journal_id))).scalar_one())

    # --- hand-overs ---
    def add_offer(self, offer: Offer) -> None:
        """A new hand-over, offered; the database refuses a second one of the same session (I10, CD-69)."""
        self._session.execute(
            _OFFER.insert().values(
                id=offer.offer_id, from_session_id=offer.from_session_id, to_staff_id=offer.to_staff_id,
                to_session_id=None, state=offer.state.value, cents=offer.amount.cents,
                offer_journal_id=offer.journal_id, answer_journal_id=None, counted_cents=None, note=offer.note,
                offered_at=offer.offered_at, answered_at=None, version=1, changed_by=offer.changed_by,
                changed_at=offer.changed_at,
            )
        )  # fmt: skip

    def offer(self, offer_id: str) -> Offer | None:
        """The hand-over of this id."""
        return next(iter(self._offers(_O.id == offer_id)), None)

    def pending(self, session_id: str) -> Offer | None:
        """What a session has offered and nobody has answered; one at most."""
        return next(iter(self._offers(_O.from_session_id == session_id, _O.state == OfferState.OFFERED.value)), None)

    def waiting(self, staff_id: str) -> list[Offer]:
        """What waits for a rep's answer, oldest first."""
        return self._offers(_O.to_staff_id == staff_id, _O.state == OfferState.OFFERED.value)

    def count_offer(self, offer: Offer, counted: Money, by: str, at: datetime) -> bool:
        """Note what the other rep counted, while the offer still waits; False when somebody was faster."""
        return self._set(offer, by, at, counted_cents=counted.cents)

    def answer(
        self,
        offer: Offer,
        state: OfferState,
        journal_id: str,
        by: str,
        at: datetime,
        *,
        to_session_id: str | None = None,
        counted: Money | None = None,
        note: str = "",
    ) -> bool:
        """Compare and set the one answer; False when somebody was faster."""
        more: dict[str, Any] = {"counted_cents": counted.cents} if counted is not None else {}
        return self._set(
            offer, by, at, state=state.value, answer_journal_id=journal_id, answered_at=at,
            to_session_id=to_session_id, note=note, **more,
        )  # fmt: skip

    def _set(self, offer: Offer, by: str, at: datetime, **values: Any) -> bool:
        done = self._session.execute(
            _OFFER.update()
            .where(_O.id == offer.offer_id, _O.state == OfferState.OFFERED.value, _O.version == offer.version)
            .values(version=offer.version + 1, changed_by=by, changed_at=at, **values)
        )
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]

    def _offers(self, *where: Any) -> list[Offer]:
        query = (
            sql(HandOverRow, _S.staff_id, _S.staff_name, _D.code, _P.name)
            .join(table(DrawerSessionRow), _S.id == _O.from_session_id)
            .join(table(DrawerRow), _D.id == _S.drawer_id)
            .join(table(StaffRow), _P.id == _O.to_staff_id)
            .where(*where)
            .order_by(_O.offered_at, _O.id)
            .execution_options(populate_existing=True)
        )
        return [
            Offer(
                offer_id=row.id, from_session_id=row.from_session_id, from_drawer=code, from_staff_id=staff_id,
                from_name=name, to_staff_id=row.to_staff_id, to_name=to_name, state=OfferState(row.state),
                amount=Money(row.cents), journal_id=row.offer_journal_id, offered_at=row.offered_at,
                version=row.version, changed_by=row.changed_by, changed_at=row.changed_at,
                counted=Money(row.counted_cents) if row.counted_cents is not None else None, note=row.note,
            )
            for row, staff_id, name, code, to_name in self._session.execute(query)
        ]  # fmt: skip
