"""Booking on a real store: one last place, one act to move, times that come free, undo, idempotence, the log."""

from __future__ import annotations

import multiprocessing
from datetime import date, timedelta
from pathlib import Path

import pytest

from psr_tui.domain.booking import parse_follow_up
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.conflicts import BookingRefused, BookingWarns, Kind
from psr_tui.domain.errors import AlreadyDone, Refused, Stale
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import Act, VisitState
from psr_tui.domain.wanted import Opening, Wanted
from psr_tui.services.booking import BookingService
from psr_tui.services.every import Services
from psr_tui.store.store import open_store
from psr_tui.store.vault import DataKeys
from tests.helpers.clinic import NOW, SETUP, TestClinic
from tests.helpers.cover import Cover
from tests.helpers.diary import TUESDAY, WEDNESDAY, Planned, planned, set_week

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    return planned(clinic)


def test_a_booking_is_read_back_with_weekday_preparation_and_money(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    plan.clinic.add_coverage(patient, plan.clinic.add_payer())
    booked = plan.book(patient, kind="NP30")
    assert booked.words == "SMITH, Jon booked: New patient Tue 03/10/2026 09:00 Lee. Ctrl+Z undoes it."
    assert booked.read_back == (
        "SMITH, Jon",
        "New patient, 30 minutes",
        "Tuesday, 03/10/2026 at 09:00, please come 15 minutes before",
        "with Lee",
        "North Clinic",
        "Please: Come 15 minutes early with your insurance card and a photo ID.",
        "Copay expected: $25.00",
    )
    with plan.clinic.store.read() as work:
        events = work.visits.events(booked.visit_id)
        assert [(one.act, one.to_state) for one in events] == [
            (Act.CREATED, VisitState.REQUESTED), (Act.MOVE, VisitState.BOOKED),
        ]  # fmt: skip
        assert [one.version for one in work.versions.of_record("appointment", booked.visit_id)] == [2]
    assert plan.services.queue.drifted(plan.actor) == []


def test_the_same_command_books_once_and_other_content_is_refused(plan: Planned) -> None:
    patient, command = plan.clinic.add_patient(), plan.new_id()
    first = plan.booking.book(plan.actor, command, patient, plan.at(), "OV15")
    again = plan.booking.book(plan.actor, command, patient, plan.at(), "OV15")
    assert (again.visit_id, again.words, again.version) == (first.visit_id, first.words, first.version)
    with pytest.raises(AlreadyDone):
        plan.booking.book(plan.actor, command, patient, plan.at("10:00"), "OV15")
    assert plan.clinic.count("SELECT count(*) FROM appointment") == 1


def test_a_full_time_is_refused_with_the_next_openings(plan: Planned) -> None:
    plan.book(plan.clinic.add_patient())
    with pytest.raises(BookingRefused, match="that time is taken; the next free time is Tue 03/10/2026") as refused:
        plan.book(plan.clinic.add_patient("JONES"))
    assert refused.value.openings[0].words == "Tue 03/10/2026 08:00 Lee"
    assert len(refused.value.openings) == 9


def test_a_lead_books_over_a_full_time_with_a_reason_and_a_rep_does_not(plan: Planned) -> None:
    plan.book(plan.clinic.add_patient())
    other = plan.clinic.add_patient("JONES")
    with pytest.raises(BookingRefused):
        plan.booking.book(plan.actor, plan.new_id(), other, plan.at(), "OV15", reason="please")
    lead = plan.clinic.actor("lgrant")
    booked = plan.booking.book(lead, plan.new_id(), other, plan.at(), "OV15", reason="doctor said so")
    assert booked.over == ("Lee: that time is taken",)
    with plan.clinic.store.read() as work:
        last = work.visits.events(booked.visit_id)[-1]
    assert (last.reason, last.note) == ("doctor said so", "Lee: that time is taken")
    assert plan.state(booked.visit_id) == "booked"


def test_the_same_patient_elsewhere_is_always_asked_about(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    plan.book(patient)
    with pytest.raises(BookingWarns, match=r"has a visit at 09:00 with Lee already\. Book all the same"):
        plan.book(patient, provider=plan.ortiz)
    booked = plan.book(patient, provider=plan.ortiz, sure=True)  # type: ignore[arg-type]
    assert plan.state(booked.visit_id) == "booked"


@pytest.mark.parametrize("end", ["cancelled", "no_show", "rescheduled", "undone"])
def test_whatever_ends_a_visit_frees_its_time_at_once(plan: Planned, end: str) -> None:
    plan.clinic.clock.set(plan.at("07:30").starts_at)
    first = plan.book(plan.clinic.add_patient())
    visit, version = first.visit_id, first.version
    if end == "cancelled":
        plan.booking.cancel(plan.actor, visit, version, "pat")
    elif end == "no_show":
        plan.services.queue.move(plan.actor, visit, version, VisitState.NO_SHOW)
    elif end == "rescheduled":
        plan.booking.reschedule(plan.actor, plan.new_id(), visit, version, plan.at("10:00"))
    else:
        assert "the booking counts as entered in error" in plan.services.queue.undo_last(plan.actor)
        assert plan.state(visit) == "entered_in_error"
    second = plan.book(plan.clinic.add_patient("JONES"))
    assert plan.state(second.visit_id) == "booked"
    assert plan.services.queue.drifted(plan.actor) == []


def test_a_cancelled_visit_comes_back_only_while_its_time_is_free(plan: Planned) -> None:
    first = plan.book(plan.clinic.add_patient())
    plan.booking.cancel(plan.actor, first.visit_id, first.version, "pat")
    other = plan.clinic.actor("tchen", "desk-2")
    plan.booking.book(other, plan.new_id(), plan.clinic.add_patient("JONES"), plan.at(), "OV15")
    with pytest.raises(Refused, match="That time was taken just now; choose another one"):
        plan.services.queue.undo_last(plan.actor)
    assert plan.state(first.visit_id) == "cancelled"


def test_a_no_show_who_comes_after_all_is_taken_in_though_the_time_is_given_away(plan: Planned) -> None:
    plan.clinic.clock.set(plan.at("08:00").starts_at)
    first = plan.book(plan.clinic.add_patient())
    plan.services.queue.move(plan.actor, first.visit_id, first.version, VisitState.NO_SHOW)
    plan.book(plan.clinic.add_patient("JONES"))
    moved = plan.services.queue.move(plan.actor, first.visit_id, first.version + 1, VisitState.ARRIVED)
    assert moved.state is VisitState.ARRIVED


def test_rescheduling_is_one_act_linked_both_ways_and_one_undo(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    first = plan.book(patient, note="brings an MRI disc")
    moved = plan.booking.reschedule(plan.actor, plan.new_id(), first.visit_id, first.version, plan.at("09:05"))
    assert moved.words == "SMITH, Jon moved to Tue 03/10/2026 09:05 Lee. Ctrl+Z undoes it."
    assert (plan.state(first.visit_id), plan.state(moved.visit_id)) == ("rescheduled", "booked")
    with plan.clinic.store.read() as work:
        row = work.booking.booked_as(moved.visit_id)
        assert row is not None and (row.replaces_id, row.note) == (first.visit_id, "brings an MRI disc")
        assert work.visits.events(first.visit_id)[-1].note == "to Tue 03/10/2026 09:05 Lee"
    assert plan.services.queue.undo_last(plan.actor).startswith("Undone: 2 visits are as they were")
    assert (plan.state(first.visit_id), plan.state(moved.visit_id)) == ("booked", "entered_in_error")


def test_a_move_onto_its_own_time_and_a_stale_one(plan: Planned) -> None:
    first = plan.book(plan.clinic.add_patient())
    with pytest.raises(Stale):
        plan.booking.reschedule(plan.actor, plan.new_id(), first.visit_id, first.version - 1, plan.at("10:00"))
    command = plan.new_id()
    moved = plan.booking.reschedule(plan.actor, command, first.visit_id, first.version, plan.at("10:00"))
    again = plan.booking.reschedule(plan.actor, command, first.visit_id, first.version, plan.at("10:00"))
    assert again.visit_id == moved.visit_id
    assert plan.clinic.count("SELECT count(*) FROM appointment") == 2


def test_a_refused_move_leaves_the_old_visit_as_it_was(plan: Planned) -> None:
    first = plan.book(plan.clinic.add_patient())
    plan.book(plan.clinic.add_patient("JONES"), "10:00")
    with pytest.raises(BookingRefused):
        plan.booking.reschedule(plan.actor, plan.new_id(), first.visit_id, first.version, plan.at("10:00"))
    assert plan.state(first.visit_id) == "booked"


def test_another_provider_or_time_today_keeps_the_row_and_its_log(plan: Planned) -> None:
    plan.clinic.clock.set(plan.at("08:00").starts_at)
    booked = plan.book(plan.clinic.add_patient())
    plan.services.queue.move(plan.actor, booked.visit_id, booked.version, VisitState.ARRIVED)
    changed = plan.booking.change(plan.actor, booked.visit_id, 3, plan.at("09:00", provider=plan.ortiz))
    assert changed.words == "SMITH, Jon is with Ortiz at 09:00 now."
    changed = plan.booking.change(plan.actor, booked.visit_id, changed.version, plan.at("10:00", provider=plan.ortiz))
    with plan.clinic.store.read() as work:
        acts = [one.act for one in work.visits.events(booked.visit_id)]
        kept = [one.version for one in work.versions.of_record("appointment", booked.visit_id)]
    assert acts == [Act.CREATED, Act.MOVE, Act.MOVE, Act.PROVIDER, Act.TIME]
    assert sorted(kept) == [2, 3, 4, 5]
    assert plan.services.queue.drifted(plan.actor) == []


def test_late_is_worked_out_from_the_notice_and_the_side_from_the_code(plan: Planned) -> None:
    early = plan.book(plan.clinic.add_patient())
    late = plan.book(plan.clinic.add_patient("JONES"), "10:00", day=WEDNESDAY)
    assert not plan.booking.cancel(plan.actor, early.visit_id, early.version, "prov-pers").late
    given = plan.booking.cancel(plan.actor, late.visit_id, late.version, "pat-crs")
    assert given.late and "cancelled 09:47, late. Ctrl+Z undoes it." in given.moved.words
    rows = "SELECT group_concat(cancel_side || late_cancel) FROM (SELECT * FROM appointment ORDER BY local_start)"
    with plan.clinic.store.read() as work:
        assert work.session.connection().exec_driver_sql(rows).scalar_one() == "provider0,patient1"
    plan.services.queue.undo_last(plan.actor)
    assert plan.clinic.count("SELECT count(*) FROM appointment WHERE late_cancel") == 0


def test_a_stopped_patient_is_not_booked_and_no_other_time_is_offered(plan: Planned) -> None:
    patient = plan.clinic.add_patient(deceased_on=TUESDAY - timedelta(days=30))
    with pytest.raises(BookingRefused, match="recorded as deceased") as refused:
        plan.book(patient)
    assert refused.value.openings == () and refused.value.conflicts[0].kind is Kind.STOPPED


def test_confirmation_is_a_field_of_its_own(plan: Planned) -> None:
    booked = plan.book(plan.clinic.add_patient())
    said = plan.booking.confirm(plan.actor, booked.visit_id, booked.version, "left_message", "will call again")
    assert (said.state, said.words) == (VisitState.BOOKED, "SMITH, Jon: left a message.")
    plan.booking.confirm(plan.actor, booked.visit_id, said.version, "confirmed")
    assert plan.clinic.count("SELECT count(*) FROM appointment WHERE confirmation = 'confirmed'") == 1
    assert plan.clinic.count("SELECT count(*) FROM contact_log WHERE kind = 'appointment' AND channel = 'voice'") == 2


def test_three_no_shows_in_a_year_are_said_and_turn_nobody_away(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    for month in (5, 9, 12):
        plan.clinic.add_visit(patient, "09:00", plan.lee, date(2025, month, 3), state="no_show")
    with pytest.raises(BookingWarns, match="SMITH, Jon did not come to 3 visits in a year"):
        plan.book(patient)
    assert plan.state(plan.book(patient, sure=True).visit_id) == "booked"  # type: ignore[arg-type]


def test_what_is_left_of_an_authorisation_is_said_at_booking_and_its_last_visit_is_promised_once(plan: Planned) -> None:
    cover, patient = Cover.of(plan.clinic), plan.clinic.add_patient()
    payer = cover.payer(needs_authorisation=True)
    plan.clinic.add_coverage(patient, payer, None)
    with pytest.raises(BookingWarns, match="An authorisation is needed on 03/10; none is on file"):
        plan.book(patient)
    cover.allowed(patient, payer, approved=1)
    booked = plan.book(patient)
    assert any("1 approved / 1 left / 1 booked / ends 05/31" in line for line in booked.read_back)
    with pytest.raises(BookingWarns, match="1 left / 1 booked"):
        plan.book(patient, day=TUESDAY + timedelta(days=1))
    moved = plan.booking.reschedule(
        plan.actor, plan.new_id(), booked.visit_id, booked.version, plan.at(day=TUESDAY + timedelta(days=1))
    )
    assert any("1 approved" in line for line in moved.read_back), "the visit takes what it had along"


def test_a_follow_up_order_offers_that_provider_near_the_day_and_others_only_when_there_is_none(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    order = parse_follow_up("3 months, 30 min")
    found = plan.booking.follow_up(plan.actor, order, "FUP", patient, plan.lee)
    target = order.target(WEDNESDAY)
    assert target.isoformat() == "2026-06-04" and found.openings[0].day == target
    assert {one.provider for one in found.openings} == {"Lee"} and found.openings[0].minutes == 30
    booked = plan.booking.book(plan.actor, plan.new_id(), patient, found.openings[0], "FUP", 30)
    assert booked.read_back[2] == "Thursday, 06/04/2026 at 08:00"
    with plan.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("UPDATE provider_template SET ends_on = '2026-03-31' "
                                                  f"WHERE provider_id = '{plan.lee}'")  # fmt: skip
        work.commit()
    found = plan.booking.follow_up(plan.actor, order, "FUP", patient, plan.lee)
    assert {one.provider for one in found.openings} == {"Ortiz"}


def test_openings_leave_out_what_is_booked_and_what_the_patient_has(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    plan.book(plan.clinic.add_patient("JONES"), "08:00")
    plan.book(patient, "08:15", provider=plan.ortiz)
    wanted = Wanted("OV15", patient_id=patient, earliest=TUESDAY, latest=TUESDAY, provider_ids=(plan.lee,), most=2)
    assert [one.local_start for one in plan.booking.openings(plan.actor, wanted)] == ["08:30", "08:45"]


def _race(path: Path, keys: tuple[bytes, bytes], actor: Actor, patients: list[str], at: Opening, answers: Path) -> None:
    store = open_store(path, DataKeys("k", bytearray(keys[0]), bytearray(keys[1])), FixedClock(NOW))
    service = BookingService(store, FixedClock(NOW))
    for number, patient in enumerate(patients):
        try:
            service.book(actor, f"{actor.login}-{number}", patient, at, "OV15")
            said = "booked"
        except BookingRefused as refused:
            said = f"refused {len(refused.openings)}"
        with answers.open("a") as file:
            file.write(f"{said}\n")


def test_three_stations_take_the_last_places_once(plan: Planned, tmp_path: Path) -> None:
    set_week(plan.clinic, plan.clinic.add_provider("Patel", "PAT"), "2")
    patel = Services(plan.clinic.store, plan.clinic.clock).booking.planners(plan.actor)[-1].provider_id
    at = plan.at("08:00", provider=patel)
    keys = (bytes(plan.clinic.store.keys.data), bytes(plan.clinic.store.keys.audit))
    answers = tmp_path / "answers"
    workers = []
    for number, login in enumerate(("mrivera", "tchen", "lgrant")):
        patients = [plan.clinic.add_patient(f"P{number}{n}", phone="") for n in range(2)]
        actor = plan.clinic.actor(login, f"desk-{number}")
        workers.append(FORK.Process(target=_race, args=(plan.clinic.path, keys, actor, patients, at, answers)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    said = answers.read_text().split("\n")[:-1]
    assert sorted(said) == ["booked", "booked", *["refused 9"] * 4]
    assert plan.clinic.count("SELECT count(*) FROM appointment WHERE state = 'booked'") == 2


def test_the_database_itself_counts_the_places(plan: Planned) -> None:
    """Past every rule of the domain: a second program that inserts a visit is refused in words."""
    booked = plan.book(plan.clinic.add_patient(), minutes=30)  # type: ignore[arg-type]
    with plan.clinic.store.read() as work:
        names = [row[1] for row in work.session.connection().exec_driver_sql("PRAGMA table_info(appointment)")]
    columns = ", ".join("'x' || id" if one == "id" else one for one in names)
    copy = f"INSERT INTO appointment SELECT {columns} FROM appointment WHERE id = '{booked.visit_id}'"
    with (
        pytest.raises(Refused, match="That time was taken just now"),
        plan.clinic.store.write(SETUP) as work,
    ):
        work.session.connection().exec_driver_sql(copy)
