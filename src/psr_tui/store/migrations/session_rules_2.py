"""Triggers of drawer sessions since revision 0002: the next shift may open early, and a closed day can be corrected.

A correction after a close is a session of its own that names the closed one (``adjusts``): it holds no cash, is counted
by nobody, needs a second person, and gets a Z number like every other (cash-drawer.md sections 1 and 10).
"""

from __future__ import annotations

from psr_tui.store.migrations import drawer_triggers
from psr_tui.store.migrations.money_triggers import refuse

_INSERT, _UPDATE = "BEFORE INSERT ON drawer_session", "BEFORE UPDATE ON drawer_session"
_CLOSES = "OLD.state <> 'closed' AND NEW.state = 'closed'"
_OTHERS = "drawer_id = NEW.drawer_id AND id <> NEW.id AND adjusts IS NULL"


def drawer_session() -> tuple[str, ...]:
    """Those of 0001 where they hold for corrections as well, the others anew."""
    kept = {statement.split()[2]: statement for statement in drawer_triggers.drawer_session()}
    for name in ("one_live", "one_rep", "float", "fixed", "moves", "counted"):
        del kept[f"drawer_session_{name}"]
    return (*kept.values(), *_opening(), *_corrections(), *_moving())


def _opening() -> tuple[str, ...]:
    return (
        refuse(
            "drawer_session_one_live", _INSERT,
            "NEW.adjusts IS NULL AND EXISTS (SELECT 1 FROM drawer_session WHERE "
            f"({_OTHERS} AND state <> 'closed' AND NOT (state IN ('counting', 'counted', 'approved') AND "
            "(SELECT prestage_drawers FROM clinic))))",
            "This drawer is open already; press F5 to see who has it.",
        ),
        refuse(
            "drawer_session_no_replace", _INSERT,
            "EXISTS (SELECT 1 FROM drawer_session WHERE id = NEW.id)",
            "A drawer session is there already.",
        ),
        refuse(
            "drawer_session_one_rep", _INSERT,
            "NEW.adjusts IS NULL AND EXISTS (SELECT 1 FROM drawer_session WHERE staff_id = NEW.staff_id "
            "AND state IN ('open', 'suspended', 'counting') AND adjusts IS NULL)",
            "You have another drawer open; close that one first.",
        ),
        refuse(
            "drawer_session_float", _INSERT,
            "NEW.adjusts IS NULL AND NEW.float_expected_cents <> CASE WHEN EXISTS "
            f"(SELECT 1 FROM drawer_session WHERE {_OTHERS} AND state <> 'closed') "
            "THEN (SELECT float_cents FROM drawer WHERE id = NEW.drawer_id) "
            "ELSE (SELECT coalesce(sum(cents), 0) FROM ledger_line "
            "WHERE drawer_id = NEW.drawer_id AND account = 'float') END",
            "A drawer opens on what its last close left.",
        ),
        refuse(
            "drawer_session_witness", _INSERT,
            "NEW.adjusts IS NULL AND NEW.witness_id IS NULL AND (SELECT opening_witness FROM clinic)",
            "The float is counted by two; a second person signs the opening.",
        ),
    )  # fmt: skip


def _corrections() -> tuple[str, ...]:
    return (
        refuse(
            "drawer_session_adjusts", _INSERT,
            "NEW.adjusts IS NOT NULL AND (NEW.float_expected_cents <> 0 OR NEW.float_counted_cents <> 0 OR NOT EXISTS "
            "(SELECT 1 FROM drawer_session WHERE id = NEW.adjusts AND state = 'closed' AND adjusts IS NULL "
            "AND drawer_id = NEW.drawer_id))",
            "A correction belongs to a drawer that is closed, and holds no cash.",
        ),
        refuse(
            "drawer_session_adjusts_signed", _UPDATE,
            f"{_CLOSES} AND NEW.adjusts IS NOT NULL AND (NEW.approved_by IS NULL OR NEW.difference_reason = '')",
            "A correction after the close needs a reason and the signature of another person.",
        ),
    )  # fmt: skip


def _moving() -> tuple[str, ...]:
    return (
        refuse(
            "drawer_session_fixed", _UPDATE,
            "NEW.id <> OLD.id OR NEW.drawer_id <> OLD.drawer_id OR NEW.staff_id <> OLD.staff_id "
            "OR NEW.business_date <> OLD.business_date OR NEW.opened_at <> OLD.opened_at "
            "OR NEW.float_expected_cents <> OLD.float_expected_cents "
            "OR NEW.float_counted_cents <> OLD.float_counted_cents OR NEW.adjusts IS NOT OLD.adjusts",
            "Drawer, rep, business date and float of a session are fixed when it opens.",
        ),
        refuse(
            "drawer_session_moves", _UPDATE,
            "NEW.state <> OLD.state AND CASE WHEN NEW.adjusts IS NULL "
            f"THEN OLD.state || '>' || NEW.state NOT IN ({drawer_triggers._MOVES}) "
            "ELSE OLD.state || '>' || NEW.state <> 'open>closed' END",
            "This drawer cannot go from that state to this one.",
        ),
        refuse(
            "drawer_session_back_to_open", _UPDATE,
            "OLD.state = 'counting' AND NEW.state = 'open' AND EXISTS (SELECT 1 FROM drawer_session WHERE "
            f"{_OTHERS} AND state <> 'closed' AND opened_at > NEW.opened_at)",
            "The next shift has opened this drawer; finish the count.",
        ),
        refuse(
            "drawer_session_offer_pending", _UPDATE,
            "OLD.state = 'counting' AND NEW.state = 'counted' AND EXISTS "
            "(SELECT 1 FROM hand_over WHERE from_session_id = NEW.id AND state = 'offered')",
            "Money of this drawer is offered to the next shift; take it back or wait for the answer.",
        ),
        refuse(
            "drawer_session_counted", _UPDATE,
            f"{_CLOSES} AND NEW.adjusts IS NULL AND {drawer_triggers._LAST_COUNT} IS NULL",
            "Count the drawer before it is closed.",
        ),
    )  # fmt: skip
