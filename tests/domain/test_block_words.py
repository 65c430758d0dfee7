"""How a phone block is told: nothing is cut in half, whatever the width, and what matters most stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.block_words import (
    BlockStanding,
    BlockSummary,
    before_counts,
    fitted,
    head_forms,
    state_parts,
    summary_sections,
    told_now,
)
from psr_tui.domain.phone_block import BlockTime, SavedOutcome, Stretch, progress

AT = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")
RUSH = "2 callers wait, the first 0:45"


def standing(
    minutes: int, done: int = 11, left: int = 38, pause: str = "", rush: str = "", limit: int = 15
) -> BlockStanding:
    """A block of an hour that began at 12:30, so many minutes on; a ``pause`` began when it was half way there."""
    now = AT + timedelta(minutes=minutes)
    stretch = Stretch(AT + timedelta(minutes=minutes // 2), None, pause) if pause else None
    saved = [SavedOutcome(AT + timedelta(minutes=1), f"c{number}", True, False, False) for number in range(done)]
    time = BlockTime(AT, AT + timedelta(hours=1), 20, pauses=(stretch,) if stretch else ())
    return BlockStanding("b", now, time, progress(time, saved, left, now), stretch, "Break", limit, rush)


def test_the_head_and_the_words_of_a_block() -> None:
    stand = standing(45)
    assert head_forms(stand, CHICAGO)[0] == "block 11/20 · left 38 · 15/h · finish 15:50"
    assert state_parts(stand) == ["6 short at this pace", "15 min to go"]
    late = standing(40, pause="BRK", rush=RUSH)
    assert state_parts(late) == ["paused 0:20 break, 5 over", RUSH]
    assert state_parts(standing(70))[0] == "9 short, time is up"
    assert state_parts(standing(70, done=20)) == ["time is up"]
    assert head_forms(standing(0), CHICAGO)[1] == "block 11/20  left 38  -/h  -"


def test_it_is_told_every_five_minutes_and_not_each() -> None:
    pauses = [minute for minute in range(2, 90) if told_now(standing(minute * 2, pause="BRK"))]
    assert pauses[:3] == [16, 21, 26]
    assert [minute for minute in range(50, 72) if told_now(standing(minute))] == [60, 65, 70]
    assert told_now(standing(65)) == "The time of your phone block is up: 11 of 20 done. F4 and full stop end it."


@given(st.integers(0, 90), st.integers(0, 30), st.integers(0, 400), st.sampled_from(["", "BRK", "GONE"]),
       st.sampled_from(["", RUSH]), st.integers(34, 120))  # fmt: skip
def test_a_line_is_never_longer_than_its_place_and_never_cut(
    minutes: int, done: int, left: int, pause: str, rush: str, width: int
) -> None:
    stand = standing(minutes, done, left, pause, rush)
    line = fitted(stand, CHICAGO, width)
    whole = {*head_forms(stand, CHICAGO), *state_parts(stand)}
    assert len(line) <= width and line.startswith(f"block {done}/20")
    assert all(any(part in one for one in whole) for part in line.split(" · "))
    counts = "due 11 · claimed 1 · outside hours 2 · later 8 · blocked 3 · 25 open · your promises due 1"
    second = before_counts(state_parts(stand), counts, 78)
    assert len(second) <= 78 and all(number in second for number in ("due 11", "outside", "later 8", "25 open"))


def test_the_page_of_a_block_names_skips_pauses_and_interruptions() -> None:
    time = BlockTime(
        AT, AT + timedelta(hours=1), 4, AT + timedelta(minutes=50),
        pauses=(Stretch(AT + timedelta(minutes=5), AT + timedelta(minutes=22), "BRK"),),
        interruptions=(Stretch(AT + timedelta(minutes=30), AT + timedelta(minutes=34), "call"),),
    )  # fmt: skip
    saved = [SavedOutcome(AT + timedelta(minutes=one), f"c{one}", True, one == 40, one == 40) for one in (2, 25, 40)]
    stand = BlockStanding("b", AT + timedelta(hours=3), time, progress(time, saved, 7, AT + timedelta(hours=3)))
    page = summary_sections(
        BlockSummary(stand, "ended", "Time is up", "", "refill", {"BRK": "Break"}, (("Needs a nurse", 2),), 1, 3),
        CHICAGO,
    )
    facts = {name: text for _, section in page for name, text in section}
    assert facts["From, to"] == "Wed 03/04 12:30 to 13:20" and facts["Done"] == "3 of 4, 1 short"
    assert facts["Reached"] == "1 (33 % of 3 attempts)" and facts["Handed back"] == "3" and facts["Left"] == ""
    assert facts["Pace"] == "6.2 an hour, 0:29 on the clock"
    assert facts["2 skipped"] == "Needs a nurse" and facts["1 picked"] == "out of their order, by hand"
    assert facts["12:35 0:17"] == "Break" and facts["13:00 0:04"] == "live call"
