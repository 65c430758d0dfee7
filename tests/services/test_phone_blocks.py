"""Phone blocks on a real file: what they come to is read from the log, and nothing is lost by a crash or a lock."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from psr_tui.domain.callback_filter import CallbackFilter, Whose
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, WrongPassword
from psr_tui.domain.phone_block import Progress
from psr_tui.domain.rep_states import Intent
from psr_tui.services.approvals import Signature
from psr_tui.services.calls import CallService
from psr_tui.services.phone_blocks import NewBlock, PhoneBlockService
from psr_tui.services.red_flags import RedFlag
from psr_tui.services.rep_states import RepStateService
from psr_tui.services.sign_in import SignInService
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.phone_blocks import PhoneBlockEventRow
from tests.helpers.clinic import NOW, PASSWORD, TestClinic, make_clinic
from tests.services.callback_helpers import make_phones


class Desk:
    """One rep with blocks, states and callbacks over one store; each test begins a day of its own."""

    def __init__(self, clinic: TestClinic) -> None:
        self.clinic = clinic
        self.phones = make_phones(clinic)
        self.me = self.phones.rivera
        self.blocks = PhoneBlockService(clinic.store, clinic.clock)
        self.states = RepStateService(clinic.store, clinic.clock)
        self.sign_in = SignInService(clinic.store, clinic.clock)

    def start(self, how_long: str = "60", goal: int = 4, **more: object) -> str:
        return self.blocks.start(self.me, NewBlock(f"block-{next(IDS)}", how_long, goal, **more))  # type: ignore[arg-type]

    def after(self, minutes: float) -> None:
        """Time goes by with the program alive: a sign of life comes often enough."""
        while minutes > 0:
            self.clinic.clock.advance(timedelta(minutes=min(3, minutes)))
            self.blocks.minute(self.me)
            minutes -= 3

    def call(self, code: str, minutes: float = 0) -> str:
        """Next, and its outcome so many minutes later; returns the callback."""
        hand = self.phones.service.claim_next(self.me)
        assert hand is not None
        self.after(minutes)
        when = "+2h" if code == "CBK" else ""
        self.phones.service.save_outcome(self.me, hand.item.id, f"outcome-{next(IDS)}", code, when=when)
        return hand.item.id

    def now(self) -> Progress:
        stand = self.blocks.standing(self.me)
        assert stand is not None
        return stand.progress

    @property
    def at(self) -> datetime:
        return self.clinic.clock.now()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClinic]:
    made = make_clinic(Path(tmp_path_factory.mktemp("blocks")))
    yield made
    made.store.close()


WEEKS, IDS = itertools.count(1), itertools.count(1)


@pytest.fixture
def desk(shared: TestClinic) -> Iterator[Desk]:
    """A Wednesday of its own in the one store: nothing of the test before is due, running or open."""
    with shared.store.write(None) as work:
        run = work.session.connection().exec_driver_sql
        run("UPDATE callback SET state = 'cancelled', claimed_by = NULL WHERE state <> 'cancelled'")
        run("UPDATE phone_block SET state = 'ended' WHERE state <> 'ended'")
        run("UPDATE rep_period SET ended_at = started_at WHERE ended_at IS NULL")
        run("UPDATE callback SET reserved_block_id = NULL")
        run("UPDATE call SET state = 'missed' WHERE state NOT IN ('done', 'missed')")
        work.commit()
    shared.clock.set(NOW + timedelta(weeks=next(WEEKS)))
    yield Desk(shared)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# --- start, work, end ---


def test_a_block_from_start_to_summary(desk: Desk) -> None:
    first, second, third = (desk.phones.add(minutes=-60 + number) for number in range(3))
    assert "Phone block" in desk.start("60", 4)
    assert [desk.call("NAN", 5), desk.call("VML", 5), desk.call("RES", 10)] == [first, second, third]
    stand = desk.now()
    assert (stand.done, stand.reached, stand.attempts, stand.closed, stand.left) == (3, 1, 3, 1, 0)
    assert stand.elapsed == minutes(20) and stand.pace == 9.0 and stand.needed == 1.5 and stand.short == 0
    fourth = desk.phones.add(minutes=-5)
    assert desk.now().finish == desk.at + minutes(60 / 9)
    hand = desk.phones.service.claim_next(desk.me)
    assert hand is not None and hand.item.id == fourth
    done = desk.blocks.end(desk.me, "BE3")
    assert done.handed_back == 1 and done.standing.progress.done == 3 and done.end_reason == "Needed elsewhere"
    row = desk.phones.row(fourth)
    assert (row.state, row.attempts, row.claimed_by) == ("open", 0, None)
    assert desk.blocks.standing(desk.me) is None and desk.blocks.summary(desk.me) is None
    later = desk.blocks.summary(desk.me, done.standing.block_id)
    desk.clinic.clock.advance(minutes(300))
    assert later is not None and later.standing.progress.elapsed == done.standing.progress.elapsed
    assert [line.state for line in desk.blocks.mine(desk.me)] == ["ended"]


def test_one_block_a_rep_and_a_second_enter_changes_nothing(desk: Desk) -> None:
    new = NewBlock("twice", "60", 4)
    assert "Phone block" in desk.blocks.start(desk.me, new)
    assert desk.blocks.start(desk.me, new) == "The block is there already; nothing was changed."
    with pytest.raises(Refused, match="a phone block already"):
        desk.start()
    desk.blocks.end(desk.me, "BE1")
    with pytest.raises(Refused, match="0 starts one"):
        desk.blocks.end(desk.me, "BE1")
    for reason, note in (("", ""), ("BE9", " ")):
        desk.start()
        with pytest.raises(InvalidInput):
            desk.blocks.end(desk.me, reason, note)
        desk.blocks.end(desk.me, "BE9", "power cut")


def test_an_answered_call_is_finished_before_the_block_ends(desk: Desk) -> None:
    callback = desk.phones.add()
    desk.start()
    assert desk.phones.service.claim_next(desk.me)
    desk.phones.service.answered(desk.me, callback)
    with pytest.raises(Refused, match="Save the outcome of your call first"):
        desk.blocks.end(desk.me, "BE1")
    assert not desk.states.away(desk.me, "BRK").handed_back
    assert desk.phones.row(callback).claimed_by == desk.me.staff_id
    desk.phones.service.save_outcome(desk.me, callback, "out-1", "RES")
    assert desk.now().done == 1 and desk.blocks.end(desk.me, "BE1").handed_back == 0


def test_somebody_put_on_hold_for_a_live_call_is_not_handed_back(desk: Desk) -> None:
    callback = desk.phones.add()
    desk.start()
    assert desk.phones.service.claim_next(desk.me)
    calls = CallService(desk.clinic.store, desk.clinic.clock)
    calls.start(desk.me, f"live-{next(IDS)}")  # nobody said it was answered, but it is on hold now
    assert not desk.states.away(desk.me, "BRK").handed_back
    with pytest.raises(Refused, match="Save the outcome of your call first"):
        desk.blocks.end(desk.me, "BE1")
    assert desk.phones.row(callback).claimed_by == desk.me.staff_id


def test_a_planned_block_is_told_and_started_with_its_own_values(desk: Desk) -> None:
    only = CallbackFilter(Whose.POOL, ("REFILL",), ("en", "es"))
    assert "Planned for" in desk.start("11:30-12:30", 12, only=only, note="after huddle")
    assert desk.blocks.standing(desk.me) is None and desk.blocks.form(desk.me).planned_id == ""
    desk.clinic.clock.set(desk.at.replace(hour=16, minute=30))  # 11:30 in Chicago
    assert desk.blocks.minute(desk.me) == "It is time for your planned phone block: F4, then 0."
    form = desk.blocks.form(desk.me)
    assert (form.how_long, form.goal, form.only, form.note) == ("11:30-12:30", 12, only, "after huddle")
    desk.clinic.clock.set(desk.at.replace(hour=17, minute=27))  # too short to be a block: none is proposed
    assert "-" not in desk.blocks.form(desk.me).how_long
    desk.clinic.clock.set(desk.at.replace(hour=16, minute=30))
    desk.start(form.how_long, form.goal, only=form.only, planned_id=form.planned_id)
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.block_id == form.planned_id
    summary = desk.blocks.summary(desk.me)
    assert summary is not None and summary.work == "refill · English, Spanish · the pool"
    desk.blocks.end(desk.me, "BE2")
    assert desk.blocks.form(desk.me).only == only  # the next block begins with the last one's values
    desk.start("3p-4p")
    planned = next(line for line in desk.blocks.mine(desk.me) if line.state == "planned")
    assert desk.blocks.drop(desk.me, planned.id) == "The planned block is taken back."


# --- pauses ---


def test_a_pause_stands_the_clock_and_gives_the_callback_back(desk: Desk) -> None:
    callback = desk.phones.add()
    desk.start()
    assert desk.phones.service.claim_next(desk.me)
    desk.after(10)
    away = desk.states.away(desk.me, "BRK")
    assert away.handed_back and "paused" in away.words and desk.phones.row(callback).claimed_by is None
    assert desk.states.away(desk.me, "BRK").words == "You are away already: break."
    desk.after(17)
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.pause_words == "paused 0:17 break, 2 over"
    assert stand.progress.elapsed == minutes(10)
    assert "goes on" in desk.states.back(desk.me).words
    desk.after(3)
    assert desk.now().elapsed == minutes(13)
    period = desk.states.now(desk.me)
    assert period is not None and period.intent is Intent.AVAILABLE
    log = [(one.what, one.minutes(desk.at)) for one in desk.states.today(desk.me)]
    assert log == [("available", 10), ("break", 17), ("available", 3)]


def test_asking_for_the_next_call_ends_a_pause(desk: Desk) -> None:
    desk.phones.add()
    desk.start()
    desk.states.away(desk.me, "ADM")
    desk.after(5)
    assert desk.phones.service.claim_next(desk.me) is not None
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and not stand.paused and stand.progress.elapsed == minutes(0)
    assert [one.code for one in stand.time.pauses] == ["ADM"]


def test_a_pause_too_long_and_time_that_is_up_are_told_every_five_minutes(desk: Desk) -> None:
    desk.start("30", 4)
    desk.states.away(desk.me, "RST")
    told = []
    for minute in range(1, 30):
        desk.clinic.clock.advance(minutes(1))
        told.append((minute, desk.blocks.minute(desk.me)))
    assert [minute for minute, words in told if "paused" in words] == [11, 16, 21, 26]
    desk.states.back(desk.me)
    desk.clinic.clock.advance(minutes(1))
    assert "The time of your phone block is up: 0 of 4 done" in desk.blocks.minute(desk.me)


def test_training_needs_a_lead(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="approve training"):
        desk.states.away(desk.me, "TRN")
    with pytest.raises(NotAllowed, match=r"T\. Chen may not approve"):
        desk.states.away(desk.me, "TRN", signature=Signature("tchen", PASSWORD))
    with pytest.raises(WrongPassword):
        desk.states.away(desk.me, "TRN", signature=Signature("lgrant", "no"))
    desk.clinic.clock.advance(minutes(1))
    desk.states.away(desk.me, "TRN", signature=Signature("lgrant", PASSWORD))
    period = desk.states.now(desk.me)
    assert period is not None and (period.code, period.approved_by) == ("TRN", "L. Grant")
    lead = desk.clinic.actor("lgrant")
    assert "training" in desk.states.away(lead, "TRN").words  # a lead signs for themselves
    with pytest.raises(InvalidInput):
        desk.states.away(desk.me, "NOPE")


# --- interruptions (CC-99) ---


def test_a_live_call_a_due_promise_and_a_red_flag_stand_the_clock_and_are_named(desk: Desk) -> None:
    own = desk.phones.add(minutes=-30)
    desk.start()
    promised = desk.phones.add(minutes=3, promise=True, owner_id=desk.me.staff_id)
    assert desk.call("NAN", 5) == own
    assert desk.call("RES", 4) == promised  # fell due after the block began
    with desk.clinic.store.write(desk.me) as work:
        work.session.add(
            CallRow(
                id=desk.clinic.clock.now().isoformat(), direction="in", state="done", staff_id=desk.me.staff_id,
                started_at=desk.at, answered_at=desk.at, ended_at=desk.at + minutes(6), changed_at=desk.at,
                wrapped_at=desk.at + minutes(7), callback_id=own,
            )
        )  # fmt: skip
        work.commit()
    desk.after(7)
    desk.phones.service.raise_flag(desk.me, RedFlag("flag-1", desk.phones.row(own).patient_id or "", "at home",
                                                    "505-555-0142", "cannot breathe", True))  # fmt: skip
    flag = desk.phones.add(minutes=-1, red_flag=True, group_rank=1, priority="urgent")
    assert desk.call("RES", 2) == flag
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.progress.elapsed == minutes(5) and stand.progress.done == 1
    assert sorted(one.code for one in stand.time.interruptions) == ["call", "promise", "raised", "red_flag"]
    old = desk.phones.add(minutes=-90, promise=True, owner_id=desk.me.staff_id)
    assert desk.call("NAN", 1) == old  # was due when the block began: it is the block's work
    assert desk.now().done == 2


# --- skips and picks (CC-102) ---


def test_skips_by_reason_and_picks_out_of_order_are_in_the_report(desk: Desk) -> None:
    rows = [desk.phones.add(minutes=-60 + number) for number in range(4)]
    desk.start()
    desk.phones.service.skip(desk.me, [(rows[0], 1)], "S1")
    desk.phones.service.skip(desk.me, [(rows[1], 1)], "S1")
    desk.phones.service.claim_this(desk.me, rows[3], 1)
    desk.phones.service.save_outcome(desk.me, rows[3], "picked-1", "RES")
    desk.phones.service.claim_this(desk.me, rows[2], 1)  # by hand, but it is the next one anyway
    desk.phones.service.save_outcome(desk.me, rows[2], "picked-2", "NAN")
    desk.phones.service.skip(desk.phones.chen, [(rows[0], 2)], "S3")  # somebody else's is not in it
    summary = desk.blocks.end(desk.me, "BE1")
    assert summary.skips == (("Needs another language", 2),) or [count for _, count in summary.skips] == [2]
    assert summary.picked == 1 and summary.standing.progress.done == 2


# --- crash, lock, sign-out (CC-101) ---


def test_a_lock_is_a_pause_and_opening_it_goes_on(desk: Desk) -> None:
    desk.start()
    desk.after(10)
    desk.sign_in.locked(desk.me, "idle")
    desk.after(20)
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.pause_words == "paused 0:20 the screen was locked"
    desk.sign_in.unlock(desk.me, PASSWORD)
    desk.after(5)
    assert desk.now().elapsed == minutes(15)
    desk.states.away(desk.me, "BRK")
    desk.sign_in.locked(desk.me, "asked")
    desk.sign_in.unlock(desk.me, PASSWORD)
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.pause is not None and stand.pause.code == "BRK"  # a break stays a break


def test_a_crash_leaves_a_gap_and_no_time(desk: Desk) -> None:
    first, second = desk.phones.add(minutes=-60), desk.phones.add(minutes=-50)
    desk.start()
    assert desk.call("NAN", 10) == first
    assert desk.phones.service.claim_next(desk.me)  # in hand when the program dies
    desk.clinic.clock.advance(minutes(30))
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.progress.elapsed == minutes(10)  # others see no time pass either
    back = Desk(desk.clinic)  # another sign-in
    assert "cut off" in back.blocks.minute(back.me) and back.blocks.minute(back.me) == ""
    stand = back.blocks.standing(back.me)
    assert stand is not None and stand.paused and stand.progress.elapsed == minutes(10)
    assert back.call("VML", 5) == second
    stand = back.blocks.standing(back.me)
    assert stand is not None and not stand.paused and (stand.progress.elapsed, stand.progress.done) == (minutes(15), 2)


def test_signing_out_pauses_the_block_and_a_command_of_the_shell_does_not(desk: Desk) -> None:
    desk.start()
    desk.after(4)
    desk.sign_in.end(desk.clinic.actor("mrivera", "command"), "command ended")
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and not stand.paused
    desk.sign_in.end(desk.me, "asked")
    desk.clinic.clock.advance(minutes(60))
    assert desk.states.now(desk.me) is None
    stand = desk.blocks.standing(desk.me)
    assert stand is not None and stand.pause_words == "paused 1:00 signed out" and stand.progress.elapsed == minutes(4)


def test_a_block_nobody_ended_is_swept_the_next_day_with_what_it_had(desk: Desk) -> None:
    desk.start()
    desk.after(20)
    begun = desk.at
    desk.clinic.clock.advance(timedelta(days=1))
    assert "earlier day was closed" in desk.blocks.minute(desk.me)
    line = desk.blocks.mine(desk.me)[0]
    summary = desk.blocks.summary(desk.me, line.id)
    assert summary is not None and summary.state == "ended" and summary.standing.time.ended_at == begun
    assert summary.standing.progress.elapsed == minutes(20)
    assert "Phone block" in desk.start()


def test_a_clock_set_back_never_makes_a_negative_block(desk: Desk) -> None:
    desk.phones.add()
    desk.start()
    desk.after(10)
    desk.clinic.clock.set(desk.at - minutes(60))
    desk.blocks.minute(desk.me)
    assert desk.now().elapsed == minutes(0)
    assert desk.blocks.end(desk.me, "BE1").standing.progress.elapsed == minutes(0)


def test_another_persons_block_is_not_read_and_events_are_never_changed(desk: Desk) -> None:
    desk.start()
    stand = desk.blocks.standing(desk.me)
    assert stand is not None
    with pytest.raises(Refused, match="another person"):
        desk.blocks.summary(desk.phones.chen, stand.block_id)
    with desk.clinic.store.read() as work:
        events = work.session.connection().exec_driver_sql(
            f"SELECT kind FROM {PhoneBlockEventRow.__tablename__} WHERE block_id = ?", (stand.block_id,)
        )
        assert [row[0] for row in events] == ["started"]
