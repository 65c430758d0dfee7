"""Asterisk's manager interface against a small server on a real socket: hearing, dialing, servers that misbehave."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest

from psr_tui.devices import manager_line, manager_wire
from psr_tui.devices.manager_leaving import Leaving
from psr_tui.devices.manager_line import ManagerLine
from psr_tui.devices.phone_line import Heard
from psr_tui.domain.errors import Refused
from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.phone_sources import PhoneSource, SourceKind
from psr_tui.domain.queue_log import read_lines
from psr_tui.station_clock import SystemClock
from tests.helpers.manager_server import PATIENCE, ManagerServer, block, blocks_of
from tests.helpers.phone_lines import QUEUE_LOG, TOLD
from tests.helpers.shared import shared_data

CONVERSATION = [blocks_of(event) for event in read_lines(QUEUE_LOG.split("\n"))]
KINDS = list(TOLD)


@contextmanager
def line_to(source: PhoneSource) -> Iterator[ManagerLine]:
    line = ManagerLine(source, SystemClock())
    try:
        yield line
    finally:
        line.close()


def hear_until(line: ManagerLine, wanted: Callable[[list[PhoneEvent], Heard], bool]) -> tuple[list[PhoneEvent], Heard]:
    """Ask as the watch does until it is so; what was heard so far is in the message when it never is."""
    events: list[PhoneEvent] = []
    deadline = time.monotonic() + PATIENCE
    while True:
        heard = line.hear(100)
        events += heard.events
        if wanted(events, heard):
            return events, heard
        assert time.monotonic() < deadline, (heard.trouble, events[-3:])
        time.sleep(0.005)  # the pace of the asking, not a wait for anything


def kinds(events: list[PhoneEvent]) -> list[str]:
    return [event.kind.value for event in events]


def test_the_conversation_is_heard_in_order_and_only_read_rights_are_asked_for() -> None:
    with ManagerServer(CONVERSATION) as server, line_to(server.source()) as line:
        events, _ = hear_until(line, lambda events, heard: len(events) == len(KINDS) and not heard.trouble)
        assert kinds(events) == KINDS
        assert [event.wait_seconds for event in events if event.kind is PhoneKind.ENDED] == [10]
        assert {asked["Action"] for asked in server.asked} == {"Login"}
        assert server.asked[0]["Events"] == "agent,call"
        with pytest.raises(Refused, match="not switched on"):
            line.dial("201", "+15055550142", "c1")
        assert len(server.asked) == 1


def test_a_wrong_secret_is_told_in_words_and_not_tried_again_at_once() -> None:
    with ManagerServer() as server, line_to(server.source(secret="wrong")) as line:
        _, heard = hear_until(line, lambda _, heard: "refused" in heard.trouble)
        assert "wrong" not in heard.trouble
        assert len(server.asked) == 1


def test_nobody_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with ManagerServer() as server:
        gone = server.source()
    with line_to(gone) as line:
        hear_until(line, lambda _, heard: heard.trouble.startswith("no telephone system answers at 127.0.0.1"))


def test_a_server_that_drops_is_reached_again_and_the_rest_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager_wire, "AGAIN", 0.01)
    with ManagerServer(CONVERSATION[:1], hang_up=True) as server, line_to(server.source()) as line:
        hear_until(line, lambda events, _: len(events) >= 1)
        server.hang_up, server.blocks = False, CONVERSATION[1:]
        events, _ = hear_until(line, lambda events, heard: "abandoned" in kinds(events) and not heard.trouble)
        assert kinds(events)[-4:] == KINDS[1:]
        assert server.logins >= 2


LIES = {
    "no manager at all": ({"greet": "SSH-2.0-OpenSSH_9.2"}, "another program"),
    "10 MB without an end": ({"raw": b"x" * 10_000_000}, "without an end"),
    "a block that never ends": ({"raw": b"Event: A\r\n" * 100_000}, "without an end"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_server_that_lies_is_dropped_with_words(name: str) -> None:
    how, words = LIES[name]
    with ManagerServer(**how) as server, line_to(server.source()) as line:  # type: ignore[arg-type]
        events, _ = hear_until(line, lambda _, heard: words in heard.trouble)
        assert events == []


async def test_what_comes_before_the_talk_knows_that_it_is_connected_is_read_as_well() -> None:
    loop, said = asyncio.get_running_loop(), list[str]()
    source = PhoneSource("pbx", SourceKind.MANAGER, host="127.0.0.1", port=1, tls=False, login="a", secret="b")
    talk = manager_wire.Talk(source, loop, lambda block: True, said.append)
    wire, transport = talk.config["protocol_factory"](), Mock()
    wire.connection_made(transport)
    wire.data_received(b"SSH-2.0-OpenSSH_9.2\r\n")
    made = loop.create_future()
    made.set_result((transport, wire))
    talk.connection_made(made)
    wire.connection_lost(None)
    talk.leave()
    assert transport.abort.called and "another program" in said[-1]


def test_what_cannot_be_read_is_a_warning_and_the_next_block_is_heard() -> None:
    odd = [
        block(Event="AgentConnect", Queue="q", Uniqueid="1.1", HoldTime="soon"),
        block(Event="AgentConnect", Queue="q"),
        "Event: QueueCallerJoin\r\nQueue: a\r\nQueue: b\r\nUniqueid: 1.2\r\nPosition: 1\r\n\r\n",
        "Response: Success\r\nActionID: never-asked\r\n\r\n",
        "no pair at all\r\n\r\n",
        "Event: \xff\x00[/]\r\n\r\n",
        block(Event="Shut", Timestamp="9" * 400),
    ]
    with ManagerServer([*odd, *CONVERSATION]) as server, line_to(server.source()) as line:
        events, _ = hear_until(line, lambda events, _: "abandoned" in kinds(events))
        assert kinds(events) == ["warning", "warning", "joined", *KINDS]
        assert events[2].queue == "a"


def test_who_leaves_without_being_connected_or_hanging_up_has_left() -> None:
    leaving, at = Leaving(), datetime(2026, 3, 4, 16, tzinfo=UTC)

    def told(kind: PhoneKind, call: str, second: int) -> None:
        leaving.told(PhoneEvent(at + timedelta(seconds=second), kind, call, "q"))

    def leaves(call: str, second: int) -> None:
        leaving.leaves({"Event": "QueueCallerLeave", "Queue": "q", "Uniqueid": call}, at + timedelta(seconds=second))

    for call in "abc":
        told(PhoneKind.JOINED, call, 0)
    leaves("a", 40)
    leaves("b", 41)
    leaves("never joined", 41)
    told(PhoneKind.CONNECTED, "b", 42)
    told(PhoneKind.ABANDONED, "c", 42)
    leaves("c", 42)
    assert leaving.left(at + timedelta(seconds=42)) == []
    assert [
        (one.kind, one.call_id, one.queue, one.wait_seconds) for one in leaving.left(at + timedelta(seconds=43))
    ] == [(PhoneKind.LEFT, "a", "q", 40)]
    assert leaving.left(at + timedelta(hours=1)) == []


def test_a_time_stamp_that_lies_is_not_believed() -> None:
    long_ago = block(Event="QueueCallerJoin", Queue="q", Uniqueid="1.1", Position=1, Timestamp="86400")
    with ManagerServer([long_ago]) as server, line_to(server.source()) as line:
        events, _ = hear_until(line, lambda events, _: bool(events))
        assert abs((events[0].at - datetime.now(UTC)).total_seconds()) < 600


def test_ten_megabytes_of_events_are_all_heard_while_little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager_line, "KEPT", 50)
    joined = [block(Event="QueueCallerJoin", Queue="q", Uniqueid=f"1.{n}", Position=1) for n in range(2_000)]
    padding = block(Event="Newexten", AppData="x" * 5_000)
    raw = "".join(one + padding for one in joined).encode()
    with ManagerServer(raw=raw) as server, line_to(server.source()) as line:
        events, _ = hear_until(line, lambda events, _: len(events) == 2_000)
        assert [event.call_id for event in events] == [f"1.{n}" for n in range(2_000)]


def test_a_call_is_placed_from_any_station_and_its_answer_is_heard_by_the_line_that_listens() -> None:
    with ManagerServer() as server, line_to(server.source(dial=True, dial_context="out")) as line:
        hear_until(line, lambda _, heard: heard.trouble == "")
        line.dial("201", "+15055550142", "call-1")
        placed = next(asked for asked in server.asked if asked["Action"] == "Originate")
        assert (placed["Channel"], placed["Exten"], placed["Context"], placed["ChannelId"]) == (
            "PJSIP/201", "+15055550142", "out", "call-1",
        )  # fmt: skip
        events, _ = hear_until(line, lambda events, _: bool(events))
        assert [(event.kind, event.call_id) for event in events] == [(PhoneKind.DIAL_ANSWERED, "call-1")]


@pytest.mark.parametrize(
    ("extension", "number", "call_id"),
    [("", "+15055550142", "c"), ("201\r\nAction: Logoff", "+15055550142", "c"), ("201", "911;rm", "c"),
     ("201", "+15055550142", "c\r\nX: y")],
)  # fmt: skip
def test_nothing_is_dialed_that_is_no_number(extension: str, number: str, call_id: str) -> None:
    with ManagerServer() as server, line_to(server.source(dial=True)) as line:
        with pytest.raises(Refused, match="dial on your telephone"):
            line.dial(extension, number, call_id)
        assert server.asked == []


def test_a_call_the_system_does_not_place_is_told() -> None:
    with (
        ManagerServer(refuse_calls="Permission denied") as server,
        line_to(server.source(dial=True)) as line,
        pytest.raises(Refused, match="Permission denied"),
    ):
        line.dial("201", "+15055550142", "call-1")
    with line_to(server.source(dial=True)) as line, pytest.raises(Refused, match="does not answer"):
        line.dial("201", "+15055550142", "call-1")


@pytest.mark.parametrize("name", ["agent_loggued_in", "agent_not_in_pause", "originate_with_events", "queue_status"])
def test_real_traffic_is_read(name: str) -> None:
    text = shared_data(f"callcenter/panoramisk_{name}.yaml").read_text().replace("\n", "\r\n")
    last = block(Event="QueueCallerJoin", Queue="q", Uniqueid="1.1", Position=1)
    with ManagerServer([text, "\r\n\r\n", last]) as server, line_to(server.source()) as line:
        events, _ = hear_until(line, lambda events, heard: "joined" in kinds(events) and not heard.trouble)
        assert "warning" not in kinds(events)
