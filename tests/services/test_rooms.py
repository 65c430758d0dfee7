"""Rooms on a real store: asked only when several are free, one patient each, freed by undo, and two processes."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from psr_tui.domain.clock import FixedClock
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.rooms import RoomAsked, RoomTaken
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.visit import VisitState
from psr_tui.services.queue import QueueService
from psr_tui.services.rooms import NewRoom, RoomService
from psr_tui.store.store import open_store
from psr_tui.store.vault import DataKeys
from tests.helpers.clinic import NOW, TestClinic

FORK = multiprocessing.get_context("fork")
S = VisitState
READY: dict[str, Any] = {"state": "checked_in", "arrived_at": NOW}


@pytest.fixture
def queue(clinic: TestClinic) -> QueueService:
    return QueueService(clinic.store, clinic.clock)


@pytest.fixture
def rooms(clinic: TestClinic) -> RoomService:
    return RoomService(clinic.store, clinic.clock)


def add_rooms(clinic: TestClinic, *names: str, provider_id: str = "") -> dict[str, str]:
    """Rooms by name; the lead adds them."""
    service = RoomService(clinic.store, clinic.clock)
    for name in names:
        service.save(clinic.actor("lgrant"), NewRoom(name, provider_id=provider_id))
    return {one.room.name: one.room.room_id for one in service.uses(clinic.actor())}


def ready(clinic: TestClinic, last: str, provider_id: str | None = None) -> str:
    """Somebody who is checked in and waits for a room."""
    return clinic.add_visit(clinic.add_patient(last, "Jo", phone=""), provider_id=provider_id, **READY)


def room_of(clinic: TestClinic, visit_id: str) -> str:
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
        return work.rooms.name_of(visit.room_id)


def test_without_rooms_roomed_is_free_as_ever(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    moved = [queue.move(actor, ready(clinic, name), 1, S.ROOMED) for name in ("A", "B")]
    assert [one.state for one in moved] == [S.ROOMED, S.ROOMED]
    assert "A, Jo roomed 09:47" in moved[0].words


def test_several_free_rooms_are_a_question_and_nothing_is_written(
    clinic: TestClinic, queue: QueueService, rooms: RoomService
) -> None:
    actor = clinic.actor()
    ids = add_rooms(clinic, "Room 1", "Room 2")
    first, second = ready(clinic, "A"), ready(clinic, "B")
    audit = clinic.count("SELECT count(*) FROM audit")
    with pytest.raises(RoomAsked) as asked:
        queue.move(actor, first, 1, S.ROOMED)
    assert [room.name for room in asked.value.free] == ["Room 1", "Room 2"]
    assert clinic.count("SELECT count(*) FROM audit") == audit, "a question is no refusal"
    assert "brought to Room 2" in queue.move(actor, first, 1, S.ROOMED, room=ids["Room 2"]).words
    assert "brought to Room 1" in queue.move(actor, second, 1, S.ROOMED).words, "the only one left is not asked about"
    with pytest.raises(RoomTaken, match=r"Every room is taken: Room 1 \(B, Jo\), Room 2 \(A, Jo\)\. Free one first"):
        queue.move(actor, ready(clinic, "C"), 1, S.ROOMED)
    rooms.remember(actor, second, ids["Room 1"])
    assert rooms.last(actor, first) == ids["Room 1"] and rooms.last(clinic.actor("tchen"), first) == ""


def test_undo_frees_the_room_and_a_check_out_taken_back_finds_it_or_goes_without(
    clinic: TestClinic, queue: QueueService
) -> None:
    actor, chen = clinic.actor(), clinic.actor("tchen", "desk-2")
    add_rooms(clinic, "Room 1")
    first, second = ready(clinic, "A"), ready(clinic, "B")
    queue.move(actor, first, 1, S.ROOMED)
    assert queue.undo_last(actor) == "Undone: A, Jo is Checked in again."
    assert room_of(clinic, first) == ""
    roomed = queue.move(actor, first, 3, S.ROOMED)
    out = queue.move(actor, first, roomed.version, S.CHECKED_OUT)
    back = queue.cancel_check_out(actor, first, out.version)
    assert (back.state, room_of(clinic, first)) == (S.ROOMED, "Room 1")
    out = queue.move(actor, first, back.version, S.CHECKED_OUT)
    queue.move(chen, second, 1, S.ROOMED)
    back = queue.cancel_check_out(actor, first, out.version)
    assert (back.state, room_of(clinic, first), room_of(clinic, second)) == (S.ROOMED, "", "Room 1")
    assert queue.drifted(actor) == []


def test_marked_rows_take_the_first_free_rooms_and_one_undo_frees_them(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    lee, ortiz = clinic.add_provider(), clinic.add_provider("ORTIZ", "ORT")
    add_rooms(clinic, "Lee 1", "Lee 2", provider_id=lee)
    visits = [ready(clinic, name, lee) for name in ("A", "B", "C")] + [ready(clinic, "D", ortiz)]
    result = queue.move_many(actor, [(visit_id, 1) for visit_id in visits], S.ROOMED)
    assert [room_of(clinic, visit_id) for visit_id in visits] == ["Lee 1", "Lee 2", "", ""]
    assert [one.done for one in result.results] == [True, True, False, True], "Ortiz was given no rooms"
    assert "Every room of LEE is taken: Lee 1 (A, Jo), Lee 2 (B, Jo)" in result.words()
    queue.undo_last(actor)
    assert not any(room_of(clinic, visit_id) for visit_id in visits)


def test_somebody_goes_to_another_room_and_the_log_says_so(
    clinic: TestClinic, queue: QueueService, rooms: RoomService
) -> None:
    actor = clinic.actor()
    ids = add_rooms(clinic, "Room 1", "Room 2")
    visit_id = ready(clinic, "A")
    moved = queue.move(actor, visit_id, 1, S.ROOMED, room=ids["Room 1"])
    with pytest.raises(Stale):
        rooms.change_room(actor, visit_id, 1, ids["Room 2"])
    assert rooms.change_room(actor, visit_id, moved.version, ids["Room 2"]).words == "A, Jo is in Room 2 now."
    with clinic.store.read() as work:
        assert [(one.act.value, one.room) for one in work.visits.events(visit_id)][1:] == [
            ("move", "Room 1"), ("room", "Room 2"),
        ]  # fmt: skip
    with pytest.raises(Refused, match="Checked in: 3 brings them to a room"):
        rooms.change_room(actor, ready(clinic, "B"), 1, ids["Room 1"])


def test_the_store_itself_lets_nobody_into_a_full_room(clinic: TestClinic, queue: QueueService) -> None:
    actor = clinic.actor()
    ids = add_rooms(clinic, "Room 1")
    queue.move(actor, ready(clinic, "A"), 1, S.ROOMED)
    other = ready(clinic, "B")
    with pytest.raises(Refused, match="That room was taken just now"), clinic.store.write(actor) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE appointment SET state = 'roomed', room_id = ? WHERE id = ?", (ids["Room 1"], other)
        )
    with pytest.raises(Refused, match="never deleted"), clinic.store.write(actor) as work:
        work.session.connection().exec_driver_sql("DELETE FROM room")


def test_a_lead_changes_rooms_and_nobody_is_locked_in(
    clinic: TestClinic, queue: QueueService, rooms: RoomService
) -> None:
    lead = clinic.actor("lgrant")
    ids = add_rooms(clinic, "Room 1", "Room 2")
    with pytest.raises(NotAllowed):
        rooms.save(clinic.actor(), NewRoom("Room 3"))
    with pytest.raises(InvalidInput, match="There is a room room 2 already"):
        rooms.save(lead, NewRoom("room 2", room_id=ids["Room 1"], version=1))
    queue.move(lead, ready(clinic, "A"), 1, S.ROOMED, room=ids["Room 1"])
    with pytest.raises(RoomTaken, match="in use; free it before it is switched off"):
        rooms.save(lead, NewRoom("Room 1", active=False, room_id=ids["Room 1"], version=1))
    assert rooms.save(lead, NewRoom("Big", "2", "2nd floor", room_id=ids["Room 1"], version=1)) == "Big is saved."
    with pytest.raises(Stale):
        rooms.save(lead, NewRoom("Bigger", room_id=ids["Room 1"], version=1))
    assert (
        rooms.save(lead, NewRoom("Room 2", active=False, room_id=ids["Room 2"], version=1)) == "Room 2 is switched off."
    )
    assert "brought to Big" in queue.move(lead, ready(clinic, "B"), 1, S.ROOMED).words, "it holds two"


def _bring(path: Path, data: bytes, audit: bytes, visit_id: str, room_id: str, told: Path) -> None:
    store = open_store(path, DataKeys("k", bytearray(data), bytearray(audit)), FixedClock(NOW))
    actor = Actor("u-mrivera", "mrivera", "M. Rivera", Role.REP, "s", "test")
    try:
        QueueService(store, store.clock).move(actor, visit_id, 1, S.ROOMED, room=room_id)
        told.write_text("in")
    except Refused as refused:
        told.write_text(refused.message)


def test_two_processes_want_one_room_and_one_gets_it(clinic: TestClinic, tmp_path: Path) -> None:
    ids = add_rooms(clinic, "Room 1", "Room 2")
    visits = [ready(clinic, name) for name in ("A", "B", "C")]
    keys = bytes(clinic.store.keys.data), bytes(clinic.store.keys.audit)
    told = [tmp_path / f"told{number}" for number in range(3)]
    workers = [
        FORK.Process(target=_bring, args=(clinic.path, *keys, visit_id, ids["Room 1"], told[number]))
        for number, visit_id in enumerate(visits)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    words = sorted(one.read_text() for one in told)
    assert words.count("in") == 1
    assert all("Room 1 (" in one and "is taken; press 3 again" in one for one in words if one != "in")
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'roomed' AND room_id IS NOT NULL") == 1
