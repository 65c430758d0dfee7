"""Keys of the box that shows a payer's answer. Digits act on the answer that is read."""

from __future__ import annotations

from psr_tui.key import Key

ELIGIBILITY_TITLES = {"eligibility": "On a payer's answer"}

ELIGIBILITY_KEYS = (
    Key("ask", "1", "Ask", "Ask the payer again, for the date of this visit.", "eligibility", legend=False),
    Key("typed", "2", "Type", "Type what the payer said by phone or on its portal.", "eligibility", legend=False),
    Key("copay", "3", "Copay", "Choose which of the copays applies to this visit.", "eligibility", legend=False),
    Key("raw", "4", "Raw text", "Show what was asked and answered, byte for byte.", "eligibility", legend=False),
    Key("earlier", "5", "Earlier", "Open another check of this insurance.", "eligibility", legend=False),
    Key("mend", "6", "Mend", "Open the field of ours that the payer rejected.", "eligibility", legend=False),
    Key("other", "7", "Add payer", "Put the other payer that the answer names on file.", "eligibility", legend=False),
    Key("cost", "8", "Cost", "What will it cost: the sentences to say.", "eligibility", legend=False),
    Key("note", "9", "Note", "Write down what was found out, for whoever looks next.", "eligibility", legend=False),
)
