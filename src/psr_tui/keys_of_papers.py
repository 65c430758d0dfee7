"""Keys of the clinic's papers (``:papers``), of no-shows (``:noshows``) and of a file a phone sent (``:import``)."""

from __future__ import annotations

from psr_tui.key import Key

PAPERS_KEYS = (
    Key("open", "5", "Open", "Show every version of the paper.", "papers", legend=False),
    Key("new_version", "plus", "New", "Put a new version of the paper into use; a lead may.", "papers", legend=False),
    Key("withdraw", "8", "Withdraw", "It is signed no more, with a reason; a lead may.", "papers", legend=False),
)

NO_SHOW_KEYS = (
    Key("came", "1", "Came", "They are here after all: take them in.", "no_shows", legend=False),
    Key("open", "5", "Open", "Show the whole line.", "no_shows", legend=False),
)

CARE_KEYS = (Key("open", "5", "Open", "Show the whole line.", "care_log", legend=False),)

SENT_KEYS = (
    Key("take", "1", "Take", "Take this field from the file.", "sent", legend=False),
    Key("leave", "2", "Leave", "Leave ours as it is.", "sent", legend=False),
    Key("take_all", "3", "Take all", "Take every field that differs.", "sent", legend=False),
    Key("open", "5", "Open", "Show both values whole.", "sent", legend=False),
)
