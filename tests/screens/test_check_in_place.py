"""Check-in as a person works it: keys are counted, the gate jumps to what is missing, typed money is kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from psr_tui.app import PsrApp
from psr_tui.desk import Desk
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.check_in import CheckInService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import NOW, PASSWORD, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.money import Till
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import burst, quiet
from tests.helpers.till import open_till


@pytest.fixture
def visit_id(clinic: TestClinic) -> str:
    """A returning patient: insured, verified today, every paper signed, standing at the desk."""
    patient_id = clinic.add_patient("Peña García", "José", phone="+15055550142")
    clinic.add_coverage(patient_id, clinic.add_payer(), verified_at=NOW, verified_result="active", card_seen_on=None)
    earlier = clinic.add_visit(patient_id, day=NOW.date().replace(day=2))
    desk, actor = CheckInService(clinic.store, clinic.clock), clinic.actor("tchen")
    for kind in ("privacy_notice", "consent_treat", "assignment"):
        desk.sign(actor, earlier, desk.look(actor, earlier).version, kind)
    made = clinic.add_visit(patient_id, "09:30", clinic.add_provider("Lee", "LEE"))
    QueueService(clinic.store, clinic.clock).move(actor, made, 1, VisitState.ARRIVED)
    return made


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})


def message(app: PsrApp) -> str:
    return " ".join(line.strip() for line in screen_lines(app)[21:] if line.strip())


def state_of(clinic: TestClinic, visit_id: str) -> str:
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
        return visit.state.value


@pytest.mark.soak
async def test_a_returning_patient_takes_at_most_ten_keys_and_the_digits_of_the_cash(
    clinic: TestClinic, visit_id: str
) -> None:
    """FD-156: two identifiers, demographics, payer, consents, copay, receipt, from the row of the queue."""
    app = app_of(clinic)
    keys = ["2", "1", "2", "1", "1", "f10"]
    assert len(keys) <= 10
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        await typed(app, pilot, *keys[:-1], "4", "0", keys[-1])
        assert state_of(clinic, visit_id) == "checked_in"
        text = screen_text(app)
        assert "Receipt R-0000001 · CHANGE $15.00" in text and "TOTAL" in text
        await typed(app, pilot, "f12")
        assert screen_lines(app)[0].startswith(" QUEUE")
        said = "Change $15.00. PEÑA GARCÍA, José checked in 09:47. Ctrl+Z undoes it. R-0000001."
        assert said in message(app), "who types ahead never sees the receipt: the change to give stands first"
        assert any(line.startswith(">09:30 PEÑA") and "◆ Checked in" in line for line in screen_lines(app))


async def test_the_same_keys_typed_ahead_in_one_burst_do_the_same(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        burst(app, "2", "1", "2", "1", "1", "4", "0", "f10", "f12")
        await quiet(app, pilot)
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"
    assert clinic.count("SELECT tendered_cents FROM ledger_line WHERE account = 'till'") == 4000


async def test_the_words_to_ask_come_first_and_the_heading_tells_nothing_before_they_are_answered(
    clinic: TestClinic, visit_id: str
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        lines = screen_lines(app)
        assert "MRN" not in lines[0] and "1960" not in lines[0]
        assert "Please tell me your full name and your date of birth." in lines[3]
        assert "missing two identifiers, payer or self-pay" in lines[1]
        await typed(app, pilot, "1", "6")
        line = screen_lines(app)[0]
        assert "PEÑA GARCÍA, José  02/29/1960 (66) " in line and "M. Rivera · Wed 03/04 09:47" in line
        await pilot.resize_terminal(120, 24)
        await quiet(app, pilot)
        assert "02/29/1960 (66)  MRN 000001" in screen_lines(app)[0] and "M. Rivera" in screen_lines(app)[0]
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE detail = 'name photo_id'") == 1


async def test_each_step_is_saved_when_it_is_answered(clinic: TestClinic, visit_id: str) -> None:
    first = app_of(clinic)
    async with first.run_test(size=(80, 24)) as pilot:
        await at_work(first, pilot, clinic)
        await typed(first, pilot, "2", "1", "2", "1")
    again = app_of(clinic)
    async with again.run_test(size=(80, 24)) as pilot:
        await at_work(again, pilot, clinic)
        await typed(again, pilot, "2")
        assert "✓Identity  ✓Demographics  ▶Coverage" in screen_lines(again)[2]


async def test_the_closed_gate_names_what_is_missing_and_jumps_there(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "pagedown", "pagedown", "pagedown", "f10")
        assert "Not ready: missing payer or self-pay." in message(app)
        assert "▶Coverage" in screen_lines(app)[2]
    assert state_of(clinic, visit_id) == "arrived"


async def test_self_pay_answers_the_payer_question_and_asks_for_no_copay(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "3")
        assert "nothing due today" in screen_text(app)
        await typed(app, pilot, "f10")
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"


async def test_an_unpaid_copay_asks_why_by_digit_and_a_queued_enter_does_not_answer(
    clinic: TestClinic, visit_id: str
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "1", "f10")
        assert "Why was the copay not collected?" in screen_text(app)
        await typed(app, pilot, "enter")
        assert state_of(clinic, visit_id) == "arrived"
        await typed(app, pilot, "4")
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'copay' AND reason_code = 'NC12'") == 1
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'receivable'") == 2500


@pytest.mark.soak
async def test_without_a_drawer_the_typed_payment_stays_and_is_kept_for_later(
    clinic: TestClinic, visit_id: str
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "1", "4", "0", "enter")
        assert "Takes $25.00 · CHANGE $15.00" in screen_text(app)
        await typed(app, pilot, "f10")
        assert "You have no open drawer" in message(app)
        assert "Paid with       40" in screen_text(app)
        await typed(app, pilot, "f12")
        open_till(clinic, desk.actor)
        await typed(app, pilot, "2", "f10")
        assert "Receipt R-0000001 · CHANGE $15.00" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM draft") == 0


@pytest.mark.soak
async def test_a_whole_card_number_never_reaches_the_drafts(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "1", *"card 4111111111111111 T1", "enter")
        assert "last 4" in message(app)
    assert clinic.count("SELECT count(*) FROM draft WHERE body LIKE '%41111%'") == 0


@pytest.mark.soak
async def test_two_tenders_make_one_receipt(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        await typed(app, pilot, "2", "1", "2", "1", "1", *"card 4242 T1 b0412", "enter", "1", "0", "f10")
        text = screen_text(app)
        assert "Receipt R-0000001" in text
    cash = "SELECT cents FROM ledger_line WHERE account = 'till'"
    assert clinic.count(cash) == 1000
    assert clinic.count("SELECT cents FROM ledger_line WHERE account = 'cards'") == 1500


async def test_a_supervisor_signs_an_override_at_the_desk(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        password = ["space" if letter == " " else letter for letter in PASSWORD]
        await typed(app, pilot, "2", "9", "1", *"sotto", "enter", *password, "f10")
        assert "missing payer or self-pay" in screen_lines(app)[1]
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'identity' AND approved_by = 'u-sotto'") == 1


async def test_somebody_elses_change_is_refused_by_name_and_shown(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        chen = clinic.actor("tchen", "desk-2")
        desk = CheckInService(clinic.store, clinic.clock)
        desk.self_pay(chen, visit_id, desk.look(chen, visit_id).version)
        await typed(app, pilot, "1", "2")
        assert "was changed by T. Chen at 09:47" in message(app)
        assert "missing two identifiers" in screen_lines(app)[1] and "payer" not in screen_lines(app)[1]


async def test_a_needed_interpreter_holds_the_step_until_it_is_answered(clinic: TestClinic) -> None:
    patient_id = clinic.add_patient("Lopez", "Ana", interpreter="yes", phone="")
    made = clinic.add_visit(patient_id)
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), made, 1, VisitState.ARRIVED)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1")
        assert "▶Demographics" in screen_lines(app)[2]
        await typed(app, pilot, "3", "2", *"J-4711", "enter")
        assert "✓Demographics  ▶Coverage" in screen_lines(app)[2]
        assert "No insurance is in force today" in screen_text(app)


async def test_an_interpreter_alone_does_not_confirm_the_address(clinic: TestClinic) -> None:
    """The next 1 is meant for the address; one step further it would have signed a paper or chosen a payer."""
    patient_id = clinic.add_patient("Lopez", "Ana", interpreter="yes", phone="")
    made = clinic.add_visit(patient_id)
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), made, 1, VisitState.ARRIVED)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "3", "1", "enter")
        assert "▶Demographics" in screen_lines(app)[2]
        assert "still open here: address and phone confirmed" in message(app)
        await typed(app, pilot, "1")
        assert "✓Demographics  ▶Coverage" in screen_lines(app)[2]
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'demographics'") == 1


async def test_the_legend_of_every_step_fits_80_cells(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        for step in ("Identity", "Demographics", "Coverage", "Forms", "Payment"):
            lines = screen_lines(app)
            assert f"▶{step}" in lines[2]
            assert lines[21].rstrip().endswith("F10Finish"), step
            await typed(app, pilot, "pagedown")


@pytest.mark.soak
async def test_help_and_the_palette_name_what_the_digits_of_this_step_do(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 50)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "f1")
        text = screen_text(app)
        assert "legend says" not in text
        for row in ("1                  This insurance is right", "6                  Put a card on file", "F10 "):
            assert row in text
        await typed(app, pilot, "f12", "ctrl+p", *"card was seen")
        assert "Card seen" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "▶Payment" in screen_lines(app)[2]


async def test_f3_alone_takes_the_one_who_has_waited_longest(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f3")
        assert "Nobody is at check-in on this screen." in screen_text(app)
        await typed(app, pilot, "f10")
        assert "Nobody is at check-in here" in message(app)
        await typed(app, pilot, "1")
        assert screen_lines(app)[0].startswith(" CHECK-IN  PEÑA GARCÍA, José")


class Overtaken:
    """A desk whose answers to ``look`` wait until they are let go; everything else runs as always."""

    def __init__(self, desk: Desk) -> None:
        self._ask = desk.ask
        self._look = desk.check_in.look.__name__
        self.read = asyncio.Event()
        self.go = asyncio.Event()
        desk.ask = self.ask  # type: ignore[method-assign, assignment]

    async def ask(self, question: Any, *args: Any, **kwargs: Any) -> Any:
        answer = await self._ask(question, *args, **kwargs)
        if question.__name__ == self._look and not self.go.is_set():
            self.read.set()
            await self.go.wait()
        return answer


async def test_a_reload_that_was_overtaken_does_not_bring_back_what_was_before(
    clinic: TestClinic, visit_id: str
) -> None:
    """A key after it would be refused as stale, by the rep's own hand."""
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1")
        place = app.place
        assert isinstance(place, CheckInPlace) and place.view is not None
        slow = Overtaken(desk)
        late = asyncio.create_task(place.reload())
        await slow.read.wait()
        await typed(app, pilot, "2")  # two identifiers: saved
        newest = place.view.version
        slow.go.set()
        await late
        assert place.view.version == newest
        assert "✓Identity" in screen_lines(app)[2]


async def test_a_reload_that_was_overtaken_does_not_bring_back_who_was_there_before(
    clinic: TestClinic, visit_id: str
) -> None:
    """The next patient's payment must never stand under the name of the one before."""
    other = clinic.add_visit(clinic.add_patient("Zamora", "Ana", phone=""), "10:00")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        place = app.place
        assert isinstance(place, CheckInPlace)
        slow = Overtaken(desk)
        late = asyncio.create_task(place.reload())
        await slow.read.wait()
        await place.turn_to(other)
        slow.go.set()
        await late
        assert place.view is not None and place.view.visit_id == other
        assert "ZAMORA" in screen_lines(app)[0]


@pytest.mark.soak
async def test_a_payer_that_changed_under_an_open_question_stops_nothing(clinic: TestClinic, visit_id: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "5", "2")
        assert "What AETNA PPO said" in screen_text(app)
        desk, other = CheckInService(clinic.store, clinic.clock), clinic.actor("tchen")
        desk.self_pay(other, visit_id, desk.look(other, visit_id).version)
        place = app.place
        assert isinstance(place, CheckInPlace)
        await place.reload()
        await typed(app, pilot, "enter", *"act", "enter", *"Dana", "f10")
        assert app.is_running and "CHECK-IN" in screen_lines(app)[0]
    assert clinic.count("SELECT count(*) FROM coverage WHERE verified_how = 'phone'") == 1, "the answer is kept"


@pytest.mark.soak
async def test_the_rep_says_at_check_in_where_the_money_goes_and_charges_a_fee(
    clinic: TestClinic, visit_id: str
) -> None:
    """Today's copay is line 1 although it is charged only when it is paid; a typing error keeps everything."""
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
    assert visit is not None
    till = Till(clinic)
    old = till.owe(visit.patient_id, 6000, ChargeKind.PAST_BALANCE)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        await typed(app, pilot, "2", "1", "2", "1", "1", *"60", "enter", "enter")
        text = screen_text(app)
        assert " 1  03/04/2026 Copay" in text and " 2  03/04/2026 past_balance" in text
        assert "Goes to: Copay $25.00, past_balance $35.00" in text
        await typed(app, pilot, *"2 50", "f10")
        assert "$10.00 of $60.00 has no place yet" in message(app) and state_of(clinic, visit_id) == "arrived"
        await typed(app, pilot, "ctrl+u", *"2 30, 1 25, fee 5 Form copy", "f10")
        assert "Receipt R-0000001" in screen_text(app)
    assert state_of(clinic, visit_id) == "checked_in"
    paid = f"SELECT -sum(cents) FROM ledger_line WHERE cents < 0 AND account = 'receivable' AND charge_id = '{old}'"
    assert clinic.count(paid) == 3000
    copay = "SELECT sum(l.cents) FROM ledger_line l JOIN charge c ON c.id = l.charge_id WHERE c.kind = 'copay' AND "
    assert clinic.count(copay + "l.account = 'receivable'") == 0
    assert clinic.count(copay.replace("'copay'", "'fee'") + "l.account = 'receivable'") == 0
