"""Papers to take home: every line fits both papers, each name where it belongs, and no slip tells too much."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.estimate_letter import EstimateLetter, EstimateLine
from psr_tui.domain.labels import NextVisit
from psr_tui.domain.money import Money
from psr_tui.domain.paper import WIDTH, cells
from psr_tui.domain.visit_papers import (
    LETTER_WIDTH,
    AfterVisit,
    AppointmentSlip,
    PaperHead,
    ReferralSlip,
    SurveySlip,
    paper_page,
)

HEAD = PaperHead("North Cardiology Clinic", "North Clinic", "12 Main St, Santa Fe NM", "(505) 555-0100")
VISIT = NextVisit(
    datetime(2026, 3, 10, 14, 5, tzinfo=UTC), "Ana Lee, MD", "North Clinic, 12 Main St", "Nothing to eat for 8 hours."
)
AFTER = AfterVisit(
    "Pepe", "Peña García, José Luis", date(2026, 3, 4), "Ana Lee, MD", ("Rest.", "Drink water."), (VISIT,),
    "You owe $25.00 for this visit.", "https://survey.example/x1",
)  # fmt: skip
REFERRAL = ReferralSlip(
    "Peña García, José Luis", date(1957, 1, 22), date(2026, 3, 4), "Ana Lee, MD", "Dr. Ortiz, Cardiology",
    "9 Elm St", "(505) 555-0199", "", "Chest pain", "AETNA PPO", "A-1", 3, date(2026, 6, 30),
)  # fmt: skip
LETTER = EstimateLetter(
    "Peña García, José Luis", date(1957, 1, 22), date(2026, 3, 4), "Office visit, new patient",
    (EstimateLine("Office visit", Money(18000), "OV-1"), EstimateLine("Blood test", Money(4550), "LAB", 2, "Lab Co.")),
    date(2026, 3, 20), "Ana Lee, MD", "1234567893", "85-0000000", "North Clinic, Santa Fe NM", ("Z00.00",), 2,
)  # fmt: skip
SLIP = AppointmentSlip("Peña García, José Luis", VISIT, 15, ("Insurance card", "Photo ID"))
SURVEY = SurveySlip("Pepe", "https://survey.example/x1")
PAPERS = [AFTER, REFERRAL, LETTER, SLIP, SURVEY]


def text_of(
    paper: AfterVisit | ReferralSlip | EstimateLetter | AppointmentSlip | SurveySlip, width: int = WIDTH
) -> str:
    return paper_page(HEAD, paper.TITLE, paper.body, width, neutral=isinstance(paper, (AppointmentSlip, SurveySlip)))


def words_of(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
@pytest.mark.parametrize("width", [40, WIDTH, LETTER_WIDTH])
def test_every_paper_fits_its_width_and_is_the_same_twice(
    paper: AfterVisit | ReferralSlip | EstimateLetter | AppointmentSlip | SurveySlip, width: int
) -> None:
    text = text_of(paper, width)
    assert all(cells(line) <= width for line in text.split("\n"))
    assert text == text_of(paper, width) and paper.TITLE in words_of(text)


def test_an_after_visit_sheet_greets_by_the_name_in_use_and_documents_the_legal_one() -> None:
    assert (
        text_of(AFTER)
        == """\
         North Cardiology Clinic
         12 Main St, Santa Fe NM
              (505) 555-0100

             AFTER YOUR VISIT

Thank you for coming, Pepe.

Patient  Peña García, José Luis
Visit    Wed 03/04/2026
With     Ana Lee, MD
------------------------------------------
What to do now
- Rest.
- Drink water.
------------------------------------------
Your next visits

Tue 03/10/2026 2:05 pm
with Ana Lee, MD
North Clinic, 12 Main St
Before you come
  Nothing to eat for 8 hours.
------------------------------------------
You owe $25.00 for this visit.
------------------------------------------
Questions? Call us: (505) 555-0100.

Tell us how it was; it takes two minutes:
https://survey.example/x1
"""
    )


def test_a_slip_that_lies_about_names_neither_specialty_nor_reason() -> None:
    for slip in (SLIP, SURVEY):
        for width in (WIDTH, LETTER_WIDTH):
            assert "Cardiology" not in text_of(slip, width) and "North Clinic" in text_of(slip, width)
    words = words_of(text_of(SLIP))
    assert "Please be there 15 minutes before." in words and "Please bring - Insurance card - Photo ID" in words
    assert "If you cannot come, tell us as early as you can" in words


def test_a_referral_says_where_to_and_what_the_payer_allowed() -> None:
    words = words_of(text_of(REFERRAL))
    for part in ("DOB 01/22/1957", "To Dr. Ortiz, Cardiology", "Allowed 3 visits, until 06/30/2026", "Number A-1"):
        assert part in words
    plain = ReferralSlip("X", None, date(2026, 3, 4), "Ana Lee, MD", "Dr. Ortiz")
    assert "Payer" not in text_of(plain) and "DOB unknown" in words_of(text_of(plain))


def test_an_estimate_letter_says_all_that_the_rule_wants() -> None:
    words = words_of(text_of(LETTER, LETTER_WIDTH))
    for part in (
        "THIS IS NOT A BILL", "Patient Peña García, José Luis", "DOB 01/22/1957", "Made on 03/04/2026, version 2",
        "For Office visit, new patient", "Day Fri 03/20/2026", "Codes Z00.00", "NPI 1234567893, Tax id 85-0000000",
        "Where North Clinic, Santa Fe NM", "Office visit 180.00 code OV-1", "code LAB, 2 times, by Lab Co.",
        "EXPECTED TOTAL $225.50", "not a bill and not a contract", "may be different",
        "$400 or more above this estimate",
        "within 120 days", "changes nothing about the care", "www.cms.gov/nosurprises or 1-800-985-3059",
        "others provide, or that are arranged separately",
    ):  # fmt: skip
        assert part in words, part


def test_training_paper_says_that_it_is_none() -> None:
    head = PaperHead("North Clinic", "North Clinic", training=True)
    assert "TRAINING - NOT A REAL PAPER" in paper_page(head, SURVEY.TITLE, SURVEY.body)


LABELS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "Zs")), max_size=90)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(LABELS, st.integers(0, 10**9)), max_size=6), LABELS, st.sampled_from((40, WIDTH, LETTER_WIDTH))
)
def test_any_estimate_fits_and_its_total_is_the_sum(lines: list[tuple[str, int]], name: str, width: int) -> None:
    letter = EstimateLetter(
        name, None, date(2026, 3, 4), name, tuple(EstimateLine(label, Money(cents)) for label, cents in lines)
    )
    text = text_of(letter, width)
    assert all(cells(line) <= width for line in text.split("\n"))
    total = Money(sum(cents for _, cents in lines))
    assert letter.total == total and f"EXPECTED TOTAL {total.dollars}" in words_of(text)


@settings(max_examples=60)
@given(LABELS, st.lists(LABELS, max_size=3), LABELS, st.sampled_from((40, WIDTH, LETTER_WIDTH)))
def test_any_words_fit_on_every_paper(name: str, points: list[str], note: str, width: int) -> None:
    visit = NextVisit(VISIT.starts, name, note, note)
    papers = (
        AfterVisit(name, name, date(2026, 3, 4), name, tuple(points), (visit,), note, "https://x.example/" + "y" * 90),
        ReferralSlip(name, None, date(2026, 3, 4), name, name, note, note, note, note, name, name, 1, None, note),
        AppointmentSlip(name, visit, 10, tuple(points)),
    )
    for paper in papers:
        assert all(cells(line) <= width for line in text_of(paper, width).split("\n"))
