"""Keys of the clinic's papers (``:papers``)."""

from __future__ import annotations

from psr_tui.key import Key

PAPERS_KEYS = (
    Key("open", "5", "Open", "Show every version of the paper.", "papers", legend=False),
    Key("new_version", "plus", "New", "Put a new version of the paper into use; a lead may.", "papers", legend=False),
    Key(
        "withdraw",
        "8",
        "Withdraw",
        "It is signed no more, with a reason; a lead may.",
        "papers",
        legend=False,
    ),
)
