"""Keys of the board (F9). What a digit does depends on the page that is shown; the legend names it."""

from __future__ import annotations

from psr_tui.key import Key

_LABELS = {5: "Open", 8: "Cancel", 9: "Note"}
"""What these mean on every list; the others are named by the page that is shown."""

DASHBOARD_KEYS = (
    *(
        Key(
            f"choice_{digit}",
            f"{digit}",
            _LABELS.get(digit, f"Choice {digit}"),
            "Do what the legend says this digit does on the page that is shown.",
            "dashboard",
            legend=False,
            action=f"choice({digit})",
        )
        for digit in range(1, 10)
    ),
    Key("pages", "0", "Pages", "Choose another page: now, promises, figures, cuts, staffing.", "dashboard"),
    Key("next_page", "right_square_bracket", "Next page", "Show the next page.", "dashboard", legend=False),
    Key("previous_page", "left_square_bracket", "Page back", "Show the page before.", "dashboard", legend=False),
)
