"""Text that would steer a terminal, pass for markup, or break a line, and a clinic where every word is such text."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

from sqlalchemy import text as sql

from tests.helpers.clinic import SETUP, TestClinic
from tests.helpers.small_day import morning_clinic

HOSTILE = {
    "OSC 52 sets the clipboard": ("A\x1b]52;c;cm0gLXJm\x07Z", "\x1b]52;"),
    "OSC 0 sets the title": ("A\x1b]0;owned\x07Z", "\x1b]0;"),
    "OSC 8 link": ("A\x1b]8;;http://x.example\x1b\\Z", "\x1b]8"),
    "CSI 2J clears": ("A\x1b[2JZ", "\x1b[2J"),
    "CSI 6n asks": ("A\x1b[6nZ", "\x1b[6n"),
    "C1 CSI": ("A\x9b2JZ", "\x9b"),
    "C1 OSC": ("A\x9d0;owned\x9cZ", "\x9d"),
    "DCS": ("A\x1bPq#0\x1b\\Z", "\x1bP"),
    "NUL": ("A\x00Z", "\x00"),
    "shift out": ("A\x0eZ", "\x0e"),
    "delete": ("A\x7fZ", "\x7f"),
    "right-to-left override": ("A\u202eZ", "\u202e"),
    "isolate": ("A\u2066Z", "\u2066"),
    "zero-width space": ("A\u200bZ", "\u200b"),
    "line separator": ("A\u2028Z", "\u2028"),
    "byte order mark": ("A\ufeffZ", "\ufeff"),
    "tag characters": ("A\U000e0041\U000e0042Z", "\U000e0041"),
}
"""What it is -> (a text with it, the part that must never reach the terminal)."""

MARKUP = ("[/oops] [b", "[@click=app.quit]x[/]", "$text", "[red]dropped[/red]", "[DNR] Lee")
ODD = ("山田太郎左衛門", "Zo\u0301\u0301\u0301e\u0308\u0308", "X" * 80)

# Words that people type or import, by table; codes, ids and numbers are the program's own.
_WORDS = {
    "patient": "middle_name preferred_name earlier_names street city email contact_note note",
    "patient_alert": "text",
    "patient_phone": "typed",
    "clinic": "name neutral_name address phone",
    "staff": "name",
    "provider": "code last_name first_name title",
    "visit_type": "label preparation",
    "payer": "name",
    "coverage": "plan_name member_id group_number subscriber_name verified_how",
    "appointment": "note reason room",
    "callback": "note",
    "drawer": "code label",
    "reason_code": "label",
    "call_outcome": "label",
    "consent_kind": "label words",
}


def hostile_clinic(folder: Path) -> TestClinic:
    """The morning of ``small_day`` with hostile people first, and hostile words in every field of everybody."""
    clinic = morning_clinic(folder)
    names = [*(f"{MARKUP[at]}" for at in range(len(MARKUP))), *ODD, *(bad for bad, _ in HOSTILE.values())]
    for at, name in enumerate(names):
        patient = clinic.add_patient(name, name, phone=f"+150555503{at:02d}")
        clinic.add_visit(patient, f"07:{at:02d}")
    _spoil(clinic)
    return clinic


def _spoil(clinic: TestClinic) -> None:
    """Put the texts before every word of the store, past the cleaning of every service."""
    bad = cycle([*MARKUP, *(text for text, _ in HOSTILE.values())])
    with clinic.store.write(SETUP) as work:
        for table, columns in _WORDS.items():
            for column in columns.split():
                found = work.session.execute(sql(f"SELECT rowid, {column} FROM {table}")).all()
                for row, old in found:
                    change = sql(f"UPDATE {table} SET {column} = :new WHERE rowid = :row")
                    work.session.execute(change, {"new": f"{next(bad)}{old}", "row": row})
        work.commit()
