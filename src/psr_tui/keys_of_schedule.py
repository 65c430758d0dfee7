"""Keys of the schedule (F6)."""

from __future__ import annotations

from psr_tui.key import Key

SCHEDULE_KEYS = (
    Key("book", "1", "Book", "Book here for the patient kept above; on a visit, its patient's next one.", "schedule"),
    Key("find_time", "2", "Find", "Find openings: type when, how long, which kind, with whom.", "schedule"),
    Key("confirm", "3", "Confirm", "Write down what came of calling to confirm this visit.", "schedule"),
    Key("earlier", "4", "Earlier", "Wait list for an earlier time; the visit stays meanwhile.", "schedule"),
    Key("open", "5", "Open", "Show the visit: its log, alerts, balance, past and next visits.", "schedule"),
    Key("no_show", "6", "No-show", "Mark as no-show, then say what follows; Ctrl+Z takes it back.", "schedule"),
    Key("move", "7", "Move", "Move the visit to another time: type when, choose an opening.", "schedule"),
    Key("cancel_visit", "8", "Cancel", "Cancel with a reason, then offer the time to who waits.", "schedule"),
    Key("note", "9", "Note", "Write or change the note of the visit.", "schedule"),
    Key("new", "plus", "New", "New appointment: find the patient, then a time.", "schedule"),
    Key("previous_day", "left_square_bracket", "Day back", "Show the day before.", "schedule", legend=False),
    Key("next_day", "right_square_bracket", "Next day", "Show the next day.", "schedule", legend=False),
    Key(
        "next_provider", "greater_than_sign", "Provider", "Show the next provider alone; after the last one all.",
        "schedule", legend=False,
    ),
    Key("previous_provider", "less_than_sign", "Back", "Show the provider before.", "schedule", legend=False),
    Key("today", "0", "Today", "Show today.", "schedule", legend=False),
    Key("cells", "up,down,left,right", "Cells", "Other time, other provider.", "schedule", legend=False, bound=False),
    Key("lines", "pageup,pagedown,home,end", "Lines", "A page of times; first, last.", "schedule", legend=False,
        bound=False),
    Key("row", "enter", "Open", "Open the visit, or book the free time.", "schedule", legend=False, bound=False),
    Key("letters", "a-z", "Find", "Jump to the surname that starts so.", "schedule", legend=False, bound=False),
)  # fmt: skip
