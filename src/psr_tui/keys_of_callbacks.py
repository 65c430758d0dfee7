"""Keys of what is seldom done with callbacks, and of the lists behind ``:dnc`` and ``:ended``."""

from __future__ import annotations

from psr_tui.key import Key

CALLBACK_TITLES = {
    "do_not_call": "Numbers that must not be called (:dnc)",
    "ended": "Callbacks that ended by themselves (:ended)",
}

CALLBACK_KEYS: tuple[Key, ...] = (
    Key("more", "4", "More", "What is seldom done: put off, tell when they call in, write to them.", "callbacks"),
    Key("dial", "l", "Dial", "Have the number dialed where a telephone system does that, or copy it.", "call",
        legend=False),
    Key("next_number", "d", "Next number", "Nobody answered here: ring the next number of this patient.", "call",
        legend=False),
    Key("quiet", "number_sign", "Quiet", "Take the count of due promises off line 1 until it changes.", "place",
        legend=False),
    Key("new", "plus", "New", "Put a number on the list.", "do_not_call", legend=False),
    Key("take_off", "8", "Take off", "Take the number off the list, with a reason; a lead may.", "do_not_call",
        legend=False),
    Key("open", "5", "Open", "Show the whole line.", "do_not_call", legend=False),
    Key("again", "1", "Call again", "Make a new callback for the same person and matter.", "ended", legend=False),
    Key("open", "5", "Open", "Show the callback with everything that happened.", "ended", legend=False),
)  # fmt: skip
