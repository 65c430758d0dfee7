"""Folding a telephone log into calls: transfers, re-entry, double exits, dirt; figures that add up whatever comes."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.phone_figure import median, nearest_rank
from psr_tui.domain.phone_figures import Limits, all_figures, find, occupancy
from psr_tui.domain.phone_log import LISTED, LogFigures
from psr_tui.domain.queue_calls import CallEnd, CallFold, Odd, Oddity, QueueCall
from tests.helpers.phone_days import figures_of

LIMITS = Limits((20,), (5,))
T0 = datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_one_call_in_two_queues_and_twice_in_one_is_three_calls() -> None:
    log = figures_of("""
        0 c1.1 sched NONE ENTERQUEUE - - 1
        40 c1.1 sched NONE EXITWITHTIMEOUT 1 1 40
        40 c1.1 bill NONE ENTERQUEUE - - 1
        50 c1.1 bill Agent/A CONNECT 10 x.1 2
        60 c1.1 bill Agent/A BLINDTRANSFER 300 desk 10 10 1
        61 c1.1 sched NONE ENTERQUEUE - - 1
        65 c1.1 sched Agent/B CONNECT 4 x.2 1
        95 c1.1 sched Agent/B COMPLETECALLER 4 30 1
    """)
    assert (log.all.answered, log.all.left, log.all.abandoned) == (2, 1, 0)
    assert (log.by_queue["sched"].answered, log.by_queue["sched"].left, log.by_queue["bill"].answered) == (1, 1, 1)
    assert log.by_agent["Agent/A"].talk_seconds == 10  # each rep's talk is their own (CC-74)
    assert log.by_agent["Agent/B"].talk_seconds == 30
    assert log.all.transferred == 1
    assert not log.odd


def test_the_nth_entry_tells_calls_of_one_queue_apart() -> None:
    found = _fold(
        _event(0, PhoneKind.JOINED), _event(9, PhoneKind.ABANDONED, wait=9),
        _event(20, PhoneKind.JOINED), _event(25, PhoneKind.ABANDONED, wait=5),
    )  # fmt: skip
    assert [(call.nth, call.wait) for call in found] == [(1, 9), (2, 5)]


def test_an_attended_transfer_goes_on_under_the_old_id_in_another_queue_or_under_a_new_one() -> None:
    log = figures_of("""
        0 c1.1 sched NONE ENTERQUEUE - - 1
        5 c1.1 sched Agent/A CONNECT 5 x.1 1
        30 c1.1 bill NONE ENTERQUEUE - - 1
        34 c1.1 bill Agent/B CONNECT 4 x.2 1
        36 c1.1 sched Agent/A ATTENDEDTRANSFER BRIDGE x.2 5 31 1
        90 c1.1 bill Agent/B COMPLETEAGENT 4 56 1
        100 c2.2 sched NONE ENTERQUEUE - - 1
        101 c2.2 sched Agent/A CONNECT 1 x.3 1
        111 c2.2 sched Agent/A ATTENDEDTRANSFER BRIDGE x.4 1 10 1
        112 c3.3 bill NONE ENTERQUEUE - - 1
        120 c3.3 bill Agent/B CONNECT 8 x.5 1
        130 c3.3 bill Agent/B COMPLETECALLER 8 10 1
    """)
    assert log.all.answered == 4
    assert log.all.talk_seconds == 31 + 56 + 10 + 10
    assert not log.odd


def test_one_exit_told_twice_is_counted_once_and_listed() -> None:
    log = figures_of("""
        0 c1.1 sched NONE ENTERQUEUE - - 1
        20 c1.1 sched NONE EXITEMPTY 1 1 20
        20 c1.1 sched NONE LEAVEEMPTY
        30 c2.2 sched NONE ENTERQUEUE - - 1
        30 c2.2 sched NONE ENTERQUEUE - - 1
        50 c2.2 sched NONE ABANDON 1 1 20
        50 c2.2 sched NONE ABANDON 1 1 20
    """)
    assert (log.all.left, log.all.abandoned, log.all.offered) == (1, 1, 1)
    assert log.odd == {Odd.DOUBLED: 3}


def test_dirt_is_counted_and_listed_and_never_turned_into_zero() -> None:
    log = figures_of("""
        0 c1.1 q NONE ENTERQUEUE - - 1
        5 c1.1 q Agent/A CONNECT -3 x.1 1
        9 c1.1 q Agent/A COMPLETECALLER -3 -7 1
        10 c2.2 q NONE ENTERQUEUE - - 1
        14 c2.2 q Agent/A CONNECT 4 x.1 1
        24 c2.2 q Agent/A COMPLETECALLER 4 10 1
        30 c3.3 q NONE ENTERQUEUE - - 1
        35 c3.3 q NONE ABANDON 1 1 -2
        40 c4.4 q Agent/A COMPLETECALLER 4 10 1
        39 c5.5 q NONE ENTERQUEUE - - 1
        41 c6.6 q NONE BLAHBLAH 1
        50 c7.7 q NONE ENTERQUEUE - - 1
        52 c7.7 q Agent/B COMPLETECALLER 2 5 1
    """)
    assert log.odd == {
        Odd.NEGATIVE_WAIT: 2, Odd.NEGATIVE_TALK: 1, Odd.NO_ENTRY: 1, Odd.BACKWARDS: 1, Odd.UNREADABLE: 1,
        Odd.NO_END: 1, Odd.NO_ANSWER: 1,
    }  # fmt: skip
    assert len(log.odd_list) == sum(log.odd.values())
    assert (log.all.answered, log.all.abandoned, log.all.lost) == (3, 1, 1)
    figures = all_figures(log.all, LIMITS)
    asa, aht = find(figures, "asa"), find(figures, "aht")
    assert (asa.numerator, asa.denominator) == (6, 2)
    assert asa.exclusions == ("1 answered call without a usable wait",)
    assert (aht.numerator, aht.denominator) == (15, 2)
    late = find(figures, "service_level_20_of_offered")
    assert (late.numerator, late.denominator) == (2, 4)
    assert late.notes == ("2 calls without a usable wait: counted, as not within T",)


def test_a_lost_end_is_not_guessed() -> None:
    log = figures_of("""
        0 c1.1 q NONE ENTERQUEUE - - 1
        60 c1.1 q NONE ENTERQUEUE - - 1
        70 c1.1 q Agent/A CONNECT 10 x.1 1
    """)
    assert (log.all.lost, log.all.answered, log.all.odd_talks, log.odd[Odd.NO_END]) == (1, 1, 1, 2)
    assert (log.waiting.most, log.talking.most) == (1, 1)


def test_ringing_in_vain_is_counted_by_agent_and_ends_nothing() -> None:
    log = figures_of("""
        0 c1.1 q NONE ENTERQUEUE - - 1
        20 c1.1 q Agent/A RINGNOANSWER 15000
        25 c1.1 q Agent/B CONNECT 25 x.1 3
        30 c1.1 q Agent/B COMPLETEAGENT 25 5 1
    """)
    assert log.ring_no_answer == {"Agent/A": 1}
    assert (log.all.answered, log.all.wait_seconds) == (1, 25)


def test_occupancy_needs_a_sign_in_and_leaves_pauses_out() -> None:
    log = figures_of("""
        0 NONE q Agent/A ADDMEMBER
        0 NONE r Agent/A ADDMEMBER
        10 c1.1 q NONE ENTERQUEUE - - 1
        10 c1.1 q Agent/A CONNECT 0 x.1 1
        60 c1.1 q Agent/A COMPLETEAGENT 0 50 1
        100 NONE NONE Agent/A PAUSEALL lunch
        150 NONE NONE Agent/A UNPAUSEALL
        200 NONE q Agent/A REMOVEMEMBER
        300 NONE r Agent/A REMOVEMEMBER
        310 NONE q Agent/B PAUSE
    """)
    assert log.signed_in.seconds == {"Agent/A": 250.0}
    figure = occupancy(log.by_agent["Agent/A"].handle_seconds, log.signed_in.seconds["Agent/A"])
    assert figure.rounded == 20.0
    assert occupancy(50, 0).value is None


def test_only_so_many_odd_lines_are_kept_and_all_are_counted() -> None:
    log = LogFigures(ZoneInfo("UTC")).feed(_event(n, PhoneKind.ENDED, call=str(n)) for n in range(LISTED + 50)).close()
    assert (log.odd[Odd.NO_ENTRY], len(log.odd_list)) == (LISTED + 50, LISTED)


def test_what_was_forgotten_is_only_what_nobody_speaks_of_any_more(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("psr_tui.domain.queue_calls.FORGET_OVER", 3)
    odd: list[Oddity] = []
    fold = CallFold(odd.append)
    day = 86_400
    for at, call in ((0, "a"), (1, "b"), (2, "c"), (2 * day, "d"), (2 * day + 1, "e"), (2 * day + 2, "a")):
        fold.feed(_event(at, PhoneKind.JOINED, call=call))
        if call != "c":
            fold.feed(_event(at, PhoneKind.ABANDONED, call=call, wait=0))
    ended = fold.feed(_event(2 * day + 3, PhoneKind.ABANDONED, call="c", wait=2 * day))
    assert ended is not None and ended.joined_at == T0 + timedelta(seconds=2)
    assert not odd


# --- whatever comes ---
_KINDS = (PhoneKind.JOINED, PhoneKind.CONNECTED, PhoneKind.ENDED, PhoneKind.ABANDONED, PhoneKind.LEFT,
          PhoneKind.TRANSFERRED, PhoneKind.NOT_ANSWERED)  # fmt: skip
_SECONDS = st.one_of(st.none(), st.integers(-5, 90))
_SCRIPTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(_KINDS), st.sampled_from("abc"), st.sampled_from("qr"), _SECONDS),
    max_size=60,
)


@given(_SCRIPTS)
def test_every_entry_becomes_exactly_one_call_and_every_cut_adds_up(
    script: list[tuple[int, PhoneKind, str, str, int | None]],
) -> None:
    now, events = 0, []
    for step, kind, call, queue, seconds in script:
        now += step
        events.append(_event(now, kind, call=call, queue=queue, wait=seconds, talk=seconds))
    log = LogFigures(ZoneInfo("UTC")).feed(events).close()
    doubled = sum(1 for one in log.odd_list if one.what is Odd.DOUBLED and one.detail == PhoneKind.JOINED.value)
    entries = sum(event.kind is PhoneKind.JOINED for event in events) - doubled
    total = log.all
    assert total.answered + total.abandoned + total.left + total.lost == entries
    assert total.waits.total() + total.odd_waits == total.answered
    assert total.abandon_waits.total() + total.odd_abandon_waits == total.abandoned
    assert total.talks.total() + total.odd_talks == total.answered
    for cut in (log.by_queue, log.by_hour, log.by_half_hour):
        assert sum(tally.offered for tally in cut.values()) == total.offered
    assert sum(tally.answered for tally in log.by_agent.values()) == total.answered
    for figure in all_figures(total, LIMITS):
        assert figure.value is None or figure.unit.value != "percent" or 0 <= figure.value <= 100


@given(_SCRIPTS, st.integers(0, 60))
def test_a_log_that_grows_gives_what_the_whole_log_gives(
    script: list[tuple[int, PhoneKind, str, str, int | None]], cut: int
) -> None:
    now, events = 0, []
    for step, kind, call, queue, seconds in script:
        now += step
        events.append(_event(now, kind, call=call, queue=queue, wait=seconds, talk=seconds))
    growing = LogFigures(ZoneInfo("UTC")).feed(events[:cut])
    shown = growing.snapshot()
    before = all_figures(shown.all, LIMITS)
    growing.feed(events[cut:]).close()
    whole = LogFigures(ZoneInfo("UTC")).feed(events).close()
    assert all_figures(growing.all, LIMITS) == all_figures(whole.all, LIMITS)
    assert (growing.odd, growing.by_agent, growing.waiting.most) == (whole.odd, whole.by_agent, whole.waiting.most)
    assert all_figures(shown.all, LIMITS) == before  # what was shown does not change under the reader


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 15)), max_size=25))
def test_most_waiting_equals_the_count_over_intervals(calls: list[tuple[int, int]]) -> None:
    events = []
    for number, (joined, wait) in enumerate(calls):
        events.append(_event(joined, PhoneKind.JOINED, call=str(number)))
        events.append(_event(joined + wait, PhoneKind.ABANDONED, call=str(number), wait=wait))
    log = LogFigures(ZoneInfo("UTC")).feed(sorted(events, key=lambda event: event.at)).close()
    at_once = [sum(joined <= second < joined + wait for joined, wait in calls) for second in range(60)]
    assert log.waiting.most == max(at_once, default=0)
    if log.waiting.most:
        assert log.waiting.at == T0 + timedelta(seconds=at_once.index(log.waiting.most))


@given(st.lists(st.integers(0, 30), min_size=1), st.integers(1, 100))
def test_middle_and_rank_are_those_of_the_sorted_list(values: list[int], percent: int) -> None:
    assert median(Counter(values)) == statistics.median(values)
    assert nearest_rank(Counter(values), percent) == sorted(values)[-(-len(values) * percent // 100) - 1]


def _event(
    at: int, kind: PhoneKind, *, call: str = "c", queue: str = "q", wait: int | None = None, talk: int | None = None
) -> PhoneEvent:
    agent = "Agent/A" if kind in (PhoneKind.CONNECTED, PhoneKind.ENDED, PhoneKind.TRANSFERRED) else ""
    return PhoneEvent(
        T0 + timedelta(seconds=at), kind, call, queue, agent, wait_seconds=wait, talk_seconds=talk, verb=kind.value
    )


def _fold(*events: PhoneEvent) -> list[QueueCall]:
    fold = CallFold(lambda oddity: None)
    found = [call for event in events if (call := fold.feed(event)) is not None]
    assert all(call.end is not None for call in found) and CallEnd.LOST not in {call.end for call in found}
    return found
