"""What every adapter of the telephone keeps (CC-119): the same tests for all of them, and replay's own clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from psr_tui.devices.phone_line import Mark, PhoneLine
from psr_tui.devices.replay import Replay
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.errors import Refused
from psr_tui.domain.manager_events import read_capture
from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_log import read_lines
from psr_tui.domain.recorded_calls import recorded_events
from tests.helpers.phone_lines import LINES, QUEUE_LOG, Told
from tests.helpers.shared import shared_data


@pytest.fixture(params=list(LINES.values()), ids=list(LINES))
def told(request: pytest.FixtureRequest) -> Told:
    one: Told = request.param
    return one


def everything(line: PhoneLine, most: int = 100) -> list[PhoneEvent]:
    events: list[PhoneEvent] = []
    for _ in range(100):
        heard = line.hear(most)
        assert len(heard.events) <= most
        assert heard.trouble == ""
        events += heard.events
        if not heard.more:
            break
    return events


def test_the_conversation_is_told_in_order_and_once(told: Told, tmp_path: Path) -> None:
    line = told.make(tmp_path, Mark())
    events = everything(line)
    assert tuple(event.kind.value for event in events) == told.kinds
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert all(event.at.tzinfo is not None for event in events)
    assert everything(line) == []


def test_it_tells_no_more_than_asked_and_goes_on_at_its_mark(told: Told, tmp_path: Path) -> None:
    whole = everything(told.make(tmp_path, Mark()))
    assert everything(told.make(tmp_path, Mark()), most=1) == whole
    first = told.make(tmp_path, Mark()).hear(2)
    assert list(first.events) == whole[:2]
    if told.remembers:
        assert everything(told.make(tmp_path, first.mark)) == whole[2:]
    else:
        assert first.mark == Mark()


def test_the_numbers_are_the_same_from_every_line(told: Told, tmp_path: Path) -> None:
    for event in everything(told.make(tmp_path, Mark())):
        if event.kind is PhoneKind.ENDED:
            assert (event.queue, event.agent, event.wait_seconds, event.talk_seconds, event.reason) == (
                "booking", "Agent/A01", 10, 60, "caller",
            )  # fmt: skip
        elif event.kind is PhoneKind.ABANDONED:
            assert (event.wait_seconds, event.position, event.first_position, event.agent) == (19, 1, 1, "")
        elif event.kind is PhoneKind.JOINED:
            assert event.position == 1


def test_a_line_says_whether_it_dials_and_refuses_in_words(told: Told, tmp_path: Path) -> None:
    line = told.make(tmp_path, Mark())
    assert line.dials is told.dials
    if not line.dials:
        with pytest.raises(Refused, match="dial on your telephone"):
            line.dial("201", "+15055550142", "c1")


def test_closing_twice_is_harmless(told: Told, tmp_path: Path) -> None:
    line = told.make(tmp_path, Mark())
    line.hear(1)
    line.close()
    line.close()
    if told.remembers:
        assert everything(line) == everything(told.make(tmp_path, Mark()))[1:]
    else:
        assert line.hear(10).events == ()


def replay(path: Path, clock: FixedClock, speed: float, mark: Mark | None = None) -> Replay:
    return Replay("day", path, clock, ZoneInfo("UTC"), date(2026, 3, 4), speed, mark)


def test_a_replay_lets_sixty_seconds_go_by_in_one(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_text(QUEUE_LOG)
    clock = FixedClock(datetime(2026, 3, 4, tzinfo=UTC))
    line = replay(path, clock, 60)
    assert [len(line.hear(10).events), len(line.hear(10).events)] == [1, 0]
    clock.advance(timedelta(seconds=1))
    assert [event.kind.value for event in line.hear(10).events] == ["connected"]
    clock.set(datetime(2020, 1, 1, tzinfo=UTC))  # a wall clock set back holds nothing up
    clock.advance(timedelta(seconds=0.5))
    heard = line.hear(10)
    assert [event.kind.value for event in heard.events] == ["ended", "joined"]
    assert not line.over
    assert [event.kind.value for event in replay(path, clock, 1, heard.mark).hear(10).events] == ["abandoned"]


def test_another_recording_under_the_name_begins_anew_and_a_missing_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    clock = FixedClock(datetime(2026, 3, 4, tzinfo=UTC))
    assert "cannot be read" in replay(path, clock, 0).hear(10).trouble
    path.write_text(QUEUE_LOG)
    mark = replay(path, clock, 0).hear(3).mark
    path.write_text(QUEUE_LOG.replace("booking", "nurse"))
    assert len(replay(path, clock, 0, mark).hear(10).events) == 5


def test_the_recorded_table_and_its_queue_log_tell_the_same_day() -> None:
    table = shared_data("callcenter/calls_one_day.csv").read_text().split("\n")
    log = shared_data("callcenter/queue_log").read_text().split("\n")
    told = [(e.at, e.kind, e.call_id, e.queue, e.agent, e.position, e.first_position, e.wait_seconds, e.talk_seconds)
            for e in read_lines(log)][1:]  # fmt: skip
    assert [
        (e.at, e.kind, e.call_id, e.queue, e.agent, e.position, e.first_position, e.wait_seconds, e.talk_seconds)
        for e in recorded_events(table, date(1999, 8, 1), ZoneInfo("Asia/Jerusalem"))
    ] == told


def test_a_row_that_cannot_be_read_is_a_warning() -> None:
    head = "vru+line,type,q_start,q_time,outcome,ser_start,ser_time,server"
    rows = ["a,PS,25:00,x,AGENT,1:00:00,5,A01", "b,PS,1:00:00", "c,PS,1:00:00,-3,AGENT,0:59:57,-2,A01", "d"]
    events = recorded_events([head, *rows], date(2026, 3, 4), ZoneInfo("UTC"))
    assert Counter(event.kind.value for event in events) == {"warning": 3, "joined": 1, "connected": 1, "ended": 1}
    assert [event.wait_seconds for event in events if event.kind is PhoneKind.CONNECTED] == [-3]


def test_captures_of_the_manager_are_read_without_failing() -> None:
    found: Counter[str] = Counter()
    for name in ("agent_loggued_in", "agent_not_in_pause", "originate_with_events", "queue_status"):
        text = shared_data(f"callcenter/panoramisk_{name}.yaml").read_text()
        found.update(event.kind.value for event in read_capture(text.split("\n")))
    assert found == {"member_added": 1, "unpaused": 1}


def test_a_block_that_lies_is_a_warning() -> None:
    text = "Event: AgentConnect\nQueue: q\nUniqueid: 1.1\nHoldTime: soon\n\nEvent: AgentComplete\nQueue: q\nnonsense\n"
    events = list(read_capture(text.split("\n")))
    assert [(event.kind.value, event.reason) for event in events] == [
        ("warning", "not a number"), ("warning", "short line"),
    ]  # fmt: skip
    assert "HoldTime: soon" in events[0].raw
