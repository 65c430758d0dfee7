"""The past of the training day: a closed drawer, receipts that can be shown again, money where check-in says it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from psr_tui.bootstrap import OpenStation, open_for_command
from psr_tui.domain.clock import FixedClock, at_local, zone
from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.money import Money
from psr_tui.doors import TRAINING_PASSWORD, make_training_clinic
from psr_tui.store.vault import THROW_AWAY

DAY = date(2026, 11, 1)  # the clocks go back that night
NOW = at_local(DAY, 9, 47, zone("America/Chicago"))


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStation]:
    path = tmp_path_factory.mktemp("training") / "training.psr"
    clock = FixedClock(NOW)
    make_training_clinic(path, clock, THROW_AWAY)
    assert clock.now() == NOW
    with open_for_command(path, "sotto", TRAINING_PASSWORD, clock) as opened:
        yield opened


def test_the_last_close_left_the_float_and_a_report(station: OpenStation) -> None:
    opening = station.services.drawer.opening(station.actor, "drawer-D1")
    assert (opening.last_left, opening.last_z, opening.warnings) == (Money(20000), 1, ())
    report = station.services.drawer.report(station.actor, 1).text
    assert "Business date                   10/31/2026" in report
    assert "Closed                10/31/2026 17:00 CDT" in report


def test_the_second_drawer_holds_this_mornings_copays(station: OpenStation) -> None:
    sessions = {line.drawer.code: line.session for line in station.services.drawer.drawers(station.actor)}
    assert sessions["D1"] is None
    held = sessions["D2"]
    assert held is not None
    assert (held.state, held.staff_name) == (DrawerState.OPEN, "T. Chen")
    assert held.business_date == DAY
    receipts = station.services.drawer.receipts(station.actor, held.session_id, 0, 50)
    assert len(receipts) == 6
    assert "TRAINING - NOT A REAL RECEIPT" in station.services.payments.receipt(station.actor, receipts[0].number)


def test_no_copay_that_was_collected_is_still_owed(station: OpenStation) -> None:
    with station.store.read() as work:
        left = work.session.connection().exec_driver_sql(
            "SELECT c.appointment_id FROM charge c JOIN ledger_line l ON l.charge_id = c.id "
            "JOIN check_in_step s ON s.appointment_id = c.appointment_id AND s.item = 'copay' AND s.answer = 'done' "
            "WHERE c.kind = 'copay' AND l.account = 'receivable' GROUP BY c.id HAVING sum(l.cents) <> 0"
        )
        assert left.fetchall() == []


def test_everybody_signs_in_with_the_training_password(station: OpenStation) -> None:
    for login in ("mrivera", "tchen", "lgrant", "sotto", "admin"):
        assert station.services.sign_in.verify(login, TRAINING_PASSWORD).login == login


def test_its_audit_log_is_whole(station: OpenStation) -> None:
    verdict = station.services.audit.verify(station.actor)
    assert verdict.code == 0
    assert verdict.seq > 15
