"""The next visit from the provider's order: openings by digit, a list, or a reason why not (FD-80, FD-136)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.follow_up import Order
from psr_tui.domain.wanted import Opening
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.schedule_flows import read_back, settle

if TYPE_CHECKING:
    from psr_tui.screens.base import Place
    from psr_tui.screens.check_out import CheckOutBox

_OPENINGS = 5
_LATER, _RECALL, _DECLINED, _OTHER = "later", "recall", "declined", "other"


async def next_visit(box: CheckOutBox) -> str:
    """One answer to the open follow-up order, which is typed first when there is none. The sentence, '' for nothing."""
    if box.view.open_order is None and not await _typed(box):
        return ""
    order = box.view.open_order
    while order is not None:
        answer = await _asked(box, order)
        if answer == _OTHER:
            order = await _other(box, order)
            continue
        if answer is None:
            return ""
        return await _done(box, order, answer)
    return ""


async def _typed(box: CheckOutBox) -> bool:
    """Write down what the rep was told; False when nothing was typed."""
    desk, command_id = box.desk, box.desk.new_id()
    value = wrong = ""
    while True:
        typed = await box.open(
            Prompt("Next visit", "When, how long, which kind: 3 months 30 min FUP", needed, value=value, note=wrong)
        )
        if typed is None:
            return False
        try:
            box.show_view(await desk.act(desk.check_out.order, command_id, box.view.visit_id, typed))
        except InvalidInput as error:
            value, wrong = typed, str(error)  # in the box that is typed in: it lies over the one below
        else:
            return True


async def _asked(box: CheckOutBox, order: Order) -> str | Opening | None:
    desk = box.desk
    found = await desk.ask(
        desk.booking.follow_up, order.follow_up, order.visit_type, order.patient_id, order.provider_id, _OPENINGS
    )
    openings = found.openings[:_OPENINGS]
    options = [(str(at), f"{one.words}  {one.minutes} min") for at, one in enumerate(openings)]
    options.append((_LATER, "Put on the list of visits to schedule"))
    if order.months:
        options.append((_RECALL, "Call them when it is due (recall)"))
    options += [
        (_DECLINED, "Does not want one, with the reason"),
        (_OTHER, "Another time: type when"),
    ]
    note = "" if openings else "Nothing is free near that day."
    code = await box.open(Choose(f"Next visit: {order.words}", options, note=note))
    return openings[int(code)] if code is not None and code.isdigit() else code


async def _other(box: CheckOutBox, order: Order) -> Order | None:
    """Another wish in place of this one: the order that was not meant is declined with that reason."""
    before = {one.order_id for one in box.view.orders}
    if not await _typed(box):
        return order
    await box.desk.act(box.desk.check_out.decline, order.order_id, order.version, "another time was wished")
    await box.renew()
    return next((one for one in box.view.orders if one.order_id not in before), None)


async def _done(box: CheckOutBox, order: Order, answer: str | Opening) -> str:
    desk, command_id = box.desk, box.desk.new_id()
    if isinstance(answer, Opening):
        place = cast("Place", box)  # it asks and shows as a place does, and stands above one
        booked = await settle(
            place, box.view.patient, answer,
            lambda one, reason, sure: desk.act(
                desk.check_out.book, command_id, order.order_id, order.version, one, reason=reason, sure=sure
            ),
        )  # fmt: skip
        if booked is None:
            return ""
        box.ticks = box.ticks.turned(slip=True)
        await read_back(place, booked)
        return str(booked.words)
    if answer == _LATER:
        return await box.attempt(desk.check_out.to_schedule, command_id, order.order_id, order.version) or ""
    if answer == _RECALL:
        return await box.attempt(desk.check_out.recall, command_id, order.order_id, order.version) or ""
    why = await box.open(Prompt("No next visit", "Why", needed, max_length=300))
    if why is None:
        return ""
    return await box.attempt(desk.check_out.decline, order.order_id, order.version, why) or ""
