"""Over and short by rep and by drawer: overs count like shorts, and a run of closes that went the same way shows."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.money import Money
from psr_tui.domain.variance import CloseResult, chart, spark, variances


def close(number: int, cents: int, rep: str = "u1", drawer: str = "D1", off: int | None = None) -> CloseResult:
    day = date(2026, 3, 1) + timedelta(days=number)
    return CloseResult(
        number, day, rep, rep.upper(), drawer, Money(cents), Money(abs(cents) if off is None else off), Money(0)
    )


def test_overs_do_not_hide_shorts() -> None:
    (rep, drawer) = variances([close(1, 500), close(2, -500), close(3, 0)])
    assert (rep.signed, rep.off, rep.uneven, rep.streak) == (Money(0), Money(1000), 2, (0, "EVEN"))
    assert (rep.kind, drawer.kind, drawer.name) == ("rep", "drawer", "D1")


def test_the_run_is_the_newest_closes_that_went_the_same_way() -> None:
    found = variances([close(4, -1), close(1, 0), close(2, 30), close(3, -20), close(5, -7)])[0]
    assert found.streak == (3, "SHORT")
    assert spark(found.closes) == ".▲▼▼▼"


def test_tenders_that_cancel_each_other_are_not_even() -> None:
    found = variances([close(1, 0, off=1000)])[0]
    assert (found.closes[0].word, found.uneven, found.streak, spark(found.closes)) == ("UNEVEN", 1, (1, "UNEVEN"), "~")


def test_short_bars_go_left_and_over_bars_go_right() -> None:
    found = variances([close(1, -1500), close(2, 750), close(3, 0)])[0]
    even, over, short = chart(found, width=10)
    assert "EVEN" in even and even.endswith("|")
    assert over.endswith("|█████") and "7.50" in over
    assert short.endswith("██████████|") and "SHORT" in short


@given(st.lists(st.tuples(st.integers(-5000, 5000), st.sampled_from("ab"), st.sampled_from("xy")), max_size=12))
def test_every_close_counts_once_for_its_rep_and_once_for_its_drawer(made: list[tuple[int, str, str]]) -> None:
    results = [close(at, cents, rep, drawer) for at, (cents, rep, drawer) in enumerate(made)]
    found = variances(results)
    for kind in ("rep", "drawer"):
        mine = [one for one in found if one.kind == kind]
        assert sum(len(one.closes) for one in mine) == len(results)
        assert sum(one.signed.cents for one in mine) == sum(cents for cents, _, _ in made)
        assert sum(one.off.cents for one in mine) == sum(abs(cents) for cents, _, _ in made)
    assert all(len(chart(one)) == len(one.closes) == len(spark(one.closes, 99)) for one in found)
