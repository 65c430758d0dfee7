"""Restrictions with author and end, and the day of death with the visits it cancels."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.restrictions import StopKind
from psr_tui.domain.visit import VisitState
from psr_tui.services.callbacks import NewCallback
from psr_tui.services.every import Services
from psr_tui.services.queue import QueueService
from psr_tui.services.recalls import NewRecall
from psr_tui.services.restrictions import NewRestriction, RestrictionService
from psr_tui.services.wait_list import NewEntry
from tests.helpers.clinic import TODAY, TestClinic


@pytest.fixture
def restrictions(clinic: TestClinic) -> RestrictionService:
    return RestrictionService(clinic.store, clinic.clock)


def kinds(clinic: TestClinic, restrictions: RestrictionService, who: str, day: date = TODAY) -> list[StopKind]:
    return [stop.kind for stop in restrictions.stops(clinic.actor(), who, day)]


def test_a_restriction_stops_until_its_end_or_until_it_is_lifted(
    clinic: TestClinic, restrictions: RestrictionService
) -> None:
    lead, who = clinic.actor("lgrant"), clinic.add_patient()
    until = NewRestriction(who, "no_booking", "three visits missed", date(2026, 4, 1))
    with pytest.raises(NotAllowed):
        restrictions.add(clinic.actor(), until, "r-1")
    restrictions.add(lead, until, "r-1")
    restrictions.add(lead, until, "r-1")
    with pytest.raises(AlreadyDone):
        restrictions.add(lead, NewRestriction(who, "no_booking", "other"), "r-1")
    assert kinds(clinic, restrictions, who) == [StopKind.NO_BOOKING]
    assert kinds(clinic, restrictions, who, date(2026, 4, 2)) == []
    (one,) = restrictions.of(lead, who)
    assert (one.author, one.reason) == ("L. Grant", "three visits missed")
    with pytest.raises(NotAllowed):
        restrictions.lift(clinic.actor(), "r-1", 1)
    restrictions.lift(lead, "r-1", 1)
    with pytest.raises(Stale):
        restrictions.lift(lead, "r-1", 1)
    assert kinds(clinic, restrictions, who) == []
    assert clinic.count("SELECT count(*) FROM patient_restriction WHERE lifted_by = 'u-lgrant'") == 1
    assert clinic.count("SELECT count(*) FROM record_version WHERE entity = 'patient_restriction'") == 2


def test_a_merged_record_stops_everybody_and_names_the_other(
    clinic: TestClinic, restrictions: RestrictionService
) -> None:
    kept, gone = clinic.add_patient("KEPT", phone=""), clinic.add_patient("GONE", phone="")
    clinic.merge(kept, gone)
    (stop,) = restrictions.stops(clinic.actor(), gone, TODAY)
    assert (stop.kind, stop.overridable_by) == (StopKind.MERGED, None)
    assert "KEPT, Jon, MRN 000001" in stop.reason


def test_a_death_needs_a_lead_stops_bookings_and_cancels_what_is_left(
    clinic: TestClinic, restrictions: RestrictionService
) -> None:
    lead, who = clinic.actor("lgrant"), clinic.add_patient()
    over = clinic.add_visit(who, "08:00", state="checked_out")
    today, later = clinic.add_visit(who, "14:00"), clinic.add_visit(who, day=date(2026, 3, 20))
    assert [one.visit_id for one in restrictions.visits_left(lead, who)] == [today, later]
    with pytest.raises(NotAllowed):
        restrictions.mark_deceased(clinic.actor(), who, 1, TODAY, True)
    with pytest.raises(InvalidInput, match="in the future"):
        restrictions.mark_deceased(lead, who, 1, date(2026, 3, 5), True)
    said = restrictions.mark_deceased(lead, who, 1, date(2026, 3, 1), True)
    assert said == "SMITH, Jon is marked as deceased on 03/01/2026. 2 visits cancelled."
    with clinic.store.read() as work:
        states = {key: visit.state for key in (over, today, later) if (visit := work.visits.get(key)) is not None}
        assert work.visits.events(today)[-1].reason == "pat-dec"
        assert work.visits.events(today)[-1].batch == work.visits.events(later)[-1].batch != ""
        assert [one.field for one in work.versions.of_record("patient", who)[0].changes] == ["deceased"]
    assert states == {over: VisitState.CHECKED_OUT, today: VisitState.CANCELLED, later: VisitState.CANCELLED}
    assert kinds(clinic, restrictions, who) == [StopKind.DECEASED]
    with pytest.raises(Refused, match="already"):
        restrictions.mark_deceased(lead, who, 2, TODAY, False)
    with pytest.raises(NotAllowed):
        restrictions.alive_after_all(lead, who, 2)
    restrictions.alive_after_all(clinic.actor("sotto"), who, 2)
    assert kinds(clinic, restrictions, who) == []


def test_nobody_waits_for_rings_or_writes_to_the_dead_any_more(
    clinic: TestClinic, restrictions: RestrictionService
) -> None:
    lead, who, other = clinic.actor("lgrant"), clinic.add_patient(), clinic.add_patient("BEGAY", phone="")
    desk = Services(clinic.store, clinic.clock)
    for number, one in enumerate((who, other)):
        desk.wait_list.add(lead, NewEntry(f"w-{number}", one, "OV15"))
        desk.recalls.save(lead, NewRecall(f"r-{number}", one, "yearly", "OV15", 12))
        desk.callbacks.create(lead, NewCallback(f"c-{number}", one, "REFILL"))
    restrictions.mark_deceased(lead, who, 1, TODAY, True)
    for query in (
        "SELECT patient_id FROM wait_list WHERE state = 'waiting'",
        "SELECT patient_id FROM recall WHERE state = 'open'",
        "SELECT patient_id FROM callback WHERE state = 'open'",
    ):
        with clinic.store.read() as work:
            assert work.session.execute(text(query)).scalars().all() == [other]
    assert clinic.count("SELECT count(*) FROM wait_list WHERE closed_reason = 'deceased'") == 1
    assert clinic.count("SELECT count(*) FROM callback_event WHERE reason_code = 'deceased'") == 1


def test_a_visit_of_the_dead_is_not_taken_in_even_if_booked_before(
    clinic: TestClinic, restrictions: RestrictionService
) -> None:
    who = clinic.add_patient()
    visit = clinic.add_visit(who)
    restrictions.mark_deceased(clinic.actor("lgrant"), who, 1, TODAY, False)
    queue = QueueService(clinic.store, clinic.clock)
    with pytest.raises(Refused, match="deceased on 03/04/2026"):
        queue.move(clinic.actor(), visit, 1, VisitState.ARRIVED)
    queue.move(clinic.actor("sotto"), visit, 1, VisitState.ARRIVED, reason="wrong person was marked")
