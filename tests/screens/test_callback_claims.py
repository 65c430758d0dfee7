"""The callback list as several people see it: who looks, who lost a claim, other orders, live callers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.helpers.clinic import TestClinic
from tests.helpers.phones_station import phone_station
from tests.screens.test_callbacks import never_idle
from tests.services.callback_helpers import Phones, make_phones
from tests.services.test_callback_claims import waiting


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


def command(text: str) -> list[str]:
    return ["colon", *("space" if sign == " " else sign for sign in text), "enter"]


async def test_a_row_shows_its_language_and_who_looks_at_it(phones: Phones) -> None:
    first = phones.add(phones.clinic.add_patient("BELTRÁN", "María"), minutes=-60, language="es", needs_language=True)
    async with phone_station(phones.clinic, size=(120, 40)) as station:
        phones.service.looks_at(phones.chen, first)
        station.app.publish({"callbacks"})
        await station.settle()
        row = next(line for line in station.lines if "ES! BELTRÁN" in line)
        assert "for who speaks Spanish" in row and "◐ Chen" in row
        assert "Looking at it: T. Chen" in station.text and "Language: Spanish, only for reps" in station.text
        await station.type("5")
        seen = phones.service.page(phones.chen, "", 0, 1)[0].looking
        assert [one.name for one in seen] == ["M. Rivera"]
        await station.type("f12")
        assert phones.service.page(phones.chen, "", 0, 1)[0].looking == ()


async def test_who_loses_a_claim_reads_it_in_the_box_and_the_text_is_kept(phones: Phones) -> None:
    callback = phones.add(phones.clinic.add_patient("WALKER", "Tom"))
    async with phone_station(phones.clinic) as station:
        await station.type("1", "tab", "tab", *"asks again".replace(" ", "_"))
        phones.service.break_claim(phones.clinic.actor("sotto"), callback, phones.row(callback).version, "CB3")
        station.app.publish({"callbacks"})
        await station.settle()
        assert "S. Otto took this call from you: needed by somebody else now." in station.text
        await station.type("f10")
        assert phones.row(callback).state == "open" and "asks_again" in station.text
        await station.type("f12")
        assert "This call is not yours any more; 9 on its row notes what you typed." in station.text
        await station.type("9")
        assert "asks_again" in station.text
        await station.type("enter")
        assert phones.events(callback)[-1].note == "asks_again"
        await station.type("9")
        assert "asks_again" not in station.text.partition("What happened")[0]


async def test_typing_keeps_the_claim_and_its_end_is_said_without_a_dialog(phones: Phones) -> None:
    never_idle(phones)
    callback = phones.add()
    async with phone_station(phones.clinic) as station:
        await station.type("1", "e", "tab", "tab")
        box = station.app.screen
        phones.clinic.clock.advance(timedelta(minutes=5))
        await station.type("x")
        station.app.publish({"callbacks"})
        await station.settle()
        assert phones.row(callback).lease_until == phones.clinic.clock.now() + timedelta(minutes=10)
        phones.clinic.clock.advance(timedelta(minutes=8, seconds=30))
        station.app.publish({"callbacks"})
        await station.settle()
        assert "Your claim on this call ends in 90 s; type anything to keep it." in station.text
        assert station.app.screen is box


async def test_a_hidden_call_that_was_taken_away_is_told_with_the_minute(phones: Phones) -> None:
    callback = phones.add()
    async with phone_station(phones.clinic) as station:
        await station.type("1", "ctrl+o")
        phones.clinic.clock.advance(timedelta(minutes=1))
        await station.minute()
        phones.service.break_claim(phones.clinic.actor("sotto"), callback, phones.row(callback).version, "CB1")
        phones.clinic.clock.advance(timedelta(minutes=1))
        await station.minute()
        assert "S. Otto took this call from you: the rep left." in station.text


async def test_a_supervisor_breaks_lets_go_live_and_reads_the_skips(phones: Phones) -> None:
    held = phones.add(minutes=-60)
    later = phones.add(minutes=90)
    skipped = phones.add(minutes=-5)
    phones.service.skip(phones.chen, [(skipped, 1)], "S1")
    assert phones.service.claim_next(phones.rivera)
    async with phone_station(phones.clinic, "sotto") as station:
        await station.type("end", *command("now"))
        assert "1 callback can be called from now on." in station.text
        assert phones.row(later).due_at == phones.clinic.clock.now()
        await station.type("end", *command("break"))
        assert "Take it from M. Rivera: why?" in station.text
        await station.type("2")
        assert "Taken back from M. Rivera, who is told; it is open again." in station.text
        assert phones.row(held).claimed_by is None
        await station.type(*command("skips 7"))
        assert "T. Chen: 1" in station.text and "Needs a language I do not speak: 1" in station.text


async def test_another_order_is_named_and_kept_and_next_follows_its_own(phones: Phones) -> None:
    old = phones.add(phones.clinic.add_patient("OLD", "Al"), minutes=-90, attempts=2)
    phones.add(phones.clinic.add_patient("NEW", "Bo"), minutes=-5, owner_id="u-mrivera")
    async with phone_station(phones.clinic) as station:
        await station.type(*command("sort tries"))
        assert station.lines[0].startswith(" CALLBACKS  fewest tries first")
        assert "Sorted: fewest tries first; 1 still calls the highest score." in station.text
        assert "NEW, Bo" in station.lines[3] and "OLD, Al" in station.lines[4]
        await station.type(*command("show mine"))
        assert station.lines[0].startswith(" CALLBACKS  mine · fewest tries first") and "OLD, Al" not in station.text
    async with phone_station(phones.clinic) as station:
        assert "NEW, Bo" in station.lines[3]
        await station.type("1")
        assert phones.row(old).claimed_by == "u-mrivera"


async def test_live_callers_are_on_line_two_and_1_says_who_waits(phones: Phones) -> None:
    phones.add(None, callback_number="+15055550177", reason_code="ABAND")
    waiting(phones, 42)
    async with phone_station(phones.clinic) as station:
        assert station.lines[1].startswith(" 1 caller waits, the first 0:42: 1 gives red flags only · due 1 · 1 open")
        await station.type("1")
        assert "1 caller waits, the first 0:42: take that call. 2 still calls this row." in station.text
        await station.type("2")
        assert "ON CALL 0:00:00 · (505) 555-0177" in station.text and "0177 · (505)" not in station.text
        await station.type("c")
        assert "This caller is not on file" in station.text
