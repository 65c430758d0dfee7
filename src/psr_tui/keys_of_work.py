"""Keys of the worklists (F8). What a digit does depends on the list that is shown; the legend names it."""

from __future__ import annotations

from psr_tui.key import Key

_LABELS = {5: "Open", 8: "Cancel", 9: "Note"}
"""What these mean on every list; the others are named by the list that is shown."""

WORK_KEYS = (
    *(
        Key(
            f"choice_{digit}",
            f"{digit}",
            _LABELS.get(digit, f"Choice {digit}"),
            "Do what the legend says this digit does on the list that is shown.",
            "worklists",
            legend=False,
            action=f"choice({digit})",
        )
        for digit in range(1, 10)
    ),
    Key("lists", "0", "Lists", "Choose another list, with how many wait on each.", "worklists"),
    Key("new", "plus", "New", "Put something new on the list: a task, a request, a complaint.", "worklists"),
    Key("next_list", "right_square_bracket", "Next list", "Show the next list.", "worklists", legend=False),
    Key("previous_list", "left_square_bracket", "List back", "Show the list before.", "worklists", legend=False),
)
