"""Lines of Asterisk's queue_log: the golden cases of CC-121, and what is no line (CC-120)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from psr_tui.domain import queue_log
from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_log import LONG_AGO, read_line, read_lines
from psr_tui.domain.queue_log_words import WORDS
from tests.helpers.shared import shared_data

AT = 1_780_000_000


def read(*lines: str) -> list[PhoneEvent]:
    return list(read_lines(f"{AT + number}|{line}" for number, line in enumerate(lines)))


def kinds(events: list[PhoneEvent]) -> list[str]:
    return [event.kind.value for event in events]


def test_a_call_in_several_queues_keeps_its_id_and_says_which_queue() -> None:
    events = read(
        "1780.1|booking|NONE|ENTERQUEUE||+15055550142|3",
        "1780.1|booking|NONE|EXITWITHTIMEOUT|1|3|120",
        "1780.1|nurse|NONE|ENTERQUEUE||+15055550142|1",
        "1780.1|nurse|PJSIP/201|CONNECT|8|1780.9|4",
        "1780.1|nurse|PJSIP/201|COMPLETEAGENT|8|61|1",
    )
    assert kinds(events) == ["joined", "left", "joined", "connected", "ended"]
    assert [event.queue for event in events] == ["booking", "booking", "nurse", "nurse", "nurse"]
    assert {event.call_id for event in events} == {"1780.1"}
    assert (events[0].number, events[0].position, events[0].first_position) == ("+15055550142", 3, 3)
    assert (events[1].reason, events[1].position, events[1].first_position, events[1].wait_seconds) == (
        "timeout", 1, 3, 120,
    )  # fmt: skip
    assert (events[3].agent, events[3].wait_seconds, events[3].ring_seconds) == ("PJSIP/201", 8, 4)
    assert (events[3].linked_id, events[3].verb) == ("1780.9", "CONNECT")
    assert (events[4].reason, events[4].wait_seconds, events[4].talk_seconds) == ("agent", 8, 61)


def test_a_call_enters_one_queue_twice() -> None:
    events = read(
        "1780.1|booking|NONE|ENTERQUEUE|||1",
        "1780.1|booking|NONE|EXITWITHKEY|5|1|1|20",
        "1780.1|booking|NONE|ENTERQUEUE|||2",
        "1780.1|booking|NONE|ABANDON|1|2|33",
    )
    assert kinds(events) == ["joined", "left", "joined", "abandoned"]
    assert (events[1].reason, events[1].to, events[1].wait_seconds) == ("key", "5", 20)
    assert (events[3].position, events[3].first_position, events[3].wait_seconds) == (1, 2, 33)


def test_a_blind_transfer_says_where_and_ends_the_talk() -> None:
    (event,) = read("1780.1|booking|Agent/A01|BLINDTRANSFER|601|from-internal|12|95|2")
    assert (event.kind, event.reason, event.to) == (PhoneKind.TRANSFERRED, "blind", "601@from-internal")
    assert (event.wait_seconds, event.talk_seconds, event.first_position) == (12, 95, 2)
    (old,) = read("1780.1|booking|Agent/A01|TRANSFER|601|from-internal")
    assert (old.kind, old.to, old.talk_seconds) == (PhoneKind.TRANSFERRED, "601@from-internal", None)


def test_an_attended_transfer_goes_on_under_another_id() -> None:
    events = read(
        "1780.1|booking|Agent/A01|CONNECT|5|1780.2|3",
        "1780.7|nurse|NONE|ENTERQUEUE||201|1",
        "1780.7|nurse|Agent/A02|CONNECT|4|1780.8|2",
        "1780.1|booking|Agent/A01|ATTENDEDTRANSFER|BRIDGE|f00d-12|5|70|1",
        "1780.7|nurse|Agent/A02|COMPLETECALLER|4|200|1",
    )
    assert kinds(events) == ["connected", "joined", "connected", "transferred", "ended"]
    assert (events[3].call_id, events[3].reason, events[3].to) == ("1780.1", "attended", "BRIDGE|f00d-12")
    assert (events[3].wait_seconds, events[3].talk_seconds) == (5, 70)
    assert (events[4].call_id, events[4].talk_seconds) == ("1780.7", 200)
    (link,) = read("1780.1|booking|Agent/A01|ATTENDEDTRANSFER|LINK|PJSIP/a-1|PJSIP/b-2|5|70|1")
    assert (link.to, link.talk_seconds, link.first_position) == ("LINK|PJSIP/a-1|PJSIP/b-2", 70, 1)


def test_ring_no_answer_is_in_milliseconds() -> None:
    missed, canceled = read(
        "1780.1|booking|Agent/A01|RINGNOANSWER|15500", "1780.1|booking|Agent/A02|RINGCANCELED|900"
    )  # fmt: skip
    assert (missed.kind, missed.ring_seconds, missed.reason) == (PhoneKind.NOT_ANSWERED, 15.5, "")
    assert (canceled.kind, canceled.ring_seconds, canceled.reason) == (PhoneKind.NOT_ANSWERED, 0.9, "canceled")


def test_one_way_out_written_twice_has_one_name() -> None:
    events = read("1780.1|booking|NONE|EXITEMPTY|1|1|44", "1780.1|booking|NONE|LEAVEEMPTY")
    assert [(event.kind, event.reason) for event in events] == [(PhoneKind.LEFT, "empty")] * 2
    assert [event.wait_seconds for event in events] == [44, None]


def test_a_name_may_hold_the_separator() -> None:
    agent, queue, caller = read(
        "1780.1|booking|Agent/Lee | Ann|CONNECT|5|1780.2|3",
        "1780.1|front | east|NONE|ENTERQUEUE|||1",
        "1780.1|booking|NONE|ENTERQUEUE||+15055550142|1|O'Hara | [Bea]",
    )
    assert (agent.queue, agent.agent, agent.wait_seconds) == ("booking", "Agent/Lee | Ann", 5)
    assert (queue.queue, queue.agent, queue.position) == ("front | east", "", 1)
    assert (caller.name, caller.position) == ("O'Hara | [Bea]", 1)


def test_pauses_and_members() -> None:
    events = read(
        "NONE|booking|Agent/A01|ADDMEMBER|", "NONE|booking|Agent/A01|PAUSE|lunch", "NONE|NONE|Agent/A01|UNPAUSEALL|",
        "NONE|booking|Agent/A01|REMOVEMEMBER|", "NONE|NONE|NONE|QUEUESTART|", "1780.1|NONE|NONE|DID|5055550199",
    )  # fmt: skip
    assert kinds(events) == ["member_added", "paused", "unpaused", "member_removed", "started", "other"]
    assert (events[1].call_id, events[1].agent, events[1].reason) == ("", "Agent/A01", "lunch")
    assert (events[2].queue, events[5].reason) == ("", "5055550199")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"{AT}|1780.1|booking|Agent/A01|COMPL", queue_log.UNKNOWN_WORD),  # half a line
        (f"{AT}|1780.1|boo", queue_log.SHORT_LINE),
        (f"{AT}|1780.1|booking|Agent/A01|COMPLETECALLER|0", queue_log.SHORT_LINE),
        (f"{AT}|1780.1|booking|Agent/A01|COMPLETECALLER|0|", queue_log.SHORT_LINE),
        (f"{AT}|1780.1|booking|Agent/A01|COMPLETECALLER|0|soon|1", queue_log.NOT_A_NUMBER),
        (f"{AT}|1780.1|booking|Agent/A01|SOMETHINGNEW|1|2", queue_log.UNKNOWN_WORD),
        ("soon|1780.1|booking|NONE|ENTERQUEUE|||1", queue_log.NO_TIME),
        (f"{AT}{AT}|1780.1|booking|NONE|ENTERQUEUE|||1", queue_log.TORN_LINE),
        ("-5|1780.1|booking|NONE|ENTERQUEUE|||1", queue_log.NO_TIME),
        ("nan|1780.1|booking|NONE|ENTERQUEUE|||1", queue_log.NO_TIME),
        ("0|0|", queue_log.NO_TIME),
    ],
)
def test_what_cannot_be_read_is_a_warning_with_its_line(line: str, why: str) -> None:
    before = datetime(2026, 5, 1, tzinfo=UTC)
    event = read_line(line, before)
    assert (event.kind, event.reason, event.raw) == (PhoneKind.WARNING, why, line)
    assert event.at == (before if why in (queue_log.NO_TIME, queue_log.TORN_LINE) else datetime.fromtimestamp(AT, UTC))


@pytest.mark.parametrize("cut", range(1, 50))
def test_a_line_cut_off_that_runs_into_the_next_loses_only_itself(cut: int) -> None:
    cut_off = f"{AT}|{AT}.1|booking|Agent/A01|COMPLETECALLER|10|169|1"[:cut]
    events = list(read_lines([f"{cut_off}{AT + 60}|NONE|NONE|NONE|QUEUESTART|"]))
    assert kinds(events) == ["warning", "started"]
    assert events[0].reason == queue_log.TORN_LINE
    assert events[1].at == datetime.fromtimestamp(AT + 60, UTC)


def test_negative_durations_stay_what_they_are() -> None:
    connected, ended = read(
        "1780.1|booking|Agent/A01|CONNECT|-3|1780.2|-1", "1780.1|booking|Agent/A01|COMPLETEAGENT|-3|-20|1"
    )  # fmt: skip
    assert (connected.wait_seconds, connected.ring_seconds, ended.talk_seconds) == (-3, -1, -20)


def test_older_versions_write_fewer_fields_and_newer_ones_more() -> None:
    joined, connected, timed_out, more = read(
        "1780.1|booking|NONE|ENTERQUEUE||5055550142", "1780.1|booking|Agent/A01|CONNECT|7",
        "1780.2|booking|NONE|EXITWITHTIMEOUT|2", "1780.1|booking|Agent/A01|CONNECT|7|1780.2|3|new|newer",
    )  # fmt: skip
    assert (joined.number, joined.position) == ("5055550142", None)
    assert (connected.wait_seconds, connected.ring_seconds, connected.linked_id) == (7, None, "")
    assert (timed_out.position, timed_out.wait_seconds) == (2, None)
    assert (more.kind, more.wait_seconds, more.ring_seconds) == (PhoneKind.CONNECTED, 7, 3)


pieces = st.one_of(
    st.sampled_from([*WORDS, "NONE", "", "|", "1780000000", "1780.1", "-1", "9" * 5000, "١٢", "\x00", "Agent/x|y"]),
    st.text(max_size=12),
)


@given(st.lists(pieces, max_size=12).map("|".join))
@example("|" * 400)
@example(f"{AT}|" + "1" * 20_000)
def test_nothing_that_is_written_makes_the_reader_fail(line: str) -> None:
    events = list(read_lines([line]))
    assert len(events) <= 2
    for event in events:
        assert event.at >= LONG_AGO
        if event.kind is PhoneKind.WARNING:
            assert event.reason in queue_log.WARNINGS
            assert event.raw


def test_the_recorded_day_is_read_whole() -> None:
    text = shared_data("callcenter/queue_log").read_text()
    events = list(read_lines(text.split("\n")))
    assert Counter(event.kind.value for event in events) == {
        "joined": 2239, "connected": 1511, "ended": 1511, "abandoned": 728, "started": 1,
    }  # fmt: skip
    assert sum(event.wait_seconds or 0 for event in events if event.kind is PhoneKind.CONNECTED) == 203_753
    assert sum(event.talk_seconds or 0 for event in events if event.kind is PhoneKind.ENDED) == 292_810
    assert sum(event.agent == "" for event in events if event.kind is PhoneKind.CONNECTED) == 6
