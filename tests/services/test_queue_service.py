"""The queue's use cases on a real encrypted file: two people, stale acts, batches, undo, walk-ins, and the audit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.arrivals import AlreadyHere
from psr_tui.domain.board import BoardFilter
from psr_tui.domain.check_in import GateClosed, Item
from psr_tui.domain.errors import NotAllowed, Refused, Stale
from psr_tui.domain.visit import Act, VisitState
from psr_tui.services.queue import QueueService, WalkIn
from psr_tui.services.visit_acts import UndoAsks
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.visits import day_of

ALL = BoardFilter()
S = VisitState


@pytest.fixture
def queue(clinic: TestClinic) -> QueueService:
    return QueueService(clinic.store, clinic.clock)


def log_of(clinic: TestClinic, visit_id: str) -> list[tuple[str, str]]:
    with clinic.store.read() as work:
        return [(one.act.value, one.to_state.value) for one in work.visits.events(visit_id)]


# --- moving ---------------------------------------------------------------------------------------------------------


def test_arriving_is_one_event_one_version_one_audit_row(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient("PEÑA GARCÍA", "José"))
    before = clinic.count("SELECT count(*) FROM audit")
    moved = queue.move(actor, visit_id, 1, S.ARRIVED)
    assert moved.words == "PEÑA GARCÍA, José arrived 09:47. Ctrl+Z undoes it. 17 min late, grace 1000."
    assert (moved.version, moved.state) == (2, S.ARRIVED)
    assert log_of(clinic, visit_id) == [("created", "booked"), ("move", "arrived")]
    assert clinic.count("SELECT count(*) FROM audit") == before + 1


def test_a_stale_act_names_who_changed_it_and_when(clinic: TestClinic, queue: QueueService) -> None:
    rivera, chen = clinic.actor("mrivera"), clinic.actor("tchen", "desk-2")
    visit_id = clinic.add_visit(clinic.add_patient())
    clinic.clock.advance(timedelta(minutes=1))
    queue.move(chen, visit_id, 1, S.ARRIVED)
    with pytest.raises(Stale, match=r"SMITH, Jon was changed by T\. Chen at 09:48") as stale:
        queue.move(rivera, visit_id, 1, S.NO_SHOW)
    assert stale.value.by == "T. Chen"
    assert log_of(clinic, visit_id)[-1] == ("move", "arrived")
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'refused' AND reason = 'Stale'") == 1


def test_a_refusal_names_the_state_who_and_when(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(actor, visit_id, 1, S.NO_SHOW).version
    with pytest.raises(Refused, match=r"SMITH, Jon is No-show \(M\. Rivera, 09:47\)"):
        queue.move(actor, visit_id, version, S.CANCELLED, reason="pat")


def test_rooming_meets_the_gate_but_arriving_never_does(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(actor, visit_id, 1, S.ARRIVED).version
    for to in (S.CHECKED_IN, S.ROOMED):
        with pytest.raises(GateClosed, match="missing two identifiers") as closed:
            queue.move(actor, visit_id, version, to)
        assert Item.COVERAGE in closed.value.missing
    assert log_of(clinic, visit_id)[-1] == ("move", "arrived")


def test_a_visit_of_another_day_is_not_taken_in_on_any_path(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient(), day=TODAY + timedelta(days=1))
    for to in (S.ARRIVED, S.CHECKED_IN, S.ROOMED):
        with pytest.raises(Refused, match="is for Thu 03/05"):
            queue.move(actor, visit_id, 1, to)


def test_the_deceased_are_not_taken_in_and_a_supervisor_needs_a_reason(clinic: TestClinic, queue: QueueService) -> None:
    patient_id = clinic.add_patient(deceased_on=date(2026, 1, 5))
    visit_id = clinic.add_visit(patient_id)
    with pytest.raises(Refused, match="deceased on 01/05/2026"):
        queue.move(clinic.actor(), visit_id, 1, S.ARRIVED)
    with pytest.raises(Refused, match="deceased"):
        queue.move(clinic.actor("sotto"), visit_id, 1, S.ARRIVED)
    assert queue.move(clinic.actor("sotto"), visit_id, 1, S.ARRIVED, reason="date belongs to the father").version == 2


def test_cancelling_takes_a_coded_reason_and_other_takes_words(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    for reason in ("", "because"):
        with pytest.raises(Refused, match="reason"):
            queue.move(actor, visit_id, 1, S.CANCELLED, reason=reason)
    with pytest.raises(Refused, match="few words"):
        queue.move(actor, visit_id, 1, S.CANCELLED, reason="other")
    queue.move(actor, visit_id, 1, S.CANCELLED, reason="pat-lt")
    with clinic.store.read() as work:
        last = work.visits.events(visit_id)[-1]
    assert (last.to_state, last.reason) == (S.CANCELLED, "pat-lt")


def test_a_no_show_who_comes_is_taken_in_with_the_same_digit(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(actor, visit_id, 1, S.NO_SHOW).version
    queue.move(actor, visit_id, version, S.ARRIVED)
    assert log_of(clinic, visit_id)[-1] == (Act.CAME_AFTER_ALL.value, "arrived")


def test_back_to_booked_is_a_leads_act(clinic: TestClinic, queue: QueueService) -> None:
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(clinic.actor(), visit_id, 1, S.ARRIVED).version
    with pytest.raises(NotAllowed, match="lead"):
        queue.back_to_booked(clinic.actor(), visit_id, version)
    queue.back_to_booked(clinic.actor("lgrant"), visit_id, version, "wrong patient picked")
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'booked' AND arrived_at IS NULL") == 1


# --- batch and undo -------------------------------------------------------------------------------------------------


def test_marked_rows_each_say_what_happened_and_one_undo_takes_the_batch_back(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    first, second, third = day_of(clinic, 3)
    queue.move(clinic.actor("tchen"), third, 1, S.NO_SHOW)
    clinic.clock.advance(timedelta(seconds=5))
    result = queue.move_many(actor, [(first, 1), (second, 1), (third, 1)], S.NO_SHOW)
    assert [one.done for one in result.results] == [True, True, False]
    assert "T. Chen" in result.results[2].words
    assert result.words().startswith("2 of 3 done, Ctrl+Z undoes them. CANAME, Jo")
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'refused'") == 1

    clinic.reopen()
    again = QueueService(clinic.store, clinic.clock)
    assert again.undo_last(actor) == "Undone: 2 visits are as they were."
    states = [log_of(clinic, one)[-1] for one in (first, second, third)]
    assert states == [("undo", "booked"), ("undo", "booked"), ("move", "no_show")]
    assert again.drifted(actor) == []


def test_undo_walks_back_act_by_act_by_new_events_only(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(actor, visit_id, 1, S.ARRIVED).version
    clinic.clock.advance(timedelta(minutes=3))
    queue.move(actor, visit_id, version, S.LEFT_UNSEEN)
    assert queue.undo_last(actor) == "Undone: SMITH, Jon is Arrived again."
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None and visit.arrived_at == clinic.clock.now() - timedelta(minutes=3)
    assert queue.undo_last(actor) == "Undone: SMITH, Jon is Booked again."
    with pytest.raises(Refused, match="Nothing to undo"):
        queue.undo_last(actor)
    assert [act for act, _ in log_of(clinic, visit_id)] == ["created", "move", "move", "undo", "undo"]


def test_undo_asks_before_it_reaches_past_something_else(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(actor, visit_id, 1, S.ARRIVED).version
    clinic.clock.advance(timedelta(minutes=2))
    queue.note(actor, visit_id, version, "brought a disc")
    with pytest.raises(UndoAsks, match=r"not a step of a visit\. Take back SMITH, Jon, arrived 09:47"):
        queue.undo_last(actor)
    assert log_of(clinic, visit_id)[-2:] == [("move", "arrived"), ("note", "arrived")]
    assert queue.undo_last(actor, sure=True) == "Undone: SMITH, Jon is Booked again."


def test_looking_at_a_list_or_being_refused_does_not_make_undo_ask(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    queue.move(actor, visit_id, 1, S.ARRIVED)
    clinic.clock.advance(timedelta(minutes=2))
    queue.board_page(actor, ALL, 0, 10)
    with pytest.raises(Stale):
        queue.move(actor, visit_id, 1, S.NO_SHOW)
    assert queue.undo_last(actor) == "Undone: SMITH, Jon is Booked again."


def test_nobody_undoes_what_somebody_else_went_on_with(clinic: TestClinic, queue: QueueService) -> None:
    rivera, chen = clinic.actor("mrivera"), clinic.actor("tchen")
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(rivera, visit_id, 1, S.ARRIVED).version
    queue.move(chen, visit_id, version, S.LEFT_UNSEEN)
    with pytest.raises(Refused, match=r"Left unseen \(T\. Chen"):
        queue.undo_last(rivera)
    assert queue.undo_last(chen).startswith("Undone")


def test_undo_does_not_reach_into_yesterday(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    queue.move(actor, clinic.add_visit(clinic.add_patient()), 1, S.ARRIVED)
    clinic.clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match="Nothing to undo"):
        queue.undo_last(actor)


def test_a_clock_that_steps_back_makes_no_wait_of_zero_or_less(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    version = queue.move(actor, visit_id, 1, S.ARRIVED).version
    clinic.clock.set(clinic.clock.now() - timedelta(milliseconds=400))
    queue.move(actor, visit_id, version, S.LEFT_UNSEEN)
    with clinic.store.read() as work:
        times = [one.at for one in work.visits.events(visit_id)]
    assert times == sorted(set(times))


# --- walk-ins -------------------------------------------------------------------------------------------------------


def test_a_walk_in_stands_on_the_list_arrived(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    provider_id = clinic.add_provider()
    patient_id = clinic.add_patient()
    moved = queue.walk_in(actor, WalkIn("c" * 32, patient_id, provider_id))
    assert moved.state is S.ARRIVED
    (row,) = queue.board_page(actor, ALL, 0, 10)
    assert (row.local_start, row.provider, row.kind, row.state) == ("09:47", "LEE", "walk_in", S.ARRIVED)
    assert queue.walk_in(actor, WalkIn("c" * 32, patient_id, provider_id)).visit_id == moved.visit_id
    assert queue.count(actor, ALL) == 1


def test_undoing_a_walk_in_ends_it_and_leaves_nothing_booked(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    patient_id = clinic.add_patient()
    visit_id = queue.walk_in(actor, WalkIn("c" * 32, patient_id)).visit_id
    with clinic.store.read() as work:
        came = work.visits.events(visit_id)[-1].event_id
    assert queue.undo_last(actor) == "Undone: SMITH, Jon is off the list; the walk-in counts as entered in error."
    assert queue.count(actor, ALL) == 0
    assert queue.count(actor, BoardFilter(everything=True)) == 1
    assert log_of(clinic, visit_id) == [("created", "booked"), ("move", "arrived"), ("undo", "entered_in_error")]
    with clinic.store.read() as work:
        assert work.visits.events(visit_id)[-1].undoes == came
    assert queue.drifted(actor) == []
    with pytest.raises(Refused, match="Nothing to undo"):
        queue.undo_last(actor)
    assert queue.walk_in(actor, WalkIn("d" * 32, patient_id)).state is S.ARRIVED


def test_undoing_a_later_step_of_a_walk_in_only_goes_one_step_back(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    moved = queue.walk_in(actor, WalkIn("c" * 32, clinic.add_patient()))
    queue.move(actor, moved.visit_id, moved.version, S.LEFT_UNSEEN)
    assert queue.undo_last(actor) == "Undone: SMITH, Jon is Arrived again."
    lead = clinic.actor("lgrant")
    version = queue.back_to_booked(lead, moved.visit_id, moved.version + 2).version
    queue.move(actor, moved.visit_id, version, S.ARRIVED)
    assert queue.undo_last(actor) == "Undone: SMITH, Jon is Booked again."


def test_the_rule_of_who_may_come_is_asked_before_anything_else_and_logged(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    dead = clinic.add_patient("DOE", deceased_on=date(2026, 1, 5))
    with pytest.raises(Refused, match="deceased"):
        queue.may_walk_in(actor, dead)
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'refused' AND reason = 'Refused'") == 1
    expected = clinic.add_patient("EXPECTED")
    clinic.add_visit(expected, "14:00")
    with pytest.raises(AlreadyHere, match="Booked, 14:00"):
        queue.may_walk_in(actor, expected)
    queue.may_walk_in(actor, clinic.add_patient("NEW"))
    assert clinic.count("SELECT count(*) FROM appointment WHERE kind = 'walk_in'") == 0


def test_somebody_on_the_list_is_not_added_twice(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    patient_id = clinic.add_patient()
    visit_id = clinic.add_visit(patient_id, "14:00")
    with pytest.raises(AlreadyHere, match="Booked, 14:00") as here:
        queue.walk_in(actor, WalkIn("c" * 32, patient_id))
    assert here.value.visit_id == visit_id


def test_who_may_not_come_is_refused_as_a_walk_in(clinic: TestClinic, queue: QueueService) -> None:
    dead, barred = clinic.add_patient(deceased_on=date(2026, 1, 5)), clinic.add_patient("BARRED")
    clinic.restrict(barred)
    for patient_id, words in ((dead, "deceased"), (barred, r"may not be booked: three visits missed \(S\. Otto\)")):
        with pytest.raises(Refused, match=words):
            queue.walk_in(clinic.actor(), WalkIn("c" * 32, patient_id))
    assert clinic.count("SELECT count(*) FROM appointment") == 0
