"""Several processes on one file: fair writing, no lost acknowledged commit, changes noticed, a held lock told."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from psr_tui.domain.audit_chain import verify
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.errors import StoreBusy
from psr_tui.domain.staff import Actor, Role
from psr_tui.store import gate as gate_module
from psr_tui.store.gate import PATIENCE, Patience, WriteGate
from psr_tui.store.store import Store, open_store
from psr_tui.store.vault import DataKeys
from psr_tui.store.watch import Watch
from tests.helpers.clinic import NOW, TestClinic

FORK = multiprocessing.get_context("fork")
WORKER = Actor("u-mrivera", "mrivera", "M. Rivera", Role.REP, "s", "test")


def _open(path: Path, data: bytes, audit: bytes) -> Store:
    return open_store(path, DataKeys("k", bytearray(data), bytearray(audit)), FixedClock(NOW))


def _write_many(path: Path, data: bytes, audit: bytes, count: int, log: Path) -> None:
    store = _open(path, data, audit)
    with log.open("ab", buffering=0) as acknowledged:
        for number in range(count):
            with store.write(WORKER) as work:
                work.audit.append("count", "thing", f"{os.getpid()}-{number}")
                work.touch("queue")
                work.commit()
            acknowledged.write(f"{os.getpid()}-{number}\n".encode())  # after the commit, never before (RS-82)


def _keys(clinic: TestClinic) -> tuple[bytes, bytes]:
    return bytes(clinic.store.keys.data), bytes(clinic.store.keys.audit)


@pytest.mark.soak
def test_four_processes_write_side_by_side_and_the_chain_stays_whole(clinic: TestClinic, tmp_path: Path) -> None:
    data, audit = _keys(clinic)
    logs = [tmp_path / f"log{number}" for number in range(4)]
    workers = [FORK.Process(target=_write_many, args=(clinic.path, data, audit, 40, log)) for log in logs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    with clinic.store.read() as work:
        assert verify(clinic.store.keys.audit, work.audit.rows()).code == 0
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'count'") == 160


def test_kill_nine_loses_nothing_that_was_acknowledged(clinic: TestClinic, tmp_path: Path) -> None:
    data, audit = _keys(clinic)
    for turn in range(6):
        logs = [tmp_path / f"ack{turn}-{number}" for number in range(2)]
        workers = [FORK.Process(target=_write_many, args=(clinic.path, data, audit, 100_000, log)) for log in logs]
        for worker in workers:
            worker.start()
        deadline = time.monotonic() + 60
        while any(not log.exists() or log.stat().st_size < 200 for log in logs):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        for worker in workers:
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
            worker.join(30)
        acknowledged = {line for log in logs for line in log.read_text().split("\n")[:-1]}
        with clinic.store.read() as work:
            written = {entry.entity_id for entry, _, _ in work.audit.rows() if entry.action == "count"}
            assert verify(clinic.store.keys.audit, work.audit.rows()).code == 0
        assert acknowledged
        assert acknowledged <= written


def test_another_connections_change_is_noticed_by_topic(clinic: TestClinic) -> None:
    noticed = Event()
    topics: set[str] = set()

    def changed(names: frozenset[str]) -> None:
        topics.update(names)
        noticed.set()

    watch = Watch(clinic.path, clinic.store.keys.data, changed)
    watch.start()
    try:
        deadline = time.monotonic() + 20
        while not noticed.wait(0.3):  # the first round may come before the watch looked for the first time
            assert time.monotonic() < deadline
            with clinic.store.write(WORKER) as work:
                work.touch("callbacks")
                work.commit()
    finally:
        watch.stop()
    assert topics == {"callbacks"}


def test_who_gives_up_waiting_writes_nothing(clinic: TestClinic) -> None:
    patience = Patience()
    assert patience.give_up()
    token = PATIENCE.set(patience)
    try:
        with pytest.raises(StoreBusy, match="NOT saved"), clinic.store.write(WORKER) as work:
            work.commit()
    finally:
        PATIENCE.reset(token)


def test_who_has_begun_cannot_be_told_it_was_not_saved() -> None:
    patience = Patience()
    assert patience.begin()
    assert not patience.give_up()


async def test_a_held_gate_is_told_within_the_wait_and_the_late_write_does_not_happen(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    from psr_tui import desk as desk_module

    monkeypatch.setattr(desk_module, "LONGEST_WAIT", 0.2)
    lanes = desk_module.Lanes()
    desk = desk_module.Desk.__new__(desk_module.Desk)
    desk.actor, desk._lanes = WORKER, lanes
    before = clinic.count("SELECT count(*) FROM audit")

    def use_case(actor: Actor) -> None:
        with clinic.store.write(actor) as work:
            work.audit.append("late")
            work.commit()

    holder = ThreadPoolExecutor(1)
    let_go, has_it = Event(), Event()

    def hold() -> None:
        with WriteGate(clinic.path).held():
            has_it.set()
            let_go.wait(30)

    held = holder.submit(hold)
    assert has_it.wait(10)
    with pytest.raises(StoreBusy):
        await desk.act(use_case)
    let_go.set()
    await asyncio.wrap_future(held)
    lanes.close()
    holder.shutdown()
    assert clinic.count("SELECT count(*) FROM audit") == before
    assert gate_module.BUSY.endswith("press the key again.")
