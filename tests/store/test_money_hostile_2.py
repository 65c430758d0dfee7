"""More forbidden statements against the real file: parts of payments, adjustments, corrections, cash on its way.

A day with everything that revision 0002 knows is built once; each case begins a transaction and prepares what it needs;
its last statement must be refused by the database itself, with ``recursive_triggers`` on and off (CD-83, CD-84).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from psr_tui.domain.cash_moves import PayIn, PayOut
from psr_tui.domain.corrections import CorrectClosed, CorrectionKind
from psr_tui.domain.discounts import DiscountKind, GrantDiscount
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.returned_checks import ReturnCheck
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.adjustments import AdjustmentService
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.corrections import CorrectionService
from psr_tui.services.returned_checks import ReturnedCheckService
from psr_tui.store.engine import connect, driver
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic, make_clinic
from tests.helpers.money import Till, cash, check, command_id

AT = "'2026-03-04 15:47:00.000000'"
DAY = "'2026-03-04'"
NEXT = "(SELECT max(sequence) + 1 FROM journal)"
RECEIPT = "(SELECT max(receipt_number) + 1 FROM journal)"
IN_TILL = "FROM ledger_line WHERE session_id = {open} AND account = 'till'"
TABLES = (
    "journal", "ledger_line", "charge", "receipt", "drawer_session", "day_report", "discount", "payment_flag",
    "hand_over", "deposit_slip", "deposit_drop", "drawer_kick", "print_job", "payment_plan", "plan_charge",
    "plan_instalment",
)  # fmt: skip
CHANGES = frozenset({"drawer_session", "payment_flag", "hand_over", "print_job", "payment_plan"})
"""Tables whose rows may change, each under rules of its own."""


def insert(table: str, verb: str = "INSERT", **values: str) -> str:
    """One row by column name; values are SQL."""
    return f"{verb} INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def journal(kind: str, ident: str = "'x'", **more: str) -> str:
    """A posting of the rep in the open drawer, unless ``more`` says otherwise."""
    values = {
        "id": ident, "sequence": NEXT, "content_hash": "'h'", "kind": f"'{kind}'", "session_id": "{open}",
        "business_date": DAY, "at": AT, "staff_id": "'u-mrivera'", "staff_name": "''", "sign_in_id": "''",
        "reason_code": "''", "note": "''", "bag": "''", **more,
    }  # fmt: skip
    return insert("journal", **values)


def back(kind: str, payment: str, **more: str) -> str:
    """A posting that gives money of a payment back."""
    values = {"refers_to": payment}
    if kind == "returned_check":
        values["session_id"] = "NULL"
    else:
        values |= {"receipt_number": RECEIPT, "approved_by": "'u-sotto'"}
    if kind == "void":
        values["reverses"] = payment
    return journal(kind, **{**values, **more})


def taken_back(move: str, **more: str) -> str:
    """A posting that takes a cash move back, signed and explained."""
    ident = more.pop("id", "'x'")
    return journal(
        "move_back", ident, **{"refers_to": move, "approved_by": "'u-sotto'", "note": "'typed twice'", **more}
    )


def line(account: str, cents: str, ident: str = "'x'", **more: str) -> str:
    values = {
        "journal_id": ident, "position": "1", "account": f"'{account}'", "session_id": "{open}", "tender": "''",
        "cents": cents, "card_brand": "''", "card_last_four": "''", "authorisation": "''", "terminal": "''",
        "batch": "''", "reference": "''", "payer": "''", **more,
    }  # fmt: skip
    return insert("ledger_line", **values)


def session(ident: str = "'s'", **more: str) -> str:
    values = {
        "version": "1", "changed_by": "''", "changed_at": AT, "id": ident, "drawer_id": "'drawer-D1'",
        "staff_id": "'u-mrivera'", "staff_name": "''", "state": "'open'", "business_date": DAY, "opened_at": AT,
        "float_expected_cents": "0", "float_counted_cents": "0", "difference_reason": "''",
        "difference_comment": "''", "deposit_bag": "''", "adjusts": "{closed}", **more,
    }  # fmt: skip
    return insert("drawer_session", **values)


def close(**more: str) -> str:
    values = {
        "state": "'closed'", "closed_at": AT, "z_number": "(SELECT max(z_number) + 1 FROM day_report)",
        "approved_by": "'u-sotto'", "difference_reason": "'OS03'", **more,
    }  # fmt: skip
    return (
        f"UPDATE drawer_session SET {', '.join(f'{name} = {value}' for name, value in values.items())} WHERE id = 's'"
    )


def adjusts(**more: str) -> str:
    return journal("adjustment", **{"session_id": "NULL", **more})


def offer(**more: str) -> str:
    values = {
        "version": "1", "changed_by": "''", "changed_at": AT, "id": "'h'", "from_session_id": "{open}",
        "to_staff_id": "'u-tchen'", "state": "'offered'", "cents": "500", "offer_journal_id": "'x'", "note": "''",
        "offered_at": AT, **more,
    }  # fmt: skip
    return insert("hand_over", **values)


def slip(**more: str) -> str:
    values = {
        "number": "2", "journal_id": "{deposit}", "bag": "'ZZ'", "business_date": DAY, "prepared_by": "'u-mrivera'",
        "sealed_at": AT, "body": "x'00'", **more,
    }  # fmt: skip
    return insert("deposit_slip", **values)


OFF = {"account": "receivable", "charge_id": "{charge}", "session_id": "NULL"}
HOSTILE: dict[str, tuple[str, ...]] = {
    # --- nothing is deleted or replaced, nothing posted is edited ---
    **{f"delete {table}": (f"DELETE FROM {table}",) for table in TABLES},
    **{f"replace {table}": (f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",) for table in TABLES},
    **{f"update {table}": (f"UPDATE {table} SET rowid = rowid",) for table in TABLES if table not in CHANGES},
    # --- money that goes back ---
    "refund more than is left": (
        back("refund", "{refunded}"), line("till", "-1501", tender="'CASH'"),
    ),
    "refund a tender it was not paid by": (back("refund", "{refunded}"), line("cards", "-1", tender="'CARD'")),
    "refund a check of another number": (
        back("refund", "{mixed}"), line("checks", "-1", tender="'MO'", reference="'9'"),
    ),
    "open more than the payment closed": (
        back("refund", "{refunded}"), line("receivable", "1501", charge_id="{charge}"),
    ),
    "open another charge": (back("refund", "{refunded}"), line("receivable", "1", charge_id="{other}")),
    "void after a refund": (back("void", "{refunded}"),),
    "refund after a void": (back("refund", "{voided}"),),
    "void twice": (back("void", "{voided}"),),
    "a check that came back comes back again": (
        back("returned_check", "{bounced}"),
        line("bank", "-2500", session_id="NULL", tender="'CHK'", reference="'1017'"),
    ),
    "void a payment whose check came back": (back("void", "{bounced}"),),
    "a returned check of a void": (back("returned_check", "{voided}"),),
    "a refund of a refund": (back("refund", "{refund}"),),
    "a refund of nothing": (back("refund", "NULL"),),
    "a void that names another posting": (back("void", "{mixed}", reverses="{refunded}"),),
    "a refund that reverses": (back("refund", "{mixed}", reverses="{mixed}"),),
    "a refund without a signature": (back("refund", "{mixed}", approved_by="NULL"),),
    "a refund signed by who gives it": (back("refund", "{mixed}", approved_by="'u-mrivera'"),),
    "a refund signed by who took it": (
        back("refund", "{mixed}", staff_id="'u-tchen'", approved_by="'u-mrivera'"),
    ),
    "a refund without a receipt": (back("refund", "{mixed}", receipt_number="NULL"),),
    "a refund into a closed drawer": (back("refund", "{mixed}", session_id="{closed}"),),
    # --- adjustments and fees ---
    "an adjustment without a reason": (adjusts(),),
    "an adjustment with a void's reason": (adjusts(reason_code="'V1'"),),
    "a write-off without a signature": (adjusts(reason_code="'AD05'"),),
    "a write-off signed by oneself": (adjusts(reason_code="'AD05'", approved_by="'u-mrivera'"),),
    "a small balance signed by oneself": (adjusts(reason_code="'AD06'", approved_by="'u-mrivera'"),),
    "a write-off that adds": (adjusts(reason_code="'AD06'"), line(cents="1", **OFF)),
    "an added charge that takes off": (adjusts(reason_code="'AD11'"), line(cents="-1", **OFF)),
    "more off than is open": (adjusts(reason_code="'AD06'"), line(cents="-100001", **OFF)),
    "a no-show fee without a signature": (journal("charge", session_id="NULL", reason_code="'AD19'"),),
    "a fee with a reason of no list": (journal("charge", session_id="NULL", reason_code="'AD99'"),),
    # --- corrections after a close ---
    "a correction of an open drawer": (session(adjusts="{open}"),),
    "a correction of nothing": (session(adjusts="'nobody'"),),
    "a correction of a correction": (session(adjusts="{correction}"),),
    "a correction in another drawer": (session(drawer_id="'drawer-D2'"),),
    "a correction with a float": (session(float_expected_cents="5", float_counted_cents="5"),),
    "a correction that is counted": (session(), "UPDATE drawer_session SET state = 'counting' WHERE id = 's'"),
    "a correction that becomes a drawer": (session(), "UPDATE drawer_session SET adjusts = NULL WHERE id = 's'"),
    "a drop in a correction": (
        session(), journal("drop", session_id="'s'", witness_id="'u-tchen'", bag="'B9'"),
    ),
    "a float in a correction": (session(), journal("float_in", session_id="'s'")),
    "an unsigned correction": (session(), close(approved_by="NULL")),
    "a correction without a reason": (session(), close(difference_reason="''")),
    "a correction signed by its rep": (session(), close(approved_by="'u-mrivera'")),
    "a correction that holds cash": (
        session(), journal("clearing", session_id="'s'"),
        line("till", "100", session_id="'s'", tender="'CASH'"),
        line("over_short", "-100", session_id="'s'", drawer_id="'drawer-D1'", position="2"), close(),
    ),
    "a correction whose number skips": (session(), close(z_number="(SELECT max(z_number) + 2 FROM day_report)")),
    "clearing in a drawer that is open": (journal("clearing"),),
    "clearing without a session": (journal("clearing", session_id="NULL"),),
    "edit a closed correction": ("UPDATE drawer_session SET difference_comment = 'x' WHERE id = {correction}",),
    # --- cash on its way ---
    "offer to oneself": (
        journal("hand_over"), line("transit", "500"), line("till", "-500", tender="'CASH'", position="2"),
        offer(to_staff_id="'u-mrivera'"),
    ),
    "offer another amount than was posted": (
        journal("hand_over"), line("transit", "400"), line("till", "-400", tender="'CASH'", position="2"), offer(),
    ),
    "an offer that is accepted from the start": (
        journal("hand_over"), line("transit", "500"), line("till", "-500", tender="'CASH'", position="2"),
        offer(state="'accepted'", answered_at=AT, to_session_id="{open}"),
    ),
    "accept without taking the money": (
        "UPDATE hand_over SET state = 'accepted', answered_at = " + AT + ", to_session_id = {open}, "
        "counted_cents = 700 WHERE id = {offered}",
    ),
    "refuse without giving the money back": (
        "UPDATE hand_over SET state = 'refused', answered_at = " + AT + " WHERE id = {offered}",
    ),
    "change what is offered": ("UPDATE hand_over SET cents = 1 WHERE id = {offered}",),
    "take a part of what is in transit": (
        journal("take_over", refers_to="{offer}"), line("till", "300", tender="'CASH'"),
        line("transit", "-300", position="2"),
    ),
    "take over what was never offered": (journal("take_over", refers_to="{mixed}"),),
    "hand back nothing": (journal("hand_back"),),
    # --- a move taken back ---
    "take a move back alone": (taken_back("{paid_in}", approved_by="NULL"),),
    "sign for one's own move": (taken_back("{paid_in}", approved_by="'u-mrivera'"),),
    "sign for the move one made, taken back by another": (
        taken_back("{paid_in}", approved_by="'u-mrivera'", staff_id="'u-tchen'"),
    ),
    "take a move back without a word": (taken_back("{paid_in}", note="''"),),
    "take a payment back as a move": (taken_back("{mixed}"),),
    "take nothing back": (taken_back("NULL"),),
    "take a move back in another drawer": (taken_back("{old_in}"),),
    "take a move back beside any drawer": (taken_back("{paid_in}", session_id="NULL"),),
    "take a move back into a closed drawer": (taken_back("{old_in}", session_id="{closed}"),),
    "take a move back while it is counted": (
        "UPDATE drawer_session SET state = 'counting', version = version + 1 WHERE id = {open}",
        taken_back("{paid_in}"),
    ),
    "take a move back twice": (taken_back("{paid_in}"), taken_back("{paid_in}", id="'y'")),
    "take back what took a move back": (taken_back("{paid_in}"), taken_back("'x'", id="'y'")),
    "take a drop back that is at the bank": (
        insert("deposit_drop", slip_number="1", drop_journal_id="{dropped}"), taken_back("{dropped}"),
    ),
    "send a drop to the bank that was taken back": (
        taken_back("{dropped}"), insert("deposit_drop", slip_number="1", drop_journal_id="{dropped}"),
    ),
    "take a part of a move back": (taken_back("{paid_in}"), line("safe", "200", tender="'CASH'")),
    "take more of a move back": (taken_back("{paid_in}"), line("safe", "900", tender="'CASH'")),
    "take a move back out of another account": (taken_back("{paid_in}"), line("petty_cash", "500", tender="'CASH'")),
    "take a move back the wrong way": (taken_back("{paid_in}"), line("till", "500", tender="'CASH'")),
    "take a drop back under another bag": (
        taken_back("{dropped}"), line("till", "800", tender="'CASH'"),
        line("safe", "-800", tender="'CASH'", reference="'ZZ'", position="2"),
    ),
    "take a move back twice in one posting": (
        taken_back("{paid_in}"), line("safe", "500", tender="'CASH'"),
        line("safe", "500", tender="'CASH'", position="2"),
    ),
    "take cash back that is not there": (
        journal("pay_out", "'out'", reason_code="'PO1'", note="'R 1'"),
        line("petty_cash", f"(SELECT sum(cents) {IN_TILL})", "'out'"),
        line("till", f"-(SELECT sum(cents) {IN_TILL})", "'out'", tender="'CASH'", position="2"),
        taken_back("{paid_in}"), line("safe", "500", tender="'CASH'"),
        line("till", "-500", tender="'CASH'", position="2"),
    ),
    # --- deposits ---
    "a deposit slip that skips": (slip(number="9"),),
    "a deposit slip with another bag": (slip(),),
    "a deposit slip of a payment": (slip(journal_id="{mixed}"),),
    "a second slip for a deposit": (slip(bag="(SELECT bag FROM deposit_slip)"),),
    "a slip verified by who prepared it": (slip(verified_by="'u-mrivera'"),),
    "deposit a payment from the safe": (insert("deposit_drop", slip_number="1", drop_journal_id="{mixed}"),),
    "deposit a drop twice": (insert("deposit_drop", slip_number="1", drop_journal_id="{drop}"),),
    "a bag of a drop for a deposit": (
        journal("safe_deposit", session_id="NULL", bag="(SELECT bag FROM journal WHERE kind = 'drop')"),
    ),
    # --- order and the rest ---
    "a gap in the order of postings": (journal("settlement", sequence=f"{NEXT} + 1"),),
    "a place in the order that is taken": (journal("settlement", sequence="1"),),
    "no place in the order": (journal("settlement", sequence="NULL"),),
    "a place that replaces another": (journal("settlement", sequence="1").replace("INSERT", "INSERT OR REPLACE", 1),),
    "a posting that answers and may not": (journal("settlement", refers_to="{mixed}"),),
    "a discount that ends before it starts": (
        "INSERT INTO discount SELECT 'd2', patient_id, kind, percent, nominal_cents, ends_on, '2026-01-01', "
        "reason_code, note, staff_id, approved_by, at FROM discount",
    ),
    "a discount approved by who entered it": (
        "INSERT INTO discount SELECT 'd2', patient_id, kind, percent, nominal_cents, starts_on, ends_on, reason_code, "
        "note, staff_id, staff_id, at FROM discount",
    ),
    "a second flag of a kind": (
        "INSERT INTO payment_flag SELECT version, changed_by, changed_at, 'f2', patient_id, kind, since, staff_id, "
        "journal_id, note, lifted_at, lifted_by FROM payment_flag",
    ),
    "a flag that is set again by an edit": (
        f"UPDATE payment_flag SET lifted_at = {AT}, lifted_by = 'u-sotto'",
        "UPDATE payment_flag SET lifted_at = NULL, lifted_by = NULL",
    ),
    "a charge on two plans": (
        "INSERT INTO payment_plan SELECT version, changed_by, changed_at, 'plan-2', patient_id, state, "
        "since_sequence, agreed_on, note, staff_id FROM payment_plan",
        insert("plan_charge", plan_id="'plan-2'", charge_id="{charge}"),
    ),
    "another plan than was agreed": ("UPDATE payment_plan SET agreed_on = '2026-01-01'",),
}  # fmt: skip


def build(clinic: TestClinic) -> dict[str, str]:
    """The day: what each name in a statement stands for."""
    till = Till(clinic)
    closed = till.open(20000).session_id
    patient = clinic.add_patient()
    charge, other = (till.owe(patient, 50000, ChargeKind.VISIT) for _ in range(2))
    bounced = till.take(patient, check(2500)).journal_id
    twice = till.take(patient, cash(500)).journal_id
    till.drop(1000)
    moves, old_in = CashMoveService(clinic.store, clinic.clock), PayIn(command_id("i"), closed, "PI1", Money(100))
    moves.pay_in(till.actor, old_in)
    moves.pay_out(till.actor, PayOut(command_id("i"), closed, "PO1", Money(100), "R 1"))
    reveal = till.count(19500)
    till.close(reveal)
    ReturnedCheckService(clinic.store, clinic.clock).return_check(
        till.actor, ReturnCheck(command_id(), bounced, "1017", with_fee=False)
    )
    CorrectionService(clinic.store, clinic.clock).correct(
        clinic.actor("tchen"),
        CorrectClosed(command_id(), closed, CorrectionKind.ENTERED_TWICE, "twice", journal_id=twice),
        "sotto",
        PASSWORD,
    )
    discount = GrantDiscount(command_id(), patient, DiscountKind.SLIDING_FEE, TODAY, TODAY, 50)
    AdjustmentService(clinic.store, clinic.clock).grant(till.actor, discount, "sotto", PASSWORD)
    opened = till.open(19500).session_id
    order = Tender(TenderKind.MONEY_ORDER, Money(400), reference="9001")  # no checks any more
    refunded, voided, mixed = (
        till.take(patient, *tenders).journal_id for tenders in ((cash(2500),), (cash(300),), (cash(100), order))
    )
    refund = till.refund(refunded, 1000).journal_id
    till.void(voided)
    till.drop(800)
    paid_in = PayIn(command_id("i"), opened, "PI1", Money(500))
    moves.pay_in(till.actor, paid_in)
    with clinic.store.read() as work:
        number = work.session.connection().exec_driver_sql
        names = {
            "closed": closed, "open": opened, "charge": charge, "other": other, "bounced": bounced,
            "refunded": refunded, "refund": refund, "voided": voided, "mixed": mixed, "patient": patient,
            "deposit": number("SELECT id FROM journal WHERE kind = 'deposit'").scalar_one(),
            "drop": number(f"SELECT id FROM journal WHERE kind = 'drop' AND session_id = '{closed}'").scalar_one(),
            "dropped": number(f"SELECT id FROM journal WHERE kind = 'drop' AND session_id = '{opened}'").scalar_one(),
            "paid_in": paid_in.command_id, "old_in": old_in.command_id,
            "correction": number("SELECT id FROM drawer_session WHERE adjusts IS NOT NULL").scalar_one(),
            "offer": "offer", "offered": "offered",
        }  # fmt: skip
    quoted = {name: f"'{value}'" for name, value in names.items()}
    with clinic.store.write(till.actor) as work:
        for statement in _rows_of_others():
            work.session.connection().exec_driver_sql(filled(statement, quoted))
        work.commit()
    return quoted


def _rows_of_others() -> tuple[str, ...]:
    """A row of each table that other parts of the desk fill, so that no statement here runs over an empty one."""
    return (
        journal("hand_over", "'offer'"),
        line("transit", "700", "'offer'"),
        line("till", "-700", "'offer'", tender="'CASH'", position="2"),
        offer(id="'offered'", cents="700", offer_journal_id="'offer'"),
        insert("deposit_drop", slip_number="1", drop_journal_id="{drop}"),
        insert("drawer_kick", id="'k'", at=AT, staff_id="'u-mrivera'", staff_name="''", reason_code="'NS3'", note="''"),
        insert(
            "print_job", version="1", changed_by="''", changed_at=AT, id="'p'", kind="'receipt'", number="1",
            copy_number="0", station="''", printer="''", state="'waiting'", error="''", created_at=AT,
            staff_id="'u-mrivera'",
        ),
        insert(
            "payment_plan", version="1", changed_by="''", changed_at=AT, id="'plan'", patient_id="{patient}",
            state="'active'", since_sequence="1", agreed_on=DAY, note="''", staff_id="'u-mrivera'",
        ),
        insert("plan_charge", plan_id="'plan'", charge_id="{charge}"),
        insert("plan_instalment", plan_id="'plan'", number="1", due_on=DAY, cents="500"),
    )  # fmt: skip


def filled(statement: str, names: dict[str, str]) -> str:
    for key, value in names.items():
        statement = statement.replace("{" + key + "}", value)
    return statement


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClinic, dict[str, str]]]:
    clinic = make_clinic(tmp_path_factory.mktemp("hostile-2"))
    yield clinic, build(clinic)
    clinic.store.close()


@pytest.fixture(scope="module")
def raw(day: tuple[TestClinic, dict[str, str]]) -> Iterator[Any]:
    connection = connect(Path(day[0].path), day[0].store.keys.data)
    yield connection
    connection.close()


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("name", HOSTILE)
def test_the_database_refuses(day: tuple[TestClinic, dict[str, str]], raw: Any, name: str, recursive: str) -> None:
    *before, forbidden = (filled(one, day[1]) for one in HOSTILE[name])
    raw.execute(f"PRAGMA recursive_triggers = {recursive}")
    raw.execute("BEGIN IMMEDIATE")
    try:
        for statement in before:
            raw.execute(statement)
        with pytest.raises((driver().IntegrityError, driver().OperationalError)) as caught:
            raw.execute(forbidden)
        words = str(caught.value)
        assert not any(mistake in words for mistake in ("syntax", "no such", "columns but", "values for")), words
        assert "has no column" not in words, words
        assert name == "a correction of nothing" or "FOREIGN KEY" not in words, "a rule of the desk must say no"
    finally:
        raw.execute("ROLLBACK")


def test_every_table_has_rows_here(day: tuple[TestClinic, dict[str, str]]) -> None:
    """A statement over an empty table would prove nothing."""
    for table in TABLES:
        assert day[0].count(f"SELECT count(*) FROM {table}") > 0, table


def test_what_is_allowed_goes_through(day: tuple[TestClinic, dict[str, str]], raw: Any) -> None:
    """The other side of the fence: the same statements with what they lack, so that no case fails by accident."""
    for name, statements in ALLOWED.items():
        raw.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                raw.execute(filled(statement, day[1]))
        except driver().Error as error:  # pragma: no cover - says which
            raise AssertionError(f"{name}: {error}") from None
        finally:
            raw.execute("ROLLBACK")


ALLOWED: dict[str, tuple[str, ...]] = {
    "refund what is left": (
        back("refund", "{refunded}"), line("receivable", "1500", charge_id="{charge}"),
        line("till", "-1500", tender="'CASH'", position="2"),
    ),
    "void": (back("void", "{mixed}"),),
    "write off what is open, signed": (
        adjusts(reason_code="'AD05'", approved_by="'u-sotto'"), line(cents="-100", **OFF),
    ),
    "a correction, cleared and closed": (
        session(), journal("clearing", session_id="'s'"),
        line("safe", "100", session_id="'s'"),
        line("over_short", "-100", session_id="'s'", drawer_id="'drawer-D1'", position="2"), close(),
    ),
    "take a drop back": (
        taken_back("{dropped}"), line("till", "800", tender="'CASH'"),
        line("safe", "-800", tender="'CASH'", reference="(SELECT bag FROM journal WHERE id = {dropped})", position="2"),
    ),
    "take a pay-in back": (
        taken_back("{paid_in}"), line("safe", "500", tender="'CASH'"),
        line("till", "-500", tender="'CASH'", position="2"),
    ),
    "an offer": (
        journal("hand_over"), line("transit", "500"), line("till", "-500", tender="'CASH'", position="2"),
        "UPDATE hand_over SET note = 'x' WHERE id = {offered}",
    ),
    "lift a flag": (f"UPDATE payment_flag SET lifted_at = {AT}, lifted_by = 'u-sotto'",),
    "the next slip": (
        journal("safe_deposit", session_id="NULL", bag="'ZZ'"),
        slip(journal_id="'x'"),
    ),
}  # fmt: skip
