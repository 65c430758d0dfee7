"""Keys of coverages, payers, cases, authorisations and referrals; `psr_tui.keys` has the one table."""

from __future__ import annotations

from psr_tui.key import Key

COVER_TITLES = {
    "coverages": "On a patient's insurances",
    "payer": "On a payer's page",
    "cases": "On accidents and work injuries",
    "authorisations": "On authorisations and referrals in",
    "referrals": "On referrals to others",
}


def _key(scope: str, key_id: str, keys: str, label: str, words: str) -> Key:
    return Key(key_id, keys, label, words, scope, legend=False)


COVER_KEYS: tuple[Key, ...] = (
    _key("coverages", "card", "1", "Card", "Both sides of the card were seen today."),
    _key("coverages", "change", "2", "Change", "Open the form of the coverage under the cursor."),
    _key("coverages", "payer", "3", "Payer", "Show what is known of its payer: portal, phone, rules, rejections."),
    _key("coverages", "cases", "4", "Cases", "Show accidents and work injuries, which have a payer of their own."),
    _key("coverages", "open", "5", "Open", "Show everything on it and what was changed."),
    _key("coverages", "holder", "6", "Holder", "The subscriber is another patient of ours: find them."),
    _key("coverages", "earlier", "7", "Order", "Let it pay one place earlier; the first changes with the second."),
    _key("coverages", "end", "8", "End", "Give it its last day with a reason; it stays on file."),
    _key("coverages", "other_day", "0", "Day", "Show the coverages as of another day."),
    _key("coverages", "new", "plus", "Add", "Put another insurance on file."),
    _key("payer", "rule", "1", "Rule", "Write down a rule of this payer."),
    _key("payer", "rejection", "2", "Rejection", "Write down what it rejected and how to prevent it."),
    _key("payer", "change", "5", "Change", "Change phone, fax, portal, hours or address."),
    _key("payer", "steer", "7", "Checked", "Change name, id, and how the payer is checked; a lead may."),
    _key("payer", "strike", "8", "Strike out", "Take a line off that holds no longer; the history keeps it."),
    _key("payer", "note", "9", "Note", "Add a note to the page."),
    _key("cases", "link", "1", "Pays", "Let the case pay for one visit, or take it off again."),
    _key("cases", "change", "2", "Change", "Open the form of the case under the cursor."),
    _key("cases", "open", "5", "Open", "Show everything on it and what was changed."),
    _key("cases", "close", "8", "Close", "Give it its last day, or open it again."),
    _key("cases", "new", "plus", "Add", "Put an accident or work injury on file."),
    _key("authorisations", "asked", "1", "Asked", "The payer has the request now: its clock starts."),
    _key("authorisations", "change", "2", "Change", "Open the form of the request under the cursor."),
    _key("authorisations", "decided", "3", "Decided", "Write down what the payer said."),
    _key("authorisations", "payer", "4", "Payer", "Show what is known of its payer."),
    _key("authorisations", "open", "5", "Open", "Show everything on it, the visits that used it, what was changed."),
    _key("authorisations", "visit", "6", "Visit", "Choose a visit that uses this one, or take it off again."),
    _key("authorisations", "units", "7", "Units", "Say how many units a kept visit really used."),
    _key("authorisations", "end", "8", "End", "Close or cancel it."),
    _key("authorisations", "note", "9", "Note", "Add a note to it."),
    _key("authorisations", "out", "0", "Out", "Show the patient's referrals to others."),
    _key("authorisations", "new", "plus", "Add", "Write down a request, or a referral that came in."),
    _key("referrals", "step", "1", "Next step", "Say where the patient is now."),
    _key("referrals", "change", "2", "Change", "Open the form of the referral under the cursor."),
    _key("referrals", "reply", "3", "Reply", "File what came back; it waits no longer."),
    _key("referrals", "hand", "4", "Handed", "The patient has the paper."),
    _key("referrals", "open", "5", "Open", "Show everything on it and what happened."),
    _key("referrals", "declined", "8", "Declined", "The patient or the other doctor declined."),
    _key("referrals", "note", "9", "Note", "Add a note to it."),
    _key("referrals", "new", "plus", "New", "Write a referral."),
)
