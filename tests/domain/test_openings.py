"""Openings and conflicts as rules: what is offered can be booked, what cannot be booked is named, and the two days on
which the clocks change keep wall times and exact lengths."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.clock import at_local
from psr_tui.domain.conflicts import Kind, Policy, Wish, conflicts_of
from psr_tui.domain.day_units import day_units, each, minute_of, span, starts
from psr_tui.domain.diary import Busy, Diary, Planner, VisitKind
from psr_tui.domain.openings import next_openings
from psr_tui.domain.slots import Absence, SlotCode, Template
from psr_tui.domain.wanted import DayPart, Found, Opening, Wanted

TZ = ZoneInfo("America/Chicago")
MONDAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)  # 08:00 in Chicago
KIND = VisitKind("OV15", "Office visit", 15)
CODES = {
    "1": SlotCode("1", "Open"),
    "2": SlotCode("2", "Open, two places", places=2),
    "N": SlotCode("N", "New patient", 30, visit_types=("NP30",)),
    "S": SlotCode("S", "Same day", release="day"),
    "W": SlotCode("W", "Same week", release="week"),
}


def week(slots: str, provider: str = "lee", first: str = "08:00", minutes: int = 15) -> tuple[Template, ...]:
    return tuple(
        Template(f"{provider}{day}", provider, day, date(2026, 1, 1), None, minute_of(first), minutes, slots)
        for day in range(7)
    )


def busy(start: str, minutes: int = 15, day: date = MONDAY, patient: str = "p0", **more: str) -> Busy:
    at = at_local(day, *divmod(minute_of(start), 60), TZ)
    end = at + timedelta(minutes=minutes)
    visit = more.get("visit", f"v{start}{patient}")
    return Busy(visit, patient, more.get("provider", "lee"), None, more.get("kind", "OV15"), at, end, end, start)


def diary(slots: str = "1111", visits: tuple[Busy, ...] = (), **more: object) -> Diary:
    by_day: dict[tuple[str, date], list[Busy]] = {}
    for one in visits:
        by_day.setdefault((one.provider_id or "", one.starts_at.astimezone(TZ).date()), []).append(one)
    values: dict[str, object] = {
        "planners": (Planner("lee", "LEE", "Lee"),), "codes": CODES, "templates": {"lee": week(slots)}, "busy": by_day,
    }  # fmt: skip
    return Diary(**{**values, **more})  # type: ignore[arg-type]


def search(made: Diary, wanted: Wanted | None = None, kind: VisitKind = KIND, now: datetime = NOW) -> Found:
    return next_openings(wanted or Wanted(kind.code), kind, now, TZ, lambda _first, _last: made)


def opening(start: str, minutes: int = 15, day: date = MONDAY, room: str = "") -> Opening:
    at = at_local(day, *divmod(minute_of(start), 60), TZ)
    return Opening("lee", "Lee", day, start, at, minutes, room_id=room)


def kinds(
    made: Diary, start: str, kind: VisitKind = KIND, minutes: int = 15, now: datetime = NOW, **more: str
) -> list[Kind]:
    wish = Wish("SMITH, Jon", kind, opening(start, minutes, room=more.get("room", "")))
    return [one.kind for one in conflicts_of(wish, made, now, TZ)]


@given(st.integers(0, 2**40 - 1), st.integers(1, 12))
def test_starts_are_the_places_where_enough_units_in_a_row_are_free(free: int, count: int) -> None:
    expected = [n for n in range(41) if all(free >> k & 1 for k in range(n, n + count))]
    assert each(starts(free, count)) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.text("12NSW.", min_size=1, max_size=24),
    st.lists(st.tuples(st.integers(0, 70), st.sampled_from([10, 15, 30, 45])), max_size=6),
    st.sampled_from([5, 15, 20, 30, 60]),
)
def test_what_is_offered_has_no_conflict_and_the_slots_between_do(
    slots: str, taken: list[tuple[int, int]], minutes: int
) -> None:
    visits = tuple(
        busy(f"{8 + unit * 5 // 60:02d}:{unit * 5 % 60:02d}", length, patient=f"p{n}")
        for n, (unit, length) in enumerate(taken)
    )
    made = diary(slots, visits)
    found = search(made, Wanted("OV15", minutes, earliest=MONDAY, latest=MONDAY, most=500))
    offered = {one.local_start for one in found.openings}
    for one in found.openings:
        assert conflicts_of(Wish("X", KIND, one), made, NOW, TZ) == ()
        assert 0 < one.left <= one.places
    for place in range(len(slots)):
        start = f"{8 + place * 15 // 60:02d}:{place * 15 % 60:02d}"
        assert (start in offered) is (kinds(made, start, minutes=minutes) == []), start


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([MONDAY, date(2026, 3, 8), date(2026, 11, 1)]),
    st.lists(st.tuples(st.integers(0, 287), st.sampled_from([5, 15, 40, 90])), max_size=8),
)
def test_times_read_from_the_index_alone_leave_the_same_time_free(day: date, taken: list[tuple[int, int]]) -> None:
    clocks = [(f"{unit * 5 // 60:02d}:{unit * 5 % 60:02d}", minutes) for unit, minutes in taken]
    clocks = [one for one in clocks if not (day.month == 3 and day.day == 8 and one[0].startswith("02"))]
    visits = tuple(busy(clock, minutes, day, f"p{n}") for n, (clock, minutes) in enumerate(clocks))
    all_day = {"lee": week("2" * 96, first="00:00")}
    whole = diary(visits=visits, templates=all_day)
    packed = " ".join(f"{clock}+{minutes}" for clock, minutes in clocks)
    thin = diary(templates=all_day, busy={}, packed={("lee", day): packed})
    wanted = Wanted("OV15", earliest=day, latest=day, most=500)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert search(thin, wanted, now=now).openings == search(whole, wanted, now=now).openings


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 9)]), st.sampled_from([15, 60, 120]))
def test_on_the_days_of_the_clock_change_wall_time_is_kept_and_lengths_are_exact(day: date, minutes: int) -> None:
    made = diary(templates={"lee": week("1" * 96, first="00:00")})
    now = datetime(2026, 3, 1, tzinfo=UTC)
    found = search(made, Wanted("OV15", minutes, earliest=day, latest=day, most=200), now=now)
    units = day_units(day, TZ)
    assert units.count == {8: 276, 1: 300, 9: 288}[day.day]
    for one in found.openings:
        wall = one.starts_at.astimezone(TZ)
        assert f"{wall:%H:%M}" == one.local_start and wall.date() == day
        assert one.starts_at == at_local(day, wall.hour, wall.minute, TZ)
        taken = diary(
            templates={"lee": week("1" * 96, first="00:00")},
            visits=(Busy("v", "p", "lee", None, "OV15", one.starts_at, one.starts_at + timedelta(minutes=minutes),
                         one.starts_at + timedelta(minutes=minutes)),),
        )  # fmt: skip
        again = search(taken, Wanted("OV15", 5, earliest=day, latest=day, most=400), now=now)
        held = {other.starts_at for other in found.openings} - {other.starts_at for other in again.openings}
        assert all(one.starts_at <= at < one.starts_at + timedelta(minutes=minutes) for at in held)
    starts_on = [one.local_start for one in found.openings]
    assert "09:00" in starts_on
    assert ("02:30" in starts_on) is (day != date(2026, 3, 8))


def test_a_cancelled_neighbour_is_no_neighbour_and_two_places_take_two() -> None:
    one = busy("08:00")
    assert [o.local_start for o in search(diary("22", (one,))).openings][:2] == ["08:00", "08:15"]
    assert search(diary("22", (one,))).openings[0].left == 1
    two = busy("08:00", patient="p2")
    assert kinds(diary("22", (one, two)), "08:00") == [Kind.SLOT_FULL]
    assert kinds(diary("22", (one, two)), "08:15") == []


def test_a_long_visit_over_two_short_ones_in_a_row_still_has_its_place() -> None:
    made = diary("2222", (busy("08:00"), busy("08:15", patient="p2")))
    assert kinds(made, "08:00", minutes=30) == []


def test_release_rules_name_the_time() -> None:
    tomorrow = MONDAY + timedelta(days=1)
    wish = Wish("X", KIND, opening("08:00", day=tomorrow))
    (conflict,) = conflicts_of(wish, diary("S"), NOW, TZ)
    assert conflict.kind is Kind.NOT_RELEASED
    assert conflict.sentence == "Same day slot: it can be booked from Tue 03/10 00:00 on"
    week_later = opening("08:00", day=MONDAY + timedelta(days=7))
    (conflict,) = conflicts_of(Wish("X", KIND, week_later), diary("W"), NOW, TZ)
    assert "from Sun 03/15 00:00" in conflict.sentence
    assert conflicts_of(Wish("X", KIND, opening("08:00", day=tomorrow)), diary("W"), NOW, TZ) == ()


def test_each_conflict_has_its_own_name() -> None:
    noon, one = at_local(MONDAY, 12, 0, TZ), at_local(MONDAY, 13, 0, TZ)
    day = "1" * 40
    away = {
        reason: Absence("a", "provider", "lee", None, noon, one, reason) for reason in ("lunch", "holiday", "vacation")
    }
    assert kinds(diary(day, absences=(away["lunch"],)), "12:00") == [Kind.LUNCH]
    assert kinds(diary(day, absences=(away["holiday"],)), "12:00") == [Kind.HOLIDAY]
    assert kinds(diary(day, absences=(away["vacation"],)), "12:45") == [Kind.PROVIDER_OUT]
    assert kinds(diary(day, absences=(away["vacation"],)), "13:00") == []
    assert kinds(diary(day, closed={MONDAY: "Founders Day"}), "12:00") == [Kind.HOLIDAY]
    block = Absence("b", "blockout", "lee", None, noon, one, "reserved", ("NP30",))
    assert kinds(diary(day, absences=(block,)), "12:00") == [Kind.BLOCKOUT]
    assert kinds(diary(day, absences=(block,)), "12:00", VisitKind("NP30", "New", 15)) == []
    emergency = Absence("b", "blockout", None, None, noon, one, "reserved", (), True)
    assert kinds(diary(day, absences=(emergency,)), "12:00", VisitKind("URG", "Urgent")) == []
    assert kinds(diary("N"), "08:00") == [Kind.KEPT]
    assert kinds(diary("1"), "10:00") == [Kind.PROVIDER_OUT]
    mine = busy("09:00", 30, provider="ortiz")
    assert kinds(diary(day, of_patient=(mine,)), "09:15") == [Kind.PATIENT_ELSEWHERE]
    assert kinds(diary(day, of_room=(mine,)), "09:15", room="r1") == [Kind.ROOM_TAKEN]
    assert kinds(diary(day), "09:00", VisitKind("OV15", "Visit", notice_minutes=1440)) == [Kind.NOTICE]
    assert kinds(diary(day, of_type={MONDAY: 2}), "09:00", VisitKind("OV15", "Visit", daily_cap=2)) == [Kind.DAILY_CAP]
    assert kinds(diary(day), "09:03") == [Kind.UNITS]
    assert kinds(diary(day), "07:00")[0] is Kind.PAST
    assert Kind.PATIENT_ELSEWHERE.policy is Policy.WARN and Kind.SLOT_FULL.policy is Policy.REFUSE


def test_a_group_takes_as_many_as_it_holds_and_nobody_twice() -> None:
    group = VisitKind("GRP", "Group", 60, holds=3)
    here = tuple(busy("09:00", 60, patient=f"p{n}", kind="GRP") for n in range(2))
    made = diary("1" * 20, here)
    found = search(made, Wanted("GRP"), group)
    assert (found.openings[0].local_start, found.openings[0].left) == ("08:00", 3)
    assert ("09:00", 1) in [(one.local_start, one.left) for one in found.openings]
    assert kinds(made, "09:00", group, 60) == []
    full = diary("1" * 20, (*here, busy("09:00", 60, patient="p9", kind="GRP")))
    assert kinds(full, "09:00", group, 60) == [Kind.GROUP_FULL]
    assert kinds(diary("1" * 20, here, group_days=frozenset({MONDAY})), "10:00", group, 60) == [Kind.GROUP_TWICE]
    assert kinds(made, "09:30") == [Kind.SLOT_FULL]


def test_a_follow_up_order_finds_the_nearest_day_the_later_of_two_first() -> None:
    target = MONDAY + timedelta(days=90)  # a Sunday
    wanted = Wanted("OV15", target=target, window_days=21, weekdays="01234", most=8)
    found = search(diary("1"), wanted)
    away = [(one.day - target).days for one in found.openings]
    assert away[:4] == [1, 2, -2, 3]
    assert [abs(n) for n in away] == sorted(abs(n) for n in away)


def test_gaps_that_are_passed_over_are_explained() -> None:
    noon, one = at_local(MONDAY, 9, 0, TZ), at_local(MONDAY, 9, 30, TZ)
    made = diary(
        "1N1S11" + "1" * 4, (busy("08:30"),), absences=(Absence("a", "provider", "lee", None, noon, one, "meeting"),)
    )
    found = search(made, Wanted("OV15", 30, earliest=MONDAY, latest=MONDAY))
    reasons = " | ".join(one.words for one in found.skipped)
    assert "Mon 03/09 08:00 Lee: only 15 min free" in reasons
    found = search(diary("S1"), Wanted("OV15", earliest=MONDAY + timedelta(days=1), latest=MONDAY + timedelta(days=1)))
    assert [one.local_start for one in found.openings] == ["08:15"]


def test_part_of_the_day_weekday_and_provider_narrow_the_search() -> None:
    two = {"lee": week("1" * 40), "ortiz": week("1" * 40, "ortiz")}
    planners = (Planner("lee", "LEE", "Lee"), Planner("ortiz", "ORT", "Ortiz"))
    made = diary(templates=two, planners=planners)
    wanted = Wanted("OV15", parts=(DayPart.AFTERNOON,), weekdays="3", provider_ids=("ortiz",), most=3)
    found = search(made, wanted)
    assert [one.words for one in found.openings] == [
        "Thu 03/12/2026 12:00 Ortiz", "Thu 03/12/2026 12:15 Ortiz", "Thu 03/12/2026 12:30 Ortiz",
    ]  # fmt: skip


def test_the_time_of_a_visit_that_is_moved_counts_as_free() -> None:
    made = diary("1", (busy("08:00", visit="old"),))
    assert kinds(made, "08:00") == [Kind.SLOT_FULL]
    wish = Wish("X", KIND, opening("08:00"), without="old")
    assert conflicts_of(wish, made, NOW, TZ) == ()


def test_a_provider_who_is_needed_for_half_the_visit_is_free_for_the_other_half() -> None:
    kind = VisitKind("PROC", "Procedure", 30, provider_minutes=15)
    at = at_local(MONDAY, 8, 0, TZ)
    long = Busy("v", "p", "lee", "r", "PROC", at, at + timedelta(minutes=30), at + timedelta(minutes=15))
    made = diary("1111", (long,), of_room=(long,))
    assert kinds(made, "08:15") == []
    assert kinds(made, "08:15", room="r") == [Kind.ROOM_TAKEN]
    assert kinds(made, "08:00", kind, 30) == [Kind.SLOT_FULL]


def test_span_of_nothing_is_nothing() -> None:
    assert span(5, 0) == 0 and span(-3, 2) == 0 and span(-1, 3) == 0b11
