"""Keys of phone blocks: on the callback list, and in the call box while one runs."""

from __future__ import annotations

from psr_tui.key import Key

BLOCK_TITLES = {"blocks": "In the list of your phone blocks (:blocks)"}

BLOCK_KEYS: tuple[Key, ...] = (
    Key("block", "0", "Block", "Start a phone block; while one runs, how it stands.", "callbacks"),
    Key("plan_block", "semicolon", "Plan", "Plan a phone block for later.", "callbacks", legend=False),
    Key("block_pause", "comma", "Pause", "Pause the phone block with a code; again: go on.", "callbacks", legend=False),
    Key("block_end", "full_stop", "End", "End the phone block with a reason, and see what it came to.", "callbacks",
        legend=False),
    Key("block_pause", "comma", "Pause", "Pause the phone block; a call nobody answered goes back.", "call",
        legend=False),
    Key("block_end", "full_stop", "End", "End the phone block; a call nobody answered goes back.", "call",
        legend=False),
    Key("open", "5", "Open", "Show what the block came to.", "blocks", legend=False),
    Key("drop", "8", "Take back", "Take a planned block back.", "blocks", legend=False),
)  # fmt: skip
