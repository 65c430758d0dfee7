"""Whatever the clock says, and however it was set, "next" calls nobody outside the hours where they live (CC-47)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.clinic import SETUP, TestClinic, make_clinic
from tests.services.callback_helpers import Phones, make_phones

HOMES = {
    "NM": ("America/Denver",), "CA": ("America/Los_Angeles",), "NY": ("America/New_York",), "HI": ("Pacific/Honolulu",),
    "AZ": ("America/Denver", "America/Phoenix"), "TN": ("America/New_York", "America/Chicago"),
}  # fmt: skip
SPRING, AUTUMN = datetime(2026, 3, 8, 12, tzinfo=UTC), datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Phones, dict[str, str]]]:
    """A callback, overdue for years, for one patient of each home; the windows in the rows are of no use: all claim
    to live in Denver, so that each is judged anew when it is claimed."""
    clinic = make_clinic(tmp_path_factory.mktemp("hours"))
    phones = make_phones(clinic)
    where = {}
    for state in HOMES:
        patient = clinic.add_patient(f"HOME{state}", "Al", state=state, phone="+15055550142")
        where[phones.add(patient, due_at=datetime(2024, 1, 2, tzinfo=UTC))] = state
    yield phones, where
    clinic.store.close()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([SPRING, AUTUMN]), st.integers(-2200, 2200)), min_size=1, max_size=3))
def test_around_the_change_of_the_clocks_and_with_a_clock_set_back(
    everywhere: tuple[Phones, dict[str, str]], moments: list[tuple[datetime, int]]
) -> None:
    phones, where = everywhere
    clinic: TestClinic = phones.clinic
    for change, minutes in moments:
        now = change + timedelta(minutes=minutes)
        clinic.clock.set(now)
        called = set()
        while (hand := phones.service.claim_next(phones.rivera)) is not None:
            called.add(where[hand.item.id])
            with clinic.store.write(SETUP) as work:  # out of the way until the next moment, without an attempt
                closed = {"state": "cancelled", "claimed_by": None, "lease_until": None}
                work.callbacks.change(hand.item.id, "test", work.now, **closed)
                work.commit()
        for state in called:
            assert all(8 <= now.astimezone(ZoneInfo(zone)).hour < 20 for zone in HOMES[state]), (state, now)
        assert ("NM" in called) is (8 <= now.astimezone(ZoneInfo("America/Denver")).hour < 20)
        with clinic.store.write(SETUP) as work:
            for callback_id in where:
                work.callbacks.change(callback_id, "test", work.now, state="open", due_at=now - timedelta(days=400))
            work.commit()
