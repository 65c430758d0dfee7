"""Making, giving, skipping, cancelling, noting, and the red flag."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psr_tui.domain.callbacks import Group, Priority
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.services.callbacks import NewCallback, RedFlag
from tests.helpers.clinic import NOW, TestClinic
from tests.services.callback_helpers import Phones, make_phones


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


def _new(phones: Phones, patient: str, command: str = "n1", **more: object) -> NewCallback:
    return NewCallback(command, patient, "REFILL", **more)  # type: ignore[arg-type]


def test_a_new_callback_is_in_the_pool_and_due_now(phones: Phones) -> None:
    patient = phones.clinic.add_patient("ABEYTA", "Ruth")
    made = phones.service.create(phones.rivera, _new(phones, patient, note="wants it today"))
    row = phones.row(made.callback_id)
    assert (row.due_at, row.owner_id, row.cadence, row.window_key) == (NOW, None, "CLN", "America/Denver|NM")
    assert made.words == "Callback made, in the pool, due 08:47 their time (09:47 here)."
    assert [event.kind for event in phones.events(made.callback_id)] == ["create"]


def test_a_typed_time_makes_a_promise_of_mine(phones: Phones) -> None:
    patient = phones.clinic.add_patient("ABEYTA", "Ruth")
    made = phones.service.create(phones.rivera, _new(phones, patient, when="tue 2p"))
    row = phones.row(made.callback_id)
    assert row.due_at == datetime(2026, 3, 10, 20, 0, tzinfo=UTC) == row.wanted_for
    assert (row.promise, row.owner_id, row.cadence) == (True, "u-mrivera", "PRM")
    with pytest.raises(InvalidInput, match="nearest good time"):
        phones.service.create(phones.rivera, _new(phones, patient, "n2", when="sun 2p"))


def test_one_open_callback_for_a_patient_and_reason(phones: Phones) -> None:
    patient = phones.clinic.add_patient("ABEYTA", "Ruth")
    first = phones.service.create(phones.rivera, _new(phones, patient, when="tue 2p"))
    phones.clinic.clock.advance(timedelta(minutes=5))
    second = phones.service.create(phones.chen, _new(phones, patient, "n2", priority=Priority.URGENT, note="again"))
    assert second.merged and second.callback_id == first.callback_id
    row = phones.row(first.callback_id)
    assert (row.due_at, row.priority) == (NOW + timedelta(minutes=5), "urgent")
    assert row.order_at == row.due_at - timedelta(minutes=60)
    third = phones.service.create(phones.rivera, _new(phones, patient, "n3", priority=Priority.LOW, when="wed 2p"))
    assert third.merged and phones.row(first.callback_id).priority == "urgent"
    assert phones.clinic.count("SELECT count(*) FROM callback") == 1


def test_the_same_command_makes_one(phones: Phones) -> None:
    patient = phones.clinic.add_patient("ABEYTA", "Ruth")
    first = phones.service.create(phones.rivera, _new(phones, patient))
    again = phones.service.create(phones.rivera, _new(phones, patient))
    assert again.callback_id == first.callback_id and len(phones.events(first.callback_id)) == 1


def test_nobody_calls_the_dead(phones: Phones) -> None:
    patient = phones.clinic.add_patient("GRAVES", "Al", deceased_on=NOW.date())
    with pytest.raises(Refused, match="has died"):
        phones.service.create(phones.rivera, _new(phones, patient))


def test_without_a_number_it_is_made_and_blocked(phones: Phones) -> None:
    patient = phones.clinic.add_patient("SILENT", "Al", phone="")
    made = phones.service.create(phones.rivera, _new(phones, patient))
    assert "No phone number on file" in made.words
    assert phones.service.counts(phones.rivera).of(Group.BLOCKED) == 1


def test_skip_needs_a_reason_and_hides_it_from_me_today_only(phones: Phones) -> None:
    callback, other = phones.add(minutes=-60), phones.add()
    with pytest.raises(InvalidInput, match="Reason"):
        phones.service.skip(phones.rivera, [(callback, 1)], "S99")
    with pytest.raises(InvalidInput, match="few words"):
        phones.service.skip(phones.rivera, [(callback, 1)], "S6")
    phones.service.skip(phones.rivera, [(callback, 1)], "S1")
    assert phones.ids(phones.rivera) == [other, callback]
    assert phones.service.page(phones.rivera, "", 1, 1)[0].why == "you skipped it today, refill"
    assert phones.ids(phones.chen) == [callback, other]
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == other
    phones.clinic.clock.advance(timedelta(days=1))
    assert phones.ids(phones.rivera)[0] == callback


def test_skip_releases_the_claim_and_keeps_the_attempts(phones: Phones) -> None:
    callback = phones.add()
    assert phones.service.claim_next(phones.rivera)
    phones.service.skip(phones.rivera, [(callback, 1)], "S2")
    row = phones.row(callback)
    assert (row.state, row.claimed_by, row.attempts) == ("open", None, 0)


def test_give_to_a_person_and_back(phones: Phones) -> None:
    callback = phones.add()
    assert phones.service.give(phones.rivera, [(callback, 1)], "u-tchen") == "The callback is kept for T. Chen now."
    with pytest.raises(NotAllowed, match="lead"):
        phones.service.give(phones.rivera, [(callback, 2)], "")
    assert phones.service.give(phones.chen, [(callback, 2)], "") == "The callback is in the pool now."
    assert phones.row(callback).owner_id is None


def test_a_person_keeps_ten_at_most(phones: Phones) -> None:
    for _ in range(10):
        phones.add(minutes=600, owner_id="u-tchen")
    callback = phones.add()
    with pytest.raises(Refused, match="leave it in the pool"):
        phones.service.give(phones.rivera, [(callback, 1)], "u-tchen")


def test_cancel_needs_a_reason_and_the_newest_version(phones: Phones) -> None:
    callback = phones.add()
    with pytest.raises(InvalidInput, match="Reason"):
        phones.service.cancel(phones.rivera, [(callback, 1)], "")
    phones.service.note(phones.chen, callback, 1, "he called")
    with pytest.raises(Stale, match=r"T\. Chen"):
        phones.service.cancel(phones.rivera, [(callback, 1)], "CC2")
    phones.service.cancel(phones.rivera, [(callback, 2)], "CC2")
    row = phones.row(callback)
    assert (row.state, row.closed_by) == ("cancelled", "u-mrivera")
    with pytest.raises(Refused, match="is cancelled"):
        phones.service.note(phones.rivera, callback, 3, "too late")


def _flag(patient: str, **more: object) -> RedFlag:
    values: dict[str, object] = {
        "command_id": "f1", "patient_id": patient, "where": "at home, 12 Elm St", "number": "505 555 0188",
        "words": "I cannot feel my arm", "happening_now": True, **more,
    }  # fmt: skip
    return RedFlag(**values)  # type: ignore[arg-type]


def test_a_red_flag_is_with_the_nurse_at_once_and_stands_first(phones: Phones) -> None:
    phones.add(minutes=-600, priority="urgent")
    patient = phones.clinic.add_patient("BELTRÁN", "Ana")
    words = phones.service.raise_flag(phones.rivera, _flag(patient))
    assert words.startswith("To the nurse since 09:47")
    phones.clinic.clock.advance(timedelta(minutes=5))
    first = phones.service.page(phones.chen, "", 0, 1)[0]
    assert first.item.red_flag and first.why == "RED FLAG 0:05 unanswered, 2 over"
    reading = phones.service.open(phones.chen, first.item.id)
    assert reading.exact_words == "I cannot feel my arm" and reading.flag is not None and reading.flag.happening_now
    assert (reading.where_now, reading.callback_number) == ("at home, 12 Elm St", "(505) 555-0188")
    assert phones.service.raise_flag(phones.rivera, _flag(patient)) == "The nurse has this red flag already."
    with pytest.raises(NotAllowed):
        phones.service.cancel(phones.rivera, [(first.item.id, first.version)], "CC3")
    phones.service.route_taken(phones.chen, first.item.id, first.version, "Nurse Kim")
    assert phones.clinic.count("SELECT count(*) FROM callback WHERE red_flag = 1 AND state = 'done'") == 1


def test_a_red_flag_sent_back_is_open_in_front_beside_the_open_question(phones: Phones) -> None:
    patient = phones.clinic.add_patient("BELTRÁN", "Ana")
    phones.add(patient, reason_code="CLIN")
    phones.service.raise_flag(phones.rivera, _flag(patient))
    first = phones.service.page(phones.rivera, "", 0, 1)[0]
    phones.service.route_refused(phones.chen, first.item.id, first.version, "call 911 was given")
    assert phones.ids(phones.rivera)[0] == first.item.id


@pytest.mark.parametrize(("gap", "words"), [("where", "Where"), ("words", "exactly"), ("number", "phone number")])
def test_a_red_flag_says_what_is_missing(phones: Phones, gap: str, words: str) -> None:
    patient = phones.clinic.add_patient("BELTRÁN", "Ana")
    with pytest.raises(InvalidInput, match=words):
        phones.service.raise_flag(phones.rivera, _flag(patient, **{gap: ""}))
    assert phones.clinic.count("SELECT count(*) FROM callback") == 0


def test_every_act_is_audited_without_the_patients_words(phones: Phones) -> None:
    patient = phones.clinic.add_patient("BELTRÁN", "Ana")
    phones.service.raise_flag(phones.rivera, _flag(patient))
    callback = phones.add()
    phones.service.claim_next(phones.rivera)
    phones.service.save_outcome(phones.rivera, callback, "c1", "NAN", note="secret words")
    with phones.clinic.store.read() as work:
        rows = [entry for entry, _, _ in work.audit.rows()]
    told = [entry.action for entry in rows]
    for wanted in ("callback.route", "callback.claim", "callback.dial", "callback.end", "callback.retry", "view"):
        assert wanted in told
    assert not [entry for entry in rows if "secret" in entry.detail or "Elm" in entry.detail or "arm" in entry.detail]


def test_the_rows_a_clinic_starts_with_are_whole(phones: Phones) -> None:
    with phones.clinic.store.read() as work:
        rules = work.callbacks.rules(work.now)
        reasons = work.reference.reasons("call_reason")
    digits = [row.digit for row in rules.outcomes.values() if row.digit]
    assert sorted(digits) == list("12345678")
    assert {reason.detail for reason in reasons} <= set(rules.cadences)
    assert {"VML", "VMD", "VMN", "CBK", "RES"} <= set(rules.outcomes)
    assert [row.code for row in rules.outcomes.values() if row.needs_time] == ["CBK"]
