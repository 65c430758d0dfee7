"""Which languages the staff of the training day speak for calls, beside English."""

from __future__ import annotations

from psr_tui.store.tables.call_rules import StaffLanguageRow
from tools.seed_day.house import staff_id
from tools.seed_day.rows import Seed

SPOKEN = {"tchen": ("es",), "lgrant": ("es", "vi")}


def add_speakers(seed: Seed) -> None:
    """Nobody at the desk but the lead speaks Vietnamese: one row of the list waits for her."""
    for login, languages in SPOKEN.items():
        for language in languages:
            seed.add(StaffLanguageRow(staff_id=staff_id(login), language=language))
