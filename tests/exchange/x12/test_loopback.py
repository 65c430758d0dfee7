"""The loopback payer answers our own 270 with text that the reader takes as it takes any payer's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.eligibility import EligibilityAnswer, Level
from psr_tui.domain.eligibility_accumulators import accumulators
from psr_tui.domain.eligibility_others import OtherKind, needs_authorisation, other_payers
from psr_tui.domain.eligibility_request import Asked
from psr_tui.domain.eligibility_summary import State, copays, find_member, status
from psr_tui.exchange.x12 import read, write_270
from psr_tui.exchange.x12.loopback import answer_270
from tests.helpers.x12 import ON, a_dependents_request, a_request

MADE = datetime(2026, 1, 5, 9, 31)  # noqa: DTZ001 - the clinic's wall time


def answered(member_id: str, *, dependent: bool = False, **changes: object) -> EligibilityAnswer:
    born = None if dependent else date(1990, 1, 2)
    person = Asked("DOE", "JANE", born, member_id=member_id)
    make = a_dependents_request if dependent else a_request
    return read(answer_270(write_270(make(subscriber=person, **changes)), MADE, 7))


@pytest.mark.parametrize("dependent", [False, True])
@pytest.mark.parametrize(
    ("member_id", "state"),
    [("PPO1", State.ACTIVE), ("HMO1", State.ACTIVE), ("TERM1", State.INACTIVE), ("BASE1", State.ACTIVE),
     ("NINES1", State.ACTIVE), ("SUMS1", State.ACTIVE), ("MCARE1", State.ACTIVE), ("MCAID1", State.ACTIVE)],
)  # fmt: skip
def test_every_plan_answers_about_the_patient_with_our_trace(member_id: str, state: State, dependent: bool) -> None:
    answer = answered(member_id, dependent=dependent)
    who = ("DOE", "JOE", date(2015, 3, 4)) if dependent else ("DOE", "JANE", date(1990, 1, 2))
    member = find_member(answer, *who)
    assert member is not None
    assert answer.warnings == ()
    assert (status(member, ON).state, member.traces_back) == (state, ("T1",))
    assert member.level is (Level.DEPENDENT if dependent else Level.SUBSCRIBER)


def test_the_plans_show_what_they_are_there_to_show() -> None:
    ppo, nines, sums = (answered(name).members[0] for name in ("PPO1", "NINES1", "SUMS1"))
    assert [one.text for one in copays(ppo)] == ["PRIMARY CARE OFFICE VISIT", "SPECIALIST OFFICE VISIT"]
    assert accumulators(ppo)[0].words() == "this person, in network: $612.35 left of $1,500.00 (worked out)"
    assert [one.service_types for one in needs_authorisation(ppo)] == [("48",)]
    assert accumulators(nines)[0].no_limit
    assert accumulators(sums)[0].warning
    assert "remaining not given" in accumulators(answered("BASE1").members[0])[0].words()
    assert [one.kind for one in other_payers(answered("MCARE1").members[0])] == [OtherKind.ADVANTAGE]
    assert [one.name for one in other_payers(answered("MCAID1").members[0])] == ["TRAINING COMMERCIAL PLAN"]
    assert answered("X1", payer_name="MEDICARE OF NOWHERE").benefits[0].insurance_type == "MA"


@pytest.mark.parametrize(
    ("code", "level"),
    [("42", Level.PAYER), ("79", Level.PAYER), ("50", Level.PROVIDER), ("72", Level.SUBSCRIBER),
     ("75", Level.SUBSCRIBER), ("77", Level.DEPENDENT), ("71", Level.DEPENDENT)],
)  # fmt: skip
def test_a_rejection_stands_at_the_level_it_belongs_to(code: str, level: Level) -> None:
    answer = answered(f"AAA{code}", dependent=True)
    assert [(one.code, one.level) for one in answer.rejections] == [(code, level)]
    assert not answer.benefits
    assert answer.warnings == ()


def test_a_clearinghouse_that_refuses() -> None:
    assert [one.kind for one in answered("TA1X").refused] == ["TA1"]
    assert {one.kind for one in answered("R999X").refused} == {"999"}
    assert answered("R999X").warnings == ()
    assert read(answer_270(b"not a request", MADE, 7)).refused[0].code == "024"


def test_the_same_question_gets_the_same_answer() -> None:
    raw = write_270(a_request())
    assert answer_270(raw, MADE, 7) == answer_270(raw, MADE, 7)
    drawn = {tuple(line.code for line in answered(f"W{number}").benefits)[:1] for number in range(40)}
    assert {("1",), ("6",), ()} <= drawn


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(max_examples=80)
def test_it_answers_anything_that_calls_itself_a_270(put: bytes, at: int) -> None:
    raw = write_270(replace(a_dependents_request(), trace="T9"))
    assert read(answer_270(raw[:at] + put + raw[at:], MADE, 7)).failure == ""
