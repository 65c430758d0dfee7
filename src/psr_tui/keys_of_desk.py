"""Keys of the front desk: queue, check-in, a patient's card and account."""

from __future__ import annotations

from psr_tui.key import Key

PATIENT = (
    Key("pay", "1", "Pay", "Take a payment of this patient.", "patient", legend=False),
    Key("check_in", "2", "Check-in", "Go to check-in with the visit of today.", "patient", legend=False),
    Key("coverages", "3", "Insurance", "Show the insurances on file, and accidents.", "patient", legend=False),
    Key("account", "4", "Account", "Show the account: owed, paid, given back, planned.", "patient", legend=False),
    Key("change", "5", "Open", "Open the form to change name, birth date, phones, address.", "patient", legend=False),
    Key("alike", "6", "Duplicates", "Show possible duplicates and what was merged.", "patient", legend=False),
    Key(
        "allowed",
        "7",
        "Allowed",
        "Show authorisations, referrals in, and referrals to others.",
        "patient",
        legend=False,
    ),
)

ACCOUNT = (
    Key("pay", "1", "Pay", "Take a payment of this patient.", "account", legend=False),
    Key("use_ahead", "2", "Use ahead", "Use money paid ahead for what is open.", "account", legend=False),
    Key("plan", "3", "Plan", "Agree on instalments for what is open, or end the plan.", "account", legend=False),
    Key("returned", "4", "Bounced", "The bank sent the check of this payment back.", "account", legend=False),
    Key("open", "5", "Open", "Show the receipt, the plan or the history of the row.", "account", legend=False),
    Key("adjust", "6", "Adjust", "Take something off a charge, or put it on, by a reason.", "account", legend=False),
    Key("fee", "7", "Fee, less", "Add a fee, use or allow a discount, take checks again.", "account", legend=False),
    Key(
        "give_back", "8", "Give back", "Void, refund or correct the payment under the cursor.", "account", legend=False
    ),
)

# On every list 5 is open, 8 is cancel and 9 is note; 1 is what is done most often there.
QUEUE: tuple[Key, ...] = (
    Key("arrived", "1", "Arrived", "Mark as arrived; a no-show who comes after all is taken in.", "queue"),
    Key("check_in", "2", "Check-in", "Check this visit in: identity, address, payer, forms, payment.", "queue"),
    Key("room", "3", "Room", "Bring to a room (asked when several are free); roomed already: to another.", "queue"),
    Key("check_out", "4", "Check-out", "Check out: the visit is over.", "queue"),
    Key("open", "5", "Open", "Show the visit: its log, alerts, balance, past and next visits.", "queue"),
    Key("no_show", "6", "No-show", "Mark as no-show; Ctrl+Z takes it back.", "queue"),
    Key("move", "7", "Move", "Move the visit to another time or day, or to another provider today.", "queue"),
    Key("cancel_visit", "8", "Cancel", "Cancel the visit with a reason from the list.", "queue"),
    Key("note", "9", "Note", "Write or change the note of the visit.", "queue"),
    Key("walk_in", "plus", "Walk-in", "Put somebody without an appointment on today's list.", "queue"),
    Key("pay", "dollar_sign", "Pay", "Take a payment of the patient under the cursor.", "queue", legend=False),
    Key(
        "next_provider",
        "right_square_bracket",
        "Next",
        "Show the next provider's visits; after the last one all.",
        "queue",
        legend=False,
    ),
    Key(
        "previous_provider",
        "left_square_bracket",
        "Previous",
        "Show the previous provider's visits.",
        "queue",
        legend=False,
    ),
    Key("care", "comma", "Care", "Write down what somebody asked for and what was done.", "queue", legend=False),
    Key("wait", "full_stop", "Wait", "Say how long it still takes, and write down the answer.", "queue", legend=False),
    Key("earlier", "less_than_sign", "Earlier", "Move one place forward in the line.", "queue", legend=False),
    Key("later", "greater_than_sign", "Later", "Move one place back in the line.", "queue", legend=False),
    Key("finished", "minus", "Finished", "Show or hide visits that were over long ago.", "queue", legend=False),
)

CHECK_IN: tuple[Key, ...] = (
    *(
        Key(
            f"choice_{digit}",
            f"{digit}",
            f"Choice {digit}",
            "Do what the legend says this digit does in this step.",
            "check_in",
            legend=False,
            action=f"choice({digit})",
        )
        for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
    ),
    Key("finish", "f10", "Finish", "Finish: take the payment, check the visit in, show the receipt.", "check_in"),
    Key("save_step", "ctrl+s", "Save step", "Save this step and go on to what is left.", "check_in"),
    Key("discount", "ctrl+g", "Discount", "Take the patient's discount off.", "check_in", legend=False, priority=True),
    Key("care", "comma", "Care", "Write down what somebody asked for and what was done.", "check_in", legend=False),
    Key("next_step", "pagedown", "Next step", "Go to the next step.", "check_in", priority=True),
    Key("previous_step", "pageup", "Step back", "Go to the step before.", "check_in", legend=False, priority=True),
)
