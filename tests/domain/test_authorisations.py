"""What was allowed, used, booked and left: the sums come out the same whatever the order of events, clocks over DST."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.authorisation_forms import NEXT, AuthForm, Decision, next_states
from psr_tui.domain.authorisation_words import hours_words, warnings, words
from psr_tui.domain.authorisations import (
    EITHER,
    Ahead,
    Authorisation,
    AuthState,
    Use,
    assign,
    booked_ahead,
    count,
    due_at,
    fits,
    left,
    used,
)
from psr_tui.domain.clock import local
from psr_tui.domain.errors import InvalidInput, Refused

CHICAGO = ZoneInfo("America/Chicago")
DAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)


def auth(auth_id: str = "a", approved: int | None = 4, **more: object) -> Authorisation:
    values: dict[str, object] = {"state": AuthState.AUTHORISED, "number": "A-1234", "ends": date(2026, 5, 31)}
    values.update(more)
    return Authorisation(auth_id, "p", "y", "Example Health", approved=approved, **values)  # type: ignore[arg-type]


def day(number: int) -> date:
    return DAY + timedelta(days=number)


VISITS = {f"v{number}": day(number % 4) for number in range(10)}
"""Ten visits on four days, so that several share one."""
events = st.lists(st.tuples(st.sampled_from(sorted(VISITS)), st.booleans()), max_size=40)


def history(acts: list[tuple[str, bool]]) -> tuple[list[Use], set[str]]:
    """Uses as the desk writes them: a visit takes once until it gives back, and gives back what it took."""
    uses: list[Use] = []
    kept: set[str] = set()
    for visit, keep in acts:
        if keep and visit not in kept:
            uses.append(Use("a", visit, 1, VISITS[visit]))
            kept.add(visit)
        elif not keep and visit in kept:
            uses.append(Use("a", visit, -1, VISITS[visit]))
            kept.remove(visit)
    return uses, kept


@given(events, st.randoms())
def test_used_is_what_is_kept_now_whatever_was_undone_before(acts: list[tuple[str, bool]], dice: object) -> None:
    uses, kept = history(acts)
    shuffled = list(uses)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    once, each = auth(), auth(once_a_day=False)
    assert used(once, uses) == used(once, shuffled) == len({VISITS[one] for one in kept})
    assert used(each, uses) == used(each, shuffled) == len(kept)
    assert left(each, uses) == 4 - len(kept)


@given(events)
def test_another_authorisation_is_not_touched(acts: list[tuple[str, bool]]) -> None:
    uses, _ = history(acts)
    assert used(auth("b"), uses) == 0


@given(events, st.sets(st.sampled_from(sorted(VISITS))), st.integers(0, 6))
def test_booked_and_used_and_free_add_up_and_no_visit_is_promised_what_is_not_left(
    acts: list[tuple[str, bool]], booked: set[str], approved: int
) -> None:
    uses, kept = history(acts)
    one = auth(approved=approved)
    visits = [Ahead(visit, VISITS[visit], payer_id="y", needs=(EITHER,)) for visit in sorted(booked - kept)]
    plan = assign([one], uses, visits)
    number = count(one, uses, visits, plan)
    assert number.used + number.booked + number.free == number.allowed == approved
    assert number.free >= 0 or number.left < 0, "only links book more than is left"
    days_used = {VISITS[visit] for visit in kept}
    for visit in visits:
        if visit.visit_id not in plan and visit.day not in days_used:
            assert number.free <= 0, "a visit goes without only when nothing is left"


@given(events)
def test_keeping_a_booked_visit_changes_nothing_of_what_is_free(acts: list[tuple[str, bool]]) -> None:
    uses, kept = history(acts)
    one = auth(approved=50)
    rest = [visit for visit in sorted(VISITS) if visit not in kept]
    if not rest:
        return
    ahead = [Ahead(visit, VISITS[visit], payer_id="y", linked="a") for visit in rest]
    before = count(one, uses, ahead, assign([one], uses, ahead))
    uses.append(Use("a", rest[0], 1, VISITS[rest[0]]))
    after = count(one, uses, ahead[1:], assign([one], uses, ahead[1:]))
    assert after.free == before.free


def test_several_visits_of_one_day_use_one_even_when_the_first_is_undone() -> None:
    uses = [Use("a", "v0", 1, DAY), Use("a", "v4", 1, DAY)]
    assert used(auth(), uses) == 1
    assert used(auth(), [*uses, Use("a", "v0", -1, DAY)]) == 1
    assert used(auth(), [*uses, Use("a", "v0", -1, DAY), Use("a", "v4", -1, DAY)]) == 0


def test_units_are_summed_and_never_counted_once_a_day() -> None:
    uses = [Use("a", "v0", 4, DAY), Use("a", "v4", 2, DAY)]
    assert used(auth(counts="units"), uses) == 6


@pytest.mark.parametrize("state", [one for one in AuthState if one.pending])
def test_what_is_pending_covers_nothing(state: AuthState) -> None:
    waits = auth(approved=None, state=state, requested=6)
    assert not waits.granted and waits.allowed == 0
    visit = Ahead("v", DAY, payer_id="y", needs=(EITHER,))
    assert not fits(waits, visit) and assign([waits], [], [visit]) == {}
    assert "covers nothing yet" in words(waits, count(waits, [], [], {}), NOW, CHICAGO)


@pytest.mark.parametrize(
    ("more", "visit"),
    [
        ({"ends": day(-1)}, Ahead("v", DAY, payer_id="y", needs=(EITHER,))),
        ({"effective": day(1)}, Ahead("v", DAY, payer_id="y", needs=(EITHER,))),
        ({"provider_id": "lee"}, Ahead("v", DAY, "ortiz", "y", needs=(EITHER,))),
        ({}, Ahead("v", DAY, payer_id="another", needs=(EITHER,))),
        ({}, Ahead("v", DAY, payer_id="y", needs=("referral",))),
        ({"approved": 0}, Ahead("v", DAY, payer_id="y", needs=(EITHER,))),
    ],
)
def test_an_authorisation_that_does_not_fit_is_not_used(more: dict[str, object], visit: Ahead) -> None:
    assert assign([auth(**more)], [], [visit]) == {}  # type: ignore[arg-type]


def test_the_one_that_ends_first_is_used_first_and_a_link_goes_before_all() -> None:
    late, soon = auth("late", ends=day(60)), auth("soon", ends=day(10))
    visit = Ahead("v", DAY, payer_id="y", needs=(EITHER,))
    assert assign([late, soon], [], [visit])["v"] == (soon,)
    linked = Ahead("v", DAY, payer_id="y", needs=(EITHER,), linked="late")
    assert assign([late, soon], [], [linked])["v"] == (late,)


def test_a_payer_that_wants_both_uses_one_of_each() -> None:
    referral = auth("r", kind="referral")
    visit = Ahead("v", DAY, payer_id="y", needs=("authorisation", "referral"))
    assert set(assign([auth(), referral], [], [visit])["v"]) == {auth(), referral}


def test_the_words_of_the_desk() -> None:
    uses = [Use("a", "v1", 1, day(-3)), Use("a", "v2", 1, day(-2))]
    ahead = [Ahead("v", day(7), payer_id="y", linked="a")]
    plan = assign([auth()], uses, ahead)
    assert words(auth(), count(auth(), uses, [], {}), NOW, CHICAGO) == "4 approved / 2 left / ends 05/31"
    assert words(auth(), count(auth(), uses, ahead, plan), NOW, CHICAGO).startswith("4 approved / 2 left / 1 booked")
    over = [*uses, *(Use("a", f"w{number}", 1, day(-9 - number)) for number in range(3))]
    assert "OVER by 1" in words(auth(), count(auth(), over, [], {}), NOW, CHICAGO)
    ended = auth(ends=day(-1))
    assert "ENDED 03/03" in words(ended, count(ended, [], [], {}), NOW, CHICAGO)


def test_warnings_count_what_is_booked_and_the_days_to_the_end() -> None:
    many = auth(approved=8)
    assert warnings(many, count(many, [], [], {}), DAY, 5, 14) == ()
    ahead = [Ahead(f"v{number}", day(number), payer_id="y", linked="a") for number in range(1, 4)]
    booked = count(many, [], ahead, assign([many], [], ahead))
    assert booked_ahead(many, [], assign([many], [], ahead), ahead) == 3
    assert warnings(many, booked, DAY, 5, 14) == ("8 left, 3 of them booked",)
    near = auth(approved=50, ends=day(14))
    assert warnings(near, count(near, [], [], {}), DAY, 5, 14) == ("ends in 14 days",)
    assert warnings(near, count(near, [], [], {}), day(-1), 5, 14) == ()
    two = auth(approved=2)
    short = count(two, [], ahead, assign([two], [], ahead))
    assert "more is booked than is left" in warnings(two, short, DAY, 5, 14)[0]


# --- the clock of a request -----------------------------------------------------------------------------------------
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(moments)
def test_seven_days_keep_the_wall_clock_and_72_hours_are_hours(asked: datetime) -> None:
    standard, expedited = due_at(asked, False, True, CHICAGO), due_at(asked, True, True, CHICAGO)
    assert standard is not None and expedited == asked + timedelta(hours=72)
    here, there = local(asked, CHICAGO), local(standard, CHICAGO)
    assert there.date() == here.date() + timedelta(days=7) and standard.utcoffset() == timedelta(0)
    skipped = here.replace(tzinfo=None) + timedelta(days=7) != there.replace(tzinfo=None)
    assert not skipped or there.hour == here.hour + 1, "only the hour that spring skips moves"


def test_the_clocks_change_within_the_seven_days() -> None:
    asked = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)  # Thursday 10:00 in Chicago, clocks go forward on Sunday
    assert due_at(asked, False, True, CHICAGO) == datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
    assert due_at(asked, True, True, CHICAGO) == datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    assert due_at(asked, False, False, CHICAGO) is None


@pytest.mark.parametrize(
    ("hours", "said"), [(31, "31 h left"), (148, "6 d 4 h left"), (-5, "OVERDUE 5 h"), (0, "0 h left")]
)
def test_the_clock_in_words(hours: int, said: str) -> None:
    assert hours_words(NOW + timedelta(hours=hours), NOW) == said


# --- steps ----------------------------------------------------------------------------------------------------------
@given(st.sampled_from(AuthState), st.sampled_from(AuthState))
def test_only_steps_of_the_table_are_taken(at: AuthState, to: AuthState) -> None:
    one = auth(state=at, kind="referral")
    decision = Decision(to, approved=3, denial_code="0F")
    if to in NEXT[at]:
        assert decision.checked(one).state is to and to in next_states(one)
    else:
        with pytest.raises(Refused, match="cannot become"):
            decision.checked(one)


def test_only_a_referral_is_open_without_a_decision() -> None:
    assert AuthState.OPEN in next_states(auth(state=AuthState.NEW_REQUEST, kind="referral"))
    assert AuthState.OPEN not in next_states(auth(state=AuthState.NEW_REQUEST))


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Decision(AuthState.AUTHORISED, None), "approved"),
        (Decision(AuthState.AUTHORISED, 0), "approved"),
        (Decision(AuthState.AUTHORISED, 3, ends=day(-90)), "ends"),
        (Decision(AuthState.DENIED), "denial_code"),
        (Decision(AuthState.DENIED, denial_code="ZZ"), "denial_reason"),
    ],
)
def test_a_decision_names_what_is_missing(decision: Decision, field: str) -> None:
    one = auth(state=AuthState.PENDING_REVIEW, effective=DAY)
    with pytest.raises(InvalidInput) as wrong:
        decision.checked(one)
    assert wrong.value.field == field


def test_an_authorisation_without_a_number_is_no_use_to_a_claim() -> None:
    with pytest.raises(InvalidInput, match="the claim needs it"):
        Decision(AuthState.AUTHORISED, 3).checked(auth(state=AuthState.PENDING_REVIEW, number=""))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (AuthForm("p", ""), "payer_id"),
        (AuthForm("p", "y", requested=0), "requested"),
        (AuthForm("p", "y", kind="referral"), "referred_by"),
        (AuthForm("p", "y", effective=DAY, ends=day(-1)), "ends"),
    ],
)
def test_a_request_names_what_is_missing(form: AuthForm, field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        form.checked()
    assert wrong.value.field == field
