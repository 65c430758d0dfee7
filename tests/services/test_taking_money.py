"""Taking money on a real store: fees in the same act, drafts, batches, checks that came back, bad input."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind, PostCharge, TakePayment
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.drafts import DraftService
from tests.helpers.accounts import flag_no_checks
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id

POSTED = "SELECT count(*) FROM journal WHERE kind = 'payment'"


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def fee(patient_id: str, cents: int, label: str = "Form copy") -> PostCharge:
    return PostCharge(command_id("f"), patient_id, None, ChargeKind.FEE, Money(cents), TODAY, label)


def paying(patient_id: str, *tenders: Tender, fees: tuple[PostCharge, ...] = ()) -> TakePayment:
    """Everything that is not a fee is paid ahead."""
    fixed = tuple(Allocation(one.command_id, one.amount) for one in fees)
    total = Money.total(one.amount for one in tenders) - Money.total(one.amount for one in fees)
    ahead = (Allocation(None, total),) if total else ()
    return TakePayment(command_id("p"), patient_id, None, tenders, (*fixed, *ahead), fees)


def test_a_fee_is_charged_and_paid_in_one_act_and_once(till: Till) -> None:
    patient = till.clinic.add_patient()
    command = paying(patient, cash(1500), fees=(fee(patient, 1500),))
    taken = till.payments.take(till.actor, command)
    assert "Form copy" in taken.text and "15.00" in taken.text
    assert till.payments.take(till.actor, command).receipt_number == taken.receipt_number
    with pytest.raises(AlreadyDone):
        till.payments.take(till.actor, replace(command, fees=(replace(command.fees[0], label="Other"),)))
    assert till.clinic.count("SELECT count(*) FROM charge") == 1
    assert not till.payments.balances(till.actor, patient).due


def test_a_fee_of_a_refused_payment_is_not_charged(till: Till) -> None:
    patient = till.clinic.add_patient()
    command = paying(patient, check(1500), fees=(fee(patient, 1500),))
    flag_no_checks(till.clinic, patient)
    with pytest.raises(Refused):
        till.payments.take(till.actor, command)
    assert till.clinic.count("SELECT count(*) FROM charge") == 0
    assert till.payments.take(till.actor, replace(command, tenders=(cash(1500),))).receipt_number == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda one: replace(one, label=" "),
        lambda one: replace(one, label="4111 1111 1111 1111"),
        lambda one: replace(one, kind=ChargeKind.COPAY),
        lambda one: replace(one, patient_id="somebody else"),
        lambda one: replace(one, amount=Money(-1500)),
        lambda one: replace(one, amount=Money(10**20)),
    ],
)
def test_a_fee_that_cannot_be_is_refused(till: Till, wrong: Callable[[PostCharge], PostCharge]) -> None:
    patient = till.clinic.add_patient()
    command = paying(patient, cash(1500), fees=(fee(patient, 1500),))
    with pytest.raises(InvalidInput, match="Fee: ") as refused:
        till.payments.take(till.actor, replace(command, fees=(wrong(command.fees[0]),)))
    assert "4111" not in refused.value.message
    assert till.clinic.count("SELECT count(*) FROM journal") == 1  # the float alone


@pytest.mark.parametrize(
    ("tender", "says"),
    [
        (replace(cash(2500), amount=Money(0), tendered=Money(0)), "more than zero"),
        (cash(-500), "more than zero"),
        (cash(10**20), "larger than any payment"),
        (cash(2500, handed=10**20), "larger than any payment"),
        (cash(2500, handed=2400), "is less than"),
        (replace(cash(2500), tendered=None), "type the cash that was handed over"),
        (replace(check(2500), tendered=Money(3000)), "only cash gives change"),
        (replace(card(2500), last4="42a2"), "last four digits"),
        (replace(card(2500), last4="४२४२"), "last four digits"),
        (replace(card(2500), last4="4111111111111111"), "last four digits"),
        (replace(card(2500), batch=""), "type the batch"),
        (replace(card(2500), terminal=" "), "type the card terminal"),
        (replace(card(2500), payer="Ann Lee"), "only a check"),
        (replace(check(2500), reference=""), "type the check number"),
        (replace(check(2500), payer="4111 1111 1111 1111"), "whole card number"),
        (Tender(TenderKind.MONEY_ORDER, Money(2500)), "type the money order number"),
        (Tender(TenderKind.ACH, Money(2500)), "bank transfer's reference"),
        (Tender(TenderKind.PORTAL, Money(2500), reference="4111-1111-1111-1111"), "whole card number"),
    ],
)
def test_bad_tenders_get_a_sentence_and_nothing_is_posted(till: Till, tender: Tender, says: str) -> None:
    patient = till.clinic.add_patient()
    command = TakePayment(command_id("p"), patient, None, (tender,), (Allocation(None, tender.amount),))
    with pytest.raises(InvalidInput, match=says) as refused:
        till.payments.take(till.actor, command)
    assert "4111" not in refused.value.message and till.clinic.count(POSTED) == 0
    assert till.clinic.count("SELECT count(*) FROM audit WHERE detail LIKE '%4111%'") == 0


def test_every_tender_is_a_line_of_its_own_in_one_receipt(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 8000)
    tenders = (
        cash(1000, handed=2000), replace(check(1000), payer="Ann Lee"),
        Tender(TenderKind.MONEY_ORDER, Money(1000), reference="998"), card(1000),
        replace(card(1000), kind=TenderKind.HSA), Tender(TenderKind.ACH, Money(1000), reference="A-7"),
        Tender(TenderKind.PORTAL, Money(1000)), Tender(TenderKind.OTHER, Money(1000), reference="city"),
    )  # fmt: skip
    taken = till.take(patient, *tenders)
    held = "SELECT count(*) FROM ledger_line WHERE tender <> '' AND session_id IS NOT NULL AND cents = 1000"
    assert till.clinic.count(held) == 8 and taken.change == Money(1000)
    assert till.clinic.count("SELECT count(*) FROM ledger_line WHERE payer = 'Ann Lee'") == 1
    with till.clinic.store.read() as work:
        journal = work.ledger.journal(taken.journal_id)
    assert journal is not None and {line.payer for line in journal.lines} == {"", "Ann Lee"}


def test_the_batch_is_known_after_the_first_card_of_the_drawer(till: Till) -> None:
    patient = till.clinic.add_patient()
    assert till.payments.terminals(till.actor).batches == {}
    till.take(patient, card(1000))
    till.take(patient, replace(card(1000, "T2"), batch="7"))
    till.take(patient, replace(card(500), batch="0413"))
    assert till.payments.terminals(till.actor).batches == {"T1": "0413", "T2": "7"}
    other = Till(till.clinic, "tchen", "drawer-D2")
    other.open()
    assert other.payments.terminals(other.actor).batches == {}, "each drawer is asked once"


def test_a_patient_whose_check_came_back_pays_otherwise(till: Till) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 5000)
    flag_no_checks(till.clinic, patient)
    assert till.payments.balances(till.actor, patient).no_checks
    with pytest.raises(Refused, match="no checks are taken: ask for cash"):
        till.take(patient, cash(1000), check(4000))
    assert till.clinic.count(POSTED) == 0
    till.take(patient, Tender(TenderKind.MONEY_ORDER, Money(5000), reference="1"))


@pytest.mark.parametrize("state", ["none", "counting", "suspended", "counted", "closed"])
def test_a_drawer_that_takes_no_money_is_named_and_nothing_is_posted(clinic: TestClinic, state: str) -> None:
    till = Till(clinic)
    patient = clinic.add_patient()
    till.owe(patient, 2500)
    if state != "none":
        session = till.open()
    command = till.command(patient, cash(2500))
    if state == "counting":
        till.drawer.begin_count(till.actor, session.session_id, session.version)
    elif state == "suspended":
        till.drawer.suspend(till.actor, session.session_id, session.version)
    elif state in ("counted", "closed"):
        reveal = till.count(20000)
        if state == "closed":
            till.close(reveal)
    with pytest.raises(Refused, match="what you typed here is kept"):
        till.payments.take(till.actor, command)
    assert clinic.count(POSTED) == 0


def test_the_same_key_from_two_threads_posts_once(till: Till) -> None:
    patient = till.clinic.add_patient()
    command = paying(patient, cash(1500), fees=(fee(patient, 1500),))
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: till.payments.take(till.actor, command).receipt_number, range(2)))
    assert both == [1, 1] and till.clinic.count(POSTED) == 1


def test_a_draft_goes_with_the_posting_and_is_listed_until_then(till: Till) -> None:
    clinic, patient = till.clinic, till.clinic.add_patient("O'NEIL", "Ann")
    drafts = DraftService(clinic.store, clinic.clock)
    typed = {"paid_1": "40", "paid_2": "", "paid_10": "check 7", "collect": "85.00", "goes": "ahead"}
    drafts.keep(till.actor, "payment", patient, typed)
    drafts.keep(till.actor, "payment", clinic.add_patient("EMPTY"), {"collect": "20.00"})
    (listed,) = till.payments.drafts(till.actor)
    assert (listed.patient, listed.typed, listed.form, listed.subject_id) == (
        "O'NEIL, Ann",
        "40, check 7",
        "payment",
        patient,
    )
    assert "85" not in listed.typed, "what was proposed is not told"
    assert till.payments.drafts(clinic.actor("tchen")) == [] and till.payments.begin(till.actor, patient).draft == typed
    assert till.payments.drafts(clinic.actor("sotto"), till.actor.staff_id) == [listed]
    with pytest.raises(InvalidInput):
        till.payments.take(till.actor, paying(patient, cash(2500, handed=1)))
    assert till.payments.drafts(till.actor) == [listed]
    till.payments.take(till.actor, paying(patient, cash(4000)))
    assert till.payments.drafts(till.actor) == [] and not till.payments.begin(till.actor, patient).draft


def test_a_check_ins_typed_payment_is_listed_with_its_patient(till: Till) -> None:
    clinic, patient = till.clinic, till.clinic.add_patient("VISIT")
    visit = clinic.add_visit(patient)
    DraftService(clinic.store, clinic.clock).keep(till.actor, "check_in", visit, {"paid_1": "card 4242"})
    (listed,) = till.payments.drafts(till.actor)
    assert (listed.form, listed.subject_id, listed.patient_id) == ("check_in", visit, patient)
