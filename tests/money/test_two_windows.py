"""Two windows on one drawer: an act on a count that is no longer the newest is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.drawer_acts import CloseDrawer, SubmitCount
from psr_tui.domain.errors import DeskError, Stale
from psr_tui.services.drawer_steps import Reveal
from tests.helpers.clinic import PASSWORD
from tests.helpers.money import SEALED, Till, bag_number, cash, command_id, rows
from tests.money.books import agree, held

OLD: dict[str, Callable[[Till, Reveal], Any]] = {
    "explain": lambda till, old: till.drawer.explain(
        till.actor, old.session.session_id, old.session.version, "OS01", "change"
    ),
    "sign": lambda till, old: till.drawer.approve(
        till.actor, old.session.session_id, old.session.version, "sotto", PASSWORD
    ),
    "recount": lambda till, old: till.drawer.recount(till.actor, old.session.session_id, old.session.version),
    "close": lambda till, old: till.drawer.close(
        till.actor, CloseDrawer(command_id("z"), old.session.session_id, old.session.version, bag_number()), *SEALED
    ),
    "freeze": lambda till, old: till.drawer.freeze(
        till.actor, SubmitCount(command_id("n"), old.session.session_id, old.session.version - 1, rows(20_000))
    ),
}


@pytest.mark.parametrize("act", OLD)
def test_what_is_done_to_the_first_count_does_not_count_for_the_second(till: Till, act: str) -> None:
    """One window shows attempt 1, the other has frozen attempt 2: a signature under the first signs nothing."""
    first = till.count(10_000)
    explained = till.drawer.explain(till.actor, first.session.session_id, first.session.version, "OS90", "nobody knows")
    till.drawer.recount(till.actor, first.session.session_id, explained.session.version)
    second = till.count(15_000)
    with pytest.raises(DeskError):
        OLD[act](till, explained)
    now = till.drawer.reveal(till.actor, first.session.session_id)
    assert now == second and (now.reason, now.approved_by) == ("", "")
    assert till.session.state is DrawerState.COUNTED
    assert till.clinic.count("SELECT count(*) FROM day_report") == 0


def test_a_count_that_was_left_is_not_frozen_by_the_window_that_still_shows_it(till: Till) -> None:
    """In between the drawer took money: the old sheet knows nothing of it."""
    session = till.session
    sheet = till.drawer.begin_count(till.actor, session.session_id, session.version)
    till.drawer.leave_count(till.actor, session.session_id, sheet.session.version)
    till.take(till.clinic.add_patient(), cash(2500))
    till.drawer.begin_count(till.actor, session.session_id, till.session.version)
    old = SubmitCount(command_id("n"), session.session_id, sheet.session.version, rows(20_000))
    with pytest.raises(Stale):
        till.drawer.freeze(till.actor, old)
    assert till.clinic.count("SELECT count(*) FROM count_tender") == 0
    assert not till.count(22_500).needs_reason


def test_a_signed_count_cannot_be_explained_or_counted_again(till: Till) -> None:
    """What was signed is what is closed."""
    signed = agree(till, till.count(10_000))
    session = signed.session
    for late in (
        lambda: till.drawer.explain(till.actor, session.session_id, session.version, "OS01", "other words"),
        lambda: till.drawer.recount(till.actor, session.session_id, session.version),
        lambda: till.take(till.clinic.add_patient(), cash(100)),
    ):
        with pytest.raises(DeskError):
            late()
    assert till.drawer.reveal(till.actor, session.session_id) == signed
    till.close(signed)
    assert held(till.clinic, session.session_id) == {}
