"""The triggers of revision 0001, one function a table: what SQLite itself refuses, whoever asks.

Messages start with ``desk:`` and are shown to the rep as they are. A table rebuild drops triggers without a word
(store.md 7.3), so a later migration that rebuilds a table calls its function again.
"""

from __future__ import annotations

from psr_tui.store.migrations import drawer_triggers as drawers
from psr_tui.store.migrations import money_triggers as money


def _append_only(table: str, what: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'desk: {what} is never changed or deleted.'); END"
        for act in ("UPDATE", "DELETE")
    )


def audit() -> tuple[str, ...]:
    """Gapless, chained, append-only (reliability.md RS-37)."""
    return (
        *_append_only("audit", "The audit log"),
        "CREATE TRIGGER audit_gapless BEFORE INSERT ON audit "
        "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit) "
        "OR NEW.prev <> coalesce((SELECT mac FROM audit WHERE seq = NEW.seq - 1), zeroblob(32)) "
        "BEGIN SELECT RAISE(ABORT, 'desk: The audit log takes only the next row of its chain.'); END",
    )


def appointment_event() -> tuple[str, ...]:
    """The history of a visit only grows."""
    return _append_only("appointment_event", "The history of a visit")


def check_in_step() -> tuple[str, ...]:
    """The record of a check-in only grows."""
    return _append_only("check_in_step", "The record of a check-in")


def consent() -> tuple[str, ...]:
    """A signature on file is never changed."""
    return _append_only("consent", "A signature on file")


def callback_event() -> tuple[str, ...]:
    """The history of a callback only grows."""
    return _append_only("callback_event", "The history of a callback")


def callback() -> tuple[str, ...]:
    """Keep ``callback_tally`` true: every unfinished callback is counted where it stands, in the same transaction."""
    unfinished = "state NOT IN ('done', 'cancelled', 'expired')"
    place = "{0}.state, {0}.blocked, {0}.window_key, substr({0}.due_at, 1, 13)"
    add = (
        f"INSERT INTO callback_tally (state, blocked, window_key, due_hour, items) VALUES ({place.format('NEW')}, 1) "
        "ON CONFLICT (state, blocked, window_key, due_hour) DO UPDATE SET items = items + 1;"
    )
    take = (
        "UPDATE callback_tally SET items = items - 1 "
        f"WHERE (state, blocked, window_key, due_hour) = ({place.format('OLD')});"
    )
    moved = "AFTER UPDATE OF state, blocked, window_key, due_at ON callback"
    return (
        f"CREATE TRIGGER callback_counted AFTER INSERT ON callback WHEN NEW.{unfinished} BEGIN {add} END",
        f"CREATE TRIGGER callback_moved_from {moved} WHEN OLD.{unfinished} BEGIN {take} END",
        f"CREATE TRIGGER callback_moved_to {moved} WHEN NEW.{unfinished} BEGIN {add} END",
        "CREATE TRIGGER callback_no_delete BEFORE DELETE ON callback "
        "BEGIN SELECT RAISE(ABORT, 'desk: A callback is never deleted; cancel it.'); END",
    )


ALL = (
    audit,
    appointment_event,
    check_in_step,
    consent,
    callback,
    callback_event,
    money.charge,
    money.journal,
    money.ledger_line,
    money.receipt,
    money.receipt_print,
    drawers.drawer_session,
    drawers.count_attempt,
    drawers.count_line,
    drawers.count_tender,
    drawers.count_paper,
    drawers.day_report,
)
