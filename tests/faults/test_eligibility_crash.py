"""kill -9 in the middle of the exchange, and several processes on one folder: exactly one request and one answer."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor
from psr_tui.exchange import shared_folder
from psr_tui.exchange.eligibility_channels import Channels
from psr_tui.exchange.x12.loopback import answer_270
from psr_tui.services.every import Services
from psr_tui.store.store import open_store
from psr_tui.store.vault import DataKeys
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.eligibility import Desk

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> Desk:
    folder = tmp_path / "exchange"
    folder.mkdir()
    return Desk(clinic, folder)


def services_of(path: Path, keys: tuple[bytes, bytes], later: timedelta = timedelta()) -> Services:
    """The services of another process."""
    clock = FixedClock(NOW + later)
    store = open_store(path, DataKeys("k", bytearray(keys[0]), bytearray(keys[1])), clock)
    return Services(store, clock, channels=Channels())


def in_a_process(clinic: TestClinic, act: Callable[[Services], None]) -> int:
    """Run ``act`` in a process of its own; its exit code, negative for a signal."""
    keys = bytes(clinic.store.keys.data), bytes(clinic.store.keys.audit)
    process = FORK.Process(target=lambda: act(services_of(clinic.path, keys)))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def die(*_args: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def age(folder: Path, seconds: float = 60) -> None:
    """What lies there was written a while ago."""
    for path in folder.iterdir():
        then = path.stat().st_mtime - seconds
        os.utime(path, (then, then))


@pytest.mark.parametrize("where", ["after the part is written", "between promise and rename", "after the rename"])
def test_killed_while_sending_there_is_one_request_in_the_end(desk: Desk, where: str) -> None:
    pair, actor = desk.visit(desk.payer("Plan X", "x12"), "HMO1", copay_cents=3000), desk.actor
    assert desk.folder is not None

    def ask(services: Services) -> None:
        letter = shared_folder.Letter
        if where == "after the part is written":
            pytest.MonkeyPatch().setattr(letter, "ready", die)
        elif where == "between promise and rename":
            pytest.MonkeyPatch().setattr(letter, "put", die)
        else:
            pytest.MonkeyPatch().setattr(shared_folder, "_flush", die)
        services.eligibility.ask(actor, *pair)
        services.eligibility.exchange(actor)

    assert in_a_process(desk.clinic, ask) == -signal.SIGKILL
    age(desk.folder / "out")
    desk.exchange()
    desk.exchange()
    assert desk.in_folder("out") == ["000000001.270"], "whole, once, and nothing left over"
    desk.answer_all()
    assert desk.exchange().answers == 1 and desk.rows() == []
    assert desk.clinic.count("SELECT count(*) FROM eligibility_check") == 1


@pytest.mark.parametrize("where", ["before it is stored", "between storing and moving"])
def test_killed_while_reading_there_is_one_answer_in_the_end(desk: Desk, where: str) -> None:
    desk.ask(desk.visit(desk.payer("Plan X", "x12"), "HMO1", copay_cents=3000))
    desk.exchange()
    desk.answer_all()
    actor = desk.actor

    def read(services: Services) -> None:
        if where == "before it is stored":
            from psr_tui.services import eligibility_exchange

            pytest.MonkeyPatch().setattr(eligibility_exchange, "take", die)
        else:
            pytest.MonkeyPatch().setattr(shared_folder.SharedFolder, "finished", die)
        services.eligibility.exchange(actor)

    assert in_a_process(desk.clinic, read) == -signal.SIGKILL
    assert len(desk.in_folder("in")) == 1
    desk.exchange()
    assert desk.in_folder("in") == [] and len(desk.in_folder("done")) == 1
    assert desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'eligibility.answer'") == 1
    assert desk.rows() == []


def _work(path: Path, keys: tuple[bytes, bytes], actor: Actor, start: object) -> None:
    services = services_of(path, keys)
    start.wait()  # type: ignore[attr-defined]
    for _pass in range(4):
        with suppress(OSError):
            services.eligibility.exchange(actor)


def test_four_processes_on_one_folder_read_every_file_once(desk: Desk) -> None:
    payer, count = desk.payer("Plan X", "x12"), 12
    for number in range(count):
        desk.ask(
            desk.visit(payer, f"HMO{number}", copay_cents=3000, start=f"{8 + number // 4:02d}:{number % 4 * 15:02d}")
        )
    desk.exchange()
    desk.answer_all()
    desk.put("bad.271", b"not an answer")
    keys = bytes(desk.clinic.store.keys.data), bytes(desk.clinic.store.keys.audit)
    start = FORK.Barrier(4)
    workers = [FORK.Process(target=_work, args=(desk.clinic.path, keys, desk.actor, start)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    assert desk.in_folder("in") == [] and len(desk.in_folder("done")) == count
    assert len(desk.in_folder("set-aside")) == 2, "the file and its reason"
    assert desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'eligibility.answer'") == count
    assert desk.clinic.count("SELECT count(*) FROM eligibility_file WHERE direction = 'in'") == count + 1
    assert desk.rows() == []


def test_two_processes_that_finish_the_same_queue_send_each_request_once(desk: Desk) -> None:
    """Both find the same questions written down and not sent: one of them sends each, the other does nothing."""
    payer, actor = desk.payer("Plan X", "x12"), desk.actor
    pairs = [desk.visit(payer, f"HMO{number}", start=f"{8 + number}:00") for number in range(6)]
    for pair in pairs:
        with desk.clinic.store.write(actor) as work:
            from psr_tui.services.eligibility_questions import add_question, at_visit

            add_question(work, actor, at_visit(work, *pair))
            work.commit()
    keys = bytes(desk.clinic.store.keys.data), bytes(desk.clinic.store.keys.audit)
    start = FORK.Barrier(2)
    workers = [FORK.Process(target=_work, args=(desk.clinic.path, keys, actor, start)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    assert len(desk.requests()) == 6 == len(desk.in_folder("out"))
    assert desk.clinic.count("SELECT count(*) FROM eligibility_file WHERE direction = 'out'") == 6


def test_an_answer_that_comes_before_its_request_is_marked_sent_is_not_lost(desk: Desk) -> None:
    """The clearinghouse may be quicker than our own bookkeeping after a crash: a queued check takes its answer too."""
    pair = desk.visit(desk.payer("Plan X", "x12"), "HMO1", copay_cents=3000)
    with desk.clinic.store.write(desk.actor) as work:
        from psr_tui.services.eligibility_questions import add_question, at_visit

        check_id = add_question(work, desk.actor, at_visit(work, *pair))
        request = work.eligibility.raw(check_id)[0]
        work.commit()
    new, done, why = desk.services.eligibility._exchange.receive(desk.actor, answer_270(request, NOW, 5), "early.271")
    assert (new, done, why) == (True, 1, "")
    assert desk.exchange().sent == 0 and desk.requests() == []
