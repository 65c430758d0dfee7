"""The order of callbacks is total, fair and explained; only known edges are possible."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.callback_states import EDGES, UNFINISHED, Act, State, next_state
from psr_tui.domain.callback_words import rescue_at, why_here
from psr_tui.domain.callbacks import CREDIT_MINUTES, Callback, Group, Passed, Priority, group_of, passed_over, rank_key
from psr_tui.domain.errors import Refused

NOW = datetime(2026, 3, 4, 16, 47, tzinfo=UTC)
ME, OTHER = "me", "other"


@st.composite
def items(draw: st.DrawFn, states: st.SearchStrategy[State] | None = None) -> Callback:
    minutes = st.integers(-3000, 3000)
    owner = draw(st.sampled_from(["", ME, OTHER]))
    return Callback(
        id=draw(st.uuids()).hex,
        version=1,
        patient_id="p",
        reason="REFILL",
        reason_label="refill",
        priority=draw(st.sampled_from(Priority)),
        state=draw(st.sampled_from(sorted(UNFINISHED)) if states is None else states),
        due_at=NOW + timedelta(minutes=draw(minutes)),
        requested_at=NOW - timedelta(minutes=draw(st.integers(0, 6000))),
        red_flag=draw(st.booleans()),
        promise=draw(st.booleans()),
        owner_id=owner,
        owner_name=owner,
        attempts=draw(st.integers(0, 3)),
        blocked=draw(st.sampled_from(["", "no phone number"])),
        holder_name="J. Lee",
    )


@given(st.lists(st.tuples(items(), st.booleans()), max_size=30, unique_by=lambda pair: pair[0].id))
def test_order_is_total_and_groups_stand_together(pairs: list[tuple[Callback, bool]]) -> None:
    keys = [rank_key(item, NOW, ME, window) for item, window in pairs]
    assert len(set(keys)) == len(keys)
    groups = [key[0] for key in sorted(keys)]
    assert groups == sorted(groups)
    tally = [group_of(item, NOW, ME, window) for item, window in pairs]
    assert sum(tally.count(group) for group in Group) == len(pairs)


@given(items(), items(), st.booleans(), st.booleans())
def test_order_is_antisymmetric(one: Callback, two: Callback, a: bool, b: bool) -> None:
    first, second = rank_key(one, NOW, ME, a), rank_key(two, NOW, ME, b)
    assert (first < second) != (second < first) or one.id == two.id


@given(items(st.just(State.OPEN)), items(st.just(State.OPEN)), st.integers(0, 5000))
def test_two_due_items_never_swap_as_time_passes(one: Callback, two: Callback, later: int) -> None:
    one, two = (replace(item, owner_id="", promise=False, blocked="") for item in (one, two))
    start = max(NOW, one.due_at, two.due_at)
    before = rank_key(one, start, ME, True) < rank_key(two, start, ME, True)
    after_at = start + timedelta(minutes=later)
    assert before == (rank_key(one, after_at, ME, True) < rank_key(two, after_at, ME, True))


@given(items(st.just(State.OPEN)), st.sampled_from(Priority), st.integers(1, 5000))
def test_nobody_waits_behind_items_that_became_due_long_after(item: Callback, newer: Priority, extra: int) -> None:
    """Ageing: what falls due more than the widest credit gap later can never stand before (CC-06)."""
    item = replace(item, owner_id="", promise=False, blocked="", red_flag=False)
    widest = max(CREDIT_MINUTES.values()) - min(CREDIT_MINUTES.values())
    rival = replace(item, id="f" * 32, priority=newer, due_at=item.due_at + timedelta(minutes=widest + extra))
    at = rival.due_at + timedelta(minutes=1)
    assert rank_key(item, at, ME, True) < rank_key(rival, at, ME, True)


@given(items(), st.booleans())
def test_every_row_says_why_it_stands_there(item: Callback, window: bool) -> None:
    words = why_here(item, NOW, ME, window, "08:00")
    assert words and len(words) < 70


def _item(**changes: object) -> Callback:
    base = Callback("1", 1, "p", "REFILL", "refill", Priority.URGENT, State.OPEN, NOW - timedelta(minutes=77), NOW)
    return replace(base, **changes)  # type: ignore[arg-type]


def test_the_words() -> None:
    assert why_here(_item(), NOW, ME, True) == "overdue 1:17 + urgent 60, refill"
    assert why_here(_item(priority=Priority.LOW, due_at=NOW), NOW, ME, True) == "due now - low 30, refill"
    assert why_here(_item(promise=True, owner_id=ME), NOW, ME, True) == "promise, pool in 0:00, overdue 1:17"
    assert why_here(_item(red_flag=True), NOW, ME, True) == "RED FLAG overdue 1:17"
    assert why_here(_item(state=State.CLAIMED, holder_name="J. Lee"), NOW, ME, True) == "claimed by J. Lee"
    assert why_here(_item(), NOW, ME, False, "Wed 08:00") == "not now, from Wed 08:00"
    kept = _item(owner_id=OTHER, owner_name="J. Lee", due_at=NOW - timedelta(minutes=5))
    assert why_here(kept, NOW, ME, True) == "kept for J. Lee, pool in 0:10"
    later = _item(due_at=NOW + timedelta(minutes=35))
    assert why_here(later, NOW, ME, True) == "due in 0:35 + urgent 60, refill"
    routed = _item(state=State.ROUTED, red_flag=True, routed_at=NOW - timedelta(minutes=5))
    assert why_here(routed, NOW, ME, True) == "RED FLAG 0:05 unanswered, 2 over"
    assert why_here(routed, NOW, ME, True, pickup_minutes=5) == "RED FLAG 0:05 unanswered", "as the clinic decided"


def test_layers_red_flag_then_my_promise_then_score() -> None:
    red = _item(id="3", red_flag=True, due_at=NOW)
    mine = _item(id="2", promise=True, owner_id=ME, due_at=NOW, priority=Priority.LOW)
    late = _item(id="1", due_at=NOW - timedelta(days=3))
    ordered = sorted([late, mine, red], key=lambda item: rank_key(item, NOW, ME, True))
    assert [item.id for item in ordered] == ["3", "2", "1"]


@given(st.sampled_from(State), st.sampled_from(Act))
def test_only_listed_edges_are_possible(state: State, act: Act) -> None:
    if (state, act) in EDGES:
        assert next_state(state, act) is EDGES[(state, act)]
    else:
        with pytest.raises(Refused, match="This callback is"):
            next_state(state, act, "J. Lee")


def test_a_call_that_is_refused_for_good_names_the_key_that_helps() -> None:
    for state, words in ((State.EXHAUSTED, "3 does the next step"), (State.ROUTED, "3 says who took it")):
        with pytest.raises(Refused, match=words):
            next_state(state, Act.CLAIM)


def test_closed_items_stay_closed() -> None:
    """Reopening is done by a new, linked item only (call-center.md section 2)."""
    assert not [edge for edge in EDGES if edge[0] in (State.DONE, State.CANCELLED, State.EXPIRED)]


@given(items(st.just(State.OPEN)), st.booleans(), st.sampled_from(["", "mine", "theirs"]), st.booleans())
def test_red_flags_and_kept_items_wait_for_no_block_and_no_language(
    item: Callback, front: bool, block: str, speakers_only: bool
) -> None:
    item = replace(item, front=front, reserved_block_id=block, needs_language=speakers_only, language="es")
    passed = passed_over(item, ME, False, frozenset({"en"}), ("mine",))
    if front or item.red_flag or item.owner_id:
        assert passed is None
    elif block == "theirs":
        assert passed is Passed.RESERVED
    else:
        assert passed is (Passed.LANGUAGE if speakers_only else None)
    assert passed_over(item, ME, True, frozenset({"es"}), ("mine", "theirs")) is Passed.SKIPPED


@given(items(st.just(State.OPEN)), st.integers(0, 300), st.integers(1, 60))
def test_the_pool_never_gets_a_personal_item_before_its_owner_had_it_for_the_grace(
    item: Callback, owned_after: int, grace: int
) -> None:
    owned = replace(item, owner_id=OTHER, owned_at=item.due_at + timedelta(minutes=owned_after))
    assert rescue_at(owned, timedelta(minutes=grace)) == item.due_at + timedelta(minutes=owned_after + grace)
    early = replace(owned, owned_at=item.due_at - timedelta(minutes=owned_after))
    assert rescue_at(early, timedelta(minutes=grace)) == item.due_at + timedelta(minutes=grace)
    assert rescue_at(replace(item, owner_id=""), timedelta(minutes=grace)) is None


def test_why_next_passes_an_item_over_for_me() -> None:
    item = _item(language="es", reserved_for="T. Chen")
    assert why_here(item, NOW, ME, True, passed=Passed.RESERVED) == "for T. Chen's phone block"
    assert why_here(item, NOW, ME, True, passed=Passed.LANGUAGE) == "for who speaks Spanish"
    assert why_here(item, NOW, ME, True, passed=Passed.SKIPPED) == "you skipped it today, refill"
    mine = _item(owner_id=ME, owned_at=NOW - timedelta(minutes=1))
    assert why_here(mine, NOW, ME, True) == "yours, pool in 0:14, overdue 1:17"
