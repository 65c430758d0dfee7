"""Keys of the box of a call that came in; rows of the key table. Letters work outside the text fields."""

from __future__ import annotations

from psr_tui.key import Key

CALL_IN_TITLES = {"call_in": "In the box of a call (Ctrl+O)"}

CALL_IN_KEYS: tuple[Key, ...] = (
    Key(
        "cancel",
        "ctrl+o,f12,escape",
        "Hide",
        "Hide the box; the call, the timer and your text stay.",
        "call_in",
        legend=False,
    ),
    Key("red_flag", "ctrl+r", "Red flag", "Send this call to the nurse now.", "call_in", legend=False, priority=True),
    Key("find", "ctrl+f", "Find", "Find by name whom the call is about.", "call_in", legend=False, priority=True),
    Key("who", "p", "Who calls", "Say who is calling, when it is not the patient.", "call_in", legend=False),
    Key("nobody", "u", "Not them", "It is somebody else: nobody is chosen any more.", "call_in", legend=False),
    Key("answered", "a", "Answered", "Somebody is on the line: talk time counts from now.", "call_in", legend=False),
    Key("hold", "h", "Hold", "On hold, or back on the line.", "call_in", legend=False),
    Key("ended", "e", "Ended", "The call is over; the outcome is still to come.", "call_in", legend=False),
    Key("another", "n", "New call", "One more call comes in: this one goes on hold.", "call_in", legend=False),
    Key("switch", "g,ctrl+g", "Go to other", "Change to the other call; this one waits.", "call_in", legend=False),
    Key("switch", "g,ctrl+g", "Go to other", "Change to the caller who waits; this one waits.", "call", legend=False),
    Key("hand_on", "f", "Forward", "Hand the call on, or say what was answered.", "call_in", legend=False),
    Key("settle", "d", "Done now", "They were told, or their callback is settled.", "call_in", legend=False),
    Key("make", "plus", "Make", "Make a callback, a visit or a task for them.", "call_in", legend=False),
    Key("card", "k", "Card", "Open the card of the patient who was verified.", "call_in", legend=False),
    Key("cost", "c", "Cost", "They ask what it costs: record it as a request.", "call_in", legend=False),
)
