"""Keys around messages to patients: the one that opens the box, and those in it."""

from __future__ import annotations

from psr_tui.key import Key

MESSAGE_TITLES = {"message": "Writing to a patient (m on a card)"}


def message_key(scope: str) -> Key:
    """``m`` in a scope where letters are not typed into anything."""
    return Key(
        "message", "m", "Message", "Write to this patient: text, portal or letter, seen first.", scope, legend=False
    )


MESSAGE_KEYS = (
    message_key("patient"),
    *(
        Key(
            f"pick_{digit}", f"{digit}", f"Choice {digit}", "Show this message as it would go out.", "message",
            legend=False, action=f"pick({digit})",
        )
        for digit in range(1, 10)
    ),
    Key("other_way", "0", "Other way", "Show it by the next way: text, portal, letter.", "message", legend=False),
    Key("up", "up", "Up", "The message above.", "message", legend=False),
    Key("down", "down", "Down", "The message below.", "message", legend=False),
    Key("page_up", "pageup", "Page up", "Turn a long message back.", "message", legend=False),
    Key("page_down", "pagedown", "Page down", "Turn a long message on.", "message", legend=False),
)  # fmt: skip
