"""The receipt and the day report as text: width, alphabets, duplicate marks, the grand total."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.day_report import DayReport, ReportList, ReportMove, day_report_text
from psr_tui.domain.drawer import Difference
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.money import Money
from psr_tui.domain.paper import WIDTH, cells, cut, pair, wrap
from psr_tui.domain.receipt import Receipt, ReceiptClinic, ReceiptItem, ReceiptTender, duplicate, receipt_text
from psr_tui.domain.tenders import TenderKind
from psr_tui.domain.text import FORBIDDEN

TZ = ZoneInfo("America/New_York")
AT = datetime(2026, 11, 2, 15, 7, tzinfo=UTC)
RECEIPT = Receipt(
    number=412,
    at=AT,
    clinic=ReceiptClinic("North Clinic", "1 Main St", "(505) 555-0100", "00-0000000"),
    patient_name="PEÑA GARCÍA, José Luis",
    mrn="003120",
    rep="M. Rivera",
    items=(
        ReceiptItem("Copay", date(2026, 11, 2), Money(2500), Money(0), "Lee"),
        ReceiptItem("Past balance", date(2026, 9, 1), Money(3500), Money(2500)),
    ),
    tenders=(
        ReceiptTender(TenderKind.CASH, Money(2000), Money(4000), Money(2000)),
        ReceiptTender(TenderKind.CARD, Money(4000), brand="Visa", last4="4242", auth="04A91B", terminal="T1"),
    ),
    still_open=Money(2500),
)
names = st.text(max_size=90)


def test_a_receipt_says_what_was_paid_how_and_what_is_left() -> None:
    text = receipt_text(RECEIPT, TZ)
    for part in (
        "R-0000412",
        "11/02/2026 10:07 EST",
        "PEÑA GARCÍA",
        "60.00",
        "CHANGE",
        "20.00",
        "Visa ending 4242",
    ):
        assert part in text
    assert "You still owe" in text and "25.00" in text
    assert text == receipt_text(RECEIPT, TZ)


@given(names, names, names)
def test_every_alphabet_stays_inside_the_paper(patient: str, label: str, clinic: str) -> None:
    receipt = replace(
        RECEIPT,
        patient_name=patient,
        clinic=ReceiptClinic(clinic),
        items=(ReceiptItem(label, AT.date(), Money(1), Money(2), patient),),
    )
    for line in receipt_text(receipt, TZ).split("\n"):
        assert cells(line) <= WIDTH
        assert not FORBIDDEN.search(line)


@given(names, st.integers(2, 60))
def test_wrapping_loses_no_letter_and_cutting_keeps_the_width(text: str, width: int) -> None:
    assert cells(cut(text, width)) <= width
    clean = [ch for ch in "".join(wrap(text, width)) if not ch.isspace()]
    assert len(clean) >= len([ch for ch in text if ch.isalnum() and ch.isascii()])
    assert all(cells(line) <= width for line in wrap(text, width))


def test_wide_letters_take_two_columns_and_marks_none() -> None:
    assert (cells("王芳"), cells("Nguye\u0302\u0303n"), cells("ễ")) == (4, 6, 1)
    assert cells(pair("王芳" * 30, "25.00")) == WIDTH


def test_a_reprint_is_the_same_text_under_a_duplicate_mark() -> None:
    text = receipt_text(RECEIPT, TZ)
    again = duplicate(text, 2, AT, "A. Cole", TZ)
    assert again.endswith(text) and again.startswith("DUPLICATE 2, printed 11/02/2026 10:07 by\nA. Cole\n")


def report(**change: object) -> DayReport:
    made = DayReport(
        clinic="North Clinic",
        training=False,
        drawer="D1",
        rep="M. Rivera",
        business_date=date(2026, 11, 2),
        opened_at=AT,
        closed_at=AT,
        float_expected=Money(20000),
        float_counted=Money(20000),
        taken={ExpectedKey(TenderKind.CASH): TenderSum(Money(2500), 0)},
        lists=(
            ReportList("VOIDS", (ReportMove("R-0000413 of R-0000412", Money(-2500)),)),
            ReportList("SAFE DROPS", (ReportMove("bag T0098123", Money(10000)),)),
            ReportList("NO-SALES", (ReportMove("09:30 NS1 Change for a patient who had only a hundred"),)),
            ReportList("REFUNDS"),
        ),
        differences=(Difference(ExpectedKey(TenderKind.CASH), Money(22000), Money(22500)),),
        attempts=2,
        reason="OS01 wrong change given",
        comment="ten for five",
        approved_by="A. Cole",
        first_receipt=412,
        last_receipt=413,
        receipts=2,
        missing=(),
        to_bank=Money(2000),
        stays=Money(20000),
        bag="T0098124",
        z_number=7,
        grand_total_before=Money(100000),
        audit_head="1234 9f3ab2",
    )
    return replace(made, **change)  # type: ignore[arg-type]


def test_a_report_says_short_in_words_and_carries_the_grand_total_on() -> None:
    text = day_report_text(report(), TZ)
    for part in ("Z 000007", "SHORT", "-5.00", "R-0000412 to R-0000413", "GRAND TOTAL", "1,025.00", "bag T0098124"):
        assert part in text
    assert all(cells(line) <= WIDTH for line in text.split("\n"))
    assert "Gap" not in text and "Gap" in day_report_text(report(float_counted=Money(19900)), TZ)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=8))
def test_the_grand_total_never_resets(takings: list[int]) -> None:
    """I14: grand total(n) = grand total(n - 1) + Z(n)."""
    before = Money(0)
    for cents in takings:
        made = report(grand_total_before=before, taken={ExpectedKey(TenderKind.CASH): TenderSum(Money(cents), 0)})
        assert made.grand_total - before == made.net_taken == Money(cents)
        before = made.grand_total
    assert before.cents == sum(takings)
