"""What the gateway says of a message: forward only, whatever comes late, twice or out of order."""

from __future__ import annotations

from psr_tui.domain.messages import Message, MessageState, moves, next_step_words
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.exchange.message_lines import Result
from psr_tui.store.unit_of_work import UnitOfWork


def take_result(work: UnitOfWork, result: Result) -> str:
    """Store what a line says; why it was not taken, '' when it was or said nothing new."""
    one = work.messages.get(result.message_id)
    if one is None:
        return "is about a message we never sent"
    if moves(one.state, result.state):
        _move(work, one, result)
    elif one.state is not result.state and not _told_before(work, one, result):
        work.messages.add_event(one.id, "late news", work.now, None, _words(result))
    return ""


def _move(work: UnitOfWork, one: Message, result: Result) -> None:
    values: dict[str, object] = {"state": result.state.value}
    if result.gateway_id:
        values["gateway_id"] = result.gateway_id
    if result.state is MessageState.DELIVERED:
        values["settled_at"] = work.now
    if result.state is MessageState.FAILED:
        values["trouble"] = result.reason or "the gateway gave no reason"
        _ask_for_help(work, one, result)
    work.messages.change(one.id, "gateway", work.now, **values)
    work.messages.add_event(one.id, result.state.value, work.now, None, _words(result))
    work.touch("messages")


def _ask_for_help(work: UnitOfWork, one: Message, result: Result) -> None:
    """Somebody has to know that it did not come, and what to do next."""
    title = f"{one.way.word.capitalize()} not delivered: {result.reason or 'no reason given'}"
    text = f"Next: {next_step_words(one)}. F8 messages shows it; 1 does that step."
    new = NewWork(WorkKind.MESSAGE, title, one.patient_id, one.appointment_id, one.id, text)
    work.items.open_item(new, "", "gateway", work.now)
    work.touch("work")


def _told_before(work: UnitOfWork, one: Message, result: Result) -> bool:
    told = [(event.kind, event.detail) for event in work.messages.events(one.id)]
    return (result.state.value, _words(result)) in told or ("late news", _words(result)) in told


def _words(result: Result) -> str:
    at = f" at {result.at:%Y-%m-%d %H:%M} UTC" if result.at else ""
    return f"{result.state.value}{at}{': ' + result.reason if result.reason else ''}"
