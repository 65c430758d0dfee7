"""The transition table of front-desk.md section 2, and that no sequence of acts leaves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from psr_tui.domain import visit
from psr_tui.domain.errors import NotAllowed, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.visit import Act, Standing, VisitEvent, VisitState
from psr_tui.domain.waits import arrived_at
from psr_tui.terminal.output import in_ascii

S = VisitState
TZ = ZoneInfo("America/Chicago")
NOON = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
ANNA = Actor("s1", "anna", "A. Rivera", Role.REP, "i1", "D1")
BEN = Actor("s2", "ben", "B. Osei", Role.LEAD, "i2", "D2")

# The table once more, written out by hand from the requirement, so that a slip in the code has something to hit.
ALLOWED = {
    S.REQUESTED: {S.BOOKED, S.ARRIVED, S.CHECKED_IN, S.ROOMED, S.CANCELLED, S.RESCHEDULED},
    S.BOOKED: {S.ARRIVED, S.CHECKED_IN, S.ROOMED, S.CANCELLED, S.RESCHEDULED, S.NO_SHOW},
    S.ARRIVED: {S.CHECKED_IN, S.ROOMED, S.CANCELLED, S.LEFT_UNSEEN},
    S.CHECKED_IN: {S.ROOMED, S.CHECKED_OUT, S.LEFT_UNSEEN},
    S.ROOMED: {S.CHECKED_OUT, S.LEFT_UNSEEN},
}


@pytest.mark.parametrize("now", list(S))
@pytest.mark.parametrize("to", list(S))
def test_only_the_listed_steps_are_possible(now: S, to: S) -> None:
    listed = to in ALLOWED.get(now, set()) or (to is S.ENTERED_IN_ERROR and now is not S.ENTERED_IN_ERROR)
    assert visit.may_move(now, to) is listed


@given(st.sampled_from(list(S)), st.sampled_from(list(S)))
def test_a_refusal_names_the_present_state_who_and_when(now: S, to: S) -> None:
    standing = Standing("SMITH, Jon", now, "M. Rivera", NOON)
    if visit.may_move(now, to):
        visit.check_move(standing, to, TZ)
        return
    with pytest.raises(Refused) as refused:
        visit.check_move(standing, to, TZ)
    assert now.word in refused.value.message
    assert "M. Rivera, 12:00" in refused.value.message


@given(st.sampled_from(list(S)), st.sampled_from(list(S)))
def test_whatever_reaches_or_passes_checked_in_meets_the_gate(now: S, to: S) -> None:
    if visit.may_move(now, to) and to in (S.CHECKED_IN, S.ROOMED):
        assert visit.meets_gate(now, to) is (now.rank < S.CHECKED_IN.rank)
    if to in (S.ARRIVED, S.BOOKED, S.CANCELLED, S.NO_SHOW, S.LEFT_UNSEEN):
        assert not visit.meets_gate(now, to)


def test_early_arrival_is_refused_on_every_way_in() -> None:
    standing = Standing("SMITH, Jon", S.BOOKED, "M. Rivera", NOON)
    with pytest.raises(Refused, match="is for Thu 03/05"):
        visit.check_arrival_day(standing, NOON + timedelta(days=1), NOON, TZ)
    visit.check_arrival_day(standing, NOON + timedelta(hours=3), NOON, TZ)
    for way_in in (S.ARRIVED, S.CHECKED_IN, S.ROOMED):
        assert visit.takes_in(S.BOOKED, way_in)
    assert not visit.takes_in(S.ARRIVED, S.CHECKED_IN)


def test_entered_in_error_needs_a_lead_and_a_reason_and_cancel_a_reason() -> None:
    with pytest.raises(NotAllowed):
        visit.check_permission(ANNA, S.ENTERED_IN_ERROR, "wrong patient")
    with pytest.raises(Refused):
        visit.check_permission(BEN, S.ENTERED_IN_ERROR, "")
    with pytest.raises(Refused):
        visit.check_permission(ANNA, S.CANCELLED, "")
    visit.check_permission(ANNA, S.CANCELLED, "pat-lt")


def test_glyph_and_word_are_unique_and_plain() -> None:
    for field in ("glyph", "word"):
        assert len({getattr(state, field) for state in S}) == len(S)
    assert len({in_ascii(state.glyph) for state in S}) == len(S)
    assert all(in_ascii(state.glyph).isascii() for state in S)


class Visit(RuleBasedStateMachine):
    """A visit worked on by two people: every act goes through the domain, and the log tells the same story."""

    @initialize()
    def booked(self) -> None:
        self.at = NOON
        self.number = 0
        self.events: list[VisitEvent] = []
        self.state = S.BOOKED
        self.append(Act.CREATED, S.BOOKED, ANNA, first=True)

    def append(self, act: Act, to: S, who: Actor, undoes: str = "", first: bool = False) -> None:
        self.number += 1
        self.at += timedelta(minutes=1)
        event = VisitEvent(
            f"e{self.number}", "v1", self.at, who.staff_id, who.name, who.station, act,
            None if first else self.state, to, undoes=undoes,
        )  # fmt: skip
        self.events.append(event)
        self.state = to

    def standing(self) -> Standing:
        return Standing("SMITH, Jon", self.state, self.events[-1].by, self.events[-1].at)

    @rule(to=st.sampled_from(list(S)), who=st.sampled_from([ANNA, BEN]))
    def move(self, to: S, who: Actor) -> None:
        before = self.state
        try:
            visit.check_move(self.standing(), to, TZ)
        except Refused:
            assert to not in ALLOWED.get(before, set())
            return
        self.append(Act.MOVE, to, who)

    @rule(who=st.sampled_from([ANNA, BEN]))
    def note(self, who: Actor) -> None:
        self.append(Act.NOTE, self.state, who)

    @rule(who=st.sampled_from([ANNA, BEN]))
    def undo(self, who: Actor) -> None:
        held = visit.standing_events(self.events)
        try:
            checked = visit.check_undo(self.standing(), self.events, held[-1].event_id, who, TZ)
        except Refused:
            assert held[-1].by_id != who.staff_id or held[-1].from_state is None
            return
        assert checked.by_id == who.staff_id and checked.to_state is self.state
        assert checked.from_state is not None
        self.append(Act.UNDO, checked.from_state, who, undoes=checked.event_id)
        assert visit.standing_events(self.events) == held[:-1]

    @rule(who=st.sampled_from([ANNA, BEN]))
    @precondition(lambda self: self.state is S.NO_SHOW)
    def came_after_all(self, who: Actor) -> None:
        visit.check_came_after_all(self.standing(), False, "", TZ)
        self.append(Act.CAME_AFTER_ALL, S.ARRIVED, who)

    @rule(who=st.sampled_from([ANNA, BEN]))
    @precondition(lambda self: self.state is S.CHECKED_OUT)
    def cancel_check_out(self, who: Actor) -> None:
        visit.check_cancel_check_out(self.standing(), False, TZ)
        back = visit.state_before_check_out(self.events)
        assert back in (S.CHECKED_IN, S.ROOMED)
        self.append(Act.CANCEL_CHECK_OUT, back, who)

    @rule()
    def back_to_booked(self) -> None:
        try:
            visit.check_back_to_booked(self.standing(), BEN, TZ)
        except Refused:
            assert self.state not in (S.ARRIVED, S.CHECKED_IN, S.ROOMED)
            return
        self.append(Act.BACK_TO_BOOKED, S.BOOKED, BEN)

    @invariant()
    def the_log_says_the_state(self) -> None:
        assert visit.current_state(self.events) is self.state
        held = visit.standing_events(self.events)
        assert held and held[-1].to_state is self.state

    @invariant()
    def nobody_undoes_what_another_did(self) -> None:
        owners = {event.event_id: event.by_id for event in self.events}
        for event in self.events:
            if event.undoes:
                assert owners[event.undoes] == event.by_id

    @invariant()
    def whoever_is_inside_has_an_arrival(self) -> None:
        inside = S.ARRIVED.rank <= self.state.rank <= S.CHECKED_OUT.rank
        came = arrived_at(self.events)
        assert (came is not None) == (inside or self.state is S.LEFT_UNSEEN)
        assert came is None or NOON < came <= self.at


TestVisit = Visit.TestCase


def test_an_act_of_somebody_else_or_an_older_act_cannot_be_undone() -> None:
    created = VisitEvent("e1", "v1", NOON, "s1", "A. Rivera", "D1", Act.CREATED, None, S.BOOKED)
    arrived = replace(created, event_id="e2", act=Act.MOVE, from_state=S.BOOKED, to_state=S.ARRIVED)
    roomed = replace(arrived, event_id="e3", by_id="s2", by="B. Osei", from_state=S.ARRIVED, to_state=S.ROOMED)
    log = (created, arrived, roomed)
    standing = Standing("SMITH, Jon", S.ROOMED, "B. Osei", NOON)
    with pytest.raises(Refused, match="can no longer be undone"):
        visit.check_undo(standing, log, "e2", ANNA, TZ)
    with pytest.raises(Refused, match=r"only B\. Osei"):
        visit.check_undo(standing, log, "e3", ANNA, TZ)
    with pytest.raises(Refused):
        visit.check_undo(standing, (created,), "e1", ANNA, TZ)


def test_backward_acts_hold_to_their_own_conditions() -> None:
    no_show = Standing("SMITH, Jon", S.NO_SHOW, "M. Rivera", NOON)
    with pytest.raises(Refused, match="closed; give a reason"):
        visit.check_came_after_all(no_show, True, "", TZ)
    visit.check_came_after_all(no_show, True, "came at 17:50", TZ)
    out = Standing("SMITH, Jon", S.CHECKED_OUT, "M. Rivera", NOON)
    with pytest.raises(Refused, match="its check-out stays"):
        visit.check_cancel_check_out(out, True, TZ)
    with pytest.raises(NotAllowed):
        visit.check_back_to_booked(Standing("SMITH, Jon", S.ARRIVED, "M. Rivera", NOON), ANNA, TZ)
