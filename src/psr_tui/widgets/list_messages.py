"""What a record list says upward. A screen hears them as ``on_record_list_opened`` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from psr_tui.widgets.own_message import OwnMessage
from psr_tui.widgets.record_rows import Record

if TYPE_CHECKING:
    from psr_tui.widgets.record_list import RecordList


class OfList(OwnMessage):
    """A message of the list ``on``."""

    def __init__(self, on: RecordList) -> None:
        super().__init__(on)
        self.on = on

    @property
    def control(self) -> RecordList:
        return self.on


class Opened(OfList, namespace="record_list"):
    """Enter: open ``record``."""

    def __init__(self, on: RecordList, record: Record) -> None:
        super().__init__(on)
        self.record = record


class Moved(OfList, namespace="record_list"):
    """Another record, or another state of it, is under the cursor; None when the list is empty."""

    def __init__(self, on: RecordList, record: Record | None) -> None:
        super().__init__(on)
        self.record = record

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Moved) and message.on is self.on


class Vanished(OfList, namespace="record_list"):
    """The record under the cursor left the list by itself; the cursor stands on ``now``. ``text`` says it."""

    def __init__(self, on: RecordList, gone: Record, now: Record | None, text: str) -> None:
        super().__init__(on)
        self.gone, self.now, self.text = gone, now, text


class Marked(OfList, namespace="record_list"):
    """The marks changed; ``count`` rows are marked."""

    def __init__(self, on: RecordList, count: int) -> None:
        super().__init__(on)
        self.count = count


class Said(OfList, namespace="record_list"):
    """A sentence for the message line: something could not be done, and what to do."""

    def __init__(self, on: RecordList, text: str) -> None:
        super().__init__(on)
        self.text = text
