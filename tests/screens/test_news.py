"""What the rep was just told stays long enough to be read, and no news is lost behind it or behind other news."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from psr_tui.desk import Desk
from psr_tui.screens.news import LONGEST, STAYS, Told
from tests.helpers.clinic import TestClinic
from tests.helpers.phones_station import phone_station

PORTAL = Told("portal", "1 urgent portal message: F8, then :list portal, 1 raises the red flag.")
PROMISE = Told("calls", "1 of your promises to call is due: F4, then 1. # takes the count off line 1.")
FLAG = Told("flags", "RED FLAG 0:01 without a nurse of 3 min.", at_once=True)


@pytest.fixture
def told() -> list[Told]:
    return []


async def test_two_news_of_one_minute_are_both_told_one_after_the_other(clinic: TestClinic, told: list[Told]) -> None:
    async def minute(_desk: Desk) -> Sequence[Told]:
        given, told[:] = list(told), []
        return given

    async with phone_station(clinic, minute=minute) as station:
        told += [PORTAL, PROMISE]
        place, rung = station.place, []
        station.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        await station.seconds(60)
        assert PORTAL.words in station.text and "promises" not in station.text
        await station.seconds(STAYS - 1)
        assert PORTAL.words in station.text
        await station.seconds(1)
        assert PROMISE.words in station.text and len(rung) == 2

        await station.seconds(STAYS)
        place.say("Booked for Mon 03/09 10:00. Ctrl+Z takes it back.")
        told += [PORTAL, Told("calls", "older"), PROMISE]
        await station.seconds(60)  # the heart beats once: what was said is seen now, and stays
        assert "Booked for" in station.text and PORTAL.words not in station.text
        await station.seconds(1)
        place.refuse("Monday is full.")  # whoever goes on typing keeps news waiting, but not for ever
        await station.seconds(1)
        assert "✗ Monday is full." in station.text
        for _ in range(int(LONGEST)):
            place.refuse(f"Monday is full at {_}.")
            await station.seconds(1)
        assert "Monday is full at 19." in station.text and "older" not in station.text

        for _ in range(3):
            await station.seconds(STAYS)  # what waits is told
        place.say("Saved.")
        told.append(FLAG)
        await station.seconds(60)
        assert f"{FLAG.words} Saved." in " ".join(station.text.split()), "it waits for nothing, and covers nothing"
        station.app._news.add(Told("flags", "RED FLAG 0:02.", at_once=True), station.desk)
        await station.settle()
        assert station.lines[-1].strip() == "RED FLAG 0:02. Saved.", "newer words take the place of older ones"


async def test_what_was_covered_before_it_could_be_read_comes_again_without_a_ring(clinic: TestClinic) -> None:
    async with phone_station(clinic) as station:
        rung: list[int] = []
        station.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        await station.seconds(STAYS)
        station.app._news.add(PORTAL, station.desk)
        await station.settle()
        assert PORTAL.words in station.text
        station.place.say("Saved.")
        await station.seconds(1)
        assert PORTAL.words not in station.text
        await station.seconds(STAYS)
        assert PORTAL.words in station.text and rung == [1]
        await station.seconds(STAYS - 2)  # with the second of its first turn not long enough yet
        station.place.say("Saved once more.")
        await station.seconds(0)
        await station.seconds(STAYS)
        assert PORTAL.words in station.text and rung == [1]
        await station.seconds(1)
        station.place.say("Saved again.")
        await station.seconds(STAYS)
        await station.seconds(STAYS)
        assert PORTAL.words not in station.text, "it was read"
        station.app.lock_now()
        station.app._news.add(PROMISE, station.desk)
        await station.settle()
        assert "promises" not in station.text
        station.app._news.add(Told("calls", "Somebody else's"), None)
        station.app._news.begin()
        assert not station.app._news._waiting
