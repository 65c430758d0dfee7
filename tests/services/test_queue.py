"""The queue's use cases on a real encrypted file: two people, stale acts, batches, undo, walk-ins, and the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event as sa_event

from psr_tui.domain.arrivals import AlreadyHere
from psr_tui.domain.board import BoardFilter, Sort, turn
from psr_tui.domain.check_in import GateClosed, Item
from psr_tui.domain.errors import DeskError, NotAllowed, Refused, Stale
from psr_tui.domain.visit import Act, VisitState, current_state
from psr_tui.services.queue import QueueService, WalkIn
from tests.helpers.clinic import TODAY, TestClinic

ALL = BoardFilter()
S = VisitState


@pytest.fixture
def queue(clinic: TestClinic) -> QueueService:
    return QueueService(clinic.store, clinic.clock)


def day_of(clinic: TestClinic, number: int) -> list[str]:
    """Visits a few minutes apart, of people whose surnames begin with A, B, C, ..."""
    names = [f"{chr(65 + n % 26)}{'abcdefghij'[n // 26 % 10]}name" for n in range(number)]
    return [
        clinic.add_visit(clinic.add_patient(name, "Jo", phone=""), f"{8 + n // 50:02d}:{n % 50:02d}")
        for n, name in enumerate(names)
    ]


def log_of(clinic: TestClinic, visit_id: str) -> list[tuple[str, str]]:
    with clinic.store.read() as work:
        return [(one.act.value, one.to_state.value) for one in work.visits.events(visit_id)]


# --- moving ---------------------------------------------------------------------------------------------------------


def test_arriving_is_one_event_one_version_one_audit_row(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient("PEÑA GARCÍA", "José"))
    before = clinic.count("SELECT count(*) FROM audit")
    moved = queue.move(actor, visit_id, 1, S.ARRIVED)
    assert moved.words == "PEÑA GARCÍA, José arrived 09:47. Ctrl+Z undoes it."
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


def test_somebody_on_the_list_is_not_added_twice(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    patient_id = clinic.add_patient()
    visit_id = clinic.add_visit(patient_id, "14:00")
    with pytest.raises(AlreadyHere, match="Booked, 14:00") as here:
        queue.walk_in(actor, WalkIn("c" * 32, patient_id))
    assert here.value.visit_id == visit_id


@pytest.mark.parametrize(
    ("columns", "word"), [({"deceased_on": date(2026, 1, 5)}, "deceased"), ({"restriction": "no_booking"}, "booked")]
)
def test_who_may_not_come_is_refused_as_a_walk_in(
    clinic: TestClinic, queue: QueueService, columns: dict[str, Any], word: str
) -> None:
    patient_id = clinic.add_patient(**columns)
    with pytest.raises(Refused, match=word):
        queue.walk_in(clinic.actor(), WalkIn("c" * 32, patient_id))
    assert clinic.count("SELECT count(*) FROM appointment") == 0


# --- the board ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_positions_and_jumps_agree_in_every_order(clinic: TestClinic, queue: QueueService, sort: Sort) -> None:
    actor = clinic.actor()
    visits = day_of(clinic, 30)
    for number, visit_id in enumerate(visits[3:9]):
        clinic.clock.advance(timedelta(minutes=number))
        queue.move(actor, visit_id, 1, S.ARRIVED)
    chosen = BoardFilter(sort=sort)
    whole = queue.board_page(actor, chosen, 0, 100)
    assert len(whole) == queue.count(actor, chosen) == 30
    pages = [row.visit_id for first in range(0, 30, 7) for row in queue.board_page(actor, chosen, first, 7)]
    assert pages == [row.visit_id for row in whole]
    for place in (0, 5, 29):
        assert queue.index_of(actor, chosen, whole[place].visit_id) == place
    assert queue.index_of(actor, chosen, "nobody") is None
    found = queue.jump(actor, chosen, "ca", 0)
    assert found is not None and whole[found].last_name == "Caname"
    assert queue.jump(actor, chosen, "ca", found + 1) == found
    assert queue.jump(actor, chosen, "zzz", 0) is None


def test_the_longest_wait_stands_first_when_sorted_by_wait(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visits = day_of(clinic, 4)
    for visit_id in (visits[3], visits[1]):
        queue.move(actor, visit_id, 1, S.ARRIVED)
        clinic.clock.advance(timedelta(minutes=12))
    rows = queue.board_page(actor, BoardFilter(sort=Sort.WAIT), 0, 10)
    assert [row.visit_id for row in rows[:2]] == [visits[3], visits[1]]
    header = queue.header(actor, ALL)
    assert header.tally_at(clinic.clock.now()).words().startswith("waiting 2 (longest 0:24, 1 over target)")


def test_filters_find_names_with_accents_and_mrns(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    clinic.add_visit(clinic.add_patient("PEÑA GARCÍA", "José"))
    clinic.add_visit(clinic.add_patient("O'CONNOR", "Siobhan"))
    for text, expected in (("pena", 1), ("garcia jo", 1), ("oconnor", 1), ("%", 2), ("xyz", 0), ("sio", 1)):
        assert queue.count(actor, BoardFilter(text=text)) == expected, text
    mrn = queue.board_page(actor, BoardFilter(text="pena"), 0, 5)[0].mrn
    assert queue.count(actor, BoardFilter(text=f"{mrn:06d}")) == 1


def test_providers_turn_with_one_key_and_the_filter_is_kept_per_person(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    lee, ortiz = clinic.add_provider("LEE", "LEE"), clinic.add_provider("ORTIZ", "ORT")
    clinic.add_visit(clinic.add_patient("A"), provider_id=lee)
    clinic.add_visit(clinic.add_patient("B"), provider_id=ortiz)
    providers = queue.header(actor, ALL).providers
    chosen = turn(turn(ALL, providers, 1), providers, 1)
    assert (chosen.provider, queue.count(actor, chosen)) == ("ORTIZ", 1)
    assert turn(chosen, providers, 1).provider_id == "" and turn(ALL, providers, -1).provider == "ORTIZ"
    queue.keep_filter(actor, replace(chosen, sort=Sort.WAIT))
    clinic.reopen()
    again = QueueService(clinic.store, clinic.clock)
    assert again.kept_filter(actor) == replace(chosen, sort=Sort.WAIT)
    assert again.kept_filter(clinic.actor("tchen")) == ALL


def test_finished_visits_leave_after_an_hour_and_come_back_on_request(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient())
    queue.move(actor, visit_id, 1, S.CANCELLED, reason="pat")
    assert queue.count(actor, ALL) == 1
    clinic.clock.advance(timedelta(minutes=61))
    assert queue.count(actor, ALL) == 0
    assert queue.count(actor, BoardFilter(everything=True)) == 1
    no_show = clinic.add_visit(clinic.add_patient("B"))
    queue.move(actor, no_show, 1, S.NO_SHOW)
    clinic.clock.advance(timedelta(minutes=61))
    assert queue.count(actor, ALL) == 1, "a no-show may still come"


def test_needs_say_what_is_missing_once_somebody_is_here(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    patient_id = clinic.add_patient(dob=date(2012, 5, 1), interpreter="yes")
    clinic.add_coverage(patient_id, clinic.add_payer(), copay_cents=2500)
    visit_id = clinic.add_visit(patient_id)
    assert queue.board_page(actor, ALL, 0, 5)[0].needs == ("INT", "ELIG", "FORM", "MINOR")
    queue.move(actor, visit_id, 1, S.ARRIVED)
    row = queue.board_page(actor, ALL, 0, 5)[0]
    assert row.needs == ("$25", "INT", "ID", "ELIG", "FORM", "MINOR")


def queries_of_a_page(clinic: TestClinic, queue: QueueService, rows: int) -> int:
    actor = clinic.actor()
    queue.board_page(actor, ALL, 0, 400)  # the page's patients are audited the first time only
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = clinic.store._engine
    sa_event.listen(engine, "before_cursor_execute", count)
    try:
        assert len(queue.board_page(actor, ALL, 0, 400)) == rows
    finally:
        sa_event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_a_page_takes_the_same_number_of_queries_at_10_and_at_300_rows(clinic: TestClinic, queue: QueueService) -> None:
    day_of(clinic, 10)
    few = queries_of_a_page(clinic, queue, 10)
    day_of(clinic, 290)
    assert queries_of_a_page(clinic, queue, 300) == few
    assert few <= 9


def test_a_page_of_new_patients_is_one_audit_row_and_the_same_page_again_none(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    day_of(clinic, 12)
    listed = "SELECT count(*) FROM audit WHERE action = 'list'"
    queue.board_page(actor, ALL, 0, 8)
    queue.board_page(actor, ALL, 0, 8)
    assert clinic.count(listed) == 1
    queue.board_page(actor, ALL, 4, 8)
    assert clinic.count(listed) == 2
    queue.board_page(clinic.actor(), ALL, 0, 8)
    assert clinic.count(listed) == 3, "another sign-in is another viewing"


def test_the_log_and_the_shown_state_never_part(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor("sotto")
    visits = day_of(clinic, 6)
    for number, visit_id in enumerate(visits):
        version = 1
        for to in (S.ARRIVED, S.LEFT_UNSEEN, S.ENTERED_IN_ERROR)[: 1 + number % 3]:
            version = queue.move(actor, visit_id, version, to, reason="wrong row").version
        queue.note(actor, visit_id, version, "brought an MRI disc")
        with clinic.store.read() as work:
            visit = work.visits.get(visit_id)
            assert visit is not None and current_state(work.visits.events(visit_id)) is visit.state
    assert queue.drifted(actor) == []
    with pytest.raises(DeskError), clinic.store.write(actor) as work:
        work.session.connection().exec_driver_sql("UPDATE appointment_event SET note = 'x'")
