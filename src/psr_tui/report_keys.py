"""Keys of the boxes behind Reports (0 in the drawer) and at the close; `psr_tui.keys` has the one table.

On each list 5 opens the row; brackets step through days or periods, as on the places.
"""

from __future__ import annotations

from psr_tui.key import Key

REPORT_TITLES = {
    "closed": "Closed drawers",
    "variance": "Over and short",
    "day_report": "Receipts or visits of a day",
    "ahead": "Money paid ahead",
    "deposits": "Deposits",
    "in_safe": "Drops in the safe",
    "unfinished": "Unfinished payments",
}
REPORT_SCOPES = tuple(REPORT_TITLES)


def _period(scope: str) -> tuple[Key, Key]:
    return (
        Key("shorter", "left_square_bracket", "Shorter", "Look back less far.", scope, legend=False),
        Key("longer", "right_square_bracket", "Longer", "Look back further.", scope, legend=False),
    )


REPORTS: tuple[Key, ...] = (
    Key("open", "5", "Open", "Show the day report of the row, word for word.", "closed", legend=False),
    Key("correct", "8", "Correct", "Correct what was closed wrongly; a supervisor signs.", "closed", legend=False),
    *_period("closed"),
    Key("open", "5", "Open", "Show each close of this rep or drawer with a chart.", "variance", legend=False),
    *_period("variance"),
    Key("open", "5", "Open", "Show the receipt, or the patient's card.", "day_report", legend=False),
    Key("other_day", "7", "Day", "Type the day to show.", "day_report", legend=False),
    Key("previous_day", "left_square_bracket", "Earlier", "Show the day before.", "day_report", legend=False),
    Key("next_day", "right_square_bracket", "Later", "Show the day after.", "day_report", legend=False),
    Key("open", "5", "Open", "Show the patient's card.", "ahead", legend=False),
    Key("bank_drops", "1", "Safe to bank", "Take drops out of the safe to the bank.", "deposits", legend=False),
    Key("confirm", "2", "Confirmed", "The bank has confirmed this deposit.", "deposits", legend=False),
    Key("open", "5", "Open", "Show the deposit slip of the row.", "deposits", legend=False),
    Key("bank", "1", "To the bank", "Bag the marked drops, or all when none is marked.", "in_safe", legend=False),
    Key("finish", "1", "Finish", "Go on with this payment now.", "unfinished", legend=False),
    Key("discard", "8", "Cancel", "Throw this payment away; asks first.", "unfinished", legend=False),
)
