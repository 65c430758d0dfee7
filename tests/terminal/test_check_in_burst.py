"""A whole check-in through the real program in one write: the keys are counted, policy and papers included (FD-156)."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.domain.board import BoardFilter
from psr_tui.services.check_in import CheckInService
from psr_tui.services.queue import QueueService
from tests.helpers.desk_visits import sql
from tests.helpers.program import WorkPlace
from tests.helpers.shift import open_drawer, rows, step
from tests.helpers.small_day import morning_clinic
from tests.helpers.terminal import keys

pytestmark = pytest.mark.pty


def test_from_the_row_to_checked_in_takes_at_most_ten_keys_and_the_digits(tmp_path: Path) -> None:
    clinic = morning_clinic(tmp_path)
    sql(
        clinic,
        "UPDATE clinic SET financial_policy = 'We bill your plan first; what it leaves is yours.'",
        "UPDATE coverage SET verified_at = '2026-03-04 14:00:00.000000', verified_result = 'active'",
    )
    desk_ = CheckInService(clinic.store, clinic.clock)
    actor = clinic.actor("tchen")
    visit_id = QueueService(clinic.store, clinic.clock).board_page(actor, BoardFilter(), 0, 1)[0].visit_id
    for kind in ("privacy_notice", "consent_treat", "assignment"):
        desk_.sign(actor, visit_id, desk_.look(actor, visit_id).version, kind)
    pressed = ("2", "1", "2", "1", "1", "9", "f10")
    assert len(pressed) <= 10
    with WorkPlace(tmp_path, clinic).open() as desk:
        open_drawer(desk)
        step(desk, "f2", "1", shows="ALVAREZ, Ana arrived")
        desk.send(keys(*pressed[:-1], "4", "0", pressed[-1], "f12"))
        desk.wait_for("ALVAREZ, Ana checked in")
    with WorkPlace(tmp_path, clinic).store() as after:
        assert rows(after, "SELECT tendered_cents FROM ledger_line WHERE tendered_cents IS NOT NULL") == [(4000,)]
        done = "SELECT item FROM check_in_step WHERE answer = 'done' ORDER BY item"
        assert [item for (item,) in rows(after, done)] == [
            "card", "copay", "coverage", "demographics", "identity", "policy"
        ]  # fmt: skip
