"""Keys around a patient's record: what the card opens, the pages of its form, alerts, family, history."""

from __future__ import annotations

from psr_tui.domain.history import HistoryKind
from psr_tui.key import Key

RECORD_TITLES = {
    "pages": "In a form of several pages",
    "alert": "When an alert pops up",
    "alerts": "Alerts and restrictions of a patient",
    "family": "Family and contact persons",
    "history": "History of a patient",
}
RECORD_LISTS = ("alerts", "family", "history")

RECORD_KEYS: tuple[Key, ...] = (
    Key("alerts", "8", "Alerts", "Show alerts and restrictions; write, change or end one.", "patient", legend=False),
    Key("family", "9", "Family", "Show relatives and contact persons; register one.", "patient", legend=False),
    Key("history", "0", "History", "Show everything that happened, newest first.", "patient", legend=False),
    Key("turn", "pagedown,pageup", "Page", "Next page, page before.", "pages", legend=False, bound=False),
    Key("read", "r", "Read", "I have read it; it stays down for today.", "alert", legend=False, bound=False),
    Key("open", "5", "Open", "Change the alert: words, for whom, until when.", "alerts", legend=False),
    Key("restrict", "6", "Restrict", "Say that this patient may not be booked, and why.", "alerts", legend=False),
    Key("died", "7", "Died", "Mark the patient as deceased, or take that back.", "alerts", legend=False),
    Key("end", "8", "End", "End the alert, or lift the restriction.", "alerts", legend=False),
    Key("new", "plus", "New", "Write an alert for this patient, the family or the clinic.", "alerts", legend=False),
    Key("open", "5", "Open", "Show the relative's card, or change the contact person.", "family", legend=False),
    Key("contact", "6", "Contact", "Add a contact person who is no patient.", "family", legend=False),
    Key("unlink", "8", "Take off", "Not related after all, or no contact any more.", "family", legend=False),
    Key("new", "plus", "New", "Find or register a relative; address and coverage are copied.", "family", legend=False),
    *(
        Key(
            f"only_{kind.value}", kind.digit, kind.label, f"Show {kind.label.lower()} only, or all again.", "history",
            legend=False, action=f"only('{kind.value}')",
        )
        for kind in HistoryKind
    ),
    Key("all", "0", "All", "Show every kind again.", "history", legend=False),
)  # fmt: skip
