"""What reps type to find a time, orders of a follow-up, series, the wait list and recalls, as rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.booking import FollowUp, is_late, parse_follow_up, read_back, side_of
from psr_tui.domain.diary import Planner, VisitKind
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.recalls import business_days
from psr_tui.domain.series import Member, Which, meant, parse_pattern
from psr_tui.domain.slots import SlotCode, read_slots
from psr_tui.domain.typed_wishes import parse_wish
from psr_tui.domain.wait_list import Entry, Gap, offer_until, ranked, why_not
from psr_tui.domain.wanted import DayPart, Opening, Wanted, days_of

TZ = ZoneInfo("America/Chicago")
TODAY = date(2026, 3, 4)  # a Wednesday
NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
KINDS = (VisitKind("OV15", "Office visit"), VisitKind("FUP", "Follow-up"), VisitKind("NP30", "New patient", 30))
PLANNERS = (Planner("d1", "LEE", "Lee"), Planner("d2", "ORT", "Ortiz"))


def wish(typed: str) -> Wanted:
    return parse_wish(typed, Wanted("OV15"), TODAY, KINDS, PLANNERS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Wanted("OV15")),
        ("tue 2p", Wanted("OV15", weekdays="1", from_minute=840)),
        ("3 months 30 min", Wanted("OV15", 30, target=date(2026, 6, 4), window_days=21)),
        ("3 months, 30 min fup", Wanted("FUP", 30, target=date(2026, 6, 4), window_days=21)),
        ("6w lee", Wanted("OV15", provider_ids=("d1",), target=date(2026, 4, 15), window_days=7)),
        ("+2w am", Wanted("OV15", earliest=date(2026, 3, 18), parts=(DayPart.MORNING,))),
        ("next week", Wanted("OV15", earliest=date(2026, 3, 8), latest=date(2026, 3, 14))),
        ("next tue", Wanted("OV15", earliest=date(2026, 3, 10), latest=date(2026, 3, 10))),
        ("mon thu pm np30", Wanted("NP30", weekdays="03", parts=(DayPart.AFTERNOON,))),
        ("12/3 ort", Wanted("OV15", provider_ids=("d2",), earliest=date(2026, 12, 3))),
        ("t", Wanted("OV15", earliest=TODAY)),
        ("9:15", Wanted("OV15", from_minute=555)),
    ],
)
def test_a_wish_is_read_by_the_grammar_of_the_house(typed: str, expected: Wanted) -> None:
    assert wish(typed) == expected


@pytest.mark.parametrize("typed", ["tue zz", "33 min", "900 min", "13/45", "\x00", "lee; drop"])
def test_what_is_no_wish_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match="for example"):
        wish(typed)


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_the_reader(typed: str) -> None:
    for read in (wish, parse_follow_up, parse_pattern):
        try:
            read(typed)
        except InvalidInput as refused:
            assert "for example" in refused.message


@pytest.mark.parametrize(
    ("typed", "order", "target"),
    [
        ("3 months, 30 min", FollowUp(3, "months", 30), date(2026, 6, 4)),
        ("in 6 weeks", FollowUp(6, "weeks"), date(2026, 4, 15)),
        ("10d", FollowUp(10, "days"), date(2026, 3, 14)),
        ("1 year", FollowUp(1, "years"), date(2027, 3, 4)),
    ],
)
def test_a_providers_order(typed: str, order: FollowUp, target: date) -> None:
    assert parse_follow_up(typed) == order
    assert parse_follow_up(order.words) == order
    assert order.target(TODAY) == target


def test_an_order_at_the_end_of_a_month_stays_in_its_month() -> None:
    assert FollowUp(1, "months").target(date(2026, 1, 31)) == date(2026, 2, 28)


@given(st.integers(1, 12), st.sampled_from(["days", "weeks", "months"]), st.integers(2, 20))
def test_a_series_has_as_many_days_as_were_asked_in_rising_order(every: int, unit: str, count: int) -> None:
    pattern = parse_pattern(f"{every} {unit} x {count}")
    days = pattern.days(date(2026, 1, 31))
    assert len(days) == count and list(days) == sorted(set(days)) and days[0] == date(2026, 1, 31)
    if unit == "months":
        assert all(day.day == 31 or (day + timedelta(days=1)).day == 1 for day in days)


def test_this_following_and_all_of_a_series() -> None:
    members = tuple(Member(f"v{n}", 1, TODAY + timedelta(days=7 * n), "09:00") for n in (2, 0, 1))
    assert [one.visit_id for one in meant(members, "v1", Which.THIS)] == ["v1"]
    assert [one.visit_id for one in meant(members, "v1", Which.FOLLOWING)] == ["v1", "v2"]
    assert [one.visit_id for one in meant(members, "v1", Which.ALL)] == ["v0", "v1", "v2"]
    with pytest.raises(InvalidInput):
        meant(members, "v9", Which.ALL)


def test_days_are_looked_at_soonest_first_or_nearest_to_a_target_and_never_in_the_past() -> None:
    assert days_of(Wanted("X", latest=TODAY + timedelta(days=2)), TODAY)[0] == TODAY
    near = days_of(Wanted("X", target=TODAY + timedelta(days=1), window_days=5), TODAY)
    assert near[:4] == [TODAY + timedelta(days=n) for n in (1, 2, 0, 3)] and min(near) == TODAY


def entry(**more: object) -> Entry:
    values: dict[str, object] = {
        "entry_id": "e", "version": 1, "patient_id": "p", "patient": "SMITH, Jon", "visit_type": "OV15", "minutes": 15,
        "provider_id": None, "earliest": None, "latest": None, "weekdays": "0123456", "parts": (),
        "notice_minutes": 60, "priority": 50, "interpreter": False, "since": NOW - timedelta(days=3),
    }  # fmt: skip
    return Entry(**{**values, **more})  # type: ignore[arg-type]


GAP = Gap("d1", "Lee", NOW + timedelta(hours=3), NOW + timedelta(hours=3, minutes=30), ("OV15",))  # 12:47 in Chicago


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, ""),
        ({"minutes": 45}, "needs 45 min, 30 are free"),
        ({"visit_type": "FUP"}, "the slot is for other visits"),
        ({"provider_id": "d2"}, "wants another provider"),
        ({"notice_minutes": 300}, "needs 300 min of notice"),
        ({"earliest": TODAY + timedelta(days=1)}, "too early for them"),
        ({"latest": TODAY - timedelta(days=1)}, "too late for them"),
        ({"weekdays": "01"}, "not on Wed"),
        ({"parts": (DayPart.MORNING,)}, "not at that time of day"),
        ({"has": NOW + timedelta(hours=1)}, "has an earlier time already"),
        ({"unauthorised": True}, "no authorisation in force"),
    ],
)
def test_why_an_entry_does_not_fit_a_freed_time(more: dict[str, object], why: str) -> None:
    assert why_not(entry(**more), GAP, NOW, TZ) == why
    assert bool(ranked([entry(**more)], GAP, NOW, TZ, 2)) is (why == "")


def test_an_offer_runs_out_before_the_notice_the_patient_needs() -> None:
    assert offer_until(NOW, NOW + timedelta(hours=5), 30) == NOW + timedelta(minutes=60)
    assert offer_until(NOW, NOW + timedelta(minutes=50), 30) == NOW + timedelta(minutes=20)
    assert offer_until(NOW, NOW + timedelta(minutes=10), 30) == NOW


def test_business_days_pass_over_weekends_and_closed_days() -> None:
    friday = date(2026, 3, 6)
    assert business_days(friday, 2, "01234", {date(2026, 3, 9)}) == (date(2026, 3, 10), date(2026, 3, 11))
    assert business_days(friday, 2, "", set()) == ()


def test_late_and_sides() -> None:
    assert is_late(NOW + timedelta(hours=23, minutes=59), NOW, 24) and not is_late(NOW + timedelta(hours=24), NOW, 24)
    assert [side_of(code) for code in ("pat-crs", "prov-pers", "oth-weath", "maint")] == [
        "patient", "provider", "clinic", "clinic",
    ]  # fmt: skip


def test_a_read_back_leaves_out_what_is_not_there() -> None:
    opening = Opening("d1", "Lee", TODAY, "09:15", NOW, 15)
    assert read_back("SMITH, Jon", KINDS[0], opening, "") == (
        "SMITH, Jon", "Office visit, 15 minutes", "Wednesday, 03/04/2026 at 09:15", "with Lee",
    )  # fmt: skip


def test_a_template_names_the_character_nobody_knows() -> None:
    codes = {"1": SlotCode("1", "Open"), "N": SlotCode("N", "New")}
    assert read_slots("11.N..", 480, 15, codes) == "11.N"
    for typed, first, minutes, words in (
        ("11X", 480, 15, "'X' at 08:30 is no slot code; use 1 N"),
        ("1", 480, 7, "in steps of 5"),
        ("1", 483, 15, "in steps of five minutes"),
        ("1" * 65, 480, 15, "past midnight"),
    ):
        with pytest.raises(InvalidInput, match=words):
            read_slots(typed, first, minutes, codes)
