"""A red flag on its route: raised without a chart, escalated once, written down, picked up, never lowered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from psr_tui.domain.callbacks import Priority
from psr_tui.domain.errors import DeskError, InvalidInput, Refused
from psr_tui.services.callbacks import NewCallback, RedFlag
from psr_tui.services.flag_route import FlagRouteService
from tests.helpers.clinic import SETUP, TestClinic
from tests.services.callback_helpers import Phones, make_phones

WORK = "SELECT count(*) FROM work_item WHERE kind = 'red_flag' AND state "


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


@pytest.fixture
def flags(phones: Phones) -> FlagRouteService:
    return FlagRouteService(phones.clinic.store, phones.clinic.clock)


def raise_one(phones: Phones, patient_id: str = "", **more: object) -> str:
    values: dict[str, object] = {
        "command_id": "f1", "patient_id": patient_id, "where": "at the bus stop, 4th St", "number": "505 555 0188",
        "words": "my chest hurts, ¡ayúdeme! [/b]", "happening_now": True, "name": "a man", **more,
    }  # fmt: skip
    phones.service.raise_flag(phones.rivera, RedFlag(**values))  # type: ignore[arg-type]
    return phones.service.flag_of(phones.rivera, str(values["command_id"]))


def test_nobody_need_be_on_file_and_no_number_readable(phones: Phones, flags: FlagRouteService) -> None:
    first = raise_one(phones)
    row = phones.row(first)
    assert (row.patient_id, row.caller_name, row.callback_number) == (None, "a man", "+15055550188")
    assert row.exact_words == "my chest hurts, ¡ayúdeme! [/b]" and row.happening_now and row.state == "routed"
    phones.clinic.clock.advance(timedelta(seconds=1))
    raise_one(phones, command_id="f2", number="her sister has it", name="")
    waiting = flags.waiting(phones.chen)
    assert [flag.name for flag in waiting.flags] == ["a man", "caller not on file"]
    assert [flag.number for flag in waiting.flags] == ["(505) 555-0188", "her sister has it"]
    phones.clinic.clock.advance(timedelta(seconds=1))
    raise_one(phones, command_id="f4", number="none")
    assert flags.waiting(phones.chen).flags[-1].number == "no number"
    with pytest.raises(InvalidInput, match="phone number"):
        raise_one(phones, command_id="f3", number=" ")
    assert raise_one(phones) == first, "the same key twice is one flag"


def test_the_route_is_asked_step_by_step_and_each_step_once(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones)
    clock = phones.clinic.clock
    assert flags.minute(phones.chen).startswith("RED FLAG 0:00 without a nurse of 3 min; asked: Triage nurse")
    clock.advance(timedelta(minutes=3))
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: flags.minute(phones.chen), range(4)))
    assert all("asked: Charge nurse" in one for one in said)
    assert [one.kind for one in phones.events(flag)] == ["route", "escalate"]
    assert phones.clinic.count(WORK + "= 'open'") == 1
    clock.advance(timedelta(minutes=60))
    flags.minute(phones.rivera)
    assert phones.row(flag).escalated == 3 and phones.clinic.count(WORK + "= 'open'") == 1
    assert "57 over" not in flags.minute(phones.rivera) and "60 over the limit" in flags.minute(phones.rivera)
    assert (
        phones.events(flag)[-1].note == "asked: Physician on duty" and phones.events(flag)[-1].staff_name == "psr-tui"
    )
    clock.advance(timedelta(hours=-5))
    flags.minute(phones.rivera)
    assert phones.row(flag).escalated == 3, "a clock set back takes nobody off the route"


def test_a_pickup_stops_clock_and_work_and_both_keys_do_it(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones)
    phones.clinic.clock.advance(timedelta(minutes=4))
    flags.minute(phones.rivera)
    assert flags.taken(phones.chen, flag, "Nurse Kim") == "Taken by Nurse Kim; the clock has stopped."
    assert flags.minute(phones.rivera) == "" and phones.clinic.count(WORK + "= 'done'") == 1
    with pytest.raises(Refused, match="picked this red flag up"):
        flags.taken(phones.rivera, flag, "Nurse Ono")
    other = raise_one(phones, command_id="f2")
    phones.clinic.clock.advance(timedelta(minutes=4))
    flags.minute(phones.rivera)
    phones.service.route_taken(phones.chen, other, phones.row(other).version, "Nurse Kim")
    assert phones.clinic.count(WORK + "= 'open'") == 0


def test_what_was_read_out_and_who_stayed_is_written_once(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones)
    for _ in range(2):
        flags.emergency_told(phones.rivera, flag)
        flags.stayed(phones.rivera, flag, True)
    row = phones.row(flag)
    assert row.emergency_told_at == phones.clinic.clock.now() and row.stayed_on_line is True
    assert [one.reason_code for one in phones.events(flag)][1:] == ["emergency", "stayed"]
    flags.stayed(phones.rivera, flag, False)
    assert phones.row(flag).stayed_on_line is False and len(phones.events(flag)) == 4


def test_refused_advice_is_kept_and_the_next_is_asked_at_once(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones)
    for _ in range(2):
        flags.refused(phones.rivera, flag, "will not call 911")
    row = phones.row(flag)
    assert row.advice_refused and row.escalated == 2
    assert [one.kind for one in phones.events(flag)] == ["route", "note", "escalate"]
    assert phones.clinic.count(WORK + "= 'open' AND title LIKE '%refused: ask Charge nurse%'") == 1


def test_the_person_can_be_found_afterwards(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones)
    ana, tom = phones.clinic.add_patient("BELTRÁN", "Ana"), phones.clinic.add_patient("WALKER", "Tom")
    assert flags.about(phones.rivera, flag, ana) == "The red flag is about BELTRÁN, Ana now."
    assert flags.flag(phones.rivera, flag).name == "BELTRÁN, Ana"
    with pytest.raises(Refused, match="raise another one"):
        flags.about(phones.rivera, flag, tom)


def test_nothing_lowers_a_flag(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones)
    for column, value in (("red_flag", 0), ("priority", "'low'"), ("exact_words", "'nothing'"), ("group_rank", 2)):
        with pytest.raises((DeskError, DBAPIError)), phones.clinic.store.write(SETUP) as work:
            work.session.connection().exec_driver_sql(f"UPDATE callback SET {column} = {value} WHERE id = '{flag}'")
            work.commit()
    phones.service.note(phones.rivera, flag, phones.row(flag).version, "she feels fine, no chest pain")
    assert (phones.row(flag).priority, phones.row(flag).red_flag) == ("urgent", True)


def test_a_phrase_in_a_note_proposes_and_raises(phones: Phones, flags: FlagRouteService) -> None:
    assert "“chest pain”" in flags.proposed(phones.rivera, "he has CHEST PAIN") and "Ctrl+R" in flags.proposed(
        phones.rivera, "chest pain"
    )
    assert flags.proposed(phones.rivera, "all well") == ""
    patient = phones.clinic.add_patient("BELTRÁN", "Ana")
    new = NewCallback("c1", patient, "REFILL", Priority.LOW, note="le duele: dolor de pecho")
    made = phones.service.create(phones.rivera, new)
    assert phones.row(made.callback_id).priority == "urgent" and "“dolor de pecho”" in made.words
    quiet = phones.add(priority="low")
    assert phones.service.note(phones.rivera, quiet, 1, "passed out at noon").endswith("to the nurse now.")
    row = phones.row(quiet)
    assert row.priority == "urgent" and row.order_at == row.due_at - timedelta(minutes=60)
    assert phones.service.note(phones.rivera, quiet, 2, "no hurry") == "Note saved."
    assert phones.row(quiet).priority == "urgent" and not phones.row(quiet).red_flag


def test_the_list_of_flags_is_audited_and_its_words_are_not_in_the_log(phones: Phones, flags: FlagRouteService) -> None:
    flag = raise_one(phones, phones.clinic.add_patient("BELTRÁN", "Ana"))
    flags.waiting(phones.chen)
    flags.refused(phones.rivera, flag, "secret words")
    assert phones.clinic.count("SELECT count(*) FROM audit WHERE action = 'list' AND entity = 'red flags'") == 1
    assert phones.clinic.count("SELECT count(*) FROM audit WHERE detail LIKE '%secret%' OR detail LIKE '%chest%'") == 0
