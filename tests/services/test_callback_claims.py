"""Claims as others see them: rescue, leases and clocks, breaks, presence, languages, rush, callers not on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.callback_sorts import Sort
from psr_tui.domain.callbacks import Group
from psr_tui.domain.errors import InvalidInput, NotAllowed, NotFound, Refused, Stale
from psr_tui.domain.staff import Actor
from psr_tui.services.callbacks import NewCallback
from psr_tui.store.tables.phone_line import QueueMemberRow
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic
from tests.services.callback_helpers import Phones, make_phones

MINUTE = timedelta(minutes=1)


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


@pytest.fixture
def otto(phones: Phones) -> Actor:
    return phones.clinic.actor("sotto", "desk-3")


def hold(phones: Phones, actor: Actor | None = None) -> str:
    callback = phones.add()
    hand = phones.service.claim_next(actor or phones.rivera)
    assert hand is not None and hand.item.id == callback
    return callback


def setting(phones: Phones, **values: object) -> None:
    with phones.clinic.store.write(SETUP) as work:
        for name, value in values.items():
            work.session.connection().exec_driver_sql(f"UPDATE clinic SET {name} = ?", (value,))
        work.commit()


# --- personal items (CC-03, CC-04) ---


def test_the_pool_waits_from_when_an_overdue_item_became_theirs(phones: Phones) -> None:
    """It went back to the pool with the next minute, right after it was given."""
    callback = phones.add(minutes=-60)
    phones.service.give(phones.rivera, [(callback, 1)], "u-tchen")
    phones.clinic.clock.advance(14 * MINUTE)
    phones.service.minute(phones.rivera)
    assert phones.row(callback).owner_id == "u-tchen"
    assert phones.service.page(phones.rivera, "", 0, 1)[0].why == "kept for T. Chen, pool in 0:01"
    assert phones.service.page(phones.chen, "", 0, 1)[0].why == "yours, pool in 0:01, overdue 1:14"
    phones.clinic.clock.advance(MINUTE)
    phones.service.minute(phones.rivera)
    assert phones.row(callback).owner_id is None
    last = phones.events(callback)[-1]
    assert (last.kind, last.reason_code, last.staff_id) == ("rescue", "overdue", None) and "T. Chen" in last.note


def test_a_personal_item_that_is_leased_stays_with_its_owner(phones: Phones) -> None:
    mine = phones.add(minutes=-14, owner_id="u-mrivera")
    assert phones.service.claim_next(phones.rivera)
    phones.clinic.clock.advance(5 * MINUTE)
    phones.service.minute(phones.chen)
    assert phones.row(mine).owner_id == "u-mrivera"


def test_the_grace_and_the_limit_are_the_clinics_own(phones: Phones) -> None:
    setting(phones, personal_overdue_minutes=3, personal_limit=2)
    theirs = phones.add(minutes=-2, owner_id="u-tchen")
    assert phones.service.page(phones.rivera, "", 0, 1)[0].why == "kept for T. Chen, pool in 0:01"
    phones.add(minutes=60, owner_id="u-tchen")
    other = phones.add()
    with pytest.raises(Refused, match="keeps 2 callbacks already; leave it in the pool"):
        phones.service.give(phones.rivera, [(other, 1)], "u-tchen")
    assert phones.service.give(phones.chen, [(theirs, 1)], "u-tchen")  # theirs already: nothing is added
    patient = phones.clinic.add_patient("MINE", "Al")
    with pytest.raises(Refused, match="You keep 2 callbacks already; put this one into the pool"):
        phones.service.create(phones.chen, NewCallback("n", patient, "REFER", mine=True))


# --- one claim a person, leases, clocks (CC-19 to CC-21) ---


def test_a_claim_that_was_never_dialed_goes_back_when_another_is_taken_and_at_a_lock(phones: Phones) -> None:
    first, second = phones.add(minutes=-60), phones.add()
    for how in ("another", "lock"):
        claimed = {"state": "claimed", "claimed_by": "u-mrivera", "lease_until": phones.clinic.clock.now() + 9 * MINUTE}
        with phones.clinic.store.write(SETUP) as work:
            work.callbacks.change(first, "setup", work.now, **claimed)
            work.commit()
        if how == "another":
            taken = phones.service.claim_this(phones.rivera, second, phones.row(second).version)
            assert taken.item.id == second
            phones.service.save_outcome(phones.rivera, second, "c1", "RES")
        else:
            assert phones.service.put_down(phones.rivera, "lock")
        last = phones.events(first)[-1]
        assert (last.kind, last.reason_code) == (("skip", "another") if how == "another" else ("release", "lock"))
        assert phones.row(first).claimed_by is None


def test_a_call_that_was_begun_survives_the_lock(phones: Phones) -> None:
    callback = hold(phones)
    assert not phones.service.put_down(phones.rivera, "lock")
    assert phones.row(callback).claimed_by == "u-mrivera"


def test_a_call_that_is_over_keeps_its_claim_by_typing_alone(phones: Phones) -> None:
    callback = hold(phones)
    phones.service.ended(phones.rivera, callback)
    for _ in range(3):
        phones.clinic.clock.advance(3 * MINUTE)
        phones.service.minute(phones.rivera)
    assert "ends in 60 s; type anything" in phones.service.claim_news(phones.rivera, callback).words
    phones.service.renew(phones.rivera, callback)
    phones.clinic.clock.advance(9 * MINUTE)
    phones.service.minute(phones.rivera)
    assert phones.row(callback).claimed_by == "u-mrivera"
    phones.clinic.clock.advance(MINUTE)
    phones.service.minute(phones.rivera)
    news = phones.service.claim_news(phones.rivera, callback)
    assert not news.held and "ran out without a sign from you. What you typed is kept." in news.words


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phones]:
    clinic = make_clinic(tmp_path_factory.mktemp("clocks"))
    yield make_phones(clinic)
    clinic.store.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("wait"), st.integers(1, 700)),
            st.tuples(st.just("set"), st.integers(-200_000, 200_000).filter(lambda seconds: abs(seconds) > 2)),
            st.tuples(st.just("type"), st.just(0)),
        ),
        max_size=9,
    )
)
def test_a_clock_that_is_set_neither_lengthens_a_claim_nor_ends_one(
    clocked: Phones, steps: list[tuple[str, int]]
) -> None:
    """However the wall clock is set meanwhile, a claim ends ten true minutes after the last sign, and not before."""
    clock = clocked.clinic.clock
    clock.set(NOW)
    callback = clocked.add()
    clocked.service.claim_this(clocked.rivera, callback, 1)
    silent, holds = 0, True
    for what, seconds in steps:
        if what == "wait":
            clock.advance(timedelta(seconds=seconds))
            silent += seconds
        elif what == "set":
            clock.set(clock.now() + timedelta(seconds=seconds))
        elif holds:
            clocked.service.renew(clocked.rivera, callback)
            silent = 0
        clocked.service.minute(clocked.chen)
        holds = holds and silent < 600
        row = clocked.row(callback)
        assert (row.claimed_by == "u-mrivera") is holds and row.attempts == 0
    if holds:
        clocked.service.release(clocked.rivera, "done")
    with clocked.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("UPDATE callback SET state = 'cancelled'")
        work.commit()


# --- writing needs the claim, and a supervisor may break it (CC-23, CC-25) ---


def test_being_the_owner_is_no_claim(phones: Phones) -> None:
    mine = phones.add(owner_id="u-mrivera")
    with pytest.raises(Refused, match="do not hold this callback any more: it is open"):
        phones.service.save_outcome(phones.rivera, mine, "c1", "RES")
    assert phones.row(mine).state == "open"


def test_a_supervisor_breaks_a_claim_with_a_reason_and_the_holder_is_told(phones: Phones, otto: Actor) -> None:
    callback = hold(phones)
    version = phones.row(callback).version
    with pytest.raises(NotAllowed, match="supervisor"):
        phones.service.break_claim(phones.clinic.actor("lgrant"), callback, version, "CB1")
    with pytest.raises(InvalidInput, match="Reason"):
        phones.service.break_claim(otto, callback, version, "")
    with pytest.raises(InvalidInput, match="few words"):
        phones.service.break_claim(otto, callback, version, "CB9")
    with pytest.raises(Stale):
        phones.service.break_claim(otto, callback, version - 1, "CB1")
    told = phones.service.break_claim(otto, callback, version, "CB2")
    assert told == "Taken back from M. Rivera, who is told; it is open again."
    row = phones.row(callback)
    assert (row.state, row.claimed_by, row.attempts) == ("open", None, 0)
    news = phones.service.claim_news(phones.rivera, callback)
    assert news.words == ("S. Otto took this call from you: the patient is on another line. What you typed is kept.")
    with pytest.raises(Refused, match="What you typed is kept"):
        phones.service.save_outcome(phones.rivera, callback, "c1", "RES")
    with pytest.raises(Refused, match="Nobody holds"):
        phones.service.break_claim(otto, callback, row.version, "CB2")


def test_who_saved_the_outcome_reads_no_news(phones: Phones) -> None:
    callback = hold(phones)
    assert phones.service.claim_news(phones.rivera, callback).held
    phones.service.save_outcome(phones.rivera, callback, "c1", "NAN")
    assert phones.service.claim_news(phones.rivera, callback).words == ""


# --- who looks (CC-24) ---


def test_who_looks_is_shown_to_the_others_until_25_seconds_after_the_last_sign(phones: Phones) -> None:
    callback = phones.add()

    def topic() -> int:
        return phones.clinic.count("SELECT coalesce(sum(changes), 0) FROM topic WHERE name = 'callbacks'")

    def seen() -> list[str]:
        return [one.name for one in phones.service.page(phones.chen, "", 0, 1)[0].looking]

    before = topic()
    phones.service.looks_at(phones.rivera, callback)
    assert topic() == before + 1 and seen() == ["M. Rivera"]
    assert phones.service.page(phones.rivera, "", 0, 1)[0].looking == ()
    phones.clinic.clock.advance(timedelta(seconds=20))
    phones.service.looks_at(phones.rivera, callback)
    assert topic() == before + 1
    phones.clinic.clock.advance(timedelta(seconds=24))
    assert seen() == ["M. Rivera"]
    phones.clinic.clock.advance(timedelta(seconds=1))
    assert seen() == []
    phones.service.looks_at(phones.rivera, callback)
    phones.clinic.clock.set(NOW - timedelta(hours=5))
    assert seen() == []  # a sign from the future shows nobody for hours
    phones.service.looks_at(phones.rivera, callback)
    assert seen() == ["M. Rivera"]
    phones.service.looks_away(phones.rivera, callback)
    assert seen() == [] and phones.row(callback).claimed_by is None


# --- languages (CC-93) ---


def test_an_item_for_speakers_is_not_offered_to_others_but_may_be_picked(phones: Phones, otto: Actor) -> None:
    callback = phones.add(language="es")
    with pytest.raises(NotAllowed, match="supervisor"):
        phones.service.set_languages(phones.rivera, "mrivera", ["es"])
    with pytest.raises(InvalidInput, match="Klingon"):
        phones.service.set_languages(otto, "tchen", ["Klingon"])
    with pytest.raises(NotFound, match="nobody"):
        phones.service.set_languages(otto, "nobody", ["es"])
    assert phones.service.set_languages(otto, "tchen", ["español", "vi", "es"]) == ("Spanish", "Vietnamese")
    assert phones.service.languages(phones.rivera, "tchen") == ("Spanish", "Vietnamese")
    words = phones.service.limit_language(phones.rivera, [(callback, 1)], True)
    assert words == "1 callback for who speaks Spanish now."
    assert phones.service.claim_next(phones.rivera) is None
    assert phones.service.page(phones.rivera, "", 0, 1)[0].why == "for who speaks Spanish"
    assert phones.service.counts(phones.rivera).of(Group.BLOCKED) == 1
    hand = phones.service.claim_next(phones.chen)
    assert hand is not None and hand.item.id == callback
    phones.service.release(phones.chen, "sign_out")
    picked = phones.service.claim_this(phones.rivera, callback, phones.row(callback).version)
    assert picked.item.id == callback
    phones.service.release(phones.rivera, "sign_out")
    phones.service.limit_language(phones.rivera, [(callback, phones.row(callback).version)], False)
    assert phones.service.claim_next(phones.rivera)


def test_the_filter_knows_languages(phones: Phones) -> None:
    spanish, _ = phones.add(language="es"), phones.add(language="vi")
    for typed in ("es", "span", "español"):
        assert [line.item.id for line in phones.service.page(phones.rivera, typed, 0, 9)] == [spanish]
        assert phones.service.count(phones.rivera, typed) == 1


# --- live callers wait (CC-16) ---


def waiting(phones: Phones, *seconds: int) -> None:
    with phones.clinic.store.write(SETUP) as work:
        for number, ago in enumerate(seconds):
            joined = work.now - timedelta(seconds=ago)
            work.session.merge(QueueMemberRow(call_id=f"c{number}", queue="desk", joined_at=joined))
        work.commit()


def test_while_callers_wait_next_offers_red_flags_alone_and_says_why(phones: Phones) -> None:
    callback, nurse = phones.add(minutes=-60), phones.add(group_rank=1)
    waiting(phones, 29)
    assert phones.service.counts(phones.rivera).rush == ""
    waiting(phones, 31, 4)
    assert phones.service.counts(phones.rivera).rush == "2 callers wait, the first 0:31"
    with pytest.raises(Refused, match=r"2 callers wait, the first 0:31: take that call\. 2 still calls this row"):
        phones.service.claim_next(phones.rivera)
    red = phones.add(red_flag=True, group_rank=1, priority="urgent")
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == red
    assert phones.service.claim_this(phones.chen, callback, 1).item.id == callback
    assert phones.row(nurse).state == "open"


@pytest.mark.parametrize(("callers", "seconds"), [(3, 30), (1, 600), (0, 0)])
def test_when_it_is_a_rush_is_the_clinics_to_say(phones: Phones, callers: int, seconds: int) -> None:
    setting(phones, rush_callers=callers, rush_seconds=seconds)
    waiting(phones, 90, 40)
    hold(phones)


def test_a_caller_left_in_a_dead_queue_does_not_stop_the_desk(phones: Phones) -> None:
    waiting(phones, 7201)
    hold(phones)


# --- callers who are not on file ---


def test_a_caller_who_is_not_on_file_is_listed_found_and_called(phones: Phones) -> None:
    phones.add(minutes=-5)
    unknown = phones.add(None, minutes=-9, callback_number="+15055550177", reason_code="ABAND")
    named = phones.add(
        None, minutes=-7, callback_number="+15055550178", caller_name="Joe's Pharmacy", reason_code="VENDOR"
    )
    lines = phones.service.page(phones.rivera, "", 0, 9)
    assert [line.item.id for line in lines[:2]] == [unknown, named]
    assert [(line.patient, line.phone) for line in lines[:2]] == [
        ("(505) 555-0177", "(505) 555-0177"), ("Joe's Pharmacy", "(505) 555-0178"),
    ]  # fmt: skip
    assert phones.service.counts(phones.rivera).total == 3
    assert phones.service.index_of(phones.rivera, "", named) == 1
    for typed, wanted in (("pharm", named), ("0177", unknown)):
        assert [line.item.id for line in phones.service.page(phones.rivera, typed, 0, 9)] == [wanted]
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == unknown and hand.number is not None
    assert (hand.patient, hand.number.e164, hand.number.shown) == ("(505) 555-0177", "+15055550177", "(505) 555-0177")
    saved = phones.service.save_outcome(phones.rivera, unknown, "c1", "NAN")
    assert saved.due_at is not None and phones.events(unknown)[-1].number == "+15055550177"
    reading = phones.service.open(phones.rivera, unknown)
    assert [one.label for one in reading.call.history] == ["No answer"]
    assert phones.service.last_calls(phones.rivera, "", unknown) == reading.call.history


# --- many at once, live now, the skip report (CC-09, CC-26, CC-27) ---


def test_marked_rows_are_given_and_returned_in_one_act_or_not_at_all(phones: Phones) -> None:
    rows = [(phones.add(), 1) for _ in range(4)]
    assert phones.service.give(phones.rivera, rows, "u-tchen") == "4 callbacks are kept for T. Chen now."
    with pytest.raises(Stale):
        phones.service.give(phones.chen, [(one, 2) for one, _ in rows[:3]] + [(rows[3][0], 1)], "")
    assert all(phones.row(one).owner_id == "u-tchen" for one, _ in rows)
    phones.service.give(phones.chen, [(one, 2) for one, _ in rows], "")
    assert {(phones.row(one).owner_id, phones.row(one).owned_at) for one, _ in rows} == {(None, None)}


def test_a_supervisor_lets_items_go_live_now(phones: Phones, otto: Actor) -> None:
    later, due = phones.add(minutes=95), phones.add()
    assert phones.service.page(phones.rivera, "", 1, 1)[0].why == "due in 1:35, refill"
    with pytest.raises(NotAllowed, match="supervisor"):
        phones.service.make_due(phones.rivera, [(later, 1)])
    with pytest.raises(Refused, match="due already"):
        phones.service.make_due(otto, [(due, 1)])
    assert phones.service.make_due(otto, [(later, 1)]) == "1 callback can be called from now on."
    last = phones.events(later)[-1]
    assert (last.kind, last.reason_code, last.due_after) == ("move", "live_now", NOW)
    assert phones.ids(phones.rivera) == [due, later]
    hold_it = phones.service.claim_next(phones.rivera)
    assert hold_it is not None
    with pytest.raises(Refused, match=r"being called by M\. Rivera"):
        phones.service.make_due(otto, [(due, phones.row(due).version)])


def test_skips_are_counted_by_rep_and_reason(phones: Phones, otto: Actor) -> None:
    rows = [(phones.add(), 1) for _ in range(3)]
    phones.service.skip(phones.rivera, rows[:2], "S1")
    phones.service.skip(phones.chen, rows[2:], "S6", "wrong moment")
    phones.clinic.clock.advance(timedelta(days=1))
    phones.service.skip(phones.rivera, [(rows[0][0], 2)], "S2")
    found = [(one.name, one.reason, one.count) for one in phones.service.skips(otto, 2)]
    assert found == [("M. Rivera", "S1", 2), ("M. Rivera", "S2", 1), ("T. Chen", "S6", 1)]
    assert [(one.name, one.count) for one in phones.service.skips(otto)] == [("M. Rivera", 1)]
    assert {one.name for one in phones.service.skips(phones.chen, 2)} == {"T. Chen"}


def test_the_chosen_order_is_kept_for_the_next_sign_in(phones: Phones) -> None:
    assert phones.service.sort(phones.rivera) is Sort.RANK
    phones.service.keep_sort(phones.rivera, Sort.LAST_CALL)
    assert phones.service.sort(phones.rivera) is Sort.LAST_CALL and phones.service.sort(phones.chen) is Sort.RANK
