"""Early, late, another day, after all, and gone unseen: every way in meets the same rule, and nothing is silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from psr_tui.domain.arrivals import LateAsks, ReasonNeeded, WrongDay
from psr_tui.domain.errors import Refused
from psr_tui.domain.visit import VisitState
from psr_tui.services.check_in import CheckInService
from psr_tui.services.no_shows import NoShowService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_visits import at_the_desk, ready, sql

S = VisitState


@pytest.fixture
def queue(clinic: TestClinic) -> QueueService:
    return QueueService(clinic.store, clinic.clock)


def grace(clinic: TestClinic, minutes: int) -> None:
    sql(clinic, f"UPDATE visit_type SET grace_minutes = {minutes} WHERE code = 'OV15'")


def test_within_the_grace_the_rep_is_told_and_beyond_it_asked(clinic: TestClinic, queue: QueueService) -> None:
    """It is 09:47: the visit of 09:35 is 12 minutes late, that of 09:22 is 25."""
    grace(clinic, 15)
    actor = clinic.actor()
    inside, beyond = (clinic.add_visit(clinic.add_patient(), start) for start in ("09:35", "09:22"))
    moved = queue.move(actor, inside, 1, S.ARRIVED)
    assert moved.words.endswith("12 min late, grace 15.")
    with pytest.raises(LateAsks, match="25 minutes late, grace 15: ask the provider") as asks:
        queue.move(actor, beyond, 1, S.ARRIVED)
    assert (asks.value.late.minutes, asks.value.late.grace) == (25, 15)
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'arrived'") == 1
    with pytest.raises(Refused, match="from the list"):
        queue.move(actor, beyond, 1, S.ARRIVED, late="because")
    queue.move(actor, beyond, 1, S.ARRIVED, late="LT1")
    coded = "SELECT count(*) FROM appointment_event WHERE reason_kind = 'late' AND reason_code = 'LT1'"
    assert clinic.count(coded) == 1


def test_early_and_in_time_are_taken_in_without_a_word(clinic: TestClinic, queue: QueueService) -> None:
    grace(clinic, 0)
    for start in ("17:00", "09:47"):
        moved = queue.move(clinic.actor(), clinic.add_visit(clinic.add_patient(), start), 1, S.ARRIVED)
        assert moved.words.endswith("Ctrl+Z undoes it.")


def arrive(queue: QueueService, clinic: TestClinic, visit_id: str, version: int) -> object:
    return queue.move(clinic.actor(), visit_id, version, S.ARRIVED)


def room(queue: QueueService, clinic: TestClinic, visit_id: str, version: int) -> object:
    return queue.move(clinic.actor(), visit_id, version, S.ROOMED)


def check_in(_queue: QueueService, clinic: TestClinic, visit_id: str, version: int) -> object:
    return CheckInService(clinic.store, clinic.clock).finish(clinic.actor(), visit_id, version)


def batch(queue: QueueService, clinic: TestClinic, visit_id: str, version: int) -> object:
    other = clinic.add_visit(clinic.add_patient("Other"), "11:00")
    result = queue.move_many(clinic.actor(), [(other, 1), (visit_id, version)], S.ARRIVED)
    assert len(result.done) == 1, "the other row goes on"
    refusal = result.refused[0].refusal
    assert refusal is not None
    raise refusal


WAYS = pytest.mark.parametrize("way", [arrive, room, check_in, batch])
_Way = Callable[[QueueService, TestClinic, str, int], object]


@WAYS
def test_late_is_asked_on_every_way_in(clinic: TestClinic, queue: QueueService, way: _Way) -> None:
    grace(clinic, 5)
    visit_id = clinic.add_visit(clinic.add_patient(), "09:30")
    with pytest.raises(LateAsks, match="17 minutes late"):
        way(queue, clinic, visit_id, 1)
    assert clinic.count(f"SELECT count(*) FROM appointment WHERE id = '{visit_id}' AND state = 'booked'") == 1


@WAYS
@pytest.mark.parametrize("days", [-1, 1])
def test_another_day_is_refused_on_every_way_in_and_says_what_to_do(
    clinic: TestClinic, queue: QueueService, way: _Way, days: int
) -> None:
    visit_id = clinic.add_visit(clinic.add_patient(), "09:30", day=TODAY + timedelta(days=days))
    with pytest.raises(WrongDay, match="walk-in for today or reschedule"):
        way(queue, clinic, visit_id, 1)


def test_a_late_check_in_straight_from_booked_takes_the_code(clinic: TestClinic, queue: QueueService) -> None:
    grace(clinic, 5)
    desk = CheckInService(clinic.store, clinic.clock)
    visit_id = at_the_desk_booked(clinic)
    view = ready(desk, clinic, visit_id)
    with pytest.raises(LateAsks):
        desk.finish(clinic.actor(), visit_id, view.version)
    moved, _ = desk.finish(clinic.actor(), visit_id, view.version, late="LT2")
    assert moved.state is S.CHECKED_IN
    assert clinic.count("SELECT count(*) FROM appointment_event WHERE reason_code = 'LT2'") == 1


def at_the_desk_booked(clinic: TestClinic) -> str:
    patient_id = clinic.add_patient("Peña García", "José")
    clinic.add_coverage(patient_id, clinic.add_payer(), copay_cents=None)
    return clinic.add_visit(patient_id)


def test_who_is_here_already_is_not_asked_again(clinic: TestClinic, queue: QueueService) -> None:
    desk = CheckInService(clinic.store, clinic.clock)
    visit_id = at_the_desk(clinic)
    grace(clinic, 0)
    view = ready(desk, clinic, visit_id)
    moved, _ = desk.finish(clinic.actor(), visit_id, view.version)
    assert "late" not in moved.words


def test_a_no_show_who_comes_the_same_day_takes_one_step_and_later_a_reason(
    clinic: TestClinic, queue: QueueService
) -> None:
    grace(clinic, 0)
    actor = clinic.actor()
    today, earlier = (clinic.add_visit(clinic.add_patient(last), "09:00") for last in ("Today", "Earlier"))
    for visit_id in (today, earlier):
        queue.move(actor, visit_id, 1, S.NO_SHOW)
    assert queue.move(actor, today, 2, S.ARRIVED).state is S.ARRIVED, "lateness is no question any more"
    clinic.clock.advance(timedelta(days=1))
    with pytest.raises(ReasonNeeded, match="give a reason"):
        queue.move(actor, earlier, 2, S.ARRIVED)
    queue.move(actor, earlier, 2, S.ARRIVED, reason="was in the wrong waiting room")
    _, found = NoShowService(clinic.store, clinic.clock).report(actor)
    assert {(one.patient, one.marked.to_state, one.came.reason if one.came else None) for one in found} == {
        ("TODAY, Jon", S.NO_SHOW, ""),
        ("EARLIER, Jon", S.NO_SHOW, "was in the wrong waiting room"),
    }


def test_a_mark_that_was_undone_is_on_no_report_and_who_never_came_stays_on_it(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    never, undone = (clinic.add_visit(clinic.add_patient(last)) for last in ("Never", "Undone"))
    queue.move(actor, never, 1, S.NO_SHOW)
    queue.move(actor, undone, 1, S.NO_SHOW)
    queue.undo_last(actor)
    first, found = NoShowService(clinic.store, clinic.clock).report(actor)
    assert [(one.patient, one.came) for one in found] == [("NEVER, Jon", None)]
    assert first == TODAY - timedelta(days=30)
    assert NoShowService(clinic.store, clinic.clock).report(actor, TODAY + timedelta(days=1))[1] == []


def test_left_unseen_stops_the_clock_opens_one_follow_up_and_undo_closes_it(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient(), "09:30")
    queue.move(actor, visit_id, 1, S.ARRIVED)
    gone = queue.move(actor, visit_id, 2, S.LEFT_UNSEEN)
    assert not gone.state.waiting
    open_items = (
        f"SELECT count(*) FROM work_item WHERE kind = 'left_unseen' AND object_id = '{visit_id}' AND state = 'open'"
    )
    assert clinic.count(open_items) == 1
    queue.undo_last(actor)
    assert clinic.count(open_items) == 0
    assert clinic.count("SELECT count(*) FROM work_item WHERE state = 'done' AND outcome = 'taken back'") == 1
    queue.move(actor, visit_id, 4, S.LEFT_UNSEEN)
    assert clinic.count(open_items) == 1, "gone again, called again"
