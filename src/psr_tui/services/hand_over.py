"""Handing cash to the next shift: offered, counted blind by the other rep, taken or given back (CD-69 to CD-71).

Each step is one transaction. An offer is answered once, whoever is faster; the other is told who it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.counting import CountRow, total
from psr_tui.domain.drawer import DrawerSession
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.hand_over import (
    CountOffer,
    EndOffer,
    Offer,
    OfferCash,
    OfferState,
    arrived_lines,
    check_may_cancel,
    check_may_take,
    check_offer,
    check_waiting,
    offered_lines,
    refuse_pending,
)
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.drawer_steps import DrawerSteps
from psr_tui.services.guards import must_exist
from psr_tui.services.posting import already_posted
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Waiting:
    """An offer as the one sees it who still has to count: no amount (CD-46)."""

    offer_id: str
    from_name: str
    from_drawer: str
    offered_at: datetime
    counted_before: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody cash may be offered to; ``drawer`` is the one they have open, '' when they have none yet."""

    staff_id: str
    name: str
    drawer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How an offer stands after a count or an answer. ``amount`` is set once both know it."""

    state: OfferState
    from_name: str
    amount: Money | None = None


class HandOverService(DrawerSteps):
    """Both sides of a hand-over."""

    # --- looking ---
    def colleagues(self, actor: Actor) -> list[Colleague]:
        """Everybody else who works here, those with an open drawer first."""
        with self._store.read() as work:
            drawers = {one.staff_id: one.drawer_code for one in work.drawer.live()}
            people = [
                Colleague(one.id, one.name, drawers.get(one.id, ""))
                for one in work.staff.everyone()
                if one.id != actor.staff_id
            ]
        return sorted(people, key=lambda one: (not one.drawer, one.name))

    def waiting(self, actor: Actor) -> list[Waiting]:
        """What is offered to the actor and not answered, oldest first, without a figure."""
        with self._store.read() as work:
            return [
                Waiting(one.offer_id, one.from_name, one.from_drawer, one.offered_at, one.counted is not None)
                for one in work.cash_moves.waiting(actor.staff_id)
            ]

    def outcome(self, actor: Actor, offer_id: str) -> Answer:
        """How an offer of the actor stands now. Raises NotAllowed for somebody else's."""
        with self._store.read() as work:
            offer = must_exist(work.cash_moves.offer(offer_id), "This hand-over")
            if actor.staff_id != offer.from_staff_id:
                check_may_cancel(offer, actor)
            return Answer(offer.state, offer.to_name, offer.amount)

    # --- offering ---
    def offer(self, actor: Actor, command: OfferCash) -> Offer:
        """Count cash out of the own drawer and offer it to a named rep; until the answer it is in transit.

        Raises: Refused while the drawer takes no cash or has offered some already, InvalidInput.
        """
        amount = total(command.rows)
        with self._store.write(actor, "drawer.hand_over", "drawer_session", command.session_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return must_exist(work.cash_moves.offer(command.command_id), "This hand-over")
            session = self._movable(work, actor, command.session_id)
            check_offer(session, command.to_staff_id, amount)
            to = work.staff.get(command.to_staff_id)
            if to is None or not to.active:
                raise InvalidInput("To: choose somebody who works here.", "To")
            refuse_pending(work.cash_moves.pending(session.session_id))
            self._count(work, actor, session, "hand_over", command.rows)
            self._book(
                work, actor, session, JournalKind.HAND_OVER, offered_lines(amount),
                journal_id=command.command_id, content=fingerprint(command),
            )  # fmt: skip
            offer = Offer(
                command.command_id, session.session_id, session.drawer_code, actor.staff_id, actor.name, to.id, to.name,
                OfferState.OFFERED, amount, command.command_id, work.now, 1, actor.name, work.now,
            )  # fmt: skip
            work.cash_moves.add_offer(offer)
            work.audit.append("drawer.hand_over", "hand_over", offer.offer_id, detail={"to": to.id})
            work.commit()
        return offer

    def cancel(self, actor: Actor, command: EndOffer) -> Answer:
        """Take offered cash back: whoever offered it, or a supervisor for somebody who went home (CD-58, CD-70)."""
        return self._give_back(actor, command, OfferState.CANCELLED, "drawer.hand_over_cancel")

    # --- answering ---
    def count(self, actor: Actor, command: CountOffer) -> Answer:
        """Count what was offered, blind. Equal: it is taken over into the own drawer. Different: the count is kept and
        may be made once more; after the second one that differs the cash goes back.

        Raises: Refused when it was answered already or the own drawer takes no cash, NotAllowed, InvalidInput.
        """
        counted = total(command.rows)
        with self._store.write(actor, "drawer.take_over", "hand_over", command.offer_id) as work:
            offer = must_exist(work.cash_moves.offer(command.offer_id), "This hand-over")
            check_may_take(offer, actor)
            if sent_before(work, "hand_over", offer.offer_id, command):
                return Answer(offer.state, offer.from_name, _amount_known(offer))
            check_waiting(offer)
            if counted.cents <= 0:
                raise InvalidInput("Amount: count what was handed to you first.", "Amount")
            session = self._movable(work, actor, command.session_id)
            self._count(work, actor, session, "take_over", command.rows, command.command_id)
            if counted == offer.amount:
                answer = self._take(work, actor, session, offer, counted)
            elif offer.counted is None:
                self._won(work, offer, work.cash_moves.count_offer(offer, counted, actor.name, work.now))
                answer = Answer(OfferState.OFFERED, offer.from_name)
            else:
                answer = self._back(work, actor, offer, OfferState.REFUSED, "counted twice, not as offered", counted)
            work.audit.append("drawer.take_over", "hand_over", offer.offer_id, detail=stamp(command))
            work.touch("drawer")
            work.commit()
        return answer

    def refuse(self, actor: Actor, command: EndOffer) -> Answer:
        """Not take what was offered; it goes back to the drawer it came from, to the cent (CD-70)."""
        return self._give_back(actor, command, OfferState.REFUSED, "drawer.hand_over_refuse")

    # --- steps ---
    def _take(self, work: UnitOfWork, actor: Actor, session: DrawerSession, offer: Offer, counted: Money) -> Answer:
        journal_id = work.new_id()
        self._book(
            work, actor, session, JournalKind.TAKE_OVER, arrived_lines(offer.amount),
            journal_id=journal_id, refers_to=offer.journal_id,
        )  # fmt: skip
        won = work.cash_moves.answer(
            offer, OfferState.ACCEPTED, journal_id, actor.name, work.now,
            to_session_id=session.session_id, counted=counted,
        )  # fmt: skip
        self._won(work, offer, won)
        return Answer(OfferState.ACCEPTED, offer.from_name, offer.amount)

    def _give_back(self, actor: Actor, command: EndOffer, state: OfferState, act: str) -> Answer:
        note = refuse_card_number(clean(command.note, 200), "Note")
        with self._store.write(actor, act, "hand_over", command.offer_id) as work:
            offer = must_exist(work.cash_moves.offer(command.offer_id), "This hand-over")
            if state is OfferState.CANCELLED:
                check_may_cancel(offer, actor)
            else:
                check_may_take(offer, actor)
            if already_posted(work, command.command_id, fingerprint(command)):
                return Answer(offer.state, offer.from_name)
            check_waiting(offer)
            answer = self._back(
                work, actor, offer, state, note, journal_id=command.command_id, content=fingerprint(command)
            )
            work.commit()
        return answer

    def _back(
        self,
        work: UnitOfWork,
        actor: Actor,
        offer: Offer,
        state: OfferState,
        note: str,
        counted: Money | None = None,
        journal_id: str = "",
        content: str = "",
    ) -> Answer:
        """Whole out of transit into the till it came from; that drawer cannot be closed meanwhile."""
        journal_id = journal_id or work.new_id()
        self._book(
            work, actor, self._session(work, offer.from_session_id), JournalKind.HAND_BACK,
            arrived_lines(offer.amount), journal_id=journal_id, content=content, refers_to=offer.journal_id,
        )  # fmt: skip
        won = work.cash_moves.answer(offer, state, journal_id, actor.name, work.now, counted=counted, note=note)
        self._won(work, offer, won)
        work.audit.append("drawer.hand_back", "hand_over", offer.offer_id, detail={"state": state.value})
        return Answer(state, offer.from_name)

    def _count(
        self,
        work: UnitOfWork,
        actor: Actor,
        session: DrawerSession,
        purpose: str,
        rows: tuple[CountRow, ...],
        attempt_id: str = "",
    ) -> None:
        work.drawer.add_attempt(
            attempt_id or work.new_id(), session.session_id, purpose, actor.staff_id, work.now, work.now, rows
        )

    def _won(self, work: UnitOfWork, offer: Offer, won: bool) -> None:
        """Compare and set: who was slower is told the answer that stands."""
        if not won:
            newest = must_exist(work.cash_moves.offer(offer.offer_id), "This hand-over")
            check_waiting(newest)
            raise Refused(f"This hand-over of {offer.from_name} was changed meanwhile; look at F5 again.")


def _amount_known(offer: Offer) -> Money | None:
    """The amount, once both have counted the same."""
    return offer.amount if offer.state is OfferState.ACCEPTED else None
