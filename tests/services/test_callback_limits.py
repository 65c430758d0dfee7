"""Caps, do-not-call, obsolete items and the next number, on one real store; each test has numbers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.callbacks import Group
from psr_tui.domain.contacts import Channel, Permissions, Purpose
from psr_tui.domain.errors import InvalidInput, NotAllowed, NotFound, Refused
from psr_tui.store.tables.patients import PatientPhoneRow
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic
from tests.helpers.money import Till, cash
from tests.services.callback_helpers import Phones, fresh_again


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClinic]:
    folder: Path = tmp_path_factory.mktemp("limits")
    clinic = make_clinic(folder)
    yield clinic
    clinic.store.close()


@pytest.fixture
def phones(shared: TestClinic) -> Phones:
    return fresh_again(shared, caps=True)


_numbers = iter(range(100, 199))


def _number() -> str:
    return f"+1505555{next(_numbers):04d}"


def _call(phones: Phones, callback: str, code: str = "NAN", command: str = "") -> str:
    """Call this one and save; the answer is the sentence of the outcome."""
    phones.service.claim_this(phones.rivera, callback, phones.row(callback).version)
    return phones.service.save_outcome(phones.rivera, callback, command or f"{callback}-{code}", code).words


# --- caps ---


def test_a_family_on_one_telephone_shares_its_caps(phones: Phones) -> None:
    """Five people, one number: three calls in 24 hours are all there are, whoever they are about (CC-39)."""
    number = _number()
    family = [phones.clinic.add_patient("FAMILY", f"Kid{n}", phone=number) for n in range(5)]
    calls = [phones.add(one, minutes=-30 - n) for n, one in enumerate(family)]
    for callback in calls[:3]:
        _call(phones, callback, "RES")
    row = phones.row(calls[3])
    with pytest.raises(Refused, match=r"3 calls to one number in 24 hours\. The next call is allowed Thu 03/05 08:47"):
        phones.service.claim_this(phones.rivera, calls[3], row.version)
    assert phones.row(calls[3]).version == row.version  # picked by hand: nothing moves
    assert phones.service.claim_next(phones.rivera) is None  # "next" moves both to the allowed time, with the reason
    moved = phones.events(calls[4])[-1]
    assert (moved.kind, moved.reason_code, moved.staff_name) == ("move", "cap N24", "psr-tui")
    assert moved.due_before == NOW - timedelta(minutes=34) and phones.row(calls[4]).due_at == moved.due_after
    assert phones.row(calls[4]).attempts == 0
    assert phones.service.counts(phones.rivera).of(Group.LATER) == 2


def test_a_due_promise_passes_and_the_history_says_so(phones: Phones) -> None:
    patient = phones.clinic.add_patient("PROMISED", "Al", phone=_number())
    for number in range(3):
        _call(phones, phones.add(patient, reason_code=f"R{number}"), "RES")
    later = phones.add(patient, minutes=30, promise=True, owner_id="u-mrivera")
    with pytest.raises(Refused, match="The limit is reached"):
        phones.service.claim_this(phones.rivera, later, 1)
    phones.clinic.clock.advance(timedelta(minutes=31))
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == later
    passed = next(event for event in phones.events(later) if event.kind == "pass")
    assert passed.reason_code == "due_promise" and "calls to one" in passed.note


def test_a_lead_lets_one_call_pass_with_a_reason(phones: Phones) -> None:
    patient = phones.clinic.add_patient("PASSED", "Al", phone=_number())
    for number in range(3):
        _call(phones, phones.add(patient, reason_code=f"R{number}"), "RES")
    callback, lead = phones.add(patient), phones.clinic.actor("lgrant")
    service = phones.service
    with pytest.raises(NotAllowed, match="Only a lead"):
        service.pass_cap(phones.rivera, callback, 1, "p0", "CP1")
    with pytest.raises(InvalidInput, match="needs a few words"):
        service.pass_cap(lead, callback, 1, "p1", "CP9")
    service.pass_cap(lead, callback, 1, "p2", "CP1")
    assert "nothing was changed" in service.pass_cap(lead, callback, 1, "p2", "CP1")
    assert [(one.kind, one.reason_code, one.staff_name) for one in phones.events(callback)] == [
        ("pass", "CP1", "L. Grant")
    ]
    _call(phones, callback, "NAN")
    phones.clinic.clock.set(phones.row(callback).due_at - timedelta(hours=20))
    with pytest.raises(Refused, match="The limit is reached"):  # it was for one call
        service.claim_this(phones.rivera, callback, phones.row(callback).version)


def test_a_retry_is_never_set_before_the_caps_allow_it(phones: Phones) -> None:
    patient = phones.clinic.add_patient("SPACED", "Al", phone=_number())
    for number in range(2):
        _call(phones, phones.add(patient, reason_code=f"R{number}"), "RES")
    callback = phones.add(patient, cadence="SCH")
    _call(phones, callback, "NAN")
    row = phones.row(callback)
    assert row.due_at >= NOW + timedelta(hours=24)
    phones.clinic.clock.set(row.due_at)
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == callback


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(5, 700)), min_size=4, max_size=12))
def test_no_number_is_ever_called_more_often_than_its_caps(phones: Phones, acts: list[tuple[int, int]]) -> None:
    """Three people behind one number, called whenever "next" offers one: in no 24 hours are there four calls."""
    phones.clinic.clock.set(NOW)
    number = f"+1505556{len(acts):02d}{next(_commands) % 100:02d}"
    people = [phones.clinic.add_patient("SHARED", f"One{n}", phone=number) for n in range(3)]
    items = [phones.add(one, cadence="SCH") for one in people]
    for who, minutes in acts:
        phones.clinic.clock.advance(timedelta(minutes=minutes))
        try:
            phones.service.claim_this(phones.rivera, items[who], phones.row(items[who]).version)
        except Refused:
            continue
        phones.service.save_outcome(phones.rivera, items[who], f"any-{next(_commands)}", "NAN")
    called = sorted(event.at for one in items for event in phones.events(one) if event.counts)
    for first, fourth in zip(called, called[3:], strict=False):
        assert fourth - first >= timedelta(hours=24)


_commands = iter(range(1_000_000))


def test_what_the_caps_read_is_an_index_and_never_a_table(phones: Phones) -> None:
    """200,000 callbacks cost what twenty cost: each question about calls made searches by number, patient or item."""
    from sqlalchemy import event

    seen: list[tuple[str, Any]] = []
    patient = phones.clinic.add_patient("PLANNED", "Al", phone=_number())
    with phones.clinic.store.read() as work:
        connection = work.session.connection()

        def note(_conn: object, _cursor: object, words: str, values: object, *_rest: object) -> None:
            seen.append((words, values))

        event.listen(connection, "before_cursor_execute", note)
        work.call_limits.to_number("+15055550100", NOW)
        work.call_limits.to_patient(patient, NOW)
        work.call_limits.of_item("nobody", "")
        work.call_limits.stopped(["+15055550100"], "SCHED")
        work.callback_upkeep.missed_promises(NOW)
        work.callback_upkeep.run_out(NOW)
        work.callback_upkeep.due_without_owner(NOW)
        work.callback_upkeep.to_tell(patient)
        work.callback_upkeep.ended(NOW)
        event.remove(connection, "before_cursor_execute", note)
        plans = [
            row[3]
            for words, values in seen
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
        ]
    assert len(seen) == 9
    assert not [step for step in plans if step.startswith("SCAN") and "SUBQUERY" not in step.upper()], plans


# --- do not call ---


def test_stop_puts_the_number_on_the_list_for_this_purpose(phones: Phones) -> None:
    number = _number()
    patient = phones.clinic.add_patient("STOPPED", "Al", phone=number)
    again = phones.clinic.add_patient("STOPPED", "Bea", phone=number)
    words = _call(phones, phones.add(patient, reason_code="BILL"), "STP")
    assert "is not called for this again" in words
    bill, other = phones.add(again, reason_code="BILL"), phones.add(again, reason_code="SCHED")
    row = phones.row(bill)
    with pytest.raises(Refused, match="asked for no calls about this"):
        phones.service.claim_this(phones.rivera, bill, row.version)
    assert phones.row(bill).blocked == "do_not_call"
    hand = phones.service.claim_this(phones.rivera, other, 1)  # another matter may still be called about
    assert hand.number is not None and hand.number.e164 == number
    phones.service.save_outcome(phones.rivera, other, "dnc-other", "RES")
    entry = next(one for one in phones.service.no_calls(phones.rivera) if one.e164 == number)
    assert (entry.purpose, entry.added_by, entry.purpose_label) == ("BILL", "M. Rivera", "Bill, payment")
    lead = phones.clinic.actor("lgrant")
    with pytest.raises(NotAllowed, match="Only a lead"):
        phones.service.allow_calls(phones.rivera, entry.id, "DO1")
    phones.service.allow_calls(lead, entry.id, "DO9", "moved house")
    with pytest.raises(NotFound, match="taken off already"):
        phones.service.allow_calls(lead, entry.id, "DO1")
    assert phones.service.claim_this(phones.rivera, bill, phones.row(bill).version).item.id == bill
    logged = "SELECT count(*) FROM audit WHERE action IN ('do_not_call.add', 'do_not_call.remove') AND entity_id = '{}'"
    assert phones.clinic.count(logged.format(entry.id)) == 2


def test_a_number_can_be_put_on_the_list_by_hand_in_any_spelling(phones: Phones) -> None:
    number = _number()
    service, typed = phones.service, f"({number[2:5]}) {number[5:8]}-{number[8:]} x12"
    assert "is on the list;" in service.stop_calls(phones.rivera, "d1", typed, "", "wrote a letter")
    assert "is on the list already" in service.stop_calls(phones.rivera, "d2", number, "", "again")
    with pytest.raises(InvalidInput, match="not a phone number"):
        service.stop_calls(phones.rivera, "d3", "none", "", "")
    patient = phones.clinic.add_patient("ALLSTOP", "Al", phone=number)
    with pytest.raises(Refused, match="asked for no calls"):
        service.claim_this(phones.rivera, phones.add(patient), 1)


# --- what became pointless meanwhile (CC-53) ---


def test_booked_paid_and_refused_are_seen_at_the_claim(phones: Phones) -> None:
    clinic = phones.clinic
    booked, paid, shy, unpaid = (clinic.add_patient("OBSOLETE", name, phone=_number()) for name in "ABCD")
    book, bill = phones.add(booked, reason_code="SCHED"), phones.add(paid, reason_code="BILL")
    quiet = phones.add(shy, minutes=-5, promise=True, owner_id="u-mrivera")
    owed = phones.add(unpaid, minutes=-1, reason_code="BILL")
    visit = clinic.add_visit(booked, "15:00", day=(NOW + timedelta(days=3)).date())
    till = Till(clinic)
    till.open()
    till.owe(paid, 2500)
    till.owe(unpaid, 2500)
    clinic.clock.advance(timedelta(minutes=1))
    till.take(paid, cash(2500))
    with clinic.store.write(SETUP) as work:
        run = work.session.connection().exec_driver_sql
        run("DROP TRIGGER IF EXISTS appointment_event_no_update")
        run("UPDATE appointment_event SET at = ? WHERE appointment_id = ?", (f"{NOW:%Y-%m-%d %H:%M:%S.%f}", visit))
        work.contacts.permit(shy, Permissions({(Channel.VOICE, Purpose.RESULTS): False}), phones.rivera, work.now)
        work.commit()
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == owed
    assert hand.passed[0] == "OBSOLETE, C" and "does not want to be phoned" in hand.passed[1]  # the rep is told
    assert (phones.row(book).state, phones.events(book)[-1].reason_code) == ("cancelled", "booked")
    assert (phones.row(bill).state, phones.events(bill)[-1].reason_code) == ("cancelled", "paid")
    assert (phones.row(quiet).state, phones.row(quiet).blocked) == ("open", "no_permission")
    ended = {one.callback_id: one.reason for one in phones.service.ended_by_itself(phones.rivera)}
    assert ended[book] == "booked" and ended[bill] == "paid" and quiet not in ended


def test_a_claim_of_somebody_else_is_not_touched_by_the_check(phones: Phones) -> None:
    """A second rep who presses 2 on a row that is being called must not block or close it under the first one."""
    patient = phones.clinic.add_patient("HELD", "Al", phone=_number())
    callback = phones.add(patient)
    phones.service.claim_this(phones.rivera, callback, 1)
    with phones.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE patient SET deceased_on = '2026-03-01' WHERE id = ?", (patient,)
        )
        work.commit()
    with pytest.raises(Refused, match=r"being called by M\. Rivera"):
        phones.service.claim_this(phones.chen, callback, phones.row(callback).version)
    assert phones.row(callback).claimed_by == "u-mrivera"


# --- the next number (CC-41) ---


def test_one_act_rings_the_next_allowed_number(phones: Phones) -> None:
    first, second, third = _number(), _number(), _number()
    patient = phones.clinic.add_patient("NUMBERS", "Al", phone=first)
    with phones.clinic.store.write(SETUP) as work:
        for place, e164 in ((1, second), (2, third)):
            work.session.add(PatientPhoneRow(id=f"n-{e164}", patient_id=patient, typed=e164, e164=e164, position=place))
        work.commit()
    phones.service.stop_calls(phones.rivera, "stop-second", second, "REFILL", "asked")
    callback = phones.add(patient)
    phones.service.claim_this(phones.rivera, callback, 1)
    hand = phones.service.next_number(phones.rivera, callback, "nn1")
    assert hand.number is not None and hand.number.e164 == third and hand.item.state == "dialing"
    again = phones.service.next_number(phones.rivera, callback, "nn1")
    assert again.number is not None and again.number.e164 == third
    tried = phones.events(callback)[-1]
    assert (tried.kind, tried.number, tried.outcome, tried.counts) == ("other_number", first, "NAN", True)
    phones.service.save_outcome(phones.rivera, callback, "nn2", "NAN")
    row = phones.row(callback)
    assert row.attempts == 1 and phones.events(callback)[-1].number == third  # one try, two calls for the caps


def test_without_another_number_the_call_stays_as_it_is(phones: Phones) -> None:
    patient = phones.clinic.add_patient("ONLYONE", "Al", phone=_number())
    callback = phones.add(patient)
    phones.service.claim_this(phones.rivera, callback, 1)
    with pytest.raises(Refused, match="no other number"):
        phones.service.next_number(phones.rivera, callback, "only")
    assert phones.row(callback).state == "dialing"
