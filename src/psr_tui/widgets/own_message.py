"""Messages that reach every screen, also the one that caused them."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


class OwnMessage(Message):
    """A message a widget sends upward in its own name.

    Textual takes whoever is being served when a message is made as its sender, and stops a message below its sender:
    a screen that calls ``form.submit()`` or ``records.reload()`` would never hear the answer.
    """

    def __init__(self, sender: Widget) -> None:
        super().__init__()
        self.set_sender(sender)
