"""Who waits and what the lines of the reps do, from events alone; and how sources tell themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.phone_sources import LEASE, PhoneSource, SourceKind, checked
from psr_tui.domain.queue_log import read_lines
from psr_tui.domain.rep_lines import LineState, PhoneAgent, RepLine, lines_after, whose
from psr_tui.domain.waiting_callers import LONGEST_WAIT, Callers, after

AT = datetime(2026, 3, 4, 15, tzinfo=UTC)
AGENTS = [PhoneAgent("ann", "Agent/A01", "201"), PhoneAgent("bea", "", "202")]


def event(
    kind: PhoneKind, second: int = 0, call: str = "1.1", agent: str = "Agent/A01", queue: str = "q"
) -> PhoneEvent:
    return PhoneEvent(AT + timedelta(seconds=second), kind, call, queue, agent)


events = st.builds(
    event,
    st.sampled_from(PhoneKind),
    st.integers(0, 5000),
    st.sampled_from(["1.1", "1.2", "1.3"]),
    st.sampled_from(["Agent/A01", "PJSIP/202-0000002a", "Agent/A99", ""]),
    st.sampled_from(["q", "r"]),
)


@given(st.lists(events, max_size=30))
def test_batches_draw_the_same_picture_as_one_stretch(told: list[PhoneEvent]) -> None:
    callers: Callers = {}
    lines: dict[str, RepLine] = {}
    for one in told:
        callers = after(callers, [one])
        lines = lines | lines_after(lines, [one], AGENTS)
    assert callers == after({}, told)
    assert lines == lines_after({}, told, AGENTS)
    assert set(lines) <= {"ann", "bea"}


@given(st.lists(events, max_size=30))
def test_what_is_told_twice_changes_nothing_the_second_time(told: list[PhoneEvent]) -> None:
    doubled = [one for event_ in told for one in (event_, event_)]
    assert after({}, doubled) == after({}, told)
    assert {who: line.state for who, line in lines_after({}, doubled, AGENTS).items()} == {
        who: line.state for who, line in lines_after({}, told, AGENTS).items()
    }


@given(st.lists(events, max_size=30), st.sampled_from([PhoneKind.ABANDONED, PhoneKind.LEFT, PhoneKind.CONNECTED]))
def test_nobody_waits_behind_a_way_out(told: list[PhoneEvent], way_out: PhoneKind) -> None:
    assert ("1.1", "q") not in after({}, [*told, event(way_out)])
    assert after({}, [*told, event(PhoneKind.STARTED)]) == {}


def test_somebody_who_joined_long_ago_is_gone() -> None:
    waiting = after({}, [event(PhoneKind.JOINED, 0, "1.1")])
    late = PhoneEvent(AT + LONGEST_WAIT + timedelta(seconds=1), PhoneKind.JOINED, "1.2", "q")
    assert set(after(waiting, [late])) == {("1.2", "q")}


def test_a_ring_shows_whose_telephone_rings() -> None:
    ringing = after({}, [event(PhoneKind.JOINED), event(PhoneKind.RINGING)])
    assert ringing["1.1", "q"].ringing == "Agent/A01"
    assert after(ringing, [event(PhoneKind.NOT_ANSWERED)])["1.1", "q"].ringing == ""


def states(*told: PhoneEvent) -> list[tuple[str, str]]:
    lines: dict[str, RepLine] = {}
    seen = []
    for one in told:
        lines = lines | lines_after(lines, [one], AGENTS)
        line = lines.get("ann")
        seen.append((line.state.value, line.call_id) if line else ("", ""))
    return seen


def test_the_line_of_a_rep_follows_the_call() -> None:
    assert states(
        event(PhoneKind.JOINED, agent=""), event(PhoneKind.RINGING), event(PhoneKind.NOT_ANSWERED),
        event(PhoneKind.RINGING), event(PhoneKind.CONNECTED), event(PhoneKind.HELD), event(PhoneKind.RESUMED),
        event(PhoneKind.PAUSED), event(PhoneKind.TRANSFERRED),
    ) == [
        ("", ""), ("ringing", "1.1"), ("idle", ""), ("ringing", "1.1"), ("talking", "1.1"), ("held", "1.1"),
        ("talking", "1.1"), ("talking", "1.1"), ("idle", ""),
    ]  # fmt: skip


def test_calls_of_one_agent_that_overlap_leave_the_newer_one_in_hand() -> None:
    assert states(
        event(PhoneKind.CONNECTED, 0, "1.1"), event(PhoneKind.CONNECTED, 5, "1.2"), event(PhoneKind.ENDED, 9, "1.1"),
        event(PhoneKind.RINGING, 9, "1.3"), event(PhoneKind.ENDED, 20, "1.2"),
    ) == [("talking", "1.1"), ("talking", "1.2"), ("talking", "1.2"), ("talking", "1.2"), ("idle", "")]  # fmt: skip


def test_an_attended_transfer_with_another_id_frees_the_first_rep_and_keeps_the_second() -> None:
    log = [
        "1780000000|1.1|booking|NONE|ENTERQUEUE|||1",
        "1780000005|1.1|booking|Agent/A01|CONNECT|5|1.2|3",
        "1780000050|1.7|nurse|NONE|ENTERQUEUE||201|1",
        "1780000054|1.7|nurse|PJSIP/202|CONNECT|4|1.8|2",
        "1780000075|1.1|booking|Agent/A01|ATTENDEDTRANSFER|BRIDGE|f00d|5|70|1",
    ]
    told = list(read_lines(log))
    lines = lines_after({}, told, AGENTS)
    assert (lines["ann"].state, lines["bea"].state, lines["bea"].call_id) == (LineState.IDLE, LineState.TALKING, "1.7")
    assert after({}, told) == {}


@pytest.mark.parametrize(
    ("agent", "who"),
    [
        ("Agent/A01", "ann"), ("agent/a01", "ann"), ("PJSIP/201", "ann"), ("SIP/201-0000002a", "ann"), ("201", "ann"),
        ("Local/202@from-queue/n", "bea"), ("PJSIP/202-0000002a;1", "bea"), ("Agent/A02", ""), ("", ""), ("A01", ""),
    ],
)  # fmt: skip
def test_whose_telephone_it_is(agent: str, who: str) -> None:
    assert whose(agent, AGENTS) == who


PBX = PhoneSource("pbx", SourceKind.QUEUE_LOG, path="/var/log/asterisk/queue_log", changed_at=AT)


def test_the_right_to_listen_runs_out_and_a_clock_set_back_locks_nobody_out() -> None:
    taken = replace(PBX, reader="desk-1#a", reader_until=AT + LEASE)
    assert taken.free_for("desk-1#a", AT)
    assert not taken.free_for("desk-2#b", AT)
    assert taken.free_for("desk-2#b", AT + LEASE)
    assert taken.free_for("desk-2#b", AT - timedelta(hours=1))
    assert not taken.to_renew(AT + timedelta(seconds=5))
    assert taken.to_renew(AT + timedelta(seconds=11))
    assert taken.to_renew(AT - timedelta(hours=1))


def test_a_source_tells_itself_in_words() -> None:
    tz = ZoneInfo("America/Chicago")
    assert PBX.words(AT, tz) == "queue_log /var/log/asterisk/queue_log, never read, nobody listens"
    heard = replace(PBX, read_at=AT, reader="desk-1#a", reader_until=AT + LEASE, trouble="/x is not there.")
    assert heard.words(AT, tz) == (
        "queue_log /var/log/asterisk/queue_log, /x is not there, read at 09:00, desk-1 listens"
    )
    assert "secret" not in repr(replace(PBX, secret="hush")).replace("hush", "secret")
    assert "hush" not in repr(replace(PBX, secret="hush"))


@pytest.mark.parametrize(
    ("source", "field"),
    [
        (replace(PBX, name=" "), "Name"),
        (replace(PBX, name="x" * 61), "Name"),
        (replace(PBX, path="queue_log"), "File"),
        (replace(PBX, time_zone="Mars/Base"), "Time zone"),
        (PhoneSource("ami", SourceKind.MANAGER, host="127.0.0.1"), "Host"),
        (PhoneSource("ami", SourceKind.MANAGER, host="127.0.0.1", port=5038), "Login"),
    ],
)
def test_what_is_missing_is_said_with_its_field(source: PhoneSource, field: str) -> None:
    with pytest.raises(InvalidInput, match=r"example|needs|known") as refused:
        checked(source)
    assert refused.value.field == field
