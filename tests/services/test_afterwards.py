"""After the close on a real store: what the report lists, closed drawers, over and short, the lists of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text as sql

from psr_tui.domain.cash_moves import PayOut
from psr_tui.domain.corrections import CorrectClosed, CorrectionKind
from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import SubmitCount
from psr_tui.domain.errors import NotAllowed, Refused
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.corrections import CorrectionService
from psr_tui.services.day_lists import DayListService
from psr_tui.services.drafts import DraftService
from psr_tui.services.drawer_history import DrawerHistoryService
from psr_tui.services.payment_drafts import PAYMENT_DRAFT
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id, rows


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def lists(clinic: TestClinic) -> DayListService:
    return DayListService(clinic.store, clinic.clock)


def history(clinic: TestClinic) -> DrawerHistoryService:
    return DrawerHistoryService(clinic.store, clinic.clock)


def off_by(till: Till, cents: int) -> int:
    """Open, count so much too much or too little, close; the Z number."""
    session = till.open()
    reveal = till.count(20000 + cents)
    if cents:
        reveal = till.drawer.explain(till.actor, session.session_id, reveal.session.version, "OS90", "nobody knows")
    return till.close(reveal).z_number


def flat(text: str) -> str:
    return " ".join(text.split())


# --- the report ---
def test_cd_68_the_report_lists_everything_and_proves_its_numbers(till: Till) -> None:
    clinic, session = till.clinic, till.session
    patient = clinic.add_patient()
    taken = till.take(patient, cash(2500))
    with clinic.store.write(till.actor) as work:
        for copy in (0, 1):
            work.print_jobs.add_receipt_print(taken.receipt_number, copy, till.actor.staff_id, work.now)
        work.session.execute(
            sql(
                "INSERT INTO drawer_kick (id, drawer_id, session_id, at, staff_id, staff_name, reason_code, note) "
                f"VALUES ('k1', 'drawer-D1', '{session.session_id}', '2026-03-04 16:00:00.000000', "
                "'u-mrivera', 'M. Rivera', 'NS1', 'parking meter')"
            )
        )
        work.commit()
    till.drop(500, "B7")
    report = till.close(till.count(22000))
    words = flat(report.text)
    for part in (
        "VOIDS 0", "REFUNDS 0", "SAFE DROPS 1 5.00 bag B7 5.00", "PAY-INS 0", "PAY-OUTS 0", "CHANGE SWAPS 0",
        "MOVES TAKEN BACK 0", "HAND-OVERS 0", "RETURNED CHECKS 0", "EARLIER COUNTS 0",
        "COUNTS LEFT BEFORE THE FREEZE 0", "REFUSED PAY-OUTS 0", "NO-SALES 1", "NS1 Change for a patient parking meter",
        "REPRINTS 1 R-0000001", "OVERRIDES 0", "POSTED AFTER THE CUT-OFF 0", "COPAYS NOT COLLECTED 0",
        "Missing numbers 0", "UNFINISHED PAYMENTS KEPT 0", "counted by M. Rivera", "Closed by M. Rivera",
        "GRAND TOTAL 25.00",
    ):  # fmt: skip
        assert part in words, part
    assert max(len(line) for line in report.text.splitlines()) <= 42
    assert till.drawer.report(till.actor, report.z_number).text == report.text


def test_an_over_that_is_gone_in_the_next_count_stays_on_the_report(till: Till) -> None:
    """Who finds twenty too much, takes it and counts again comes out even; the paper says what was counted first."""
    till.take(till.clinic.add_patient(), cash(2500), check(1000, "7"))
    first = till.count(24500, ticked=False)
    till.drawer.recount(till.actor, first.session.session_id, first.session.version)
    words = flat(till.close(till.count(22500)).text)
    assert "EARLIER COUNTS 2 count 1 cash OVER 20.00 count 1 check SHORT -10.00" in words
    assert "COUNT (attempt 2) cash EVEN" in words
    even = till.open()
    reveal = till.count(20000)
    till.drawer.recount(till.actor, even.session_id, reveal.session.version)
    assert "EARLIER COUNTS 1 count 1 EVEN" in flat(till.close(till.count(20000)).text)


def test_who_tries_to_learn_the_figure_stands_on_the_report(till: Till) -> None:
    """Stepping out of a count to read receipts, or trying how much the drawer pays out, tells what to count (CD-46)."""
    moves, session = CashMoveService(till.clinic.store, till.clinic.clock), till.session
    for cents in (20_001, 20_002):
        with pytest.raises(Refused):
            moves.pay_out(till.actor, PayOut(command_id("p"), session.session_id, "PO2", Money(cents), "R 1"))
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    counting = till.session
    till.drawer.leave_count(till.actor, counting.session_id, counting.version)
    words = flat(till.close(till.count(20_000)).text)
    assert "COUNTS LEFT BEFORE THE FREEZE 1 09:47" in words
    assert "REFUSED PAY-OUTS 2 09:47 09:47" in words


def test_a_number_that_is_missing_is_named(till: Till) -> None:
    from psr_tui.services.session_lists import missing_numbers

    patient = till.clinic.add_patient()
    for _ in range(3):
        till.take(patient, cash(100))
    with till.clinic.store.read() as work:
        assert missing_numbers(work, till.session.session_id, 1, 3) == ()
        assert missing_numbers(work, till.session.session_id, 1, 5) == ("R-0000004", "R-0000005")


def test_the_report_so_far_of_a_frozen_count_is_the_same_twice(till: Till) -> None:
    till.take(till.clinic.add_patient(), cash(2500))
    reveal = till.count(22500)
    first, second = (till.drawer.x_report(till.actor, reveal.session.session_id) for _ in range(2))
    assert first.splitlines()[:-1] == second.splitlines()[:-1]  # only the head of the log moved: each look is in it
    assert first.splitlines()[-1].startswith("Audit ") and first.splitlines()[-1] != second.splitlines()[-1]


def test_tc_18_what_was_begun_and_not_taken_is_kept_by_name(till: Till) -> None:
    clinic, drafts = till.clinic, DraftService(till.clinic.store, till.clinic.clock)
    one, two, three = (clinic.add_patient(name) for name in ("ADAMS", "BAKER", "CASTRO"))
    for patient, typed in ((one, "cash 40"), (two, "card 4242"), (three, "")):
        drafts.keep(till.actor, PAYMENT_DRAFT, patient, {"collect": "40.00", "paid_1": typed})
        clinic.clock.advance(timedelta(minutes=1))
    session = till.session
    listed = till.drawer.unfinished(till.actor, session.session_id)
    assert [(item.patient, item.typed) for item in listed] == [("ADAMS, Jon", "cash 40"), ("BAKER, Jon", "card 4242")]
    with pytest.raises(NotAllowed):
        till.drawer.unfinished(clinic.actor("tchen"), session.session_id)
    till.drawer.discard_unfinished(till.actor, session.session_id, PAYMENT_DRAFT, two)
    report = till.close(till.count(20000))
    assert "UNFINISHED PAYMENTS KEPT 1 MRN " in flat(report.text)
    assert drafts.find(till.actor, PAYMENT_DRAFT, one) is not None
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'draft.discard'") == 1


def test_a_supervisor_signs_for_a_third_count_at_the_reps_station(till: Till) -> None:
    session = till.session
    for _ in range(2):
        reveal = till.count(19000)
        if reveal.attempt == 1:
            till.drawer.recount(till.actor, session.session_id, reveal.session.version)
    assert reveal.recount_signed
    version = reveal.session.version
    with pytest.raises(NotAllowed):
        till.drawer.recount(till.actor, session.session_id, version, "mrivera", PASSWORD)
    till.drawer.recount(till.actor, session.session_id, version, "sotto", PASSWORD)
    assert till.count(20000).attempt == 3


# --- closed drawers and their differences ---
def test_cd_106_over_and_short_by_rep_and_drawer(till: Till) -> None:
    clinic = till.clinic
    till.close(till.count(20000))
    for cents in (300, -200, -100):
        off_by(till, cents)
    other = Till(clinic, "tchen", "drawer-D2")
    other.open()
    other.close(other.count(20000))
    found = {one.name: one for one in history(clinic).variance(clinic.actor("sotto"))}
    rep = found["M. Rivera"]
    assert (rep.signed, rep.off, rep.uneven, rep.streak) == (Money(0), Money(600), 3, (2, "SHORT"))
    assert found["D1"].off == Money(600) and found["T. Chen"].uneven == found["D2"].uneven == 0
    assert [one.name for one in history(clinic).variance(other.actor)] == ["T. Chen", "D2"]


def test_closed_drawers_newest_first_and_a_rep_sees_their_own(till: Till) -> None:
    clinic = till.clinic
    reveal = till.count(19999)
    till.drawer.recount(till.actor, reveal.session.session_id, reveal.session.version)
    till.close(till.count(20000))
    other = Till(clinic, "tchen", "drawer-D2")
    other.open(100)
    clinic.clock.advance(timedelta(days=1))
    other.close(other.count(100))
    boss = clinic.actor("sotto")
    late, early = history(clinic).closed(boss)
    assert (late.row.z_number, late.late, late.word) == (2, True, "EVEN")
    assert (early.row.attempts, early.late, early.row.rep, early.difference) == (2, False, "M. Rivera", Money(0))
    assert [one.row.z_number for one in history(clinic).closed(till.actor)] == [1]
    clinic.clock.advance(timedelta(days=40))
    assert history(clinic).closed(boss, 31) == [] and len(history(clinic).closed(boss, 90)) == 2


def test_a_correction_is_listed_names_its_close_and_what_it_found_stands_beside_the_difference(till: Till) -> None:
    clinic = till.clinic
    till.close(till.count(20000))
    off_by(till, -300)
    boss = clinic.actor("sotto")
    closed = history(clinic).closed(boss)[0]
    service = CorrectionService(clinic.store, clinic.clock)
    command = CorrectClosed(
        command_id("k"), closed.row.session_id, CorrectionKind.FOUND, "it lay under the tray", found=Money(300)
    )
    service.correct(boss, command, "admin", PASSWORD)
    correction, corrected, _ = history(clinic).closed(boss)
    assert (correction.word, correction.corrects) == ("correction", 2)
    assert (corrected.row.corrected, corrected.row.cleared, corrected.difference) == (1, Money(300), Money(-300))
    rep = history(clinic).variance(boss)[0]
    assert (len(rep.closes), rep.signed, rep.cleared) == (2, Money(-300), Money(300))


def test_tc_24_a_session_with_only_a_drop_is_in_every_report(till: Till) -> None:
    till.drop(5000, "B7")
    report = till.close(till.count(15000))
    (closed,) = history(till.clinic).closed(till.actor)
    assert (closed.row.counted, closed.row.expected) == (Money(15000), Money(15000))
    assert "SAFE DROPS 1" in report.text and len(history(till.clinic).variance(till.actor)) == 2


# --- the lists of a day ---
def test_tc_33_receipts_of_a_day_by_tender_are_the_ledger(till: Till) -> None:
    clinic = till.clinic
    patient = clinic.add_patient()
    till.take(patient, cash(2500, handed=4000), card(6000), check(1000))
    till.take(patient, card(500, "T1"), card(700, "T2"))
    found = lists(clinic).receipts(clinic.actor("sotto"), TODAY)
    assert [one.amount for one in found.receipts] == [Money(9500), Money(1200)]
    assert dict(found.receipts[0].tenders)[TenderKind.CARD] == Money(6000)
    assert found.totals == {TenderKind.CASH: Money(2500), TenderKind.CHECK: Money(1000), TenderKind.CARD: Money(7200)}
    for tender, amount in found.totals.items():
        assert amount.cents == clinic.count(
            f"SELECT sum(l.cents) FROM ledger_line l JOIN journal j ON j.id = l.journal_id WHERE l.tender = '{tender}' "
            "AND j.receipt_number IS NOT NULL AND l.account IN ('till', 'checks', 'cards', 'other_tender')"
        )
    assert lists(clinic).receipts(clinic.actor("sotto"), TODAY + timedelta(days=1)).receipts == ()
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'list' AND entity = 'day_receipts'") == 1


def test_a_rep_sees_the_receipts_of_their_own_drawers(till: Till) -> None:
    clinic = till.clinic
    other = Till(clinic, "tchen", "drawer-D2")
    other.open(0)
    patient = clinic.add_patient()
    till.take(patient, cash(100))
    other.take(patient, cash(200))
    assert [one.rep for one in lists(clinic).receipts(other.actor, TODAY).receipts] == ["T. Chen"]
    assert len(lists(clinic).receipts(clinic.actor("sotto"), TODAY).receipts) == 2


def test_cd_46_lists_that_tell_what_a_drawer_holds_wait_for_the_freeze(till: Till) -> None:
    clinic, session = till.clinic, till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    for look in (lists(clinic).receipts, lists(clinic).visits):
        with pytest.raises(Refused, match="until the count"):
            look(till.actor, TODAY)
    till.drawer.freeze(till.actor, SubmitCount(command_id(), session.session_id, session.version + 1, rows(20000)))
    assert lists(clinic).receipts(till.actor, TODAY).receipts == ()


def test_money_paid_ahead_by_patient_and_age(till: Till) -> None:
    clinic = till.clinic
    first, second = clinic.add_patient("ADAMS"), clinic.add_patient("BAKER")
    till.take(first, cash(2500))
    till.take(second, card(700))
    till.owe(first, 100)
    found = lists(clinic).paid_ahead(till.actor)
    assert [(one.patient, one.left, one.since) for one in found] == [
        ("ADAMS, Jon", Money(2500), TODAY), ("BAKER, Jon", Money(700), TODAY),
    ]  # fmt: skip
    assert clinic.count("SELECT count(*) FROM audit WHERE entity = 'paid_ahead'") == 1


def test_every_visit_of_the_day_once_with_its_money_or_its_reason(till: Till) -> None:
    clinic = till.clinic
    patients = [clinic.add_patient(f"P{number}") for number in range(4)]
    paid = clinic.add_visit(patients[0], "08:00", state="checked_out")
    owing = clinic.add_visit(patients[1], "08:15", state="checked_out")
    told = clinic.add_visit(patients[2], "08:30", state="checked_out")
    gone = clinic.add_visit(patients[3], "09:00", state="cancelled")
    coming = clinic.add_visit(patients[3], "16:00")
    for patient, visit in zip(patients[:3], (paid, owing, told), strict=True):
        till.owe(patient, 2500, visit=visit)
    till.take(patients[0], cash(2500), visit=paid)
    with clinic.store.write(till.actor) as work:
        work.session.execute(
            sql(
                "INSERT INTO check_in_step (id, appointment_id, item, seq, answer, detail, reason_code, note, "
                f"staff_id, staff_name, at) VALUES ('s1', '{told}', 'copay', 1, 'declined', '', 'NC11', '', "
                "'u-mrivera', 'M. Rivera', '2026-03-04 15:00:00.000000')"
            )
        )
        work.commit()
    found = lists(clinic).visits(till.actor, TODAY)
    stands = {row.visit.visit_id: (row.missing, row.words) for row in found.visits}
    assert len(found.visits) == len(stands) == 5 and found.missing == 2
    assert stands[paid] == ("", "checked out: paid 25.00")
    assert stands[owing] == ("not paid, why?", "checked out: 25.00 open")
    assert stands[told][0] == "" and "NC11" in stands[told][1]
    assert stands[gone] == ("no reason", "cancelled") and stands[coming] == ("", "expected")
    assert [row.visit.visit_id for row in found.visits[:2]] == [owing, gone]
    assert lists(clinic).visits(till.actor, date(2026, 3, 1)).visits == ()


def test_a_card_settled_by_nobody_is_over_in_the_history(till: Till) -> None:
    reveal = till.count(20000, TenderCount(ExpectedKey(TenderKind.CARD, "T9"), Money(100), 1, "7"))
    reveal = till.drawer.explain(till.actor, reveal.session.session_id, reveal.session.version, "OS90", "T9?")
    till.close(reveal)
    assert history(till.clinic).closed(till.actor)[0].word == "OVER"
