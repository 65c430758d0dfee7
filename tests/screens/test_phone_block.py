"""A phone block driven by keys: what is shown, what each outcome costs, and keys that come too fast."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.phones_station import phone_station
from tests.services.callback_helpers import Phones, make_phones

TUE_2P = ("t", "u", "e", "space", "2", "p")
START = ("0", "f10")


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    with clinic.store.write(None) as work:  # what these tests wait for is no idleness
        run = work.session.connection().exec_driver_sql
        run("UPDATE clinic SET idle_lock_seconds = 99999, sign_out_seconds = 99999")
        work.commit()
    return make_phones(clinic)


def rows(phones: Phones, count: int) -> list[str]:
    """So many due callbacks, the first one first."""
    people = [phones.clinic.add_patient(f"BLOCK{chr(65 + number)}", "Al") for number in range(count)]
    return [phones.add(patient, minutes=-90 + number) for number, patient in enumerate(people)]


def in_hand(phones: Phones, callback_id: str) -> bool:
    return phones.row(callback_id).claimed_by == "u-mrivera"


async def test_a_block_is_started_worked_paused_and_ended_by_keys(phones: Phones) -> None:
    made = rows(phones, 5)
    async with phone_station(phones.clinic) as station:
        await station.type("0")
        text = station.text
        assert "How long      > 60" in text and "09:47 to 10:47" in text and "Goal            20" in text
        assert "mine and the pool" in text
        await station.type("f10")
        assert station.lines[0].startswith(" CALLBACKS  block 0/20 · left 5 · -/h · finish -")
        assert station.lines[1].startswith(" 60 min to go · due 5 · 5 open")
        assert "Phone block till 10:47: all that is due. 1 calls, comma pauses, . ends it." in station.text
        await station.type("1")
        for _ in range(2):
            phones.clinic.clock.advance(timedelta(minutes=3))
            await station.minute()
        await station.type("4")
        assert in_hand(phones, made[1]) and "BLOCKB, Al" in station.text
        assert "BLOCKA, Al: No answer. Again 12:00 their time (13:00 here)." in station.text
        head = next(line for line in station.lines if "╭" in line)
        assert "block 1/20 · left 3 · 10/h · finish 10:11 · 10 short at this pace" in head
        assert ", pause  . end the block" in station.text
        await station.type("comma", "1")  # a break: nobody answered yet, so the callback goes back
        assert not in_hand(phones, made[1]) and phones.row(made[1]).attempts == 0
        assert "Phone block paused: break, 15 min. The callback went back." in station.text
        phones.clinic.clock.advance(timedelta(minutes=17))
        await station.minute()  # the heartbeat brings the minute to the screen
        assert station.lines[1].startswith(" paused 0:17 break, 2 over · ")
        await station.type("comma")
        assert "Available since 10:10. The phone block goes on. The pause was 2 min over." in station.text
        await station.type("0")
        assert "Phone block, running" in station.text and "Pace: 10.0 an hour, 0:06 on the clock" in station.text
        await station.type("f12", "1", "full_stop", "3")
        assert not in_hand(phones, made[1])
        assert "Done: 1 of 20, 19 short" in station.text and "Handed back: 1" in station.text
        assert "Ended: Needed elsewhere" in station.text and "09:53 0:17: Break" in station.text
        await station.type("f12")
        assert "The phone block is over: 1 of 20 done, 0 reached. 1 went back to the list." in station.text
        assert station.lines[0].startswith(" CALLBACKS  mine and pool")


# --- what an outcome costs, the next item included (CC-98 and the issue) ---


COSTS = (
    (("4",), 3, "NAN"),
    (("3",), 3, "VML"),
    (("6",), 3, "BSY"),
    (("1", "y"), 5, "RES"),
    (("2", *TUE_2P, "f10"), 10, "CBK"),
    (("2", *TUE_2P, "enter", "enter", "enter"), 10, "CBK"),
)
"""Keys, the most that are allowed (CC-98; the issue allows 12 for a promise), the outcome."""


async def test_what_an_outcome_costs_with_the_next_item(phones: Phones) -> None:
    made = rows(phones, len(COSTS) + 1)
    async with phone_station(phones.clinic) as station:
        await station.type(*START, "1")
        for number, (keys, most, code) in enumerate(COSTS):
            assert len(keys) <= most and in_hand(phones, made[number])
            await station.type(*keys)
            row = phones.row(made[number])
            assert row.last_outcome == code and in_hand(phones, made[number + 1])
            assert f"BLOCK{chr(66 + number)}, Al" in station.text
            if code == "CBK":
                assert row.promise and row.due_at == datetime(2026, 3, 10, 20, 0, tzinfo=UTC)


# --- too fast ---


async def test_keys_typed_all_at_once_each_land_on_their_own_item(phones: Phones) -> None:
    """Outcomes of eight items in one burst, with a promise, a note and a quick "reached" among them."""
    made = rows(phones, 9)
    keys = [
        *START, "1", "4", "3", "1", "y", "2", *TUE_2P, "f10", "4", "tab", "tab", "n", "o", "t", "e", "space", "6",
        "up", "up", "6", "3", "4",
    ]  # fmt: skip
    async with phone_station(phones.clinic) as station:
        await station.type(*keys)
        outcomes = [phones.row(one).last_outcome for one in made]
        assert outcomes == ["NAN", "VML", "RES", "CBK", "NAN", "BSY", "VML", "NAN", ""]
        assert in_hand(phones, made[8]) and "BLOCKI, Al" in station.text
        notes = {one: [event.note for event in phones.events(one) if event.outcome] for one in made}
        assert notes[made[5]] == ["note 6"]
        assert all(note == [""] for one, note in notes.items() if one not in (made[5], made[8]))


async def test_live_callers_stop_the_next_item_and_say_so(phones: Phones) -> None:
    first, second = rows(phones, 2)
    async with phone_station(phones.clinic) as station:
        await station.type(*START, "1")
        with phones.clinic.store.write(phones.rivera) as work:
            work.session.connection().exec_driver_sql(
                "INSERT INTO queue_caller (call_id, queue, joined_at, number, ringing) "
                "VALUES ('q1', 'main', ?, '', '')",
                ((NOW - timedelta(seconds=45)).strftime("%Y-%m-%d %H:%M:%S.%f"),),
            )
            work.commit()
        await station.type("4")
        assert phones.row(first).last_outcome == "NAN" and not in_hand(phones, second)
        assert "No answer. Again 12:00" in station.text and "1 caller waits" in station.lines[1]


async def test_a_live_call_over_the_box_stands_the_clock(phones: Phones) -> None:
    first, second = rows(phones, 2)
    async with phone_station(phones.clinic) as station:
        await station.type(*START, "1", "n")
        assert "who is calling?" in station.text and "other call on hold" in station.text
        phones.clinic.clock.advance(timedelta(minutes=2))
        stand = await station.desk.ask(station.desk.blocks.standing)
        assert stand is not None and stand.progress.elapsed == timedelta(0)
        assert [one.code for one in stand.time.interruptions] == ["call"]
        assert station.text.count("block 0/20 · left 1") == 2  # on its own frame too
        await station.type("ctrl+o")
        assert in_hand(phones, first) and "BLOCKA, Al" in station.text and not in_hand(phones, second)


async def test_away_from_any_place_and_back(phones: Phones) -> None:
    async with phone_station(phones.clinic) as station:
        await station.type("f2", "colon", *"away", "space", *"brk", "enter")
        assert "You are away since 09:47: break, 15 min. :back when you are back." in station.text
        phones.clinic.clock.advance(timedelta(minutes=20))
        await station.type("colon", *"back", "enter")
        assert "Available since 10:07. The pause was 5 min over." in station.text
        await station.type("colon", *"away", "space", *"trn", "enter")
        assert "A lead signs" in station.text
        await station.type(*"lgrant", "enter", *"correct", "space", *"horse", "f10")
        assert "training, coaching, 60 min" in station.text
        await station.type("colon", *"away", "space", *"log", "enter")
        assert "09:47 to 10:07" in station.text and "break 0:20, 5 over" in station.text
        assert "counts as work" in station.text


async def test_a_block_survives_a_hidden_box_and_shows_its_list(phones: Phones) -> None:
    _, second = rows(phones, 2)
    async with phone_station(phones.clinic) as station:
        await station.type(*START, "1", "ctrl+o", "f2", "ctrl+o")
        assert "BLOCKA, Al" in station.text
        await station.type("4")  # over another place too
        assert in_hand(phones, second) and "BLOCKB, Al" in station.text
        await station.type("4")
        assert "Nobody else is due in your\n block; full stop ends it." in station.text
        await station.type("f4", "semicolon", *"2p-3p", "f10")
        assert "Planned for Wed 03/04 14:00 to 15:00: all that is due." in station.text
        await station.type("colon", *"blocks", "enter")
        assert "Wed 03/04 14:00" in station.text and "planned" in station.text and "running" in station.text
