"""The key that opens the labels, the same wherever a patient is shown, and the keys in that box."""

from __future__ import annotations

from psr_tui.key import Key

_WORDS = "Print labels: specimen, chart, address, appointment, wristband."


def labels_key(scope: str, priority: bool = False) -> Key:
    """Ctrl+Y in a scope; ``priority`` where text is typed."""
    return Key("labels", "ctrl+y", "Labels", _WORDS, scope, legend=False, priority=priority)


LABEL_KEYS = (
    labels_key("patient"),
    labels_key("queue"),
    labels_key("check_in", priority=True),
    Key("specimen", "1", "Specimen", "Print a specimen label.", "labels", legend=False),
    Key("chart", "2", "Chart", "Print a chart label.", "labels", legend=False),
    Key("address", "3", "Address", "Print an address label.", "labels", legend=False),
    Key("appointment", "4", "Appointment", "Print a label with the next visit.", "labels", legend=False),
    Key("wristband", "5", "Wristband", "Print a wristband.", "labels", legend=False),
    Key("number", "6", "Number", "Type the number that goes on the specimen label.", "labels", legend=False),
    Key("collected", "7", "Taken now", "Print date and time of now, or blanks for them.", "labels", legend=False),
    Key("free", "9", "Free label", "Say which label of the sheet is free next.", "labels", legend=False),
    Key("more", "plus", "More", "One copy more.", "labels", legend=False),
    Key("fewer", "minus", "Fewer", "One copy fewer.", "labels", legend=False),
    Key("wanted", "enter", "For visit", "Print the labels this kind of visit wants.", "labels", legend=False),
)
