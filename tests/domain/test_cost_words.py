"""The sentences to say: every figure the plan named, none that it did not, and always as an estimate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.cost_words import ESTIMATE, NOT_ASKED, CopayFact, CostFacts, Left, cost_sentences, part_of, said
from psr_tui.domain.eligibility import Network
from psr_tui.domain.eligibility_cost import cost_facts
from psr_tui.domain.money import Money
from tests.helpers.x12 import ON, only_member

PLAN = (
    "EB*1**30", "EB*C*IND*30***23*1500*****Y", "EB*C*IND*30***29*612.35*****Y", "EB*C*IND*30***29*4000*****N",
    "EB*G*IND*30***29*3874.1*****Y", "EB*B**98***27*25*****Y", "EB*B**98***27*80*****N", "EB*A**98*****.2****Y",
)  # fmt: skip


def test_the_whole_of_it_in_plain_words() -> None:
    _, member = only_member(*PLAN)
    assert cost_sentences(cost_facts(member, ON, told_on=ON, charge=Money(180_00))) == (
        "You have a $25 copay for an office visit.",
        "$612.35 of your deductible of $1,500 is left; you pay that much before your plan pays its part.",
        "After the deductible you pay 20% and your plan pays the rest; of our price of $180 that is about $36.",
        "The most you still have to pay this year for covered care is $3,874.10.",
        f"{ESTIMATE} Your plan told us on 01/05/2026.",
    )


def test_out_of_network_is_said_first_and_takes_its_own_figures() -> None:
    _, member = only_member(*PLAN)
    lines = cost_sentences(cost_facts(member, ON, network=Network.OUT))
    assert lines[:3] == (
        "These figures are for a provider outside your plan's network.",
        "You have an $80 copay for an office visit.",
        "$4,000 of your deductible is left; you pay that much before your plan pays its part.",
    )


def test_several_copays_are_all_named() -> None:
    facts = CostFacts(active=True, copays=(CopayFact(Money(2500), "PRIMARY"), CopayFact(Money(5000), "SPECIALIST")))
    assert cost_sentences(facts)[0] == (
        "Your plan names 2 copays for this visit, and which one holds depends on the visit: "
        "$25 (PRIMARY); $50 (SPECIALIST)."
    )


def test_what_was_not_told_is_said_to_be_unknown() -> None:
    assert cost_sentences(CostFacts(active=True)) == (
        "Your plan did not tell us a copay for this visit.",
        "Your plan did not tell us about a deductible.",
        ESTIMATE,
    )
    base_only = cost_sentences(CostFacts(active=True, deductible=Left(None, Money(2500_00))))
    assert base_only[1] == "Your deductible is $2,500; your plan did not tell us how much of the deductible is left."


def test_a_plan_that_nobody_asked_is_not_said_to_keep_silent() -> None:
    lines = cost_sentences(CostFacts())
    assert lines == (
        "We could not confirm your coverage yet, so these figures may change.",
        "We do not know your copay for this visit yet.",
        "Whether a deductible is left we do not know yet.",
        NOT_ASKED,
    )
    assert not any("told us" in line or "tell us" in line for line in lines)
    unclear = cost_sentences(CostFacts(told_on=date(2026, 3, 4)))
    assert unclear[1] == "Your plan did not tell us a copay for this visit.", "it answered, but not whether it holds"


def test_zero_is_zero_and_met_is_met() -> None:
    facts = CostFacts(active=True, copays=(CopayFact(Money(0)),), deductible=Left(Money(0), Money(1500_00)),
                      coinsurance=(Decimal(0),), out_of_pocket=Left(Money(0)))  # fmt: skip
    assert cost_sentences(facts)[:-1] == (
        "You have no copay for this visit.",
        "Your deductible is met: nothing of it is left to pay.",
        "After the deductible your plan pays all of it.",
        "You have reached the most you pay in a year; your plan pays covered care in full.",
    )
    none = CostFacts(active=True, deductible=Left(Money(0), Money(0)), out_of_pocket=Left(None, no_limit=True))
    assert cost_sentences(none)[1:3] == (
        "Your plan has no deductible.", "Your plan has no upper limit on what you pay in a year.",
    )  # fmt: skip


def test_figures_that_contradict_each_other_are_not_said() -> None:
    _, member = only_member("EB*1**30", "EB*C*IND*30***23*1500", "EB*C*IND*30***24*400", "EB*C*IND*30***29*1000")
    lines = cost_sentences(cost_facts(member, ON))
    assert "Your plan's figures about the deductible do not fit together; we ask them." in lines
    assert not any("$" in line for line in lines)


def test_a_plan_that_is_not_active_names_no_price() -> None:
    _, member = only_member("EB*6**30", "EB*B**98***27*25*****Y")
    lines = cost_sentences(cost_facts(member, ON))
    assert lines == ("Your plan tells us that it is not active for this day. Do you have a newer card?", ESTIMATE)


def test_a_plan_billed_instead_of_medicare_and_a_service_not_covered_are_said() -> None:
    _, member = only_member(
        "EB*1**30*MA", "EB*1**30*MB", "EB*R**30*HN", "LS*2120", "NM1*PR*2*GOLDEN PLAN", "LE*2120", "EB*I**98"
    )
    lines = cost_sentences(cost_facts(member, ON))
    assert "GOLDEN PLAN is billed instead of Medicare; ask it what you pay." in lines
    assert "Your plan says that it does not cover this: office visit." in lines


def test_a_familys_deductible_is_not_called_the_persons() -> None:
    _, member = only_member("EB*1**30", "EB*C*FAM*30***23*3000*****Y", "EB*C*FAM*30***29*1800*****Y")
    assert cost_sentences(cost_facts(member, ON))[1].startswith("$1,800 of your family's deductible of $3,000 is left")


@given(st.integers(0, 10_000_000), st.integers(0, 100))
@settings(max_examples=60)
def test_a_part_of_a_price_is_whole_cents_and_never_more_than_the_price(cents: int, hundredths: int) -> None:
    part = part_of(Money(cents), Decimal(hundredths) / 100)
    assert 0 <= part.cents <= cents
    assert abs(part.cents * 100 - cents * hundredths) <= 50


def test_amounts_are_said_as_people_say_them() -> None:
    assert [said(Money(cents)) for cents in (2500, 61235, 150_000, 0)] == ["$25", "$612.35", "$1,500", "$0"]
