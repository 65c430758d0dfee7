"""What revision 0004 adds to the rules of the database; the rules of the revisions before stay as they were released.

`statements` is the whole set, in the order it is made. The rows a clinic starts with: `store/reference_phones.sql`.
"""

from __future__ import annotations

from psr_tui.store.migrations import front_desk_in_full
from psr_tui.store.migrations.phones import rules

ALL = (*front_desk_in_full.ALL, *rules.ALL)


def statements() -> tuple[str, ...]:
    """Every trigger of this revision as the statement that creates it; the last of a name counts."""
    made = (statement for make in ALL for statement in make())
    return tuple({statement.split()[2]: statement for statement in made}.values())
