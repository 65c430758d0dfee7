"""Caps: never one call too many in any window, and the refusal names the cap and the very next allowed moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.call_caps import CallCaps, Calls, Cap, Made, Scope, cap_words
from psr_tui.domain.call_window import CallHours
from psr_tui.domain.callback_states import Act, State, next_state
from psr_tui.domain.errors import Refused
from psr_tui.domain.ladder import left_after, offered, steps_of

DENVER = ZoneInfo("America/Denver")
NOW = datetime(2026, 3, 4, 16, 47, tzinfo=UTC)
DAY = timedelta(days=1)
PER_DAY = Cap("PDAY", "calls to one patient a day", Scope.PATIENT, 3, calendar_day=True)
IN_24_H = Cap("N24", "calls to one number in 24 hours", Scope.NUMBER, 3, window=DAY)
IN_7_DAYS = Cap("N7D", "calls to one number in 7 days", Scope.NUMBER, 7, window=7 * DAY)
CAPS = CallCaps((PER_DAY, IN_24_H, IN_7_DAYS))
WINDOW = CallHours("America/Denver").for_patient("America/Denver", "NM", "")

minutes = st.lists(st.integers(0, 9 * 24 * 60), max_size=12)
moments = st.sampled_from(
    [NOW, datetime(2026, 3, 8, 7, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)]  # both clock changes
)


def _made(ago: list[int], now: datetime) -> tuple[Made, ...]:
    return tuple(Made(now - timedelta(minutes=one), "SCHED") for one in ago)


@settings(max_examples=200, deadline=None)
@given(minutes, moments)
def test_the_next_call_is_allowed_then_and_not_a_minute_before(ago: list[int], now: datetime) -> None:
    """Whoever calls at the named moment breaks no cap; a minute before they would have broken one."""
    made = _made(ago, now)
    calls = Calls(made, made, made)
    reached = CAPS.reached("NM", "SCHED", calls, now, DENVER)
    if reached is None:
        assert _holds(made, now)
        return
    assert reached.free_at is not None and reached.free_at > now
    assert _holds(made, reached.free_at)
    assert not _holds(made, reached.free_at - timedelta(minutes=1)) or reached.free_at - now < timedelta(minutes=1)
    assert CAPS.reached("NM", "SCHED", calls, reached.free_at, DENVER) is None


def _holds(made: tuple[Made, ...], at: datetime) -> bool:
    """Whether one more call at this moment keeps every cap, counted anew and in the plainest way."""
    when = [one.at for one in made]
    day = sum(one.astimezone(DENVER).date() == at.astimezone(DENVER).date() for one in when)
    return day < 3 and sum(one > at - DAY for one in when) < 3 and sum(one > at - 7 * DAY for one in when) < 7


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 30))
def test_whoever_calls_whenever_allowed_never_passes_a_cap(now: datetime, calls: int) -> None:
    """A rep who calls the moment it is allowed, again and again: no window ever holds one call too many."""
    made: list[Made] = []
    at = now
    for _ in range(calls):
        reached = CAPS.reached("NM", "SCHED", Calls((), tuple(made), tuple(made)), at, DENVER)
        at = at if reached is None or reached.free_at is None else WINDOW.next_workable(reached.free_at)
        assert _holds(tuple(made), at)
        made.append(Made(at, "SCHED"))
        at += timedelta(minutes=1)


def test_rows_hold_for_their_state_and_their_reasons_only() -> None:
    florida = Cap("FL", "calls in Florida", Scope.NUMBER, 1, window=DAY, state="FL")
    bills = Cap("B", "calls about bills", Scope.NUMBER, 1, window=DAY, reasons=frozenset({"BILL"}))
    caps = CallCaps((florida, bills))
    once = Calls(number=(Made(NOW - timedelta(hours=1), "SCHED"),))
    assert caps.reached("NM", "SCHED", once, NOW, DENVER) is None
    found = caps.reached("FL", "SCHED", once, NOW, DENVER)
    assert found is not None and found.cap is florida
    assert caps.reached("NM", "BILL", once, NOW, DENVER) is None  # that call was about something else
    billed = Calls(number=(Made(NOW - timedelta(hours=1), "BILL"),))
    found = caps.reached("NM", "BILL", billed, NOW, DENVER)
    assert found is not None and found.cap is bills and found.free_at == NOW + timedelta(hours=23)


def test_the_life_of_an_item_ends_and_a_maximum_of_none_is_never() -> None:
    life = Cap("I", "calls in all", Scope.ITEM, 2)
    twice = Calls(item=(Made(NOW - 40 * DAY), Made(NOW - 30 * DAY)))
    found = CallCaps((life,)).reached("", "", twice, NOW, DENVER)
    assert found is not None and found.free_at is None
    assert "No further call is allowed" in cap_words(found, NOW, WINDOW, DENVER)
    assert Cap("0", "never", Scope.NUMBER, 0, window=DAY).free_at((), NOW, DENVER) is None


def test_the_words_name_the_cap_and_the_next_allowed_time_on_the_patients_wall() -> None:
    made = tuple(Made(NOW - timedelta(minutes=one), "SCHED") for one in (5, 60, 120))
    found = CAPS.reached("NM", "SCHED", Calls((), made, made), NOW, DENVER)
    assert found is not None
    words = cap_words(found, NOW, WINDOW, DENVER)
    assert words == (
        "The limit is reached: 3 calls to one number in 24 hours. The next call is allowed Thu 03/05 08:00."
    )


def test_the_ladder_goes_down_step_by_step() -> None:
    ladder = "emergency contact, portal, letter, certified letter"
    assert steps_of("portal or letter") == ("portal", "letter")
    assert offered(ladder)[:4] == ("emergency contact", "portal", "letter", "certified letter")
    assert left_after(ladder, "portal") == "letter, certified letter"
    assert left_after(ladder, "certified letter") == "" and left_after(ladder, "statement") == ladder
    assert set(offered("statement")) == set(offered(ladder))


@pytest.mark.parametrize("act", [Act.SLEEP, Act.MISS, Act.EXPIRE, Act.TELL, Act.OTHER_NUMBER])
def test_what_is_over_stays_over(act: Act) -> None:
    for state in (State.DONE, State.CANCELLED, State.EXPIRED):
        with pytest.raises(Refused):
            next_state(state, act)
