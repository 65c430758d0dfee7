"""Correcting a closed drawer on a real store: a numbered report of its own, no cash, the closed one as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.corrections import CorrectClosed, CorrectionKind
from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.corrections import Corrected, CorrectionService
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id

T1 = ExpectedKey(TenderKind.CARD, "T1")
OVER_SHORT = "SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = 'over_short'"


class Day:
    """A rep's closed day, three days ago: one payment in cash that was a card, so 25.00 short and one slip over."""

    def __init__(self, clinic: TestClinic) -> None:
        self.clinic = clinic
        self.till = Till(clinic)
        self.session = self.till.open().session_id
        self.patient = clinic.add_patient()
        self.charge = self.till.owe(self.patient, 6000, ChargeKind.VISIT)
        self.payment = self.till.take(self.patient, cash(2500)).journal_id
        reveal = self.till.count(20000, TenderCount(T1, Money(2500), 1, "0412"))
        drawer = self.till.drawer
        reveal = drawer.explain(self.till.actor, self.session, reveal.session.version, "OS90", "nobody knows")
        reveal = drawer.approve(self.till.actor, self.session, reveal.session.version, "sotto", PASSWORD)
        self.report = self.till.close(reveal)
        clinic.clock.advance(timedelta(days=3))
        self.actor = clinic.actor("tchen")
        self.service = CorrectionService(clinic.store, clinic.clock)

    def command(self, kind: CorrectionKind, **more: object) -> CorrectClosed:
        return CorrectClosed(command_id("k"), self.session, kind, "found the slip", **more)  # type: ignore[arg-type]

    def correct(self, command: CorrectClosed, login: str = "sotto") -> Corrected:
        return self.service.correct(self.actor, command, login, PASSWORD)

    def over_short(self) -> dict[str, int]:
        with self.clinic.store.read() as work:
            rows = work.session.connection().exec_driver_sql(
                "SELECT tender, sum(cents) FROM ledger_line WHERE account = 'over_short' GROUP BY tender"
            )
            return {tender: cents for tender, cents in rows if cents}


@pytest.fixture
def day(clinic: TestClinic) -> Day:
    return Day(clinic)


def test_a_wrong_tender_is_voided_and_paid_again_and_the_over_short_is_explained(day: Day) -> None:
    assert day.over_short() == {"CASH": 2500, "CARD": -2500}
    command = day.command(CorrectionKind.WRONG_TENDER, journal_id=day.payment, tenders=(card(2500),))
    done = day.correct(command)
    assert day.over_short() == {}
    assert (done.z_number, done.receipts) == (2, (2, 3))
    assert "CORRECTION OF Z 000001" in done.text and "Approved by S. Otto" in done.text
    assert "GRAND TOTAL" in done.text and "25.00" in done.text.split("GRAND TOTAL")[1]
    assert day.till.payments.balances(day.actor, day.patient).total == Money(3500), "the same charge is paid as before"
    assert day.till.drawer.report(day.till.actor, 1).text == day.report.text
    made = f"SELECT count(*) FROM drawer_session WHERE adjusts = '{day.session}' AND state = 'closed' AND "
    made += f"business_date = '{TODAY + timedelta(days=3)}' AND staff_id = 'u-mrivera' AND closed_by = 'u-tchen'"
    assert day.clinic.count(made) == 1
    left = "SELECT count(*) FROM (SELECT 1 FROM ledger_line l JOIN drawer_session s ON s.id = l.session_id WHERE "
    left += "s.adjusts IS NOT NULL AND l.account IN ('till', 'checks', 'cards', 'other_tender') GROUP BY l.account "
    assert day.clinic.count(left + "HAVING sum(l.cents) <> 0)") == 0, "a correction holds nothing"


def test_the_same_correction_twice_is_one_and_other_content_is_refused(day: Day) -> None:
    command = day.command(CorrectionKind.WRONG_TENDER, journal_id=day.payment, tenders=(card(2500),))
    first = day.correct(command)
    assert day.correct(command) == first
    with pytest.raises(AlreadyDone):
        day.correct(replace(command, comment="other words"))
    with pytest.raises(Refused, match="already"):
        day.correct(replace(command, command_id=command_id("k")))
    assert day.clinic.count("SELECT count(*) FROM day_report") == 2


def test_a_correction_can_be_corrected_under_the_same_closed_drawer(day: Day) -> None:
    day.correct(day.command(CorrectionKind.WRONG_TENDER, journal_id=day.payment, tenders=(card(2500),)))
    with day.clinic.store.read() as work:
        receipt = work.ledger.receipt(3)
    assert receipt is not None
    done = day.correct(day.command(CorrectionKind.ENTERED_TWICE, journal_id=receipt.journal_id))
    assert done.z_number == 3 and "CORRECTION OF Z 000001" in done.text
    assert day.over_short() == {"CARD": -2500}, "the slip was over all the time"


def test_entered_twice_is_voided_and_not_entered_is_paid_late(day: Day) -> None:
    day.correct(day.command(CorrectionKind.ENTERED_TWICE, journal_id=day.payment))
    assert day.over_short() == {"CARD": -2500}
    assert day.till.payments.balances(day.actor, day.patient).total == Money(6000)
    paid = (Allocation(day.charge, Money(2500)),)
    late = day.command(CorrectionKind.NOT_ENTERED, patient_id=day.patient, tenders=(card(2500),), allocations=paid)
    done = day.correct(late)
    assert day.over_short() == {} and done.receipts == (3,)
    assert day.till.payments.balances(day.actor, day.patient).total == Money(3500)


def test_found_money_goes_to_the_safe_and_never_beyond_what_is_missing(clinic: TestClinic) -> None:
    till = Till(clinic)
    session = till.open().session_id
    reveal = till.count(19700)
    till.drawer.explain(till.actor, session, reveal.session.version, "OS90", "nobody knows")
    till.close(till.drawer.reveal(till.actor, session))
    service = CorrectionService(clinic.store, clinic.clock)
    command = CorrectClosed(command_id("k"), session, CorrectionKind.FOUND, "under the mat", found=Money(200))
    actor = clinic.actor("tchen")
    for wrong in (Money(301), Money(-100), Money(0), None):
        with pytest.raises(InvalidInput):
            service.correct(actor, replace(command, found=wrong), "sotto", PASSWORD)
    done = service.correct(actor, command, "sotto", PASSWORD)
    assert "The cash is in the safe." in done.text and done.receipts == ()
    assert clinic.count(OVER_SHORT) == 100
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'safe'") == 200
    with pytest.raises(InvalidInput, match=r"\$1\.00 SHORT"):
        service.correct(actor, replace(command, command_id=command_id("k")), "sotto", PASSWORD)
    assert till.drawer.opening(till.actor, "drawer-D1").last_z == 1, "a correction leaves nothing in the drawer"
    assert till.open(19700).float_expected == Money(19700)


def test_who_signs_a_correction_and_what_may_be_corrected(day: Day) -> None:
    command = day.command(CorrectionKind.ENTERED_TWICE, journal_id=day.payment)
    for login in ("mrivera", "lgrant", "tchen"):
        with pytest.raises(NotAllowed):
            day.correct(command, login)
    with pytest.raises(InvalidInput, match="Comment"):
        day.correct(replace(command, comment=" "))
    short = day.command(CorrectionKind.WRONG_TENDER, journal_id=day.payment, tenders=(card(2400),))
    with pytest.raises(InvalidInput, match="both must be the same"):
        day.correct(short)
    live = Till(day.clinic, "tchen", "drawer-D2")
    opened = live.open().session_id
    with pytest.raises(Refused, match="not closed yet"):
        day.correct(replace(command, session_id=opened))
    other = live.take(day.patient, cash(100)).journal_id
    live.close(live.count(20100))
    with pytest.raises(Refused, match="another drawer session"):
        day.correct(replace(command, journal_id=other))
    assert day.clinic.count("SELECT count(*) FROM drawer_session WHERE adjusts IS NOT NULL") == 0


def test_a_supervisor_does_not_sign_for_a_drawer_of_their_own(clinic: TestClinic) -> None:
    till = Till(clinic, "sotto")
    session = till.open().session_id
    payment = till.take(clinic.add_patient(), check(2500)).journal_id
    till.close(till.count(20000))
    service = CorrectionService(clinic.store, clinic.clock)
    command = CorrectClosed(command_id("k"), session, CorrectionKind.ENTERED_TWICE, "twice", journal_id=payment)
    with pytest.raises(NotAllowed, match="drawer of S"):
        service.correct(clinic.actor("tchen"), command, "sotto", PASSWORD)
    service.correct(clinic.actor("tchen"), command, "admin", PASSWORD)


def test_the_screen_is_offered_what_still_stands(day: Day) -> None:
    boss = day.clinic.actor("sotto")
    with pytest.raises(NotAllowed):
        day.service.look(day.actor, day.session)
    look = day.service.look(boss, day.session)
    assert [one.journal_id for one in look.payments] == [day.payment] and look.over_short == Money(0)
    day.correct(day.command(CorrectionKind.ENTERED_TWICE, journal_id=day.payment))
    look = day.service.look(boss, day.session)
    assert look.payments == () and look.over_short == Money(-2500)
