"""Clocks and gates of records requests and complaints."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain import complaints as c
from psr_tui.domain import records as r
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money

D = date(2026, 3, 4)
WHOLE = r.RecordsRequest(
    "id", "p", "SMITH, Jon", r.RequestState.RECEIVED, D, r.due_on(D), "Jon Smith", "self", "photo ID",
    scope="all of 2025", format="paper", delivery="picked up",
)  # fmt: skip


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_due_is_thirty_days_and_one_extension_makes_it_sixty(received: date) -> None:
    request = replace(WHOLE, received_on=received, due_on=r.due_on(received))
    assert request.days_left(received) == 30
    assert [request.warns(received + timedelta(days=n)) for n in (19, 20)] == [False, True]
    later = r.extended(request, "stored outside")
    assert later - received == timedelta(days=60)
    with pytest.raises(Refused, match="once only"):
        r.extended(replace(request, due_on=later, extended_reason="stored outside"), "again")
    with pytest.raises(InvalidInput, match="write why"):
        r.extended(request, " ")


@pytest.mark.parametrize("field", ["requester", "identity_proof", "scope", "format", "delivery"])
def test_work_begins_only_with_everything_stored(field: str) -> None:
    ready = replace(WHOLE, state=r.RequestState.IDENTITY_VERIFIED)
    without: dict[str, Any] = {field: ""}
    r.check_step(ready, r.RequestState.IN_PROGRESS, D)
    with pytest.raises(Refused, match="Still missing"):
        r.check_step(replace(ready, **without), r.RequestState.IN_PROGRESS, D)


def test_somebody_else_needs_an_authorisation_that_holds() -> None:
    other = replace(WHOLE, state=r.RequestState.IDENTITY_VERIFIED, relation="lawyer")
    with pytest.raises(Refused, match="authorisation with its end"):
        r.check_step(other, r.RequestState.IN_PROGRESS, D)
    ended = replace(other, authorised_until=D - timedelta(days=1))
    with pytest.raises(Refused, match=r"ended 03/03/2026"):
        r.check_step(ended, r.RequestState.IN_PROGRESS, D)
    r.check_step(replace(other, authorised_until=D), r.RequestState.IN_PROGRESS, D)


def test_steps_come_one_after_the_other_and_an_end_is_an_end() -> None:
    with pytest.raises(Refused, match="one step after the other"):
        r.check_step(WHOLE, r.RequestState.FULFILLED, D)
    with pytest.raises(Refused, match="withdrawn already"):
        r.next_state(replace(WHOLE, state=r.RequestState.WITHDRAWN))
    steps = [WHOLE]
    while not steps[-1].state.over:
        to = r.next_state(steps[-1])
        r.check_step(steps[-1], to, D)
        steps.append(replace(steps[-1], state=to))
    assert [one.state.value for one in steps] == ["received", "identity_verified", "in_progress", "fulfilled"]


cents = st.integers(0, 100_000).map(Money)


@given(cents, cents, cents)
def test_a_fee_is_the_sum_of_its_parts_and_the_flat_one_stands_alone(
    labor: Money, supplies: Money, post: Money
) -> None:
    fee = r.fee_of(labor, supplies, post, flat=False, format_="paper")
    assert fee.total == Money.total([labor, supplies, post])
    assert "search" not in fee.words()
    if fee.total:
        with pytest.raises(Refused, match="stands alone"):
            r.fee_of(labor, supplies, post, flat=True, format_="electronic")


def test_the_flat_fee_is_for_electronic_copies_only() -> None:
    assert r.fee_of(None, None, None, flat=True, format_="electronic").words() == "flat 6.50"
    with pytest.raises(Refused, match="electronic copy"):
        r.fee_of(None, None, None, flat=True, format_="paper")


ALL = [(channel, category) for channel, _ in c.CHANNELS for category, _ in c.CATEGORIES]


@pytest.mark.parametrize(("channel", "category"), ALL)
def test_only_a_spoken_complaint_solved_on_the_spot_is_no_grievance(channel: str, category: str) -> None:
    assert c.is_grievance(channel, category, solved=False)
    spoken = channel in ("in_person", "phone") and category not in ("abuse", "billing")
    assert c.is_grievance(channel, category, solved=True) is not spoken


GRIEVANCE = c.Complaint(
    "id", "", "", True, "letter", "wait", "I waited two hours", "rep", "M. Rivera", "", "",
    datetime(2026, 3, 4, tzinfo=UTC), *c.due_days(D, 3, 30, ()), c.ComplaintState.OPEN,
)  # fmt: skip


def test_a_grievance_goes_to_its_end_with_outcome_and_steps_and_another_owner() -> None:
    assert (GRIEVANCE.acknowledge_by, GRIEVANCE.decide_by) == (date(2026, 3, 9), date(2026, 4, 3))
    with pytest.raises(Refused, match="give it to somebody"):
        c.next_state(GRIEVANCE)
    with pytest.raises(Refused, match="somebody else"):
        c.check_owner("rep", "rep", "M. Rivera")
    c.check_owner("rep", "lead", "L. Grant")
    states, one = [], replace(GRIEVANCE, owner_id="lead")
    while not one.state.over:
        to = c.next_state(one)
        if to in (c.ComplaintState.DECIDED, c.ComplaintState.CLOSED):
            for outcome, steps, field in (("", "asked", "Outcome"), ("sorry", " ", "Steps taken")):
                with pytest.raises(InvalidInput, match=field):
                    c.check_step(to, outcome, steps)
        states.append(one.next_due())
        one = replace(one, state=to)
    assert states == [date(2026, 3, 9), date(2026, 4, 3), date(2026, 4, 3), None, None]
