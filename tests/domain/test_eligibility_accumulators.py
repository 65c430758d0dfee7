"""base - year to date = remaining; payers send any two, and one alone says nothing about the third."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.eligibility import Network
from psr_tui.domain.eligibility_accumulators import OUT_OF_POCKET, accumulators, of_person
from psr_tui.domain.money import Money
from tests.helpers.x12 import only_member

CENTS = st.integers(0, 5_000_000).filter(lambda cents: set(str(cents)) != {"9"})


def line(period: str, cents: int | None, *, code: str = "C", level: str = "IND", network: str = "Y") -> str:
    amount = "" if cents is None else f"{cents // 100}.{cents % 100:02d}"
    return f"EB*{code}*{level}*30*PP**{period}*{amount}*****{network}"


@given(CENTS, CENTS, st.permutations(["23", "24", "29"]), st.integers(1, 3))
@settings(max_examples=80)
def test_two_figures_give_the_third_and_one_gives_nothing(one: int, two: int, order: list[str], count: int) -> None:
    base, used = max(one, two), min(one, two)
    sent = {"23": base, "24": used, "29": base - used}
    _, member = only_member(*(line(period, sent[period]) for period in order[:count]))
    (found,) = accumulators(member)
    figures = {"23": found.base, "24": found.used, "29": found.remaining}
    for period in order[:count]:
        assert figures[period] == Money(sent[period])
    for period in order[count:]:
        assert figures[period] == (Money(sent[period]) if count == 2 else None)
    assert (found.worked_out is not None) is (count == 2)
    assert found.warning == ""
    if count == 1 and order[0] == "23":
        assert "remaining not given" in found.words()
        assert not found.met


def test_a_deductible_that_is_met_is_zero_and_said_so() -> None:
    _, member = only_member(line("23", 150_000), line("29", 0))
    (found,) = accumulators(member)
    assert (found.remaining, found.met) == (Money(0), True)


def test_figures_that_do_not_fit_are_all_shown_and_warned_of() -> None:
    _, member = only_member(line("23", 150_000), line("24", 40_000), line("29", 100_000))
    (found,) = accumulators(member)
    assert found.words() == (
        "this person, in network: $1,000.00 left of $1,500.00, $400.00 used. "
        "The payer's figures do not fit together: ask before you quote them."
    )
    _, member = only_member(line("23", 150_000), line("29", 0), line("24", 100))
    assert not accumulators(member)[0].met


def test_more_used_than_there_is_gives_no_remaining() -> None:
    _, member = only_member(line("23", 1_000), line("24", 2_000))
    (found,) = accumulators(member)
    assert (found.remaining, bool(found.warning)) == (None, True)
    assert "remaining not given" in found.words()


def test_all_nines_are_no_limit() -> None:
    _, member = only_member(line("23", 9_999_999, level="FAM"), line("23", 100_000))
    family, person = accumulators(member)
    assert (family.no_limit, person.no_limit) == (True, False)
    assert family.words() == "family, in network: no such limit (sent as all nines)"
    _, member = only_member(line("23", 999), line("29", 99_999))  # 9.99 and 999.99 are prices
    assert not accumulators(member)[0].no_limit


def test_networks_levels_and_codes_are_kept_apart() -> None:
    _, member = only_member(
        line("23", 100), line("29", 50), line("23", 200, network="N"), line("23", 300, level="FAM"),
        line("23", 400, code="G"), line("23", 500, network=""), "EB*C*IND*86***23*7*****Y",
    )  # fmt: skip
    found = accumulators(member)
    assert [one.base for one in found] == [Money(cents) for cents in (100, 200, 300, 500, 700)]
    assert [one.base for one in accumulators(member, OUT_OF_POCKET)] == [Money(400)]
    assert of_person(found, "IND", Network.IN) == (found[0],)
    assert "emergency" in found[4].words()


def test_different_amounts_for_the_same_thing_are_listed_and_none_is_chosen() -> None:
    _, member = only_member(line("23", 100_000), line("25", 200_000), line("29", 5_000))
    (found,) = accumulators(member)
    assert (found.base, found.remaining, len(found.several)) == (None, None, 3)
    assert found.words() == (
        "this person, in network: several amounts: $1,000.00 (calendar year), $2,000.00 (contract), $50.00 (remaining)"
    )


def test_amounts_told_apart_by_text_or_dates_are_accumulators_of_their_own() -> None:
    _, member = only_member(
        line("23", 100_000), "MSG*MEDICAL", line("29", 100), "MSG*MEDICAL", line("23", 20_000), "MSG*DRUGS"
    )
    medical, drugs = accumulators(member)
    assert (medical.base, medical.remaining, medical.text) == (Money(100_000), Money(100), "MEDICAL")
    assert (drugs.base, drugs.remaining, drugs.text) == (Money(20_000), None, "DRUGS")


def test_a_lifetime_has_its_own_remaining() -> None:
    _, member = only_member(line("32", 100_000_00), line("33", 90_000_00), line("23", 100_00))
    found = {one.lifetime: one for one in accumulators(member)}
    assert (found[True].base, found[True].remaining) == (Money(100_000_00), Money(90_000_00))
    assert found[False].remaining is None


def test_an_amount_that_was_not_sent_is_no_zero() -> None:
    _, member = only_member(line("23", None), "EB*C*IND*10***29***DB*3")
    (found,) = accumulators(member)
    assert (found.base, found.worked_out) == (None, None)
    assert found.words() == "this person, in network: amount not given; remaining not given"
