"""What stops a booking, and who may go on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.restrictions import (
    Restriction,
    Stop,
    StopKind,
    check_may_book,
    check_may_come,
    checked_death,
    checked_restriction,
    deceased_stop,
    merged_stop,
    stop_of,
)
from psr_tui.domain.staff import Actor, Role

TODAY = date(2026, 3, 4)
ALL = {
    StopKind.DECEASED: deceased_stop(date(2026, 1, 5)),
    StopKind.MERGED: merged_stop("SMITH, Jon, MRN 000002"),
    **{
        kind: Stop(kind, "may not be booked: why (S. Otto)", "S. Otto")
        for kind in (StopKind.NO_BOOKING, StopKind.SAME_DAY_ONLY, StopKind.SUPERVISOR_ONLY)
    },
}


def by(role: Role) -> Actor:
    return Actor("u", "u", "U", role, "", "")


def refused(stops: list[Stop], actor: Actor, same_day: bool, reason: str) -> bool:
    try:
        check_may_book("SMITH, Jon", stops, actor, same_day=same_day, reason=reason)
    except Refused as error:
        assert error.message.startswith("SMITH, Jon ") and error.message.endswith(".")
        return True
    return False


@given(
    st.lists(st.sampled_from(list(StopKind)), max_size=4),
    st.sampled_from(Role),
    st.booleans(),
    st.sampled_from(["", "hurt"]),
)
def test_the_rule_said_once_more(kinds: list[StopKind], role: Role, same_day: bool, reason: str) -> None:
    senior = role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    blocked = StopKind.MERGED in kinds
    for kind in kinds:
        if kind is StopKind.SAME_DAY_ONLY and same_day:
            continue
        if kind is StopKind.SUPERVISOR_ONLY and senior:
            continue
        blocked = blocked or not (senior and reason)
    assert refused([ALL[kind] for kind in kinds], by(role), same_day, reason) is blocked


def test_at_the_desk_same_day_only_stops_nobody() -> None:
    check_may_come("SMITH, Jon", [ALL[StopKind.SAME_DAY_ONLY]], by(Role.REP))


def test_a_restriction_holds_until_its_last_day_and_says_who_wrote_it() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    one = Restriction("r", StopKind.NO_BOOKING, "Owes us a talk.", "L. Grant", since, TODAY, None, 1, "", since)
    assert one.in_force(TODAY)
    assert not one.in_force(date(2026, 3, 5))
    assert stop_of(one).reason == "may not be booked until 03/04/2026: Owes us a talk (L. Grant)"


def test_reason_and_dates_are_asked_for_by_name() -> None:
    with pytest.raises(InvalidInput, match="Reason is missing"):
        checked_restriction("no_booking", " \u200b ", None, TODAY)
    with pytest.raises(InvalidInput, match="Last day is past"):
        checked_restriction("no_booking", "why", date(2026, 3, 3), TODAY)
    with pytest.raises(InvalidInput, match="in the future"):
        checked_death(date(2026, 3, 5), None, TODAY)
    with pytest.raises(InvalidInput, match="before the birth"):
        checked_death(date(1950, 1, 1), date(1960, 1, 1), TODAY)
