"""Bugs that other systems shipped, one named test each: midnight, zones, the nights the clocks change (section 13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from psr_tui.domain.errors import Refused
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till, cash
from tests.money.books import held, whole_close

ZONES = ("Pacific/Honolulu", "America/New_York", "Europe/London", "Asia/Kathmandu", "Pacific/Kiritimati")
DST_NIGHTS = (date(2026, 3, 8), date(2026, 11, 1))


def move_to(clinic: TestClinic, zone: str) -> None:
    with clinic.store.write(clinic.actor("admin")) as work:
        work.session.connection().exec_driver_sql(f"UPDATE clinic SET time_zone = '{zone}'")
        work.commit()


def set_clock(clinic: TestClinic, year: int, month: int, day: int, hour: int, minute: int = 0) -> None:
    """The clinic's wall clock shows this."""
    tz = clinic.clinic.tz
    clinic.clock.set(datetime(year, month, day, hour, minute, tzinfo=tz).astimezone(UTC))


@pytest.mark.parametrize(("first", "second"), [(ZONES[0], ZONES[-1]), (ZONES[-1], ZONES[0])])
def test_tc_13_a_change_of_zone_between_open_and_close_loses_nothing(
    clinic: TestClinic, first: str, second: str
) -> None:
    """24 hours of shift either way: the local start comes after the local end, and nothing is chosen by it."""
    move_to(clinic, first)
    set_clock(clinic, 2026, 6, 10, 9)
    till = Till(clinic)
    session = till.open()
    patient = clinic.add_patient()
    till.take(patient, cash(100))
    move_to(clinic, second)
    if second == ZONES[0]:  # the same instant is still the day before in the west: money is taken on
        till.take(patient, cash(200))
    else:  # in the east it is past the cut-off of that day: refused by name, countable
        with pytest.raises(Refused, match="Count and close"):
            till.take(patient, cash(200))
    wanted = 20_300 if second == ZONES[0] else 20_100
    report = whole_close(till, wanted)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'over_short'") == 0
    assert session.business_date == date(2026, 6, 10) and "Business date" in report.text
    assert "06/10/2026" in report.text
    assert clinic.count("SELECT count(DISTINCT business_date) FROM journal WHERE session_id IS NOT NULL") == 1


def test_tc_14_open_at_22_00_and_close_at_00_30_is_one_day(clinic: TestClinic) -> None:
    """The payment before midnight, the one after it, and the close all stand on the first date."""
    set_clock(clinic, 2026, 3, 4, 22)
    till = Till(clinic)
    till.open()
    patient = clinic.add_patient()
    set_clock(clinic, 2026, 3, 4, 23, 59)
    till.take(patient, cash(100))
    set_clock(clinic, 2026, 3, 5, 0, 1)
    taken = till.take(patient, cash(200))
    set_clock(clinic, 2026, 3, 5, 0, 30)
    report = whole_close(till, 20_300)
    assert "Business date" in report.text and "03/04/2026" in report.text and "LATE COUNT" not in report.text
    dates = "SELECT count(*) FROM journal WHERE session_id IS NOT NULL AND business_date <> '2026-03-04'"
    assert clinic.count(dates) == 0
    assert "03/05/2026" in taken.text, "the receipt tells the hour the patient knows"
    set_clock(clinic, 2026, 3, 5, 8)
    assert till.open(20_000).business_date == date(2026, 3, 5)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("night", DST_NIGHTS)
def test_tc_28_the_business_date_holds_in_every_zone_and_when_clocks_change(
    clinic: TestClinic, zone: str, night: date
) -> None:
    """Hour by hour through the night, every payment is in the session, once, on the date it opened."""
    move_to(clinic, zone)
    evening = night - timedelta(days=1)
    set_clock(clinic, evening.year, evening.month, evening.day, 23, 30)
    till = Till(clinic)
    assert till.open().business_date == evening
    patient = clinic.add_patient()
    start, taken = clinic.clock.now(), 0
    tz = clinic.clinic.tz
    while True:
        local = clinic.clock.now().astimezone(tz)
        if local.date() == night and local.hour >= 4:
            break
        till.take(patient, cash(100))
        taken += 100
        clinic.clock.advance(timedelta(minutes=30))
    with pytest.raises(Refused, match="Count and close"):
        till.take(patient, cash(100))
    hours = (clinic.clock.now() - start) / timedelta(hours=1)
    shift = {"America/New_York": {3: 3.5, 11: 5.5}}.get(zone, {}).get(night.month, 4.5)
    assert hours == shift and taken == 200 * shift
    assert held(clinic, till.session.session_id) == {"CASH": 20_000 + taken}
    report = whole_close(till, 20_000 + taken)
    assert f"{evening:%m/%d/%Y}" in report.text and "LATE COUNT" in report.text
    dates = f"SELECT count(*) FROM journal WHERE session_id IS NOT NULL AND business_date <> '{evening}'"
    assert clinic.count(dates) == 0


def test_a_clock_that_goes_back_changes_no_membership(till: Till) -> None:
    """Somebody sets the clock back by a year between two payments: the session, the order and the numbers stay."""
    clinic = till.clinic
    patient = clinic.add_patient()
    till.take(patient, cash(100))
    clinic.clock.set(clinic.clock.now() - timedelta(days=365))
    till.take(patient, cash(200))
    whole_close(till, 20_300)
    order = "SELECT count(*) FROM journal a JOIN journal b ON a.receipt_number + 1 = b.receipt_number "
    assert clinic.count(order + "AND a.sequence < b.sequence AND a.at > b.at") == 1
    assert till.open(20_000).float_expected.cents == 20_000


def test_a_drawer_left_open_overnight_is_never_closed_by_itself(till: Till) -> None:
    """Three days later it is still open, takes nothing, and the late count stands on its own date (CD-76)."""
    clinic = till.clinic
    patient = clinic.add_patient()
    till.take(patient, cash(100))
    clinic.clock.advance(timedelta(days=3))
    clinic.reopen()
    assert till.session.state.value == "open"
    with pytest.raises(Refused, match="Count and close"):
        till.take(patient, cash(100))
    report = whole_close(till, 20_100)
    assert "LATE COUNT" in report.text and "03/04/2026" in report.text
    assert till.open(20_000).business_date == date(2026, 3, 7)
