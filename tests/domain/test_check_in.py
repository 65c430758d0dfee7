"""The gate, the two identifiers, signatures and their expiry, and the money to ask for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain import check_in, consents, copay
from psr_tui.domain.check_in import RULES, Identifier, Item, Needs, Outcome, Step
from psr_tui.domain.consents import ConsentKind, Occasion, Signature
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money

DAY = date(2026, 3, 4)
needs = st.builds(Needs, *[st.booleans()] * 12)
steps = st.dictionaries(
    st.sampled_from(list(Item)),
    st.sampled_from(list(Outcome)),
)


@given(needs, steps)
def test_the_gate_opens_exactly_when_every_stopping_item_passes(asked: Needs, answers: dict[Item, Outcome]) -> None:
    done: dict[Item, Step] = {item: Step(item, outcome) for item, outcome in answers.items()}
    result = check_in.gate(asked, done)
    for item in asked.items():
        passes = item in answers and answers[item] in RULES[item].passes
        if RULES[item].stops:
            assert (item in result.missing) is not passes
        else:
            assert (item in result.waiting) is not passes
    assert result.open is (not result.missing)
    assert set(result.missing) | set(result.waiting) <= set(asked.items())


def test_identity_and_the_payer_question_are_always_asked_and_stop() -> None:
    closed = check_in.gate(Needs(signatures=False), {})
    assert closed.missing == (Item.IDENTITY, Item.COVERAGE)
    assert closed.words() == "two identifiers, payer or self-pay"
    assert closed.first_section() is check_in.Section.IDENTITY


def test_money_never_stops_a_check_in() -> None:
    everything: dict[Item, Step] = {item: Step(item, Outcome.DONE) for item in Item if item is not Item.COPAY}
    result = check_in.gate(Needs(copay=True), everything)
    assert result.open and result.waiting == (Item.COPAY,)


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.DECLINED])
def test_the_payer_question_can_be_overridden_but_not_put_off(outcome: Outcome) -> None:
    with pytest.raises(Refused):
        check_in.check_step(Item.COVERAGE, outcome, "DF4")
    check_in.check_step(Item.COVERAGE, Outcome.OVERRIDDEN, "OV1")
    with pytest.raises(Refused, match="choose the reason"):
        check_in.check_step(Item.COVERAGE, Outcome.OVERRIDDEN, "")


@given(st.lists(st.sampled_from([kind.value for kind in Identifier]), max_size=5))
def test_exactly_two_different_identifiers(codes: list[str]) -> None:
    if len(set(codes)) == 2:
        first, second = check_in.two_identifiers(codes)
        assert {first.value, second.value} == set(codes)
    else:
        with pytest.raises(InvalidInput, match="Two different"):
            check_in.two_identifiers(codes)


def test_a_room_number_is_no_identifier() -> None:
    with pytest.raises(InvalidInput, match="not an identifier"):
        check_in.two_identifiers(["name", "room"])


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_a_signature_holds_through_its_last_day_and_not_after(signed: date, months: int) -> None:
    kind = ConsentKind("hipaa", "Privacy notice", months_valid=months)
    last = consents.expires(kind, signed)
    signature = Signature("hipaa", signed, last)
    assert signature.settles(signed)
    if last is None:
        assert months == 0 and signature.settles(date(2099, 1, 1))
    else:
        assert signature.settles(last) and not signature.settles(last + timedelta(days=1))
        assert "EXPIRED" in signature.words(last + timedelta(days=1))


def test_a_refusal_counts_for_its_day_and_is_asked_again() -> None:
    kind = ConsentKind("hipaa", "Privacy notice")
    refused = {"hipaa": Signature("hipaa", DAY, refused=True)}
    assert consents.due([kind], refused, Occasion(DAY)) == ()
    assert consents.due([kind], refused, Occasion(DAY + timedelta(days=1))) == (kind,)
    other = ConsentKind("opt", "Portal", required=False)
    assert consents.due([kind, other], {}, Occasion(DAY)) == (kind, other), "asked for, though only one of them stops"
    assert consents.expires(ConsentKind("x", "X", months_valid=1), date(2026, 1, 31)) == date(2026, 2, 28)


cents = st.integers(0, 10**7).map(Money)


@given(cents, cents, cents)
def test_the_amount_to_ask_for_is_its_arithmetic_and_never_negative(due: Money, past: Money, ahead: Money) -> None:
    proposal = copay.Proposal(due, past, ahead)
    assert proposal.total.cents == max(0, due.cents + past.cents - ahead.cents)
    if due or past:
        assert proposal.words().endswith(proposal.total.dollars)


def test_the_arithmetic_reads_like_the_desk_says_it() -> None:
    words = copay.Proposal(Money(2500), Money(6000), Money.zero()).words()
    assert words == "copay $25.00 + past balance $60.00 = $85.00"
    assert copay.Proposal(Money(0), Money(0), Money(900)).words() == "nothing due today"


def test_a_reason_without_what_it_asks_for_is_refused() -> None:
    with pytest.raises(Refused, match="few words"):
        copay.check_no_copay("Other", " ", needs_comment=True, approver="", needs_approver=False)
    with pytest.raises(Refused, match="approve"):
        copay.check_no_copay("Waived", "", needs_comment=False, approver="", needs_approver=True)


def test_only_an_exempt_or_waived_copay_is_not_owed() -> None:
    coded = {code: Step(Item.COPAY, Outcome.DECLINED, code) for code in ("NC00", "NC40", "NC12", "NC30")}
    assert [copay.still_owed(step) for step in coded.values()] == [False, False, True, True]
    assert copay.still_owed(None)
