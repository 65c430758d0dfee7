"""What a rep types from the slips of the terminals."""

from __future__ import annotations

import pytest

from psr_tui.domain.errors import InvalidInput
from psr_tui.screens.drawer_count import parse_other_slip, parse_slip


@pytest.mark.parametrize(
    ("typed", "papers", "cents"),
    [("0412 11 412.50", 11, 41250), ("0413 1 -25.00", 1, -2500), ("0413 2 -0.01", 2, -1), ("0", 0, 0)],
)
def test_a_slip_may_come_below_zero(typed: str, papers: int, cents: int) -> None:
    count = parse_slip(typed, "T1")
    assert (count.papers, count.amount.cents) == (papers, cents)


@pytest.mark.parametrize("typed", ["0413 1 --25", "0413 1 -", "0413 -1 25", "-25.00", "0413 1 25-"])
def test_a_slip_that_cannot_be_read_is_refused_with_the_rule(typed: str) -> None:
    with pytest.raises(InvalidInput, match="Card T1"):
        parse_slip(typed, "T1")


def test_another_terminal_has_its_name_first() -> None:
    other = parse_other_slip("T3 0413 1 -25.00")
    assert other is not None and other.amount.cents == -2500
    assert parse_other_slip(" 0 ") is None  # there is none, as a rep says it everywhere else in the count
