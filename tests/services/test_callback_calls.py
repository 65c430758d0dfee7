"""Claim, call, outcome: on a real file, with two reps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psr_tui.domain.callbacks import Group
from psr_tui.domain.errors import InvalidInput, Refused, Stale
from tests.helpers.clinic import NOW, TestClinic
from tests.services.callback_helpers import Phones, make_phones


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


def _call(phones: Phones, callback_id: str) -> None:
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == callback_id


def test_next_takes_what_stands_first_and_dials_it(phones: Phones) -> None:
    later, urgent, old = phones.add(minutes=60), phones.add(minutes=-5, priority="urgent"), phones.add(minutes=-20)
    assert phones.ids(phones.rivera) == [urgent, old, later]
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == urgent and hand.item.state == "dialing"
    assert hand.began == NOW and hand.number is not None and hand.number.shown == "(505) 555-0142"
    assert hand.script[0][0].startswith("May I speak with Ann1 Callee")
    assert "North Clinic" in hand.voicemail_script and hand.voicemail_code == "VML"
    assert [event.kind for event in phones.events(urgent)] == ["claim", "dial"]
    counts = phones.service.counts(phones.rivera)
    assert (counts.of(Group.DUE), counts.of(Group.CLAIMED), counts.of(Group.LATER)) == (1, 1, 1)


def test_nobody_gets_a_second_call_before_the_outcome(phones: Phones) -> None:
    phones.add()
    phones.add()
    assert phones.service.claim_next(phones.rivera)
    with pytest.raises(Refused, match="save its outcome first"):
        phones.service.claim_next(phones.rivera)


def test_an_empty_list_gives_nothing(phones: Phones) -> None:
    phones.add(minutes=30)
    assert phones.service.claim_next(phones.rivera) is None


def test_no_answer_comes_back_in_another_part_of_the_day(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    saved = phones.service.save_outcome(phones.rivera, callback, "c1", "NAN", note="rang out")
    row = phones.row(callback)
    assert saved.due_at is not None
    assert saved.due_at.astimezone(UTC) == datetime(2026, 3, 4, 19, 0, tzinfo=UTC)  # noon in Denver
    assert saved.words == "No answer. Again 12:00 their time (13:00 here)."
    assert (row.state, row.attempts, row.claimed_by, row.last_outcome) == ("open", 1, None, "NAN")
    last = phones.events(callback)[-1]
    assert (last.id, last.kind, last.counts, last.number) == ("c1", "retry", True, "+15055550142")
    assert last.note == "rang out" and last.due_after == saved.due_at
    assert [event.kind for event in phones.events(callback)] == ["claim", "dial", "end", "retry"]


def test_saving_twice_is_saving_once(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    first = phones.service.save_outcome(phones.rivera, callback, "c1", "NAN")
    count = len(phones.events(callback))
    again = phones.service.save_outcome(phones.rivera, callback, "c1", "NAN")
    assert again.due_at == first.due_at and phones.row(callback).attempts == 1
    assert len(phones.events(callback)) == count


def test_reached_and_done_closes(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    phones.service.answered(phones.rivera, callback)
    phones.clinic.clock.advance(timedelta(seconds=95))
    phones.service.save_outcome(phones.rivera, callback, "c1", "RES")
    row = phones.row(callback)
    assert (row.state, row.closed_by) == ("done", "u-mrivera")
    assert phones.events(callback)[-1].talk_seconds == 95
    assert phones.ids(phones.rivera) == []


def test_a_promise_typed_in_the_patients_time_is_mine(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    phones.service.save_outcome(phones.rivera, callback, "c1", "CBK", when="tue 2p")
    row = phones.row(callback)
    assert row.due_at == datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    assert (row.promise, row.owner_id, row.cadence, row.attempts) == (True, "u-mrivera", "PRM", 0)


@pytest.mark.parametrize(("typed", "words"), [("sun 2p", "not staffed"), ("tue 6a", "too early or late"), ("", "When")])
def test_a_bad_promise_is_refused_and_nothing_is_written(phones: Phones, typed: str, words: str) -> None:
    callback = phones.add()
    _call(phones, callback)
    with pytest.raises(InvalidInput, match=words):
        phones.service.save_outcome(phones.rivera, callback, "c1", "CBK", when=typed)
    assert phones.row(callback).state == "dialing" and len(phones.events(callback)) == 2


def test_the_eleventh_promise_goes_to_the_pool(phones: Phones) -> None:
    for _ in range(10):
        phones.add(minutes=600, owner_id="u-mrivera", promise=True)
    callback = phones.add()
    _call(phones, callback)
    saved = phones.service.save_outcome(phones.rivera, callback, "c1", "CBK", when="tue 2p")
    assert phones.row(callback).owner_id is None and "in the pool" in saved.words


def test_attempts_used_up_offer_the_ladder(phones: Phones) -> None:
    callback = phones.add()
    for number in range(3):
        _call(phones, callback)
        saved = phones.service.save_outcome(phones.rivera, callback, f"c{number}", "NAN")
        if saved.due_at:
            phones.clinic.clock.set(saved.due_at)
    row = phones.row(callback)
    assert (row.state, row.attempts) == ("exhausted", 3)
    assert saved.words == "No answer. That was try 3 of 3; next: emergency contact. 3 on the row logs it."
    line = phones.service.page(phones.rivera, "", 0, 5)[0]
    assert line.why == "attempts used up: emergency contact"
    phones.service.ladder_sent(phones.rivera, callback, row.version, "letter")
    assert phones.row(callback).state == "done"


def test_wrong_number_tries_the_next_one_then_asks_for_repair(phones: Phones) -> None:
    patient = phones.clinic.add_patient("WALKER", "Tom", phone="+15055550111")
    phones.clinic.count("SELECT 1")
    with phones.clinic.store.write(phones.rivera) as work:
        from psr_tui.store.tables.patients import PatientPhoneRow

        work.session.add(PatientPhoneRow(id="second", patient_id=patient, typed="x", e164="+15055550122", position=1))
        work.commit()
    callback = phones.add(patient)
    _call(phones, callback)
    saved = phones.service.save_outcome(phones.rivera, callback, "c1", "WRG")
    assert saved.due_at == NOW and "Next number: (505) 555-0122" in saved.words
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.number is not None and hand.number.id == "second"
    saved = phones.service.save_outcome(phones.rivera, callback, "c2", "BAD")
    assert phones.row(callback).blocked == "number_repair"
    assert saved.words == "Not in service. No number works: repair the number."
    assert phones.service.claim_next(phones.rivera) is None


def test_to_nurse_is_routed_until_somebody_takes_it(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    phones.service.save_outcome(phones.rivera, callback, "c1", "NUR")
    row = phones.row(callback)
    assert row.state == "routed" and row.route_asked_at == NOW
    phones.service.route_refused(phones.chen, callback, row.version, "not ours")
    back = phones.row(callback)
    assert (back.state, back.group_rank) == ("open", 1)
    _call(phones, callback)
    phones.service.save_outcome(phones.rivera, callback, "c2", "NUR")
    phones.service.route_taken(phones.chen, callback, phones.row(callback).version, "Nurse Kim")
    assert phones.row(callback).state == "done"


def test_wrong_time_of_day_is_refused_with_when_it_is_allowed(phones: Phones) -> None:
    patient = phones.clinic.add_patient("CALDER", "Lou", state="CA")
    callback = phones.add(patient, window_key="America/Los_Angeles|CA")
    line = phones.service.page(phones.rivera, "", 0, 5)[0]
    assert line.why == "not now, from 08:00 their time (10:00 here)"
    assert phones.service.claim_next(phones.rivera) is None
    with pytest.raises(Refused, match=r"calling is allowed from 08:00 their time \(10:00 here\)"):
        phones.service.claim_this(phones.rivera, callback, 1)
    assert phones.row(callback).state == "open"


def test_a_patient_who_moved_is_judged_by_the_new_address(phones: Phones) -> None:
    """The item still says Denver, the patient lives in California by now: checked again at claim (CC-53)."""
    patient = phones.clinic.add_patient("CALDER", "Lou", state="CA")
    callback, other = phones.add(patient, minutes=-90), phones.add()
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == other
    row = phones.row(callback)
    assert (row.state, row.window_key, row.attempts) == ("open", "America/Los_Angeles|CA", 0)


def test_the_dead_are_not_called_and_the_item_closes_itself(phones: Phones) -> None:
    patient = phones.clinic.add_patient("GRAVES", "Al", deceased_on=NOW.date())
    callback, other = phones.add(patient, minutes=-90), phones.add()
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == other
    assert phones.row(callback).state == "cancelled"
    assert phones.events(callback)[-1].reason_code == "deceased"


def test_no_number_blocks_in_words(phones: Phones) -> None:
    patient = phones.clinic.add_patient("SILENT", "Al", phone="")
    callback = phones.add(patient)
    assert phones.service.claim_next(phones.rivera) is None
    assert phones.service.page(phones.rivera, "", 0, 5)[0].why == "no phone number on file: add one"
    assert phones.row(callback).attempts == 0


def test_a_stale_claim_names_who_changed_it(phones: Phones) -> None:
    callback = phones.add()
    phones.service.note(phones.chen, callback, 1, "asked twice")
    with pytest.raises(Stale, match=r"T\. Chen"):
        phones.service.claim_this(phones.rivera, callback, 1)


def test_a_claimed_item_is_refused_naming_the_holder(phones: Phones) -> None:
    callback = phones.add()
    assert phones.service.claim_next(phones.chen)
    version = phones.row(callback).version
    with pytest.raises(Refused, match=r"being called by T\. Chen"):
        phones.service.claim_this(phones.rivera, callback, version)
    with pytest.raises(Refused, match="do not hold this callback any more"):
        phones.service.save_outcome(phones.rivera, callback, "c1", "RES")


def test_a_lapsed_lease_comes_back_with_attempts_unchanged(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    phones.clinic.clock.advance(timedelta(minutes=6))
    phones.service.renew(phones.rivera, callback)
    phones.clinic.clock.advance(timedelta(minutes=6))
    assert phones.service.claim_next(phones.chen) is None
    phones.clinic.clock.advance(timedelta(minutes=5))
    hand = phones.service.claim_next(phones.chen)
    assert hand is not None and hand.item.id == callback and hand.item.attempts == 0
    assert [event.kind for event in phones.events(callback)] == ["claim", "dial", "lapse", "claim", "dial"]
    with pytest.raises(Refused, match=r"being called by T\. Chen"):
        phones.service.save_outcome(phones.rivera, callback, "c1", "NAN")


def test_a_clock_set_back_calls_nobody_and_locks_nobody_out(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    phones.clinic.clock.set(NOW - timedelta(hours=9))
    assert phones.service.claim_next(phones.chen) is None
    phones.service.save_outcome(phones.rivera, callback, "c1", "NAN")
    assert phones.row(callback).claimed_by is None


def test_the_open_call_is_offered_again_after_a_crash(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    phones.clinic.reopen()
    again = make_phones(phones.clinic)
    hand = again.service.current(again.rivera)
    assert hand is not None and hand.item.id == callback and hand.began == NOW
    assert again.service.current(again.chen) is None


def test_sign_out_gives_back_what_is_held(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    assert phones.service.release(phones.rivera, "sign_out")
    assert not phones.service.release(phones.rivera, "sign_out")
    row = phones.row(callback)
    assert (row.state, row.claimed_by, row.attempts) == ("open", None, 0)


def test_my_due_promise_comes_before_the_pool_and_theirs_is_kept(phones: Phones) -> None:
    phones.add(minutes=-300, priority="urgent")
    theirs = phones.add(minutes=-5, owner_id="u-tchen", promise=True)
    mine = phones.add(minutes=-1, owner_id="u-mrivera", promise=True)
    lines = phones.service.page(phones.rivera, "", 0, 9)
    assert lines[0].item.id == mine and lines[0].why == "promise, pool in 0:14, overdue 0:01"
    assert lines[-1].item.id == theirs and lines[-1].why == "kept for T. Chen, pool in 0:10"
    with pytest.raises(Refused, match=r"kept for T\. Chen; a lead may take it"):
        phones.service.claim_this(phones.rivera, theirs, 1)
    assert phones.service.claim_this(phones.clinic.actor("lgrant"), theirs, 1).item.id == theirs


def test_an_overdue_personal_item_is_rescued_to_the_pool(phones: Phones) -> None:
    theirs = phones.add(minutes=-14, owner_id="u-tchen", promise=True)
    assert phones.service.minute(phones.rivera).due_promises == 0
    assert phones.service.minute(phones.chen).due_promises == 1
    assert phones.row(theirs).owner_id == "u-tchen"
    phones.clinic.clock.advance(timedelta(minutes=2))
    phones.service.minute(phones.rivera)
    assert phones.row(theirs).owner_id is None
    assert (phones.events(theirs)[-1].kind, phones.events(theirs)[-1].reason_code) == ("rescue", "overdue")
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == theirs


def test_the_minute_keeps_an_open_call_alive(phones: Phones) -> None:
    callback = phones.add()
    _call(phones, callback)
    for _ in range(4):
        phones.clinic.clock.advance(timedelta(minutes=6))
        assert phones.service.minute(phones.rivera).open_call
        assert not phones.service.minute(phones.chen).open_call
    assert phones.row(callback).claimed_by == "u-mrivera"
