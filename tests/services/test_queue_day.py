"""The day of the queue on a real store: the line, lists without times, delays, waits, no-shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.arrivals import AlreadyHere
from psr_tui.domain.board import BoardFilter, Sort, parse_status, read_filter
from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.domain.line import UNTIMED, Priority, in_line
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_words import Answer
from psr_tui.domain.work import WorkKind
from psr_tui.services.delays import DelayService
from psr_tui.services.line import LineService, Untimed
from psr_tui.services.missed import MissedService
from psr_tui.services.queue import QueueService
from psr_tui.services.waits import WaitService, WaitTold
from tests.helpers.clinic import NOW, TODAY, TestClinic
from tests.helpers.visits import day_of

ALL = BoardFilter()
LINE = BoardFilter(sort=Sort.LINE)
S = VisitState


@pytest.fixture
def queue(clinic: TestClinic) -> QueueService:
    return QueueService(clinic.store, clinic.clock)


@pytest.fixture
def line(clinic: TestClinic) -> LineService:
    return LineService(clinic.store, clinic.clock)


@pytest.fixture
def waits(clinic: TestClinic) -> WaitService:
    return WaitService(clinic.store, clinic.clock)


def waiting(clinic: TestClinic, last: str, start: str, provider_id: str | None, minutes_ago: int = 20) -> str:
    return clinic.add_visit(
        clinic.add_patient(last, "Jo", phone=""), start, provider_id, state="arrived",
        arrived_at=NOW - timedelta(minutes=minutes_ago),
    )  # fmt: skip


def names(queue: QueueService, clinic: TestClinic, chosen: BoardFilter) -> list[str]:
    return [row.last_name for row in queue.board_page(clinic.actor(), chosen, 0, 50)]


def needs(queue: QueueService, clinic: TestClinic, visit_id: str) -> tuple[str, ...]:
    rows = queue.board_page(clinic.actor(), BoardFilter(everything=True), 0, 50)
    return next(row.needs for row in rows if row.visit_id == visit_id)


# --- the line ---------------------------------------------------------------------------------------------------------


def test_the_store_sorts_the_line_as_the_rule_does(clinic: TestClinic, queue: QueueService, line: LineService) -> None:
    actor = clinic.actor()
    lee = clinic.add_provider()
    ids = {
        last: waiting(clinic, last, start, lee, ago)
        for last, start, ago in (("A", "09:30", 30), ("B", "09:15", 5), ("C", "09:45", 40), ("D", "10:15", 2))
    }
    clinic.add_visit(clinic.add_patient("E"), "08:00", lee)
    assert names(queue, clinic, LINE)[:4] == ["A", "B", "C", "D"]
    line.set_priority(actor, ids["D"], 1, Priority.NEXT, "chest pain")
    line.shift(actor, ids["C"], 1, -1)
    with clinic.store.read() as work:
        rule = [one.name for one in in_line(work.waits.line(TODAY, lee))]
    assert names(queue, clinic, LINE) == ["D", "A", "C", "B", "E"]
    assert rule == ["D, Jo", "A, Jo", "C, Jo", "B, Jo"]
    assert names(queue, clinic, BoardFilter(sort=Sort.WAIT))[0] == "D", "a priority comes before the longest wait"
    assert needs(queue, clinic, ids["D"])[0] == "!!NEXT"
    detail = queue.detail(actor, ids["D"])
    assert (detail.day.marks.priority, detail.day.marks.priority_note) == (Priority.NEXT, "chest pain")
    assert [(one.act.value, one.note) for one in detail.events][1:] == [("priority", "next chest pain")]


def test_a_step_in_the_line_is_an_event_and_stale_ones_are_refused(clinic: TestClinic, line: LineService) -> None:
    actor = clinic.actor()
    first, second = waiting(clinic, "A", "09:15", None), waiting(clinic, "B", "09:30", None)
    assert line.shift(actor, second, 1, -1).words == "B, Jo is number 1 in the line."
    assert line.shift(actor, second, 2, 1).words == "B, Jo is number 2 in the line."
    with pytest.raises(Refused, match="B, Jo is last in the line already"):
        line.shift(actor, second, 3, 1)
    with pytest.raises(Stale):
        line.shift(actor, second, 1, -1)
    line.set_priority(actor, first, 1, Priority.SOON, "dizzy")
    with pytest.raises(Refused, match="A, Jo has another priority"):
        line.shift(actor, second, 3, -1)
    booked = clinic.add_visit(clinic.add_patient("C"), "11:00")
    with pytest.raises(Refused, match="Only somebody who waits"):
        line.shift(actor, booked, 1, -1)
    gone = clinic.add_visit(clinic.add_patient("D"), "08:00", state="cancelled")
    with pytest.raises(Refused, match="Cancelled: only a visit that is still to come"):
        line.set_priority(actor, gone, 1, Priority.SOON, "x")


def test_a_list_without_times_stands_below_in_its_own_order_and_the_same_digits_act(
    clinic: TestClinic, queue: QueueService, line: LineService
) -> None:
    actor = clinic.actor()
    lee = clinic.add_provider()
    clinic.add_visit(clinic.add_patient("Timed"), "16:00", lee)
    moved = []
    for last in ("Ada", "Bo", "Cy"):
        moved.append(line.add_untimed(actor, Untimed(f"id-{last}", clinic.add_patient(last), lee)))
        clinic.clock.advance(timedelta(minutes=1))
    assert names(queue, clinic, ALL) == ["Timed", "Ada", "Bo", "Cy"]
    assert moved[2].words == "CY, Jon is number 3 in the line of LEE, without a time."
    line.shift(actor, "id-Cy", 1, -1)
    assert names(queue, clinic, ALL) == ["Timed", "Ada", "Cy", "Bo"]
    row = queue.board_page(actor, ALL, 1, 1)[0]
    assert (row.kind, row.state) == (UNTIMED, S.BOOKED)
    assert queue.move(actor, "id-Ada", 1, S.ARRIVED).state is S.ARRIVED
    assert "on the list already" in line.add_untimed(actor, Untimed("id-Ada", row.patient_id, lee)).words
    with pytest.raises(AlreadyHere):
        line.add_untimed(actor, Untimed("id-2", row.patient_id, lee))


# --- delays -----------------------------------------------------------------------------------------------------------


def test_a_delay_moves_every_estimate_ends_with_the_day_and_is_history(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    delays = DelayService(clinic.store, clinic.clock)
    lee = clinic.add_provider()
    visit_id = clinic.add_visit(clinic.add_patient(), "10:00", lee)
    assert queue.detail(actor, visit_id).day.expected == ""
    assert "LEE runs 20 minutes late" in delays.say(actor, lee, "LEE", 20, "long visit")
    assert queue.detail(actor, visit_id).day.expected == "about 10:20, LEE runs 20 late"
    assert "LATE 20" in needs(queue, clinic, visit_id)
    assert queue.header(actor, ALL).words_at(NOW, 78).endswith("late LEE 20")
    clinic.clock.advance(timedelta(minutes=5))
    assert delays.say(actor, lee, "LEE", 0) == "LEE is on time again; every estimate is back."
    assert queue.detail(actor, visit_id).day.expected == "" and "late" not in queue.header(actor, ALL).words_at(NOW, 78)
    assert [(one.minutes, one.by, one.note) for one in delays.history(actor)] == [
        (20, "M. Rivera", "long visit"), (0, "M. Rivera", ""),
    ]  # fmt: skip
    delays.say(actor, lee, "LEE", 30)
    clinic.clock.advance(timedelta(days=1))
    assert delays.history(actor) == []
    with pytest.raises(InvalidInput):
        delays.say(actor, lee, "LEE", 241)
    with pytest.raises(Refused, match="never changed"), clinic.store.write(actor) as work:
        work.session.connection().exec_driver_sql("UPDATE provider_delay SET minutes = 1")


def test_a_provider_who_is_behind_is_hinted_at_until_somebody_says_so(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    lee = clinic.add_provider()
    early = NOW - timedelta(minutes=90)
    for number, start in enumerate(("08:30", "08:45", "09:00")):
        visit_id = clinic.add_visit(clinic.add_patient(f"P{number}"), start, lee, state="checked_in", arrived_at=early)
        clinic.clock.set(clinic.clock.now() + timedelta(minutes=2))
        queue.move(actor, visit_id, 1, S.ROOMED)
    header = queue.header(actor, ALL)
    assert header.hint == "LEE seems 65 min behind; :late lee 65 tells everybody."
    assert header.words_at(NOW, 78).endswith("late LEE 65?")
    DelayService(clinic.store, clinic.clock).say(actor, lee, "LEE", 60)
    assert queue.header(actor, ALL).hint == ""


# --- what waiting people are told -------------------------------------------------------------------------------------


def test_a_wait_is_explained_logged_once_and_shown(clinic: TestClinic, queue: QueueService, waits: WaitService) -> None:
    actor = clinic.actor()
    lee = clinic.add_provider()
    DelayService(clinic.store, clinic.clock).say(actor, lee, "LEE", 10)
    waiting(clinic, "First", "09:15", lee)
    second = clinic.add_visit(
        clinic.add_patient("Second", "Robert", preferred_name="Bob", phone=""), "09:30", lee, state="arrived",
        arrived_at=NOW - timedelta(minutes=22),
    )  # fmt: skip
    card = waits.card(actor, second)
    assert card.against == "waiting 0:22, 2 over target"
    assert card.guess.words() == "about 15 min: 1 before you with Dr. LEE, who runs 10 late"
    assert card.sentence.startswith("Bob, I am sorry about the wait. Dr. LEE is running about 10 minutes late. ")
    assert queue.header(actor, ALL).tally_at(NOW).untold == 2
    assert [one.name for one in waits.untold(actor)] == ["SECOND, Robert", "FIRST, Jo"]
    told = WaitTold("t-1", second, card.version, card.guess.minutes, Answer.WAITS)
    assert waits.told(actor, told) == "SECOND, Robert was told about 15 min and waits on."
    assert "written down already" in waits.told(actor, told)
    assert clinic.count("SELECT count(*) FROM wait_talk") == 1
    assert "told 0:22" in needs(queue, clinic, second)
    assert [one.name for one in waits.untold(actor)] == ["FIRST, Jo"]
    assert [one.told for one in queue.detail(actor, second).day.talks] == [15]


def test_who_wants_another_time_is_put_on_a_list_and_who_leaves_is_left_unseen(
    clinic: TestClinic, queue: QueueService, waits: WaitService
) -> None:
    actor = clinic.actor()
    one, two = waiting(clinic, "A", "09:15", None), waiting(clinic, "B", "09:15", None)
    waits.told(actor, WaitTold("t-1", one, 1, 5, Answer.RESCHEDULE))
    with clinic.store.read() as work:
        item = work.items.of_object(WorkKind.TO_SCHEDULE, one)
    assert item is not None and "wants another time" in item.title
    assert "B, Jo marked as left unseen" in waits.told(actor, WaitTold("t-2", two, 1, 5, Answer.LEAVES))
    assert [row.state for row in queue.board_page(actor, ALL, 0, 9)] == [S.ARRIVED, S.LEFT_UNSEEN]
    with pytest.raises(Refused, match="Left unseen: nobody to tell"):
        waits.told(actor, WaitTold("t-3", two, 2, 5, Answer.WAITS))
    third = waiting(clinic, "C", "09:15", None)
    with pytest.raises(Stale):
        waits.told(actor, WaitTold("t-4", third, 9, 5, Answer.LEAVES))
    assert clinic.count("SELECT count(*) FROM wait_talk") == 2, "a refused answer leaves no talk behind"


def test_taking_an_arrival_back_gives_the_estimate_that_was_there_before(
    clinic: TestClinic, queue: QueueService, waits: WaitService
) -> None:
    actor = clinic.actor()
    lee = clinic.add_provider()
    mine = waiting(clinic, "Mine", "09:45", lee)
    other = clinic.add_visit(clinic.add_patient("Other"), "09:30", lee)
    before = waits.card(actor, mine).guess
    queue.move(actor, other, 1, S.ARRIVED)
    queue.undo_last(actor)
    assert waits.card(actor, mine).guess == before


# --- panel, no-shows, filters ----------------------------------------------------------------------------------------


def test_the_panel_flags_another_provider_than_the_pcp_and_repeated_no_shows(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    lee, ortiz = clinic.add_provider(), clinic.add_provider("ORTIZ", "ORT")
    patient_id = clinic.add_patient(pcp_provider_id=ortiz)
    mine = clinic.add_visit(patient_id, "10:00", lee)
    for day in (date(2026, 1, 5), date(2025, 12, 1), date(2024, 12, 1)):
        clinic.add_visit(patient_id, "10:00", lee, day, state="no_show")
    facts = queue.detail(actor, mine).day
    assert facts.pcp == "! ORTIZ is the patient's PCP, LEE is not"
    assert facts.missed == "2 in the last 12 months; ask a lead before booking ahead"
    assert "NS 2" in needs(queue, clinic, mine)
    assert queue.detail(actor, clinic.add_visit(patient_id, "11:00", ortiz)).day.pcp == ""


def test_a_no_show_opens_one_item_that_undo_or_coming_after_all_closes(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    visit_id = clinic.add_visit(clinic.add_patient(), "09:15", clinic.add_provider())

    def item() -> str:
        with clinic.store.read() as work:
            found = work.items.of_object(WorkKind.NO_SHOW, visit_id)
            return found.title if found else ""

    queue.move(actor, visit_id, 1, S.NO_SHOW)
    assert item() == "No-show 03/04 09:15 with LEE: call and rebook"
    queue.undo_last(actor)
    assert item() == ""
    queue.move(actor, visit_id, 3, S.NO_SHOW)
    queue.move(actor, visit_id, 4, S.ARRIVED)
    assert item() == ""
    assert clinic.count("SELECT count(*) FROM work_item WHERE kind = 'no_show' AND state = 'done'") == 2


def test_missed_visits_are_marked_together_only_when_that_is_on_and_nobody_came(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor = clinic.actor()
    missed = MissedService(clinic.store, clinic.clock)
    late = clinic.add_visit(clinic.add_patient("Late"), "09:00")
    clinic.add_visit(clinic.add_patient("Soon"), "09:40")
    waiting(clinic, "Here", "08:00", None)
    with pytest.raises(Refused, match="is off here"):
        missed.missed(actor)
    with clinic.store.write(actor) as work:
        work.clinic.change(work.clinic.stand().version, {"bulk_missed": True}, "A. Admin", work.now)
        work.commit()
    assert [one.visit_id for one in missed.missed(actor)] == [late]
    assert queue.board_page(actor, ALL, 0, 1)[0].state is not S.NO_SHOW, "the list alone marks nobody"


def test_filters_by_type_status_and_location_hold_after_a_restart(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor("lgrant")
    lee = clinic.add_provider()
    clinic.add_visit(clinic.add_patient("A"), "09:00", lee, visit_type="FUP")
    waiting(clinic, "B", "09:15", None)
    with clinic.store.write(actor) as work:
        work.rooms.add("r-1", "setup", work.now, name="Room 1", location="2nd floor", provider_id=lee)
        work.commit()
    assert names(queue, clinic, BoardFilter(visit_type="FUP")) == ["A"]
    assert names(queue, clinic, BoardFilter(status=parse_status("wait"))) == ["B"]
    upstairs = BoardFilter(location="2nd floor", status="expected", visit_type="FUP")
    assert names(queue, clinic, upstairs) == ["A"]
    assert upstairs.words() == "today · all providers · FUP · expected · 2nd floor"
    queue.keep_filter(actor, upstairs)
    clinic.reopen()
    assert QueueService(clinic.store, clinic.clock).kept_filter(actor) == upstairs
    assert read_filter('{"status": "nonsense"}') == ALL
    with pytest.raises(InvalidInput, match="Status: waiting"):
        parse_status("asleep")


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_and_positions_agree_with_priorities_and_lists_without_times(
    clinic: TestClinic, queue: QueueService, line: LineService, sort: Sort
) -> None:
    actor = clinic.actor()
    visits = day_of(clinic, 12)
    for number in (2, 5, 7):
        queue.move(actor, visits[number], 1, S.ARRIVED)
    line.set_priority(actor, visits[7], 2, Priority.SOON, "dizzy")
    line.add_untimed(actor, Untimed("id-u", clinic.add_patient("Untimed", phone="")))
    chosen = BoardFilter(sort=sort)
    whole = [row.visit_id for row in queue.board_page(actor, chosen, 0, 50)]
    pages = [row.visit_id for first in range(0, 13, 4) for row in queue.board_page(actor, chosen, first, 4)]
    assert pages == whole
    assert [queue.index_of(actor, chosen, visit_id) for visit_id in whole] == list(range(13))
