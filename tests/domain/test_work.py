"""Worklist items: when they are due, what closing them needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.work import NewWork, WorkKind, check_outcome, due_words

NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)


@given(st.sampled_from(WorkKind))
def test_every_kind_is_due_by_its_own_rule_and_never_at_once(kind: WorkKind) -> None:
    due = NewWork(kind, "x").due(NOW)
    assert due - NOW == timedelta(hours=kind.rule.hours) > timedelta(0)
    assert kind.rule.team and kind.rule.word


@given(st.integers(-200_000, 200_000))
def test_due_words_say_which_side_of_now_it_is(minutes: int) -> None:
    words = due_words(NOW + timedelta(minutes=minutes), NOW)
    assert words.startswith("overdue " if minutes < 0 else "in ")
    assert words.split()[-1] in ("min", "h", "d")


def test_no_time_is_no_words() -> None:
    assert due_words(None, NOW) == ""


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_closing_and_opening_need_words(typed: str) -> None:
    with pytest.raises(InvalidInput, match="in a few words"):
        check_outcome(typed)
    with pytest.raises(InvalidInput, match="few words"):
        NewWork(WorkKind.TASK, typed).checked()
