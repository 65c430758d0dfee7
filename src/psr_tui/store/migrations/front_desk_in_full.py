"""What revision 0003 adds to the rules of the database: the triggers of its tables, and rows a clinic starts with.

The rules of revisions 0001 and 0002 stay as they were released. `statements` is the whole set, in the order it is made.
"""

from __future__ import annotations

from psr_tui.store.migrations import drawer_in_full
from psr_tui.store.migrations.front_desk import merging, rules

ALL = (*drawer_in_full.ALL, *rules.ALL, *merging.ALL)


def statements() -> tuple[str, ...]:
    """Every trigger of this revision as the statement that creates it; the last of a name counts."""
    made = (statement for make in ALL for statement in make())
    return tuple({statement.split()[2]: statement for statement in made}.values())


# (kind, code, label, detail, needs comment, needs approver, position); front-desk.md 18.5
REASONS: tuple[tuple[str, str, str, str, int, int, int], ...] = (
    ("heard_of_us", "patient", "Another patient", "", 0, 0, 1),
    ("heard_of_us", "employee", "Somebody who works here", "", 0, 0, 2),
    ("heard_of_us", "walk_in", "Walked in", "", 0, 0, 3),
    ("heard_of_us", "newspaper", "Newspaper", "", 0, 0, 4),
    ("heard_of_us", "radio", "Radio", "", 0, 0, 5),
    ("heard_of_us", "tv", "TV", "", 0, 0, 6),
    ("heard_of_us", "mail", "Direct mail", "", 0, 0, 7),
    ("heard_of_us", "coupon", "Coupon", "", 0, 0, 8),
    ("heard_of_us", "card", "Referral card", "", 0, 0, 9),
    ("heard_of_us", "internet", "Internet", "", 0, 0, 10),
    ("heard_of_us", "other", "Other", "", 1, 0, 11),
    ("unidentified", "UN1", "Cannot speak", "", 0, 0, 1),
    ("unidentified", "UN2", "Gives no name", "", 0, 0, 2),
    ("unidentified", "UN3", "Confused", "", 0, 0, 3),
    ("unidentified", "UN4", "No papers, language unknown", "", 0, 0, 4),
    ("unidentified", "UN9", "Other", "", 1, 0, 5),
    ("merge", "MG1", "Same papers seen", "", 0, 0, 1),
    ("merge", "MG2", "The patient says so", "", 0, 0, 2),
    ("merge", "MG3", "Registered twice by mistake", "", 0, 0, 3),
    ("merge", "MG9", "Other", "", 1, 0, 4),
    ("late", "LT1", "Traffic or transport", "", 0, 0, 1),
    ("late", "LT2", "Wrong time remembered", "", 0, 0, 2),
    ("late", "LT9", "Other", "", 0, 0, 3),
    ("coverage_end", "CE1", "A new insurance took its place", "", 0, 0, 1),
    ("coverage_end", "CE2", "Job ended or changed", "", 0, 0, 2),
    ("coverage_end", "CE3", "The payer says it ended", "", 0, 0, 3),
    ("coverage_end", "CE4", "Typed in by mistake", "", 0, 0, 4),
    ("coverage_end", "CE9", "Other", "", 1, 0, 5),
)

# code, label, minutes, release, limit, visit types, colour; front-desk.md 18.1
SLOT_CODES: tuple[tuple[str, str, int, str, int, str, str], ...] = (
    ("1", "Open", 15, "", 1, "", "green"),
    ("2", "Open, two places", 15, "", 2, "", "green"),
    ("N", "New patient", 30, "", 1, "NP30", "blue"),
    ("S", "Same day", 15, "day", 1, "", "yellow"),
    ("W", "Same week", 15, "week", 1, "", "yellow"),
    ("U", "Urgent", 15, "day", 1, "URG WALK", "red"),
    ("P", "Phone time", 15, "", 1, "PHONE", "cyan"),
)
