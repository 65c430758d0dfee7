"""Keys of a red flag that was raised (``:flags``), of scripts in the call box, of interpreters and of the boundary."""

from __future__ import annotations

from psr_tui.domain.call_script import ANSWER_KEYS
from psr_tui.key import Key

FLAG_TITLES = {
    "flag": "In the box of a red flag",
    "flags": "Red flags without a nurse (:flags)",
    "script": "In the script of a call",
    "helps": "While somebody speaks, in the call box",
    "interpreter": "In the box of an interpreter",
}

FLAG_KEYS = (
    Key("told", "1", "Read out", "The emergency script was read to them.", "flag", legend=False),
    Key("stayed", "2", "Stayed", "You stayed on the line until help was there.", "flag", legend=False),
    Key("left", "3", "Line ended", "The line ended before help was there.", "flag", legend=False),
    Key("refused", "4", "Refused", "They refuse the advice: the next on the route is told now.", "flag", legend=False),
    Key("taken", "6", "Taken", "A nurse has it: who. The clock stops.", "flag", legend=False),
    Key("about", "7", "Who is it", "Find the patient; the flag goes on while you look.", "flag", legend=False),
    Key("open", "5", "Open", "Open the red flag under the cursor.", "flags", legend=False),
    *(
        Key(
            f"answer_{number}",
            key,
            f"Answer {number}",
            f"Answer {number} to the question of the script.",
            "script",
            legend=False,
            action=f"answer({number})",
        )
        for number, key in enumerate(ANSWER_KEYS, start=1)
    ),
    Key("script_back", "b", "Back", "One question of the script back.", "script", legend=False),
    Key("interpreter", "i", "Interpreter", "Ask for an interpreter, or show the timer.", "helps", legend=False),
    Key("other_person", "o", "Other", "Somebody else answered: what may be said to them.", "helps", legend=False),
    Key("quick_note", "q", "Quick note", "Put a ready text into the note; some save the call too.", "helps",
        legend=False),
    Key("connected", "1", "Connected", "The interpreter is on the line: their number.", "interpreter", legend=False),
    Key("declined", "2", "Declined", "They do not want one: who interprets instead.", "interpreter", legend=False),
    Key("ended", "3", "Ended", "The interpreter left, or nobody came.", "interpreter", legend=False),
)  # fmt: skip
