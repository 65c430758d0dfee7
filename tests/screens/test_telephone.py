"""A line that shows a state it is not in is cleared by the rep, from anywhere (CC-64); a number is dialed by hand."""

from __future__ import annotations

import pytest

from psr_tui.domain.dialing import link_opens_here, sip_link, tel_link
from psr_tui.domain.phone_sources import PhoneSource, SourceKind
from psr_tui.domain.rep_lines import LineState, RepLine
from tests.helpers.clinic import NOW, SETUP, TestClinic
from tests.helpers.phones_station import phone_station
from tests.services.callback_helpers import make_phones


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


async def test_a_number_can_always_be_copied_and_opened_where_a_link_reaches_somebody(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    async with phone_station(clinic) as station:
        monkeypatch.setattr(station.app, "open_url", opened.append)
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
        await station.type("colon", *"dial", "space", *"5550142", "enter")
        assert "1 Copy the number +15055550142" in station.text
        assert "tel:" not in station.text
        await station.type("1")
        assert "(505) 555-0142 is copied inside psr-tui" in station.text
        assert station.app.clipboard == "+15055550142"
        monkeypatch.delenv("SSH_CONNECTION")
        await station.type("colon", *"dial", "space", *"5550142", "enter")
        await station.type("2")
        assert opened == ["tel:+15055550142"]
        await station.type("colon", *"dial", "space", *"nobody", "enter")
        assert "this is not a phone number" in station.text


async def test_the_number_of_a_callback_is_dialed_from_its_box(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = make_phones(clinic)
    phones.add(None, callback_number="+15055550177", reason_code="ABAND")
    rung: list[tuple[str, ...]] = []
    async with phone_station(clinic) as station:
        await station.type("1", "l")
        assert "Dial (505) 555-0177" in station.text and "1 Copy the number +15055550177" in station.text
        await station.type("f12")
        with clinic.store.write(SETUP) as work:
            work.phone_sources.add(PhoneSource("pbx", SourceKind.MANAGER, host="h", port=1, dial=True), "a", NOW)
            work.phone_state.set_agent("u-mrivera", "", "201", "a", NOW)
            work.commit()
        monkeypatch.setattr(station.desk.dialing, "_originate", lambda _, *told: rung.append(told))
        await station.type("l", "1")
        assert "Your telephone rings; pick it up" in station.text and [one[:2] for one in rung] == [
            ("201", "+15055550177")
        ]
        await station.type("4")
        assert "No call" not in station.text and "no answer" in station.text.lower()


def test_links_hold_the_number_and_nothing_behind_it() -> None:
    assert tel_link("+15055550142") == "tel:+15055550142"
    assert sip_link("+15055550142", "pbx.example:5060") == "sip:+15055550142@pbx.example:5060"
    for wrong in ("", "5055550142", "+15055550142,,12", "+1505;ext=12", "+0155", "+1505555014٢"):
        assert tel_link(wrong) == ""
        assert sip_link(wrong, "pbx") == ""
    assert sip_link("+15055550142", "a b") == ""


@pytest.mark.parametrize(
    ("environ", "platform", "opens"),
    [
        ({}, "linux", False), ({"DISPLAY": ":0"}, "linux", True), ({"WAYLAND_DISPLAY": "w"}, "linux", True),
        ({"DISPLAY": ":10", "SSH_TTY": "/dev/pts/1"}, "linux", False), ({}, "darwin", True),
        ({"SSH_CLIENT": "x"}, "darwin", False),
    ],
)  # fmt: skip
def test_a_link_is_offered_where_it_reaches_the_person_who_sits_here(
    environ: dict[str, str], platform: str, opens: bool
) -> None:
    assert link_opens_here(environ, platform) is opens
