"""Drawers over midnight, over the clock change, over a change of zone, overnight, several a day and side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.drawer_acts import SetFloat
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.money import Money
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till, cash, till_cents

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    return Till(clinic)


def at(till: Till, day: int, hour: int, minute: int = 0, month: int = 3) -> None:
    """Set the clinic's wall clock."""
    till.clinic.clock.set(datetime(2026, month, day, hour, minute, tzinfo=CHICAGO))


def test_tc_14_open_at_ten_and_close_after_midnight_on_the_first_date(till: Till) -> None:
    patient = till.clinic.add_patient()
    at(till, 4, 22)
    assert till.open(20000).business_date == date(2026, 3, 4)
    at(till, 5, 0, 30)
    till.take(patient, cash(2500))
    report = till.close(till.count(22500))
    assert "Business date" in report.text and "03/04/2026" in report.text and "LATE" not in report.text
    days = "SELECT count(DISTINCT business_date) FROM journal"
    assert till.clinic.count(days) == 1
    at(till, 5, 0, 45)
    assert till.open(20000).business_date == date(2026, 3, 4), "until the cut-off the night belongs to the day before"


@pytest.mark.parametrize("night", [(2026, 3, 8), (2026, 11, 1)])
def test_cd_77_nothing_is_doubled_or_lost_in_the_night_of_the_clock_change(
    till: Till, night: tuple[int, int, int]
) -> None:
    """A payment each half hour through the whole night stands once, in order, on one business date."""
    patient = till.clinic.add_patient()
    start = datetime(*night, 0, 0, tzinfo=CHICAGO).astimezone(UTC)
    till.clinic.clock.set(start - timedelta(hours=2))
    session = till.open(0)
    end = datetime(*night, 4, 0, tzinfo=CHICAGO).astimezone(UTC)
    taken = 0
    till.clinic.clock.set(start)
    while till.clinic.clock.now() < end:
        till.take(patient, cash(100))
        taken += 1
        till.clinic.clock.advance(timedelta(minutes=30))
    assert taken == (6 if night[1] == 3 else 10)
    with pytest.raises(Refused, match="Count and close it"):
        till.take(patient, cash(100))
    assert till_cents(till.clinic, session.session_id) == taken * 100
    assert till.clinic.count("SELECT count(DISTINCT at) FROM journal WHERE kind = 'payment'") == taken
    assert till.clinic.count("SELECT count(DISTINCT business_date) FROM journal WHERE kind = 'payment'") == 1


def test_tc_13_the_zone_changes_between_open_and_close(till: Till) -> None:
    """A clinic that moves keeps the date fixed at open; what was posted belongs by session, not by time."""
    at(till, 4, 23, 30)
    session = till.open(20000)
    till.take(till.clinic.add_patient(), cash(2500))
    with till.clinic.store.write(till.clinic.actor("admin")) as work:
        work.session.connection().exec_driver_sql("UPDATE clinic SET time_zone = 'Pacific/Kiritimati'")
        work.commit()
    reveal = till.count(22500)
    assert [one.word for one in reveal.differences] == ["EVEN"]
    report = till.close(reveal)
    assert session.business_date == date(2026, 3, 4) and "03/04/2026" in report.text


def test_cd_76_left_open_overnight_it_takes_no_money_waits_and_is_counted_late(till: Till) -> None:
    patient = till.clinic.add_patient()
    session = till.open(20000)
    at(till, 5, 3, 59)
    till.take(patient, cash(100))
    at(till, 5, 4)
    with pytest.raises(Refused, match=r"still on 03/04/2026"):
        till.take(patient, cash(100))
    assert "past the cut-off" in till.drawer.reminder(till.actor)
    at(till, 9, 12)
    status = till.drawer.status(till.actor, session.session_id)
    assert (status.session.state, status.past_cut_off) == (DrawerState.OPEN, True), "it never closes by itself"
    (line,) = [one for one in till.drawer.drawers(till.actor) if one.session]
    assert line.late
    assert "LATE COUNT" in till.close(till.count(20100)).text


def test_a_long_shift_is_told_before_the_cut_off(till: Till) -> None:
    till.open(20000)
    till.clinic.clock.advance(timedelta(hours=9, minutes=35))
    assert till.drawer.reminder(till.actor) == ""
    till.clinic.clock.advance(timedelta(minutes=1))
    assert "most of a long shift" in till.drawer.reminder(till.actor)
    till.take(till.clinic.add_patient(), cash(100))  # it is told, and never blocks


def test_tc_35_three_sessions_a_day_see_only_their_own_money(till: Till) -> None:
    patient = till.clinic.add_patient()
    for number, taken in enumerate((2500, 700, 10000), start=1):
        session = till.open(20000)
        till.take(patient, cash(taken))
        assert till_cents(till.clinic, session.session_id) == 20000 + taken
        assert till.drawer.status(till.actor, session.session_id).receipts == 1
        reveal = till.count(20000 + taken)
        assert not reveal.needs_reason and reveal.to_bank == Money(taken)
        assert till.close(reveal).z_number == number


def test_tc_23_two_drawers_and_one_safe_stay_apart(till: Till) -> None:
    other, patient = Till(till.clinic, "lgrant", "drawer-D2"), till.clinic.add_patient()
    first, second = till.open(20000).session_id, other.open(5000).session_id
    till.take(patient, cash(2500))
    till.drop(1000)
    assert (till_cents(till.clinic, first), till_cents(till.clinic, second)) == (21500, 5000)
    other.take(patient, cash(300))
    other.drop(2000)
    assert (till_cents(till.clinic, first), till_cents(till.clinic, second)) == (21500, 3300)
    till.close(till.count(21500))
    assert till_cents(till.clinic, second) == 3300
    other.close(other.count(3300))
    assert till.clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'safe'") == 3000


def test_cd_12_another_float_is_kept_from_the_next_close_on(till: Till) -> None:
    till.open(20000)
    till.close(till.count(20000))
    admin = till.clinic.actor("admin")
    with pytest.raises(NotAllowed):
        till.drawer.set_float(till.actor, SetFloat("D1", Money(15000)))
    with pytest.raises(InvalidInput, match="no drawer D7"):
        till.drawer.set_float(admin, SetFloat("D7", Money(15000)))
    till.drawer.set_float(admin, SetFloat("D1", Money(10000)))
    assert till.open(20000).float_expected == Money(20000), "the next opening expects what was left"
    reveal = till.count(20000)
    assert (reveal.to_bank, reveal.stays) == (Money(10000), Money(10000))
    till.close(reveal)
    assert till.drawer.opening(till.actor, till.drawer_id).last_left == Money(10000)
