"""What stands on a receipt (cash-drawer.md 14.1, CD-31, CD-97), and its amount in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.amount_words import amount_in_words
from psr_tui.domain.money import Money
from psr_tui.domain.paper import WIDTH, cells
from psr_tui.domain.receipt import Receipt, ReceiptClinic, ReceiptItem, ReceiptTender, receipt_text
from psr_tui.domain.tenders import TenderKind

TZ = ZoneInfo("America/New_York")
COPAY = ReceiptItem("Copay", date(2026, 11, 2), Money(2500), Money(0), "Ann Lee, MD", "1000000012")
OLD = ReceiptItem("Past balance", date(2026, 9, 1), Money(3500), Money(2500))
RECEIPT = Receipt(
    number=412,
    at=datetime(2026, 11, 2, 15, 7, tzinfo=UTC),
    clinic=ReceiptClinic("North Clinic", "1 Main St, Springfield, IL 62701", "(505) 555-0100", "00-0000000"),
    patient_name="NGUYỄN, Thị Hồng",
    mrn="003120",
    rep="M. Rivera",
    rep_code="mrivera",
    items=(COPAY, OLD),
    tenders=(
        ReceiptTender(TenderKind.CASH, Money(1000), Money(4000), Money(3000)),
        ReceiptTender(TenderKind.CHECK, Money(1000), reference="1042", payer="Rosa Example"),
        ReceiptTender(TenderKind.CARD, Money(4000), brand="Visa", last4="4242", auth="04A91B", terminal="T1"),
    ),
    still_open=Money(2500),
    prepaid=Money(700),
    next_visits=("12/01/2026 09:00 Lee",),
)


def test_everything_of_14_1_stands_on_the_paper() -> None:
    assert receipt_text(RECEIPT, TZ).split("\n") == [
        "               North Clinic",
        "     1 Main St, Springfield, IL 62701",
        "              (505) 555-0100",
        "            Tax id 00-0000000",
        "",
        "RECEIPT                          R-0000412",
        "11/02/2026 10:07 EST",
        "Patient  NGUYỄN, Thị Hồng",
        "MRN      003120",
        "Paid by  Rosa Example",
        "Taken by M. Rivera (mrivera)",
        "-" * 42,
        "Applied to",
        "Copay                                25.00",
        "  11/02/2026, Ann Lee, MD, NPI 1000000012",
        "Past balance                         35.00",
        "  09/01/2026",
        "  left on this                       25.00",
        "TOTAL                               $60.00",
        "Sixty and 00/100 dollars",
        "-" * 42,
        "Cash                                 10.00",
        "  tendered                           40.00",
        "  CHANGE                             30.00",
        "Check                                10.00",
        "  number 1042",
        "Card                                 40.00",
        "  Visa ending 4242",
        "  auth 04A91B terminal T1",
        "-" * 42,
        "You still owe                       $25.00",
        "Paid ahead, kept for you             $7.00",
        "Next visits",
        "  12/01/2026 09:00 Lee",
        "",
        "Received by M. Rivera (mrivera)",
        "",
        "                Thank you",
        "",
    ]


def test_an_hsa_card_makes_each_item_a_claim() -> None:
    hsa = ReceiptTender(TenderKind.HSA, Money(6000), brand="Visa", last4="4242", terminal="T1")
    ahead = ReceiptItem("Paid ahead", None, Money(500), Money(0))
    text = receipt_text(replace(RECEIPT, tenders=(hsa,), items=(COPAY, OLD, ahead)), TZ)
    assert "ITEMISED FOR HSA/FSA" in text and "Applied to" not in text
    claim = "  Patient  NGUYỄN, Thị Hồng\n  Provider Ann Lee, MD, NPI 1000000012\n  Date     11/02/2026\n"
    assert "Copay                                25.00\n" + claim in text
    assert "  Provider North Clinic\n  Date     09/01/2026\n" in text  # no visit: the clinic gave the service
    assert "  Date     no service yet\n" in text  # a date of service is never invented
    assert text.count("  Patient  NGUYỄN") == 3 and "HSA/FSA card                         60.00" in text


def test_money_given_back_says_what_it_takes_back_and_is_signed_for() -> None:
    back = replace(
        RECEIPT,
        title="MONEY GIVEN BACK",
        reverses_number=411,
        reason="wrong amount. ten for five",
        items=(replace(COPAY, amount=Money(-2500)),),
        tenders=(ReceiptTender(TenderKind.CASH, Money(-2500)),),
    )
    text = receipt_text(back, TZ)
    assert "Takes back R-0000411: wrong amount." in text
    assert "REFUND to you                       $25.00" in text and "Twenty-five and 00/100 dollars" in text
    assert "Received by ______" in text and "Thank you" not in text


def test_a_payer_who_is_the_patient_is_not_named_twice() -> None:
    cheque = ReceiptTender(TenderKind.CHECK, Money(6000), payer=RECEIPT.patient_name)
    assert "Paid by" not in receipt_text(replace(RECEIPT, tenders=(cheque,)), TZ)


@given(st.text(max_size=120), st.text(max_size=80), st.sampled_from(list(TenderKind)))
def test_a_label_is_never_cut_and_no_line_is_wider_than_the_paper(label: str, provider: str, kind: TenderKind) -> None:
    item = replace(COPAY, label=label, provider=provider)
    made = replace(RECEIPT, items=(item,), tenders=(ReceiptTender(kind, Money(2500), payer=provider),))
    text = receipt_text(made, TZ)
    assert all(cells(line) <= WIDTH for line in text.split("\n"))
    bare = "".join(text.split())
    assert all(word in bare for word in re.findall("[a-zA-Z0-9]+", label))


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = dict(zip(_ONES, range(20), strict=True)) | dict(zip(_TENS, range(20, 100, 10), strict=True))
_TIMES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15}


def read_back(words: str) -> int:
    """The cents that an amount in words says: the other way round, written without the code under test."""
    found = re.fullmatch(r"(Minus )?(.*) and (\d\d)/100 dollars", words)
    assert found is not None, words
    whole = group = 0
    for word in re.split("[ -]", found[2].lower()):
        if word == "hundred":
            group *= 100
        elif word in _TIMES:
            whole, group = whole + group * _TIMES[word], 0
        else:
            group += _NUMBERS[word]
    cents = (whole + group) * 100 + int(found[3])
    return -cents if found[1] else cents


@given(st.one_of(st.integers(-(10**10), 10**10), st.integers(-(10**19), 10**19)))
def test_an_amount_in_words_says_the_amount(cents: int) -> None:
    words = amount_in_words(Money(cents))
    assert read_back(words) == cents
    assert (words[0].isupper() and "  " not in words and "zero" not in words.lower()) or abs(cents) < 100


def test_amounts_as_a_check_writes_them() -> None:
    assert amount_in_words(Money(0)) == "Zero and 00/100 dollars"
    assert amount_in_words(Money(101)) == "One and 01/100 dollars"
    assert amount_in_words(Money(12_345_678)) == (
        "One hundred twenty-three thousand four hundred fifty-six and 78/100 dollars"
    )
    assert amount_in_words(Money(-100_000_000)) == "Minus one million and 00/100 dollars"
