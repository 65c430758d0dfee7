"""Every key once: bindings, the two legend lines, F1, the palette and the key page are all made from this table.

A row's ``id`` names the action: a key of scope ``queue`` with id ``room`` runs ``action_room`` of the queue place.
To add a key, add a row to the tuple of your scope; ``tests/screens/test_keys.py`` refuses clashes, keys that do not
arrive in every terminal, and rows without label or help. What may never be bound stands in ``keymap.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from psr_tui.key import Key, show
from psr_tui.keys_of_blocks import BLOCK_KEYS, BLOCK_TITLES
from psr_tui.keys_of_callbacks import CALLBACK_KEYS, CALLBACK_TITLES
from psr_tui.keys_of_calls import CALL_IN_KEYS, CALL_IN_TITLES
from psr_tui.keys_of_check_out import CHECK_OUT_KEYS, CHECK_OUT_TITLES
from psr_tui.keys_of_cover import COVER_KEYS, COVER_TITLES
from psr_tui.keys_of_dashboard import DASHBOARD_KEYS
from psr_tui.keys_of_desk import ACCOUNT, CHECK_IN, PATIENT, QUEUE
from psr_tui.keys_of_eligibility import ELIGIBILITY_KEYS, ELIGIBILITY_TITLES
from psr_tui.keys_of_flags import FLAG_KEYS, FLAG_TITLES
from psr_tui.keys_of_labels import LABEL_KEYS
from psr_tui.keys_of_messages import MESSAGE_KEYS, MESSAGE_TITLES
from psr_tui.keys_of_paper import PAPER_KEYS
from psr_tui.keys_of_papers import CARE_KEYS, NO_SHOW_KEYS, PAPERS_KEYS, SENT_KEYS
from psr_tui.keys_of_people import PEOPLE_KEYS, PEOPLE_TITLES
from psr_tui.keys_of_quality import QUALITY_KEYS, QUALITY_TITLES
from psr_tui.keys_of_record import RECORD_KEYS, RECORD_TITLES
from psr_tui.keys_of_schedule import SCHEDULE_KEYS
from psr_tui.keys_of_work import WORK_KEYS
from psr_tui.report_keys import REPORT_TITLES, REPORTS

if TYPE_CHECKING:
    from textual.binding import Binding


__all__ = ["KEYS", "SCOPE_TITLES", "Key", "as_moved", "bindings", "find", "of_scope", "show"]

SCOPE_TITLES = {
    "app": "Everywhere",
    "place": "On every screen",
    "list": "On lists",
    "form": "In forms",
    "dialog": "In a question box",
    "sign_in": "At sign-in",
    "find": "Finding a patient (Ctrl+F)",
    "patient": "On a patient's card",
    "account": "On a patient's account",
    "queue": "Queue (F2)",
    "check_in": "Check-in (F3)",
    "callbacks": "Callbacks (F4)",
    "call": "In the call box",
    **CALL_IN_TITLES,
    "drawer": "Drawer (F5)",
    "schedule": "Schedule (F6)",
    "worklists": "Worklists (F8)",
    "dashboard": "Board (F9)",
    "paper": "On a receipt or report",
    "prints": "In the list of pages that wait (:printing)",
    **COVER_TITLES,
    "labels": "In the box of labels (Ctrl+Y)",
    "papers": "Papers of the clinic (:papers)",
    "no_shows": "No-shows (:noshows)",
    "care_log": "Care for the person (:care log)",
    "sent": "A file the patient's phone sent (:import)",
    **PEOPLE_TITLES,
    **RECORD_TITLES,
    **ELIGIBILITY_TITLES,
    **CHECK_OUT_TITLES,
    **MESSAGE_TITLES,
    **FLAG_TITLES,
    **QUALITY_TITLES,
    **REPORT_TITLES,
    **BLOCK_TITLES,
    **CALLBACK_TITLES,
}

APP = (
    Key("help", "f1", "Help", "Explain this field and list every key that works here.", "app"),
    Key("palette", "ctrl+p", "All", "Show every action by name, with its key.", "app", legend=False, priority=True),
    Key("leave", "ctrl+q", "Quit", "Quit; asks first if something is left open.", "app", legend=False, priority=True),
)

PLACE = (
    Key("queue", "f2", "Queue", "Go to the queue: who is here today.", "place", priority=True, action="go('queue')"),
    Key("check_in", "f3", "Check-in", "Go to check-in.", "place", priority=True, action="go('check_in')"),
    Key("callbacks", "f4", "Calls", "Go to the callback list.", "place", priority=True, action="go('callbacks')"),
    Key("drawer", "f5", "Drawer", "Go to the cash drawer.", "place", priority=True, action="go('drawer')"),
    Key("schedule", "f6", "Sched", "Go to the schedule of a day.", "place", priority=True, action="go('schedule')"),
    Key(
        "worklists",
        "f8",
        "Work",
        "Go to the worklists; once more for the first of them.",
        "place",
        priority=True,
        action="go('worklists')",
    ),
    Key("dashboard", "f9", "Board", "The board: who does what.", "place", priority=True, action="go('dashboard')"),
    Key(
        "find",
        "ctrl+f",
        "Find",
        "Find a patient by name, birth date, phone or MRN.",
        "place",
        legend=False,
        priority=True,
        action="tool('find')",
    ),
    Key(
        "call_box",
        "ctrl+o",
        "Call box",
        "Open or hide the call box; the timer runs on.",
        "place",
        legend=False,
        priority=True,
        action="tool('call_box')",
    ),
    Key(
        "red_flag",
        "ctrl+r,exclamation_mark",
        "Red flag",
        "Send this call to the nurse now.",
        "place",
        legend=False,
        priority=True,
        action="tool('red_flag')",
    ),
    Key("undo", "ctrl+z", "Undo", "Undo the last action of this station.", "place", legend=False),
    Key("lock", "ctrl+l", "Lock", "Lock this screen now.", "place", legend=False, priority=True),
    Key("back", "f12,escape", "Back", "One step back; nothing is lost.", "place", legend=False),
    Key("command", "colon", "Command", "Type a command, for example :sort wait.", "place", legend=False),
    Key(
        "keys",
        "question_mark",
        "Keys",
        "The same as F1, outside text.",
        "place",
        legend=False,
        action="app.help",
    ),
)

LIST = (
    Key("up", "up", "Up", "One row up.", "list", legend=False, bound=False),
    Key("down", "down", "Down", "One row down.", "list", legend=False, bound=False),
    Key("page", "pageup,pagedown", "Page", "One page up or down.", "list", legend=False, bound=False),
    Key("ends", "home,end", "Ends", "First row, last row.", "list", legend=False, bound=False),
    Key("row", "enter", "Open", "Open the row under the cursor.", "list", legend=False, bound=False),
    Key("mark", "space", "Mark", "Mark the row; digits act on all marked rows.", "list", legend=False, bound=False),
    Key("mark_all", "asterisk", "Mark all", "Mark all rows shown, or none.", "list", legend=False, bound=False),
    Key("letters", "a-z", "Find", "Jump to the surname that starts so.", "list", legend=False, bound=False),
    Key("filter", "slash", "Filter", "Filter the list as you type; Esc shows all again.", "list", legend=False),
)

FORM = (
    Key("next", "enter,down,tab", "Next", "Next field; the last one stops on Save.", "form", legend=False, bound=False),
    Key("previous", "up,shift+tab", "Previous", "Previous field.", "form", legend=False, bound=False),
    Key(
        "again",
        "equals_sign",
        "Last value",
        "In an empty field: the value it had last time.",
        "form",
        legend=False,
        bound=False,
    ),
)

DIALOG = (
    Key("accept", "f10,ctrl+s", "Accept", "Accept what is shown.", "dialog", legend=False),
    Key("cancel", "f12,escape", "Cancel", "Close without doing anything.", "dialog", legend=False),
    Key("help", "f1", "Help", "Explain this box.", "dialog", legend=False, action="app.help"),
    Key(
        "lock", "ctrl+l", "Lock", "Lock this screen now; the box stays as it is.", "dialog", legend=False, priority=True
    ),
    Key(
        "call_box",
        "ctrl+o",
        "Call box",
        "A call comes in: its box opens over this one, which stays as it is.",
        "dialog",
        legend=False,
        priority=True,
    ),
    Key(
        "red_flag",
        "ctrl+r,exclamation_mark",
        "Red flag",
        "Send this call to the nurse now; the box stays as it is.",
        "dialog",
        legend=False,
        priority=True,
    ),
)

FIND = (
    Key("choose", "up,down", "Choose", "Mark another patient of the list.", "find", legend=False, bound=False),
    Key("take", "enter", "Take", "Open or take the marked patient.", "find", legend=False, bound=False),
    Key("new", "plus", "New", "Register somebody new with what was typed.", "find", legend=False, bound=False),
)

SIGN_IN = (
    Key("accept", "f10,ctrl+s", "Sign in", "Sign in with what is typed.", "sign_in", legend=False),
    Key("next", "down", "Next", "Next field.", "sign_in", legend=False),
    Key("previous", "up", "Previous", "Previous field.", "sign_in", legend=False),
)

CALLBACKS: tuple[Key, ...] = (
    Key("call_next", "1", "Call next", "Claim and dial the first callback that may be called now.", "callbacks"),
    Key("call_this", "2", "Call this", "Claim and dial the callback under the cursor.", "callbacks"),
    Key("answer", "3", "Taken", "A nurse item: who took it. Out of attempts: the next step; writes it.", "callbacks"),
    Key("open", "5", "Open", "Show the callback: words, numbers, everything that happened.", "callbacks"),
    Key("skip", "6", "Skip", "Pass it over today, with a reason; others still see it.", "callbacks"),
    Key("give", "7", "Give", "Keep it for a person, or put it back into the pool.", "callbacks"),
    Key("cancel_callback", "8", "Cancel", "Close it without a call, with a reason.", "callbacks"),
    Key("note", "9", "Note", "Add a note to its history.", "callbacks"),
    Key("new", "plus", "New", "Make a callback: who, why, when, whose.", "callbacks"),
)

CALL = (
    Key("cancel", "ctrl+o,f12,escape", "Hide", "Hide the box; the call, the timer and your text stay.", "call"),
    Key("answered", "a", "Answered", "Somebody answered: talk time counts from now.", "call"),
    Key("ended", "e", "Ended", "The call is over; the outcome is still to come.", "call"),
    Key("another", "n", "New call", "A call comes in: this one goes on hold.", "call"),
)

DRAWER: tuple[Key, ...] = (
    Key("open_drawer", "1", "Open", "Open the drawer under the cursor on a counted float.", "drawer"),
    Key("count", "2", "Count", "Count the drawer; until F10 freezes it nothing expected is shown.", "drawer"),
    Key("away", "3", "Away/back", "Lock the drawer while you are away, or take it up again.", "drawer"),
    Key("move", "4", "Move", "Cash without a patient: drop, pay in or out, swap, no sale, hand over.", "drawer"),
    Key("open", "5", "Look", "Show the receipt under the cursor, or another rep's drawer.", "drawer"),
    Key("sign", "6", "Sign", "A supervisor signs a difference with a password.", "drawer"),
    Key("recount", "7", "Recount", "Count again with empty fields; the first count is kept.", "drawer"),
    Key("give_back", "8", "Give back", "Give the payment under the cursor back; a supervisor signs.", "drawer"),
    Key("reason", "9", "Reason", "Say why the count differs.", "drawer"),
    Key("report", "0", "Reports", "Reports: so far, by Z, closed drawers, over and short, lists, bank.", "drawer"),
    Key("take", "plus", "Payment", "Take a payment from a patient who is not at check-in.", "drawer"),
    Key("odd", "full_stop", "Odd money", "In a count: show $2 bills, 50c and $1 coins.", "drawer"),
    Key("freeze", "f10,ctrl+s", "Freeze/close", "Freeze the count; after it, close the drawer.", "drawer"),
)

KEYS: tuple[Key, ...] = (
    *APP, *PLACE, *LIST, *FORM, *DIALOG, *FIND, *PATIENT, *ACCOUNT, *SIGN_IN, *QUEUE, *CHECK_IN, *CALLBACKS, *CALL,
    *CALL_IN_KEYS,
    *DRAWER, *SCHEDULE_KEYS, *WORK_KEYS, *ELIGIBILITY_KEYS, *PAPER_KEYS, *PAPERS_KEYS, *SENT_KEYS, *NO_SHOW_KEYS,
    *CARE_KEYS, *LABEL_KEYS, *PEOPLE_KEYS, *COVER_KEYS, *RECORD_KEYS, *CHECK_OUT_KEYS, *REPORTS,
    *FLAG_KEYS, *BLOCK_KEYS, *MESSAGE_KEYS, *DASHBOARD_KEYS, *CALLBACK_KEYS, *QUALITY_KEYS,
)  # fmt: skip


def of_scope(*scopes: str) -> tuple[Key, ...]:
    """The rows of these scopes in table order. Raises KeyError for a scope nobody knows."""
    for scope in scopes:
        SCOPE_TITLES[scope]
    return tuple(key for key in KEYS if key.scope in scopes)


def as_moved(keys: Iterable[Key], moved: Mapping[str, str]) -> list[Key]:
    """The same rows with the keys of a clinic's keymap (row name -> keys), for everything that shows keys."""
    return [replace(key, keys=moved[key.name]) if key.name in moved else key for key in keys]


def find(name: str) -> Key:
    """The row called ``scope.id``. Raises KeyError."""
    for key in KEYS:
        if key.name == name:
            return key
    raise KeyError(name)


def bindings(*scopes: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Textual bindings of these scopes, each with the id that a clinic's keymap can move."""
    from textual.binding import Binding

    return [
        Binding(
            key.keys,
            key.action or key.id,
            key.label,
            show=False,
            key_display=key.shown,
            priority=key.priority,
            id=key.name,
            tooltip=key.help,
        )
        for key in of_scope(*scopes)
        if key.bound
    ]
