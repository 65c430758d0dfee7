"""Who is next, and which room is meant: whatever the line and whoever is in the rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain import rooms as rooms_rules
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.header_line import header_line
from psr_tui.domain.line import Place, Priority, ahead_of, in_line, parse_priority, shifted
from psr_tui.domain.missed import flag, panel_words, since, was_missed
from psr_tui.domain.queue_words import fitted, row_words
from psr_tui.domain.rooms import Room, RoomAsked, RoomTaken, RoomUse, choose
from psr_tui.domain.visit import VisitState

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def place(number: int, minutes: int, priority: Priority, weight: int, here: bool) -> Place:
    return Place(f"v{number}", f"P{number}", AT + timedelta(minutes=minutes), weight, priority, 15, here)


@st.composite
def lines(draw: st.DrawFn) -> list[Place]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 60), st.sampled_from(Priority), st.integers(-900, 900), st.booleans()
            ),
            min_size=2, max_size=7,
        )
    )  # fmt: skip
    return [place(number, *row) for number, row in enumerate(rows)]


@given(lines(), st.data(), st.sampled_from((-1, 1)))
def test_a_step_passes_exactly_one_neighbour_and_nobody_else_changes_places(
    line: list[Place], data: st.DataObject, step: int
) -> None:
    mine = data.draw(st.sampled_from(line))
    before = [one.visit_id for one in in_line(line)]
    at = before.index(mine.visit_id)
    try:
        weight = shifted(line, mine.visit_id, step)
    except Refused:
        neighbour = at + step
        ordered = in_line(line)
        assert not 0 <= neighbour < len(line) or ordered[neighbour].priority != mine.priority
        return
    moved = [replace(one, weight=weight) if one is mine else one for one in line]
    after = [one.visit_id for one in in_line(moved)]
    assert sorted(after) == sorted(before)
    assert (after.index(mine.visit_id) - at) * step >= 1, "it moved the way that was asked"
    others = [one for one in before if one != mine.visit_id]
    assert [one for one in after if one != mine.visit_id] == others


@given(lines(), st.data())
def test_priority_comes_before_every_moment_and_only_who_is_here_stands_before(
    line: list[Place], data: st.DataObject
) -> None:
    ordered = in_line(line)
    assert [one.priority for one in ordered] == sorted((one.priority for one in line), reverse=True)
    mine = data.draw(st.sampled_from(line))
    ahead = ahead_of(line, mine.visit_id)
    assert all(one.here for one in ahead) and mine not in ahead
    raised = [replace(one, priority=Priority.NEXT) if one is mine else one for one in line]
    assert len(ahead_of(raised, mine.visit_id)) <= len(ahead)


def test_a_priority_says_why_and_none_needs_no_reason() -> None:
    assert parse_priority("soon short of breath") == (Priority.SOON, "short of breath")
    assert parse_priority("NONE") == (Priority.NONE, "")
    for typed in ("", "soon", "next  ", "urgent why"):
        with pytest.raises(InvalidInput, match=r"for example :priority"):
            parse_priority(typed)


# --- rooms ----------------------------------------------------------------------------------------------------------


def room(number: int, owner: str = "", holds: int = 1, active: bool = True) -> Room:
    return Room(f"r{number}", 1, "setup", AT, f"Room {number}", "", holds, owner, owner.upper(), active)


@st.composite
def houses(draw: st.DrawFn) -> list[RoomUse]:
    found = []
    for number in range(draw(st.integers(0, 5))):
        one = room(number, draw(st.sampled_from(("", "lee", "ortiz"))), draw(st.integers(1, 3)), draw(st.booleans()))
        found.append(RoomUse(one, tuple(f"P{each}" for each in range(draw(st.integers(0, 3))))))
    return found


@given(houses(), st.sampled_from(("", "lee", "ortiz")), st.booleans())
def test_a_chosen_room_is_in_use_has_place_and_is_the_providers_or_everybodys(
    uses: list[RoomUse], provider: str, first: bool
) -> None:
    mine = rooms_rules.rooms_of(uses, provider)
    free = [one for one in mine if one.free]
    try:
        found = choose(uses, provider, provider, first_free=first)
    except RoomAsked as asked:
        assert not first and len(free) > 1 and list(asked.free) == [one.room for one in free]
    except RoomTaken as taken:
        assert mine and not free
        assert taken.names == tuple(name for one in mine for name in one.inside)
        assert all(name in taken.message for name in taken.names)
    else:
        assert (found is None) == (not mine)
        assert found is None or (found in [one.room for one in free] and found.provider_id in ("", provider))


def test_a_taken_room_names_who_is_in_it_and_one_that_holds_two_takes_another() -> None:
    uses = [RoomUse(room(1, "lee"), ("SMITH, Jon",)), RoomUse(room(2, "lee", holds=2), ("NGUYEN, An",))]
    with pytest.raises(RoomTaken, match=r"Room 1 \(SMITH, Jon\) is taken; press 3 again"):
        choose(uses, "lee", "Lee", "r1")
    assert choose(uses, "lee", "Lee", "r2") == uses[1].room
    assert choose(uses, "lee", "Lee") == uses[1].room, "the only one with place: nobody is asked"
    with pytest.raises(Refused, match="not in use any more"):
        choose(uses, "lee", "Lee", "r9")


def test_names_of_rooms_are_short_and_nobody_elses() -> None:
    assert rooms_rules.checked_name("  Room   9 ", [room(1)]) == "Room 9"
    for typed in ("", "room 1", "A room with a long name"):
        with pytest.raises(InvalidInput):
            rooms_rules.checked_name(typed, [room(1)])
    for typed in ("0", "21", "two", "²"):
        with pytest.raises(InvalidInput):
            rooms_rules.checked_holds(typed)


# --- words of the row and the header ----------------------------------------------------------------------------------


@given(st.lists(st.text(alphabet="ABCabc$0123456789", min_size=1, max_size=12), max_size=9), st.integers(12, 20))
def test_words_fit_whole_and_the_row_counts_those_that_do_not(words: list[str], width: int) -> None:
    text = fitted(words, width)
    assert len(text) <= width
    if " ".join(words) == text:
        return
    if "…" not in text:
        *kept, more = text.split(" ")
        assert kept == words[: len(kept)] and more == f"+{len(words) - len(kept)}"


def test_a_row_tells_priority_first_then_that_it_was_told_and_delays_last() -> None:
    told = row_words(VisitState.ARRIVED, Priority.NEXT, "", 12, 20, 3)
    assert told == (("!!NEXT", "told 0:12"), ("LATE 20", "NS 3"))
    assert row_words(VisitState.ROOMED, Priority.NEXT, "Room 2", 12, 20, 3) == (("in Room 2",), ())
    assert row_words(VisitState.CHECKED_OUT, Priority.NEXT, "Room 2", 12, 20, 3) == ((), ())
    assert fitted(["!!NEXT", "told 0:12", "$25", "INT"], 15) == "!!NEXT +3"


@given(
    st.lists(st.integers(0, 999), min_size=4, max_size=5), st.lists(st.integers(1, 240), max_size=6), st.integers(0, 99)
)
def test_every_number_stays_on_line_two(numbers: list[int], late: list[int], waiting: int) -> None:
    waits = f"waiting {waiting} (longest 1:23, {waiting} over, not told {waiting})"
    words = ("roomed", "expected", "done", "no-show", "left")
    glyphs = "■○✓✗◀"
    counts = [(words[at], glyphs[at], number) for at, number in enumerate(numbers)]
    line = header_line(waits, counts, [f"Halvorsen {minutes}" for minutes in late], 78)
    assert len(line) <= 78
    found = line.split(" · ")[1:]
    parts = [*(found[0].split(" ") if found[0][0] in glyphs else found[:1]), *found[1:]]
    for at, number in enumerate(numbers):
        assert parts[at] in (f"{words[at]} {number}", f"{glyphs[at]}{number}")
    assert bool(late) == (parts[-1].startswith("late "))


def test_no_shows_are_flagged_from_the_second_in_twelve_months() -> None:
    assert (flag(1), flag(2), panel_words(0)) == ("", "NS 2", "")
    assert "ask a lead" in panel_words(2) and "ask" not in panel_words(1)
    assert since(datetime(2024, 2, 29, tzinfo=UTC).date()).isoformat() == "2023-02-28"
    assert was_missed(AT, 15, AT + timedelta(minutes=15)) and not was_missed(AT, 15, AT + timedelta(minutes=14))
