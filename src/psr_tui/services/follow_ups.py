"""The next visit of a check-out, from the provider's order: booked, put on a list, recalled, declined (FD-80)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.booking import Booked
from psr_tui.domain.check_out import Left
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.follow_up import RECALLED, Order, OrderState, check_open, read_order, usual_kind
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.wanted import Opening
from psr_tui.services.booking_acts import BookingActs, NewBooking
from psr_tui.services.check_out_steps import settled
from psr_tui.services.check_out_view import CheckOutView
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.recalls import NewRecall, save_recall
from psr_tui.services.wait_list_steps import WaitListSteps
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

_VISIT, _ORDER = "This visit", "This follow-up"


class FollowUps:
    """The part of check-out that answers follow-up orders. Each act is one transaction."""

    _store: Store
    _acts = BookingActs()
    _waiting = WaitListSteps()

    def look(self, actor: Actor, visit_id: str) -> CheckOutView:
        """The visit as it is now."""
        raise NotImplementedError

    def order(self, actor: Actor, command_id: str, visit_id: str, typed: str) -> CheckOutView:
        """Write down when the patient should come again, as the rep was told: ``3 months 30 min FUP``. Raises
        InvalidInput; nothing is written for a visit type that is not in use."""
        with self._store.write(actor, "follow_up.order", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), _VISIT)
            kinds = {one.code: one.label for one in work.schedule.kinds()}
            booked, _minutes = work.check_out.booked_length(visit_id)
            follow_up, code = read_order(typed, kinds, usual_kind(kinds, booked))
            if work.check_out.order(command_id) is None:
                new = Order(
                    command_id, visit.patient_id, visit_id, follow_up, code, visit.provider_id or "",
                    ordered_by=actor.name,
                )  # fmt: skip
                work.check_out.add_order(new, actor.name, work.now)
                work.audit.append("follow_up.order", "follow_up_order", command_id)
                work.touch("queue")
                work.commit()
        return self.look(actor, visit_id)

    def book(
        self, actor: Actor, command_id: str, order_id: str, version: int, opening: Opening, *, reason: str = "",
        sure: bool = False,
    ) -> Booked:  # fmt: skip
        """Book an opening for a follow-up order; the same command id books once. Raises what booking raises, Refused
        for an order that was answered, Stale."""
        with self._store.write(actor, "book", "follow_up_order", order_id) as work:
            order = must_exist(work.check_out.order(order_id), _ORDER)
            new = NewBooking(
                command_id, order.patient_id, opening, order.visit_type, order.follow_up.minutes, reason=reason,
                sure=sure,
            )  # fmt: skip
            if order.booked_as == command_id and order.state is OrderState.BOOKED:
                return self._acts.book(work, actor, new)
            self._check(work, order, version)
            booked = self._acts.book(work, actor, new)
            self._waiting.placed(work, actor, order.patient_id, order.visit_type)
            self._answered(work, actor, order, OrderState.BOOKED, booked_as=booked.visit_id)
            work.commit()
        return booked

    def to_schedule(self, actor: Actor, command_id: str, order_id: str, version: int) -> str:
        """Nothing was booked now: the patient goes on the list of visits to schedule (FD-80)."""

        def act(work: UnitOfWork, order: Order) -> str:
            wish = order.follow_up.wanted(order.visit_type, self._seen(work, order), order.provider_id)
            kind = self._acts.kind(work, order.visit_type)
            booker = must_exist(work.booking.booker(order.patient_id), "This patient")
            work.wait_list.add(
                command_id, actor.name, work.now, patient_id=order.patient_id, visit_type=kind.code,
                minutes=order.follow_up.minutes or kind.minutes, provider_id=order.provider_id or None,
                earliest=wish.target, interpreter=booker.interpreter == "needed", note=f"Follow-up: {order.words}",
            )  # fmt: skip
            work.audit.append("wait_list.add", "wait_list", command_id, detail={"type": kind.code})
            work.touch("wait_list")
            self._answered(work, actor, order, OrderState.TO_SCHEDULE)
            return f"{booker.name} is on the list of visits to schedule for {kind.label}."

        return self._answer(actor, "follow_up.to_schedule", order_id, version, act)

    def recall(self, actor: Actor, command_id: str, order_id: str, version: int) -> str:
        """Nothing is booked; the patient is called when it is due (FD-99, FD-136). Raises InvalidInput for an order in
        days or weeks, Refused, Stale."""

        def act(work: UnitOfWork, order: Order) -> str:
            kind = self._acts.kind(work, order.visit_type)
            due = order.follow_up.target(self._seen(work, order))
            new = NewRecall(
                command_id, order.patient_id, kind.label, kind.code, order.months or None, order.provider_id, due
            )
            words = save_recall(work, actor, new)
            self._answered(work, actor, order, OrderState.TO_SCHEDULE, note=RECALLED)
            return words

        return self._answer(actor, "follow_up.recall", order_id, version, act)

    def decline(self, actor: Actor, order_id: str, version: int, why: str) -> str:
        """The patient wants no next visit, with the reason. Raises InvalidInput without one."""
        words = clean_note(why, 300)
        if not words:
            raise InvalidInput("Why: a few words are needed, for example moves away.", "Why")

        def act(work: UnitOfWork, order: Order) -> str:
            self._answered(work, actor, order, OrderState.DECLINED, note=words)
            return "No next visit is wanted; the reason is kept."

        return self._answer(actor, "follow_up.decline", order_id, version, act)

    def _answer(
        self, actor: Actor, name: str, order_id: str, version: int, act: Callable[[UnitOfWork, Order], str]
    ) -> str:
        with self._store.write(actor, name, "follow_up_order", order_id) as work:
            order = must_exist(work.check_out.order(order_id), _ORDER)
            self._check(work, order, version)
            words = act(work, order)
            work.commit()
        return words

    @staticmethod
    def _check(work: UnitOfWork, order: Order, version: int) -> None:
        guard_version(_ORDER, order, version, work.clinic.get().tz)
        check_open(order)

    @staticmethod
    def _seen(work: UnitOfWork, order: Order) -> date:
        return must_exist(work.visits.get(order.visit_id), _VISIT).local_date

    @staticmethod
    def _answered(work: UnitOfWork, actor: Actor, order: Order, to: OrderState, **values: object) -> None:
        work.check_out.change_order(order.order_id, actor.name, work.now, state=to.value, **values)
        work.audit.append(f"follow_up.{to.value}", "follow_up_order", order.order_id)
        settled(work, actor, Left.FOLLOW_UP, order.order_id, to.word)
        work.touch("queue")
