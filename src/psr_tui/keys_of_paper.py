"""The keys on a page that can be printed, and in the list of pages that wait; rows of the key table."""

from __future__ import annotations

from psr_tui.key import Key

PAPER_KEYS = (
    Key("print", "4", "Print", "Print it; a second time it is marked DUPLICATE.", "paper", legend=False, bound=False),
    Key("close", "enter", "Close", "Close it; a print that runs goes on.", "paper", legend=False, bound=False),
    Key("again", "1,enter", "Again", "Print the marked page here.", "prints", legend=False, bound=False),
    Key("test", "7", "Test page", "Print a test page here.", "prints", legend=False, bound=False),
    Key("give_up", "8", "Give up", "Take the page off the list unprinted.", "prints", legend=False, bound=False),
)
