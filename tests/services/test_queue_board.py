"""The board: pages, positions, filters, counts, a fixed number of queries, and what is audited when it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event as sa_event

from psr_tui.domain.board import BoardFilter, Sort, turn
from psr_tui.domain.errors import DeskError
from psr_tui.domain.visit import VisitState, current_state
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import TestClinic
from tests.helpers.visits import day_of

ALL = BoardFilter()
S = VisitState


@pytest.fixture
def queue(clinic: TestClinic) -> QueueService:
    return QueueService(clinic.store, clinic.clock)


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
    assert header.tally_at(clinic.clock.now()).words().startswith("waiting 2 (longest 0:24, 1 over, not told 1)")


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
    assert few <= 16, "one each for what types, payers and estimates ask for, told copays, marks and delays"


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
