"""Worklist items on a real store: one open item an object, every step an event, stale acts refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.worklists import WorkService
from tests.helpers.clinic import TestClinic

KINDS = tuple(WorkKind)


@pytest.fixture
def work(clinic: TestClinic) -> WorkService:
    return WorkService(clinic.store, clinic.clock)


def opened(clinic: TestClinic, actor: Actor, new: NewWork) -> str:
    with clinic.store.write(actor, "t", "t") as unit:
        item_id = unit.items.open_item(new, actor.staff_id, actor.name, unit.now)
        unit.commit()
    return item_id


def test_the_most_urgent_stands_first_and_counts_say_what_is_late(clinic: TestClinic, work: WorkService) -> None:
    rep = clinic.actor()
    late = NewWork(WorkKind.TASK, "late", due_at=clinic.clock.now() - timedelta(hours=1))
    soon = NewWork(WorkKind.LEFT_UNSEEN, "soon", patient_id=clinic.add_patient(), object_id="v1")
    for new in (soon, late):
        opened(clinic, rep, new)
    assert [item.title for item in work.page(rep, KINDS, "", 0, 9)] == ["late", "soon"]
    assert work.counts(rep) == {WorkKind.TASK: (1, 1), WorkKind.LEFT_UNSEEN: (1, 0)}
    assert [item.title for item in work.page(rep, KINDS, "smith", 0, 9)] == ["soon"]
    assert work.count(rep, (WorkKind.TASK,), "") == 1


def test_an_object_has_one_open_item_and_a_new_one_after_it_was_closed(clinic: TestClinic, work: WorkService) -> None:
    rep = clinic.actor()
    new = NewWork(WorkKind.LEFT_UNSEEN, "call them", object_id="v1")
    first = opened(clinic, rep, new)
    assert opened(clinic, rep, new) == first
    work.done(rep, [(first, 1)], "reached")
    assert opened(clinic, rep, new) != first


def test_every_step_is_an_event_and_a_stale_act_is_refused(clinic: TestClinic, work: WorkService) -> None:
    rep, other = clinic.actor(), clinic.actor("tchen")
    item_id = opened(clinic, rep, NewWork(WorkKind.TASK, "order forms"))
    work.take(rep, [(item_id, 1)])
    with pytest.raises(Stale, match=r"M\. Rivera"):
        work.done(other, [(item_id, 1)], "ordered")
    work.note(rep, item_id, 2, "the printer is out of paper")
    work.give(rep, [(item_id, 3)], other.staff_id)
    work.done(other, [(item_id, 4)], "ordered")
    reading = work.open(rep, item_id)
    assert [event.what for event in reading.events] == ["opened", "given", "note", "given", "done"]
    assert reading.item.outcome == "ordered"
    with pytest.raises(Refused, match="done already"):
        work.note(rep, item_id, 5, "too late")


def test_a_batch_is_all_or_nothing(clinic: TestClinic, work: WorkService) -> None:
    rep = clinic.actor()
    one, two = (opened(clinic, rep, NewWork(WorkKind.TASK, name)) for name in ("one", "two"))
    with pytest.raises(Stale):
        work.done(rep, [(one, 1), (two, 7)], "both")
    assert work.count(rep, KINDS, "") == 2
    with pytest.raises(InvalidInput):
        work.cancel(rep, [(one, 1)], "  ")


def test_who_was_listed_is_in_the_log_once(clinic: TestClinic, work: WorkService) -> None:
    rep = clinic.actor()
    patient_id = clinic.add_patient()
    opened(clinic, rep, NewWork(WorkKind.TASK, "x", patient_id=patient_id))
    work.page(rep, KINDS, "", 0, 9)
    work.page(rep, KINDS, "", 0, 9)
    with clinic.store.read() as unit:
        rows = (
            unit.session.connection().exec_driver_sql("SELECT detail FROM audit WHERE entity = 'worklist'").fetchall()
        )
    assert len(rows) == 1 and patient_id in str(rows[0])
