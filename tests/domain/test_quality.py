"""Points of a scorecard, who may score and dispute, a fair pick, cards as text."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.quality import Answer, Checkpoint, Mark, Score, Scorecard, fair_pick, marks_of, percent, scored
from psr_tui.domain.scorecard_text import read_scorecards, written

CHECKPOINTS = st.builds(Checkpoint, st.integers(1, 30), st.just("Greeted"), st.integers(1, 20), st.booleans())
MARKS = st.lists(st.builds(Mark, CHECKPOINTS, st.sampled_from(Answer)), min_size=1, max_size=12)
PERCENT = st.integers(1, 100)
WORDS = st.text("Greeted by name! áé#'[]7", min_size=1, max_size=40).map(str.strip).filter(bool)
CARD = Scorecard("CALL", "A call", 80, (Checkpoint(1, "Greeted", 1), Checkpoint(2, "Identified", 3, True)))


def applies(marks: list[Mark]) -> bool:
    return any(mark.answer is not Answer.NA for mark in marks)


@settings(max_examples=40)
@given(MARKS.filter(applies), PERCENT)
def test_what_does_not_apply_counts_neither_way(marks: list[Mark], needed: int) -> None:
    result = scored(marks, needed)
    assert result == scored([mark for mark in marks if mark.answer is not Answer.NA], needed)
    assert 0 <= result.points <= result.of_points
    assert result.points == sum(mark.checkpoint.points for mark in marks if mark.answer is Answer.YES)


@settings(max_examples=40)
@given(MARKS.filter(applies), PERCENT)
def test_passing_is_the_share_of_points_and_no_instant_fail(marks: list[Mark], needed: int) -> None:
    result = scored(marks, needed)
    failed = any(mark.checkpoint.instant_fail and mark.answer is Answer.NO for mark in marks)
    assert result.passed == (not failed and result.points / result.of_points >= needed / 100 - 1e-12)


@settings(max_examples=40)
@given(MARKS.filter(applies), PERCENT, st.data())
def test_one_more_yes_never_makes_it_worse(marks: list[Mark], needed: int, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([n for n, mark in enumerate(marks) if mark.answer is not Answer.NA]))
    better = [Mark(mark.checkpoint, Answer.YES) if n == at else mark for n, mark in enumerate(marks)]
    before, after = scored(marks, needed), scored(better, needed)
    assert after.points >= before.points and (after.passed or not before.passed)


@settings(max_examples=40)
@given(st.integers(0, 500), st.integers(1, 500), PERCENT)
def test_the_percent_shown_never_looks_passed_when_it_is_not(points: int, of_points: int, needed: int) -> None:
    result = Score(min(points, of_points), of_points, needed)
    assert (percent(result.points, of_points) >= needed) == result.passed


def test_nothing_that_applies_is_no_score() -> None:
    with pytest.raises(InvalidInput, match="Nothing on this card applies"):
        scored([Mark(CARD.checkpoints[0], Answer.NA)], 80)


def test_every_checkpoint_is_answered() -> None:
    with pytest.raises(InvalidInput, match="Checkpoint 2 has no answer yet") as refusal:
        marks_of(CARD, {1: Answer.YES}, {})
    assert refusal.value.field == "2"
    marks = marks_of(CARD, {1: Answer.YES, 2: Answer.NO}, {2: "no birth date"})
    assert [mark.comment for mark in marks] == ["", "no birth date"]


REPS = st.dictionaries(st.sampled_from("abcd"), st.lists(st.uuids().map(str), max_size=8, unique=True))


@settings(max_examples=40)
@given(REPS, st.dictionaries(st.sampled_from("abcde"), st.integers(0, 9)), st.integers(1, 6), st.integers())
def test_a_pick_brings_everybody_to_the_same_number_and_is_of_their_own_calls(
    calls: dict[str, list[str]], have: dict[str, int], wanted: int, seed: int
) -> None:
    picked = fair_pick(calls, have, wanted, Random(seed).sample)
    for rep, ids in calls.items():
        chosen = picked.get(rep, ())
        assert set(chosen) <= set(ids) and len(set(chosen)) == len(chosen)
        assert len(chosen) == min(max(wanted - have.get(rep, 0), 0), len(ids))


def test_every_call_is_as_likely_as_the_next() -> None:
    random, ids = Random(7), [str(n) for n in range(10)]
    drawn = Counter(one for _ in range(2000) for one in fair_pick({"a": ids}, {}, 3, random.sample)["a"])
    assert set(drawn) == set(ids) and max(drawn.values()) < 1.2 * min(drawn.values())


@settings(max_examples=40)
@given(st.lists(st.tuples(WORDS, st.integers(1, 100), st.booleans()), min_size=1, max_size=8), PERCENT)
def test_a_card_reads_back_as_it_was_written(points: list[tuple[str, int, bool]], needed: int) -> None:
    made = (Checkpoint(n, " ".join(one[0].split()), one[1], one[2]) for n, one in enumerate(points, 1))
    card = Scorecard("CALL", "A call", needed, tuple(made))
    assert read_scorecards(f"# ours\n\n{written(card)}") == [card]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no scorecard in this file"),
        ("1 Greeted", "Line 1: a file begins with a card"),
        ("card CALL 180% A call\n1 Greeted", "Line 1: a card has a code"),
        ("card CALL 80% A call\nGreeted", "Line 2: a checkpoint has points"),
        ("card CALL 80% A call\n0 Greeted", "Line 2: a checkpoint has points"),
        ("card CALL 80% A call", "Card CALL has no checkpoint"),
        (f"card CALL 80% A call\n1 {'x' * 301}", "Line 2: a checkpoint has at most 300 letters"),
        ("card CALL 80% A\n1 G\ncard call 80% B\n1 G", "Card CALL is in the file twice"),
        ("card CALL 80% A\n" + "1 Greeted\n" * 31, "more than 30 checkpoints"),
    ],
)
def test_a_card_that_cannot_be_is_refused_with_the_line(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_scorecards(text)
