"""The recorded day through the tail of a queue_log into a store where others work; and the thread that listens."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from psr_tui.domain.errors import StoreBusy
from psr_tui.domain.phone_sources import LEASE, PhoneSource, SourceKind
from psr_tui.domain.queue_log import read_lines
from psr_tui.domain.staff import Actor
from psr_tui.phone_watch import PhoneWatch
from psr_tui.services.every import Services
from psr_tui.services.phone_listening import Listened, PhoneListening
from psr_tui.store import vault
from psr_tui.store.store import open_store
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.manager_server import ManagerServer, block, blocks_of
from tests.helpers.phone_lines import QUEUE_LOG
from tests.helpers.shared import shared_data
from tests.services.test_phone_line import EVER

MIDNIGHT = 933_454_800


@pytest.fixture
def listening(clinic: TestClinic, tmp_path: Path) -> Iterator[tuple[PhoneListening, Actor, Path]]:
    log = tmp_path / "queue_log"
    log.touch()
    service = Services(clinic.store, clinic.clock).phone_line
    service.add_source(clinic.actor("admin"), PhoneSource("pbx", SourceKind.QUEUE_LOG, path=str(log)))
    yield service.listening(), clinic.actor("mrivera"), log


def kept(clinic: TestClinic) -> Counter[str]:
    with clinic.store.read() as work:
        return Counter(event.kind.value for event in work.phone_events.between(*EVER))


DAY = {"joined": 2239, "connected": 1511, "ended": 1511, "abandoned": 728, "started": 1}


def test_the_recorded_day_is_kept_once_over_rotation_and_a_change_of_station(
    clinic: TestClinic, listening: tuple[PhoneListening, Actor, Path]
) -> None:
    one, actor, log = listening
    text = shared_data("callcenter/queue_log").read_bytes()
    third = len(text) // 3
    log.write_bytes(text[:third])  # in the middle of a line
    while one.one_pass(actor).more:
        pass
    other, colleague = Services(clinic.store, clinic.clock).phone_line.listening(), clinic.actor("tchen", "desk-2")
    clinic.clock.advance(LEASE)
    with log.open("ab") as file:
        file.write(text[third : text.index(b"\n", 2 * third) + 1])
    while other.one_pass(colleague).more:
        pass
    log.rename(log.with_name("queue_log.1"))
    log.write_bytes(text[text.index(b"\n", 2 * third) + 1 :])
    while other.one_pass(colleague).more:
        pass
    assert kept(clinic) == DAY
    with clinic.store.read() as work:
        assert list(work.phone_events.between(*EVER)) == list(read_lines(text.decode().split("\n")))
        assert work.phone_state.waiting() == []


def work_beside(clinic: TestClinic, provider: str, begun: Event, done: Event, saved: list[str]) -> None:
    """A rep at another station, with a store of their own: says again and again how late a provider runs."""
    store = open_store(clinic.path, vault.unlock(clinic.path, "tchen", PASSWORD).keys, clinic.clock)
    try:
        delays, actor = Services(store, clinic.clock).delays, clinic.actor("tchen", "desk-2")
        while not done.is_set():
            delays.say(actor, provider, "Lee", len(saved) % 60, f"note {len(saved)}")
            saved.append(f"note {len(saved)}")
            begun.set()
    finally:
        store.close()


def play(clinic: TestClinic, listening: tuple[PhoneListening, Actor, Path], lines: list[bytes], speed: float) -> int:
    """Write the lines as the day wrote them, so many times as fast (0: at once, in uneven pieces), and hear them
    while somebody else saves; returns how often they saved."""
    one, actor, log = listening
    begun, done, saved = Event(), Event(), list[str]()
    rep = Thread(target=work_beside, args=(clinic, clinic.add_provider(), begun, done, saved))
    rep.start()
    assert begun.wait(30)
    began, first = time.monotonic(), int(lines[0].split(b"|")[0])
    try:
        with log.open("ab", buffering=0) as file:
            for number, line in enumerate(lines):
                due = (int(line.split(b"|")[0]) - first) / speed if speed else 0.0
                while time.monotonic() - began < due:
                    one.one_pass(actor)
                    time.sleep(0.02)
                file.write(line[:11])
                if not speed and number % 37 == 0:
                    one.one_pass(actor)
                file.write(line[11:])
        while one.one_pass(actor).more:
            pass
    finally:
        done.set()
        rep.join()
    with clinic.store.read() as work:
        day = clinic.clock.now().astimezone(clinic.clinic.tz).date()
        assert sorted(one.note for one in work.delays.history(day)) == sorted(saved)
    return len(saved)


def test_a_stretch_of_the_day_is_heard_while_a_rep_works(
    clinic: TestClinic, listening: tuple[PhoneListening, Actor, Path]
) -> None:
    lines = shared_data("callcenter/queue_log").read_bytes().splitlines(keepends=True)[:600]
    assert play(clinic, listening, lines, 0) > 1
    assert sum(kept(clinic).values()) == 600


@pytest.mark.soak
def test_the_day_from_nine_to_one_at_sixty_times_its_speed_while_a_rep_works(
    clinic: TestClinic, listening: tuple[PhoneListening, Actor, Path]
) -> None:
    lines = shared_data("callcenter/queue_log").read_bytes().splitlines(keepends=True)
    hours = [line for line in lines if 9 * 3600 <= int(line.split(b"|")[0]) - MIDNIGHT < 13 * 3600]
    play(clinic, listening, hours, 60)
    assert sum(kept(clinic).values()) == len(hours)


class Passes:
    """A listening whose passes end in all ways there are."""

    def __init__(self) -> None:
        self.passes = 0
        self.closed = 0
        self.enough = Event()

    def one_pass(self, actor: Actor) -> Listened:
        self.passes += 1
        if self.passes == 1:
            raise StoreBusy("busy")
        if self.passes == 2:
            raise OSError("the disk")
        if self.passes > 3:
            self.enough.set()
        return Listened(more=self.passes == 3)

    def close(self, actor: Actor) -> None:
        self.closed += 1


def test_the_watch_goes_on_over_refusals_and_leaves_in_order(clinic: TestClinic) -> None:
    passes = Passes()
    watch = PhoneWatch(lambda: passes, clinic.actor(), period=0.001, first=0)
    watch.start()
    assert passes.enough.wait(30)
    watch.stop()
    before = passes.passes
    watch.stop()
    assert (passes.closed, passes.passes) == (1, before)
    never = PhoneWatch(lambda: passes, clinic.actor(), first=60)
    never.start()
    never.stop()  # signed out before the first pass
    assert passes.closed == 1


def test_a_right_that_is_due_is_renewed(clinic: TestClinic, listening: tuple[PhoneListening, Actor, Path]) -> None:
    one, actor, _ = listening
    one.one_pass(actor)
    for _ in range(6):
        clinic.clock.advance(timedelta(seconds=11))
        one.one_pass(actor)
        (source,) = Services(clinic.store, clinic.clock).phone_line.sources(actor)
        assert source.listened_to(clinic.clock.now() + timedelta(seconds=20))


def hear_manager(clinic: TestClinic, lines: list[bytes], speed: float) -> int:
    """Hear what a manager tells of the lines while somebody else saves; returns how often they saved."""
    events = list(read_lines(line.decode() for line in lines))
    first = events[0].at
    due = [(event.at - first).total_seconds() / speed if speed else 0.0 for event in events]
    with ManagerServer([blocks_of(event) for event in events], due=due) as server:
        service = Services(clinic.store, clinic.clock).phone_line
        service.add_source(clinic.actor("admin"), server.source())
        one, actor = service.listening(), clinic.actor("mrivera")
        begun, done, saved = Event(), Event(), list[str]()
        rep = Thread(target=work_beside, args=(clinic, clinic.add_provider(), begun, done, saved))
        rep.start()
        assert begun.wait(30)
        deadline = time.monotonic() + due[-1] + 60
        try:
            while sum(kept(clinic).values()) < len(events):
                assert time.monotonic() < deadline, kept(clinic)
                one.one_pass(actor)
                time.sleep(0.02)  # the pace of the watch
        finally:
            done.set()
            rep.join()
            one.close(actor)
    return len(saved)


def test_a_stretch_of_the_day_is_heard_from_a_manager_while_a_rep_works(clinic: TestClinic) -> None:
    lines = shared_data("callcenter/queue_log").read_bytes().splitlines(keepends=True)[1:401]
    assert hear_manager(clinic, lines, 0) > 1
    with clinic.store.read() as work:
        heard = Counter((event.kind, event.call_id, event.queue) for event in work.phone_events.between(*EVER))
    told = read_lines(line.decode() for line in lines)
    assert heard == Counter((event.kind, event.call_id, event.queue) for event in told)


@pytest.mark.soak
def test_the_day_from_nine_to_one_from_a_manager_at_sixty_times_its_speed(clinic: TestClinic) -> None:
    lines = shared_data("callcenter/queue_log").read_bytes().splitlines(keepends=True)
    hours = [line for line in lines if 9 * 3600 <= int(line.split(b"|")[0]) - MIDNIGHT < 13 * 3600]
    hear_manager(clinic, hours, 60)


def test_beside_a_queue_log_a_manager_adds_only_what_no_log_tells(
    clinic: TestClinic, listening: tuple[PhoneListening, Actor, Path]
) -> None:
    _, actor, log = listening
    lines = QUEUE_LOG.strip().split("\n")
    log.write_text("\n".join(lines) + "\n")
    rings = block(Event="AgentCalled", Queue="booking", Uniqueid="1772640080.3", MemberName="Agent/A01")
    with ManagerServer([*(blocks_of(event) for event in read_lines(lines)), rings]) as server:
        service = Services(clinic.store, clinic.clock).phone_line
        service.add_source(clinic.actor("admin"), server.source(name="live"))
        one = service.listening()
        deadline = time.monotonic() + 30
        while sum(kept(clinic).values()) < len(lines) + 1:
            assert time.monotonic() < deadline, kept(clinic)
            one.one_pass(actor)
            time.sleep(0.01)  # the pace of the watch
        one.close(actor)
    assert kept(clinic) == {"joined": 2, "connected": 1, "ended": 1, "abandoned": 1, "ringing": 1}
