"""Time zones as somebody who sets up a clinic types them."""

from __future__ import annotations

import pytest

from psr_tui.domain import clock
from psr_tui.domain.clock import read_zone
from psr_tui.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("America/Chicago", "America/Chicago"),
        ("america/chicago", "America/Chicago"),
        ("Chicago", "America/Chicago"),
        (" new york ", "America/New_York"),
        ("Indianapolis", "America/Indiana/Indianapolis"),
        ("Honolulu", "Pacific/Honolulu"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_or_its_city(typed: str, name: str) -> None:
    assert read_zone(typed).key == name


@pytest.mark.parametrize("typed", ["", " ", "/", "America", "Central", "Gotham", "../Chicago", "cago"])
def test_what_is_no_zone_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match="Chicago"):
        read_zone(typed)


def test_a_city_of_several_zones_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none today; the list of zones grows every year."""
    names = {"America/Springfield", "Europe/Springfield"}
    monkeypatch.setattr(clock, "available_timezones", lambda: names)
    monkeypatch.setattr(clock, "_rules", lambda name: (name,))
    with pytest.raises(InvalidInput, match="which one, America/Springfield or Europe/Springfield"):
        clock.read_zone("Springfield")
