"""Service clocks on a real store: started and ended by the acts themselves, each miss once, on the leads' list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from psr_tui.domain.errors import NotAllowed
from psr_tui.domain.portal_triage import Pool
from psr_tui.domain.work import WorkKind
from psr_tui.services.callbacks import NewCallback
from psr_tui.services.every import Services
from tests.helpers.clinic import SETUP, TestClinic
from tests.helpers.messages import MessageDesk, portal

WORDS = "I want to reschedule"


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> MessageDesk:
    return MessageDesk(clinic, tmp_path / "gateway")


def clocks(desk: MessageDesk) -> list[tuple[str, str, str]]:
    with desk.clinic.store.read() as work:
        rows = work.session.execute(text("SELECT policy, object_kind, status FROM service_clock ORDER BY id"))
        return [(row[0], row[1], row[2]) for row in rows]


def misses(desk: MessageDesk) -> list[str]:
    with desk.clinic.store.read() as work:
        return [item.title for item in work.items.page([WorkKind.SERVICE_MISS], "", 0, 50)]


def minute(desk: MessageDesk) -> int:
    return desk.services.limits.minute(desk.rep)


def test_a_portal_message_waits_until_it_is_over(desk: MessageDesk) -> None:
    desk.patient()
    desk.bring(portal("p-1", WORDS, 1))
    one = desk.services.portal_messages.standing(desk.rep)[0]
    # 16 working hours of a clinic that works 9 a day: from Wednesday 09:47 to Friday 07:47, so Friday 08:xx of work
    assert desk.services.limits.words(desk.rep, "message_in") == {one.id: ("due in 16:00", False)}
    with desk.clinic.store.read() as work:
        assert one.due_at == work.clocks.live("message_in")[0].clock.deadline
    desk.services.portal_messages.close(desk.clinic.actor("lgrant"), one.id, one.version, "rang us")
    assert clocks(desk) == [("PORTAL", "message_in", "met")]
    desk.clinic.clock.advance(timedelta(days=9))
    assert (minute(desk), misses(desk)) == (0, [])


def test_a_miss_is_one_row_for_the_leads_whoever_looks_first(desk: MessageDesk) -> None:
    patient_id = desk.patient()
    desk.bring(portal("p-1", WORDS, 1))
    desk.clinic.clock.advance(timedelta(days=5))
    other = Services(desk.clinic.store, desk.clinic.clock)
    assert [minute(desk), other.limits.minute(desk.clinic.actor("tchen")), minute(desk)] == [1, 0, 0]
    assert misses(desk) == ["Not in time: portal message answered"]
    lead = desk.clinic.actor("lgrant")
    late = desk.services.limits.listed(lead)[0]
    assert late.late and late.words.startswith("late ") and late.patient_id == patient_id
    counts = desk.services.limits.counts(lead)
    assert (counts.late, counts.soon, counts.running) == (1, 0, 1)
    with pytest.raises(NotAllowed):
        desk.services.limits.listed(desk.rep)
    one = desk.services.portal_messages.standing(desk.rep)[0]
    desk.services.portal_messages.route(desk.rep, one.id, one.version, Pool.BILLING)
    one = desk.services.portal_messages.standing(desk.rep)[0]
    desk.services.portal_messages.close(desk.rep, one.id, one.version, "rang us")
    assert (clocks(desk), misses(desk)) == ([("PORTAL", "message_in", "missed")], [])
    assert desk.services.limits.counts(lead).missed == 1


def test_a_state_the_policy_names_stops_the_clock(desk: MessageDesk) -> None:
    with desk.clinic.store.write(SETUP) as work:
        work.session.execute(text("UPDATE service_policy SET stops_in = 'taken' WHERE code = 'PORTAL'"))
        work.commit()
    desk.patient()
    desk.bring(portal("p-1", WORDS, 1))
    one = desk.services.portal_messages.standing(desk.rep)[0]
    desk.clinic.clock.advance(timedelta(hours=1))
    desk.services.portal_messages.take(desk.rep, one.id, one.version)
    desk.clinic.clock.advance(timedelta(days=12))
    assert minute(desk) == 0
    assert desk.services.limits.words(desk.rep, "message_in") == {one.id: ("stands, 15:00 left", False)}
    desk.services.portal_messages.take(desk.rep, one.id, one.version + 1)  # given back
    assert desk.services.limits.words(desk.rep, "message_in") == {one.id: ("due in 15:00", False)}


def test_a_policy_that_is_changed_or_switched_off_leaves_running_clocks_alone(desk: MessageDesk) -> None:
    desk.patient()
    desk.bring(portal("p-1", WORDS, 1))
    with desk.clinic.store.write(SETUP) as work:
        work.session.execute(text("UPDATE service_policy SET minutes = 1, active = 0 WHERE code = 'PORTAL'"))
        work.commit()
    desk.bring(portal("p-2", "I want to reschedule too", 1), name="more.jsonl")
    found = {one.body: one for one in desk.services.portal_messages.standing(desk.rep)}
    assert found["I want to reschedule too"].due_at is None
    assert desk.services.limits.words(desk.rep, "message_in") == {found[WORDS].id: ("due in 16:00", False)}


def test_a_request_to_be_called_waits_until_the_first_try(desk: MessageDesk) -> None:
    service, patients = desk.services.callbacks, [desk.patient(), desk.patient("Ann")]
    made = [service.create(desk.rep, NewCallback(f"c-{n}", one, "BILL")).callback_id for n, one in enumerate(patients)]
    service.create(desk.rep, NewCallback("c-9", patients[0], "REFER", when="tomorrow 10a"))  # a promise: its own time
    assert clocks(desk) == [("CALLBACK", "callback", "active")] * 2
    item = next(one for one in service.page(desk.rep, "", 0, 9) if one.item.id == made[0]).item
    service.claim_this(desk.rep, made[0], item.version)
    assert desk.services.limits.words(desk.rep, "callback")[made[0]] == ("due in 4:00", False)
    service.save_outcome(desk.rep, made[0], "o-1", "NAN")
    assert sorted(status for _, _, status in clocks(desk)) == ["active", "met"]
    desk.clinic.clock.advance(timedelta(days=1))
    assert minute(desk) == 1
    assert misses(desk) == ["Not in time: call request tried"]
