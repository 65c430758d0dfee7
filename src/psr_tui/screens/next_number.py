"""One key in the call box rings the next allowed number of the same patient (CC-41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.screens.call_dialog import CallDialog


async def next_number(box: CallDialog) -> None:
    """The number that was tried is logged; the box stays on the same item with the next one. Inside its flow."""
    ring = box.desk.callbacks.next_number
    hand = await box.attempt(ring, box.hand.item.id, box.desk.new_id())
    if hand is not None:
        box.show_number(hand)
        box.say(f"No answer there; now {box.station.shown.phone(hand.number.shown) if hand.number else ''}.")
