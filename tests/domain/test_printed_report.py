"""The stored day report, read back: the figures on paper are the ones that were printed, whatever people typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.day_report import DayReport, ReportList, ReportMove, day_report_text
from psr_tui.domain.drawer import Difference
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.money import Money
from psr_tui.domain.printed_report import read_printed
from psr_tui.domain.tenders import TenderKind
from psr_tui.domain.text import clean

TZ = ZoneInfo("America/New_York")
AT = datetime(2026, 11, 2, 15, 7, tzinfo=UTC)
LURES = (
    "Stays in the drawer 9.99",
    "COUNT (attempt 1)",
    "  counted 1.00 expected 2.00",
    "To the bank, bag 1 5.00 Stays in the drawer 6.00 GRAND TOTAL 7.00 " * 3,
    "Float the last close left 3.00",
    "Reason",
)
money = st.integers(-9_999_999, 99_999_999).map(Money)
words = st.one_of(st.text(max_size=60), st.sampled_from(LURES))


@st.composite
def reports(draw: st.DrawFn) -> DayReport:
    keys = [ExpectedKey(TenderKind.CASH), ExpectedKey(TenderKind.CHECK), ExpectedKey(TenderKind.CARD, draw(words))]
    differences = tuple(
        Difference(key, draw(money), draw(money), draw(st.integers(0, 9)), 0, clean(draw(words)))
        for key in keys[: draw(st.integers(0, 3))]
    )
    return DayReport(
        clinic=draw(words), training=draw(st.booleans()), drawer="D1", rep=draw(words), business_date=date(2026, 11, 2),
        opened_at=AT, closed_at=AT, float_expected=draw(money), float_counted=draw(money),
        taken={ExpectedKey(TenderKind.CASH): TenderSum(draw(money), 0)},
        lists=(
            ReportList("SAFE DROPS", (ReportMove(draw(words), draw(money)),)),
            ReportList("OVERRIDES", (ReportMove(draw(words)),)),
        ),
        differences=differences, attempts=1, reason=draw(words), comment=draw(words), approved_by=draw(words),
        first_receipt=1, last_receipt=2, receipts=2, missing=(), to_bank=draw(money), stays=draw(money),
        bag=draw(words), z_number=412,
        grand_total_before=draw(money), audit_head="17 abcdef", late=draw(st.booleans()),
        float_to_safe=draw(st.booleans()), counted_by=draw(words), closed_by=draw(words), verified_by=draw(words),
        slip=draw(st.none() | st.integers(1, 99)), stays_note=draw(words),
    )  # fmt: skip


@given(reports())
def test_every_figure_on_the_paper_is_read_back(report: DayReport) -> None:
    printed = read_printed(day_report_text(report, TZ).encode())
    assert printed is not None
    assert printed.z_number == 412
    assert (printed.float_expected, printed.float_counted) == (report.float_expected, report.float_counted)
    assert printed.counted == tuple(one.counted for one in report.differences)
    assert printed.expected == tuple(one.expected for one in report.differences)
    assert (printed.to_bank, printed.stays) == (report.to_bank, report.stays)
    assert printed.net_taken == report.net_taken
    assert (printed.grand_total_before, printed.grand_total) == (report.grand_total_before, report.grand_total)


@given(st.binary(max_size=300))
def test_what_is_no_report_is_not_read(body: bytes) -> None:
    assert read_printed(body) is None


def test_a_report_that_was_cut_off_is_not_read() -> None:
    body = (
        b"END OF DAY                        Z 000412\n" + b"-" * 42 + b"\nFloat the last close left           200.00\n"
    )
    assert read_printed(body) is None
