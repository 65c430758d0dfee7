"""Keys of check-out, of lists of charges and estimates, and the key that asks what it will cost."""

from __future__ import annotations

from psr_tui.key import Key

_COST = "What will it cost: record the question, or make the estimate."

CHECK_OUT_TITLES = {
    "check_out": "At check-out (queue, 4)",
    "lines": "In a list of charges or of an estimate",
    "cost_words": "On what it will cost by insurance",
    "prices": "In the price list (:prices on F8)",
}

CHECK_OUT_KEYS: tuple[Key, ...] = (
    Key("charges", "1", "Charges", "Read what is billed and hand it over.", "check_out", legend=False),
    Key("pay", "2", "Pay", "Take a payment: copay and balance.", "check_out", legend=False),
    Key("next_visit", "3", "Next visit", "Book the follow-up, put it on a list, or decline it.", "check_out",
        legend=False),
    Key("referral", "4", "Referral", "Hand the referral over and print its slip.", "check_out", legend=False),
    Key("account", "5", "Account", "Show the account of the patient.", "check_out", legend=False),
    Key("after_visit", "6", "After visit", "Print the after-visit sheet with F10, or not.", "check_out", legend=False),
    Key("slip", "7", "Slip", "Print the appointment slip with F10, or not.", "check_out", legend=False),
    Key("survey", "8", "Survey", "Print the survey slip with F10, or not.", "check_out", legend=False),
    Key("receipt", "9", "Receipt", "Print the receipt of this visit with F10, or not.", "check_out", legend=False),
    Key("cost", "equals_sign", "Cost", _COST, "check_out", legend=False),
    Key("hand", "1", "Done", "Charges: hand over. Estimate: give it to the patient.", "lines", legend=False),
    Key("open", "5", "Change", "Change the line under the cursor.", "lines", legend=False),
    Key("remove", "8", "Remove", "Take the line under the cursor off.", "lines", legend=False),
    Key("add", "plus", "Add", "Add a line, from the price list or typed.", "lines", legend=False),
    Key("open", "5", "Change", "Change the price under the cursor.", "prices", legend=False),
    Key("remove", "8", "Take off", "Take the price under the cursor off the list.", "prices", legend=False),
    Key("add", "plus", "Add", "Add a price.", "prices", legend=False),
    Key("read", "1", "Read out", "It was read to the patient: keep what was said.", "cost_words", legend=False),
    Key("print", "2", "Print", "Print it for the patient and keep what was said.", "cost_words", legend=False),
    Key("cost", "equals_sign", "Cost", _COST, "queue", legend=False),
    Key("cost", "equals_sign", "Cost", _COST, "patient", legend=False),
    Key("cost", "c", "Cost", "They ask what it costs: record it as a request.", "call", legend=False),
)  # fmt: skip
