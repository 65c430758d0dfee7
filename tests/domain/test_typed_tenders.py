"""What reps type for a tender, and that no card or check digit is ever read as money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.domain.typed_tenders import SYNTAX, Terminals, parse_tender, settle_typed, wrong_line

DUE = Money(8500)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("100", "cash $100.00"),
        ("cash 40.5", "cash $40.50"),
        ("card 4242 T1 b0412", "card 4242, the rest, T1, b0412"),
        ("card 4242 T1 auth 12345 b 0412", "card 4242, the rest, T1, b0412, 12345"),
        ("visa 4242 t2 04a91b batch 77 25.00", "Visa card 4242, $25.00, T2, b77, 04A91B"),
        ("card visa B0412 T1 4242 $25", "Visa card 4242, $25.00, T1, b0412"),
        ("mc 4242 T1 b1 auth b0412", "Mastercard card 4242, the rest, T1, b1, B0412"),
        ("visa 4242 T1 b041233 b1", "Visa card 4242, the rest, T1, b1, B041233"),
        ("check 1042 by Maria del Lee 60.00", "check 1042, $60.00, by Maria del Lee"),
        ("mo 77 from Ann", "money order 77, the rest, by Ann"),
        ("check 1042", "check 1042, the rest"),
        ("check 1042 60.00", "check 1042, $60.00"),
        ("mo 998877 10.00", "money order 998877, $10.00"),
        ("hsa 1111 T1 b9", "HSA/FSA card 1111, the rest, T1, b9"),
        ("ach 55-77 20.00", "bank transfer 55-77, $20.00"),
        ("portal 12", "portal 12, the rest"),
        ("other voucher of the city", "voucher, other voucher of the city, the rest"),
    ],
)
def test_lines_are_read_back_in_full(typed: str, words: str) -> None:
    assert parse_tender(typed).words() == words


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "cash",
        "cash 4 5",
        "card",
        "card 4242",
        "card T1 b1",
        "card 4242 T1",
        "card 4242 T1 b",
        "check",
        "mo 5.00",
        "12 13",
    ],
)
def test_what_is_missing_is_named_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"Paid with: .+"):
        parse_tender(typed)


@pytest.mark.parametrize("typed", ["card 4242 T1 b1 27", "check 1042 25", "mo 998 1000", "ach 55 20", "portal 12 5"])
def test_an_amount_without_its_point_is_not_taken_for_a_code_or_a_number(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"write the amount with a point, like \d+\.00"):
        parse_tender(typed)
    assert parse_tender("card 4242 T1 b1 auth 27").auth == "27", "a short code is named"
    assert parse_tender("check no 1042 25.00").reference == "no 1042"


@pytest.mark.parametrize("typed", ["0", "cash 0.00", "check 1042 0.00", "card 4242 T1 b1 $0"])
def test_a_line_of_nothing_is_refused_in_its_line(typed: str) -> None:
    with pytest.raises(InvalidInput, match="Paid with: an amount is more than zero"):
        parse_tender(typed)


@pytest.mark.parametrize(("typed", "example"), [("ach", "ach 55 25.00"), ("mo", "mo 998 25.00"), ("check", "check 10")])
def test_the_example_is_one_of_what_is_typed(typed: str, example: str) -> None:
    with pytest.raises(InvalidInput, match=f"for example {example}"):
        parse_tender(typed)


@given(st.integers(1, 99999), st.integers(0, 9999))
def test_check_and_card_digits_are_never_money(number: int, last4: int) -> None:
    assert parse_tender(f"check {number}").amount is None
    card = parse_tender(f"card {last4:04d} T1 b0412")
    assert card.amount is None and card.last4 == f"{last4:04d}"


@given(st.integers(1, 20000), st.integers(0, 20000), st.integers(0, 20000))
def test_tenders_and_change_always_make_up_what_is_due(due: int, card: int, cash: int) -> None:
    lines = []
    if card:
        lines.append(parse_tender(f"card 4242 T1 b0412 {Money(card)}"))
    if cash:
        lines.append(parse_tender(f"cash {Money(cash)}"))
    if card > due:
        with pytest.raises(InvalidInput):
            settle_typed(Money(due), lines)
        return
    settled = settle_typed(Money(due), lines)
    taken = sum(tender.amount.cents for tender in settled.tenders)
    assert taken + settled.open.cents == due
    assert taken + settled.change.cents == card + cash
    assert settled.change.cents == max(0, card + cash - due)


def test_the_rest_goes_to_the_line_without_an_amount() -> None:
    settled = settle_typed(DUE, [parse_tender("card 4242 T1 b1"), parse_tender("cash 40")])
    assert [(one.kind, one.amount) for one in settled.tenders] == [
        (TenderKind.CASH, Money(4000)),
        (TenderKind.CARD, Money(4500)),
    ]
    assert not settled.change and not settled.open
    with pytest.raises(InvalidInput, match="only one line"):
        settle_typed(DUE, [parse_tender("card 4242 T1 b1"), parse_tender("check 1042")])
    with pytest.raises(InvalidInput, match="nothing is left for the check; lower another amount"):
        settle_typed(DUE, [parse_tender("cash 85"), parse_tender("check 1042")])
    with pytest.raises(InvalidInput, match="all the cash"):
        settle_typed(DUE, [parse_tender("5"), parse_tender("80")])


def test_a_whole_card_number_is_refused_and_not_repeated() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_tender("card 4242424242424242 T1 b1")
    assert "4242424242" not in refused.value.message
    for typed in ("check 4111111111111111", "card 4111 1111 1111 1111", "mo 1 by 4111-1111-1111-1111"):
        with pytest.raises(InvalidInput, match="whole card number") as refused:
            parse_tender(typed)
        assert "1111" not in refused.value.message


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("card 4242", "card 4242, the rest, T1, b0412"),
        ("visa 4242 25.00", "Visa card 4242, $25.00, T1, b0412"),
        ("hsa 1111", "HSA/FSA card 1111, the rest, T1, b0412"),
        ("card 4242 T2", "card 4242, the rest, T2, b7"),
        ("card 4242 b0413", "card 4242, the rest, T1, b0413"),
        ("check 1042", "check 1042, the rest"),
    ],
)
def test_a_card_without_a_terminal_goes_through_the_usual_one_and_its_batch(typed: str, words: str) -> None:
    assert parse_tender(typed, Terminals("T1", {"T1": "0412", "T2": "7"})).words() == words


def test_the_first_card_of_the_day_needs_its_batch_and_says_so() -> None:
    with pytest.raises(InvalidInput, match="first card of the day on T2 needs the batch"):
        parse_tender("card 4242 T2", Terminals("T1", {"T1": "0412"}))


def test_a_card_line_says_what_it_lacks_and_is_taken_all_the_same() -> None:
    assert "the brand" in parse_tender("card 4242 T1 b1").warning()
    assert parse_tender("card 4242 T1 b1").warning().endswith("the authorisation code from the slip.")
    assert not parse_tender("visa 4242 T1 b1 04A91B").warning() and not parse_tender("check 7").warning()


@pytest.mark.parametrize("typed", ["blah", "-5", "Smith Jon", "₤5"])
def test_what_is_no_tender_is_answered_with_what_can_be_typed(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_tender(typed)
    assert all(one in refused.value.message for one in ("cash 40", "card 4242 T1 b0412", "check 1042"))
    assert typed not in refused.value.message


def test_every_part_of_the_line_below_the_form_can_be_typed() -> None:
    for part in SYNTAX.replace("split: ", "").split(" · "):
        parse_tender(part)
    assert len(SYNTAX) <= 73


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (["card 4242 T1 b1", "check 1042"], 1),
        (["cash 10", "card 4242 T1 b1", "cash 5"], 2),
        (["card 4242 T1 b1 90.00"], 0),
        (["check 41111", "check 5 90.00"], 1),
        (["cash 10", "card 4242 T1 b1"], None),
    ],
)
def test_the_line_that_is_wrong_is_known(lines: list[str], wrong: int | None) -> None:
    assert wrong_line(DUE, [parse_tender(line) for line in lines]) == wrong
