"""Keys of comparing two records and of the list of possible duplicates; rows of the key table."""

from __future__ import annotations

from psr_tui.key import Key

PEOPLE_TITLES = {
    "compare": "Comparing two records",
    "alike": "In the list of possible duplicates (6 on a card)",
}

PEOPLE_KEYS: tuple[Key, ...] = (
    Key("same", "1", "Same person", "These are one person: see what moves, then merge.", "compare", legend=False),
    Key("different", "2", "Two people", "These are two people: remembered, not asked again.", "compare", legend=False),
    Key("turn", "3", "Other stays", "Let the other record stay instead.", "compare", legend=False),
    Key("up", "up", "Up", "One line up.", "compare", legend=False),
    Key("down", "down", "Down", "One line down.", "compare", legend=False),
    Key("left", "left", "Left", "Keep the value on the left of this line.", "compare", legend=False),
    Key("right", "right", "Right", "Keep the value on the right of this line.", "compare", legend=False),
    Key("open", "5", "Compare", "Compare this record with the patient's, side by side.", "alike", legend=False),
    Key("take_apart", "8", "Take apart", "Make two records again of a merged one.", "alike", legend=False),
)
