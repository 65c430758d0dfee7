"""Keys of reviews of calls: in the scoring box, and where a lead chooses a call."""

from __future__ import annotations

from psr_tui.key import Key

QUALITY_TITLES = {
    "score": "While you score a call",
    "review_calls": "In the list of calls to review",
    "review_report": "In the report of reviews (:reviews report)",
}

QUALITY_KEYS: tuple[Key, ...] = (
    Key("yes", "1", "Yes", "The checkpoint was met; the cursor goes on.", "score", legend=False,
        action="mark('yes')"),
    Key("no", "2", "No", "The checkpoint was not met; the cursor goes on.", "score", legend=False,
        action="mark('no')"),
    Key("na", "3", "n/a", "The checkpoint does not apply to this call.", "score", legend=False, action="mark('na')"),
    Key("open", "5", "Call", "Show the whole call: who, why, what came of it, its note.", "score", legend=False),
    Key("give_back", "8", "Give back", "Somebody else may score it; what you answered is kept.", "score",
        legend=False),
    Key("comment", "9", "Comment", "Say something about the checkpoint under the cursor.", "score", legend=False),
    Key("open", "5", "Explain", "How each number of the line comes about.", "review_report", legend=False),
    Key("add", "1", "Review", "Put the call under the cursor under review.", "review_calls", legend=False),
)  # fmt: skip
