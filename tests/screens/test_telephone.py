"""A line that shows a state it is not in is cleared by the rep, from anywhere (CC-64)."""

from __future__ import annotations

from psr_tui.domain.rep_lines import LineState, RepLine
from tests.helpers.clinic import NOW, SETUP, TestClinic
from tests.helpers.phones_station import phone_station


async def test_a_stuck_line_is_cleared_with_a_reason(clinic: TestClinic) -> None:
    async with phone_station(clinic) as station:
        await station.type("colon", *"telephone", "enter")
        assert "No telephone line was heard of for you" in station.text
        with clinic.store.write(SETUP) as work:
            work.phone_state.set_lines({"u-mrivera": RepLine(LineState.TALKING, "1.1", NOW)})
            work.commit()
        await station.type("colon", *"telephone", "enter")
        assert "The telephone shows talking since 09:47." in station.text
        assert "The call ended long ago" in station.text
        await station.type("3")
        await station.type(*"old", "space", *"handset", "enter")
        assert "The line is idle again; it was talking." in station.text
        await station.type("colon", *"telephone", "enter")
        assert "cleared: Other: old handset" in station.text
    with clinic.store.read() as work:
        assert work.phone_state.lines()["u-mrivera"].cleared_why == "Other: old handset"
