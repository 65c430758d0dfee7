"""The wait list, recalls and confirmations on a real store."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.domain.recalls import BACK_AFTER_DAYS
from psr_tui.domain.wait_list import Gap
from psr_tui.services.recalls import NewRecall
from psr_tui.services.wait_list import Gone, NewEntry
from psr_tui.services.wait_list_steps import WaitListSteps
from psr_tui.store.tables.people import FamilyLinkRow
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.diary import TUESDAY, WEDNESDAY, Planned, planned


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    return planned(clinic)


def wait(plan: Planned, last: str = "ABEYTA", **more: object) -> tuple[str, str]:
    """A patient on the list; patient id and entry id."""
    patient = plan.clinic.add_patient(last)
    values: dict[str, object] = {"visit_type": "OV15", "notice_minutes": 5, **more}
    entry = NewEntry(plan.new_id(), patient, **values)  # type: ignore[arg-type]
    plan.services.wait_list.add(plan.actor, entry)
    return patient, entry.command_id


def freed(plan: Planned, start: str = "09:00", minutes: int = 15) -> tuple[Gap, list[str]]:
    """Book and cancel a visit: the time that is free now, and who fits, in order."""
    booked = plan.book(plan.clinic.add_patient("GONE"), start, minutes=minutes)  # type: ignore[arg-type]
    given = plan.booking.cancel(plan.actor, booked.visit_id, booked.version, "pat")
    assert given.gap is not None
    return given.gap, [one.entry.patient for one in given.fits]


def test_a_freed_time_shows_who_fits_ranked_and_says_why(plan: Planned) -> None:
    wait(plan, "ANY")
    wait(plan, "URGENT", priority=90)
    wait(plan, "WANTSLEE", provider_id=plan.lee)
    wait(plan, "WANTSORTIZ", provider_id=plan.ortiz)
    wait(plan, "NOTTUESDAY", weekdays="0234")
    wait(plan, "NOTYET", earliest=TUESDAY + timedelta(days=1))
    wait(plan, "LONGNOTICE", notice_minutes=60 * 24 * 30)
    gap, names = freed(plan)
    assert names == ["URGENT, Jon", "WANTSLEE, Jon", "ANY, Jon"]
    with plan.clinic.store.read() as work:
        fits = WaitListSteps().fits(work, gap)
    assert fits[1].why == "priority 50, waits for Lee, 0 days on the list, has no time yet"


def test_the_gap_is_bounded_by_the_neighbours(plan: Planned) -> None:
    plan.book(plan.clinic.add_patient("NEXT"), "09:30")
    wait(plan, "LONG", minutes=45)
    wait(plan, "FITS", minutes=30)
    gap, names = freed(plan)
    assert gap.minutes == 30 and names == ["FITS, Jon"]


def test_who_has_a_later_visit_is_moved_and_that_time_is_offered_in_turn(plan: Planned) -> None:
    patient = plan.clinic.add_patient("ABEYTA")
    kept = plan.book(patient, "11:00")
    entry = NewEntry(plan.new_id(), patient, "OV15", appointment_id=kept.visit_id, notice_minutes=5)
    plan.services.wait_list.add(plan.actor, entry)
    plan.clinic.clock.advance(timedelta(minutes=1))
    wait(plan, "SECOND")
    gap, names = freed(plan)
    assert names == ["ABEYTA, Jon", "SECOND, Jon"]
    booked, in_turn, fits = plan.services.wait_list.accept(plan.actor, plan.new_id(), entry.command_id, gap)
    assert booked.words.endswith("from the wait list.") and plan.state(kept.visit_id) == "rescheduled"
    assert in_turn is not None and in_turn.starts_at == kept.opening.starts_at
    assert [one.entry.patient for one in fits] == ["SECOND, Jon"]
    assert [one.entry.patient for one in plan.services.wait_list.waiting(plan.actor)] == ["SECOND, Jon"]


def test_offers_are_limited_a_day_expire_and_are_kept(plan: Planned) -> None:
    _patient, entry = wait(plan)
    lists = plan.services.wait_list
    gap, _names = freed(plan)
    sent = lists.offer(plan.actor, plan.new_id(), entry, gap)
    assert sent.expires_at == plan.clinic.clock.now() + timedelta(minutes=60)
    _gap, names = freed(plan, "09:00")
    assert names == [], "this very time was offered already"
    lists.offer(plan.actor, plan.new_id(), entry, freed(plan, "10:00")[0])
    with pytest.raises(Refused, match="had 2 offers today"):
        lists.offer(plan.actor, plan.new_id(), entry, freed(plan, "11:00")[0])
    plan.clinic.clock.advance(timedelta(hours=2))
    assert lists.tidy(plan.actor) == 2 and lists.tidy(plan.actor) == 0
    assert [one.rpartition(", ")[2] for one in lists.offers(plan.actor, entry)] == ["ran out", "ran out"]
    plan.clinic.clock.advance(timedelta(days=1))
    assert freed(plan, "11:00")[1] == ["ABEYTA, Jon"]


def test_accepted_but_gone_is_kept_with_an_apology_and_the_next_best(plan: Planned) -> None:
    _patient, entry = wait(plan)
    gap, _names = freed(plan)
    plan.services.wait_list.offer(plan.actor, plan.new_id(), entry, gap)
    plan.book(plan.clinic.add_patient("FASTER"))
    with pytest.raises(Gone, match="I am sorry, that time was taken while we were talking") as gone:
        plan.services.wait_list.accept(plan.actor, plan.new_id(), entry, gap)
    assert gone.value.openings[0].words in gone.value.sorry
    assert plan.clinic.count("SELECT count(*) FROM wait_list_offer WHERE result = 'gone'") == 1
    assert len(plan.services.wait_list.waiting(plan.actor)) == 1


def test_a_declined_time_keeps_the_entry_and_no_more_offers_ends_it(plan: Planned) -> None:
    _patient, entry = wait(plan)
    lists = plan.services.wait_list
    sent = lists.offer(plan.actor, plan.new_id(), entry, freed(plan)[0])
    assert lists.answered(plan.actor, entry, sent.offer_id, "declined_time") == "ABEYTA, Jon: declined this time."
    assert len(lists.waiting(plan.actor)) == 1
    sent = lists.offer(plan.actor, plan.new_id(), entry, freed(plan, "10:00")[0])
    lists.answered(plan.actor, entry, sent.offer_id, "declined_all")
    assert lists.waiting(plan.actor) == []


def test_entries_end_by_themselves_with_the_reason(plan: Planned) -> None:
    wait(plan, "LAPSES", latest=TODAY)
    patient = plan.clinic.add_patient("MOVED")
    kept = plan.book(patient, "11:00")
    plan.services.wait_list.add(plan.actor, NewEntry(plan.new_id(), patient, "OV15", appointment_id=kept.visit_id))
    plan.booking.reschedule(plan.actor, plan.new_id(), kept.visit_id, kept.version, plan.at("11:30"))
    plan.clinic.clock.advance(timedelta(days=1))
    assert plan.services.wait_list.tidy(plan.actor) == 1
    reasons = "SELECT count(*) FROM wait_list WHERE closed_reason IN ('moved', 'lapsed: its last day is over')"
    assert plan.clinic.count(reasons) == 2


def test_booking_takes_a_visit_off_the_list_to_schedule(plan: Planned) -> None:
    patient, _entry = wait(plan)
    lists = plan.services.wait_list
    assert len(lists.waiting(plan.actor, True)) == 1 and lists.waiting(plan.actor, False) == []
    plan.book(patient)
    assert lists.waiting(plan.actor) == []


def test_taking_off_needs_a_reason_and_the_version_that_was_seen(plan: Planned) -> None:
    _patient, entry = wait(plan)
    lists = plan.services.wait_list
    with pytest.raises(InvalidInput):
        lists.take_off(plan.actor, entry, 1, "  ")
    lists.note(plan.actor, entry, 1, "mornings")
    with pytest.raises(Stale):
        lists.take_off(plan.actor, entry, 1, "found another doctor")
    assert lists.take_off(plan.actor, entry, 2, "found another doctor").startswith("ABEYTA, Jon is off the list")


def test_a_recall_comes_back_three_times_and_a_booked_visit_takes_it_off(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    recalls = plan.services.recalls
    last = date(2025, 8, 20)
    plan.clinic.add_visit(patient, "09:00", plan.lee, last, "PREV", state="checked_out")
    with pytest.raises(InvalidInput, match="what for, months is still empty"):
        recalls.save(plan.actor, NewRecall(plan.new_id(), patient, " ", "PREV", None))
    said = recalls.save(plan.actor, NewRecall(plan.new_id(), patient, "diabetes", "PREV", 6))
    assert said == "SMITH, Jon: diabetes due Fri 02/20/2026."
    for number in range(3):
        (one,) = recalls.due(plan.actor).due
        recalls.reminded(plan.actor, one.recall_id, one.version, "voice")
        assert recalls.due(plan.actor).due == ()
        assert recalls.due(plan.actor).words == (
            "0 due · 1 reminded lately" if number < 2 else "0 due · 1 reminded 3 times"
        )
        plan.clinic.clock.advance(timedelta(days=BACK_AFTER_DAYS))
    assert recalls.due(plan.actor).due == ()
    recalls.save(plan.actor, NewRecall(plan.new_id(), patient, "diabetes", "PREV", 6))
    (one,) = recalls.due(plan.actor).due
    plan.book(patient, day=TUESDAY + timedelta(days=70), kind="PREV")
    assert recalls.due(plan.actor).words == "0 due · 1 with a visit booked"
    assert plan.clinic.count("SELECT count(*) FROM recall") == 1
    assert plan.clinic.count("SELECT count(*) FROM contact_log WHERE kind = 'recall'") == 3


def test_a_recall_is_put_off_and_closed(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    recalls = plan.services.recalls
    recalls.save(plan.actor, NewRecall(plan.new_id(), patient, "check", "PREV", 1, due_instead=TODAY))
    (one,) = recalls.due(plan.actor).due
    with pytest.raises(InvalidInput, match="type a day to come"):
        recalls.put_off(plan.actor, one.recall_id, one.version, TODAY)
    recalls.put_off(plan.actor, one.recall_id, one.version, TODAY + timedelta(days=60))
    assert recalls.due(plan.actor).words == "0 due · 1 put off until a later day"
    with pytest.raises(Stale):
        recalls.close(plan.actor, one.recall_id, one.version, "moved away")
    recalls.close(plan.actor, one.recall_id, one.version + 1, "moved away")
    assert recalls.due(plan.actor).words == "0 due"


def test_the_confirmation_list_has_two_business_days_with_families_together(plan: Planned) -> None:
    friday = WEDNESDAY + timedelta(days=2)
    mother, child, other = (plan.clinic.add_patient(name) for name in ("MOTHER", "CHILD", "OTHER"))
    with plan.clinic.store.write(SETUP) as work:
        for one, two, relation in ((mother, child, "child"), (child, mother, "parent")):
            work.session.add(
                FamilyLinkRow(patient_id=one, relative_id=two, relation=relation, staff_id="u-mrivera", at=work.now)
            )
        work.commit()
    plan.book(mother, "08:00", WEDNESDAY + timedelta(days=1))
    plan.book(other, "09:00", WEDNESDAY + timedelta(days=1))
    plan.book(child, "10:00", friday)
    plan.book(other, "10:00", friday + timedelta(days=3))  # Monday: the third business day
    found = plan.services.recalls.to_confirm(plan.actor)
    assert [one.patient for one in found] == ["MOTHER, Jon", "CHILD, Jon", "OTHER, Jon"]
    first = found[0]
    plan.booking.confirm(plan.actor, first.visit_id, first.version, "confirmed")
    found = plan.services.recalls.to_confirm(plan.actor)
    assert [one.patient for one in found] == ["OTHER, Jon", "CHILD, Jon", "MOTHER, Jon"]
    assert plan.services.recalls.waiting_to_confirm(plan.actor) == 2
