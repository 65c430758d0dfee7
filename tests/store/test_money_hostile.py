"""Every forbidden statement against the real file, past all services: the database itself refuses it (CD-83, CD-84).

One day with a closed session (S1: cash, check, card, reversal, drop, difference) and an open one (S2) is built once by
the services; each statement then runs on a raw connection and must fail, and the file must be as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.printing import PrintKind
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.printing import PrintingService
from psr_tui.store.engine import connect, driver
from tests.helpers.clinic import TestClinic, make_clinic
from tests.helpers.money import Till, card, cash, check
from tests.helpers.printers import spool

MONEY_TABLES = (
    "charge", "journal", "ledger_line", "receipt", "receipt_print", "drawer_session", "count_attempt", "count_line",
    "count_tender", "count_paper", "day_report",
)  # fmt: skip
JOURNAL = "(id, sequence, content_hash, kind, session_id, business_date, at, staff_id, staff_name, sign_in_id, "
JOURNAL += "patient_id, receipt_number, reverses, refers_to, reason_code, note, bag, witness_id, approved_by)"
LINE = "(journal_id, position, account, session_id, drawer_id, tender, charge_id, patient_id, cents, tendered_cents, "
LINE += "change_cents, card_brand, card_last_four, authorisation, terminal, batch, reference, payer)"


def journal(
    ident: str, kind: str, session: str, receipt: str = "NULL", reverses: str = "NULL", approved: str = "NULL",
    witness: str = "NULL", bag: str = "''",
) -> str:  # fmt: skip
    return (
        f"{JOURNAL} VALUES ('{ident}', (SELECT coalesce(max(sequence), 0) + 1 FROM journal), 'h', '{kind}', "
        f"{session}, '2026-03-04', '2026-03-04 15:47:00.000000', 'u-mrivera', "
        f"'', '', {{patient}}, {receipt}, {reverses}, {reverses}, '', '', {bag}, {witness}, {approved})"
    )


def line(
    ident: str, account: str, cents: str, session: str = "{open}", tender: str = "''", drawer: str = "NULL",
    last4: str = "''", tendered: str = "NULL", change: str = "NULL", place: str = "9",
) -> str:  # fmt: skip
    return (
        f"{LINE} VALUES ({ident}, {place}, '{account}', {session}, {drawer}, {tender}, NULL, {{patient}}, {cents}, "
        f"{tendered}, {change}, '', {last4}, '', '', '', '', '')"
    )


BAG = "'b'"
SESSION = (
    "INSERT INTO drawer_session SELECT version, changed_by, changed_at, 'x', {drawer}, {rep}, staff_name, state, "
    "business_date, opened_at, {float}, {float}, closed_at, closed_by, approved_by, witness_id, difference_reason, "
    "difference_comment, deposit_bag, z_number, adjusts FROM drawer_session WHERE id = {open}"
)


def session_copy(drawer: str = "drawer_id", rep: str = "staff_id", amount: str = "float_expected_cents") -> str:
    return SESSION.replace("{drawer}", drawer).replace("{rep}", rep).replace("{float}", amount)


HOSTILE = {
    # --- nothing posted is edited, deleted or replaced ---
    **{f"update {table}": f"UPDATE {table} SET rowid = rowid" for table in MONEY_TABLES if table != "drawer_session"},
    **{f"delete {table}": f"DELETE FROM {table}" for table in MONEY_TABLES},
    **{f"replace {table}": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1" for table in MONEY_TABLES},
    **{
        f"upsert {table}": f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT DO UPDATE "
        "SET rowid = rowid"
        for table in MONEY_TABLES
    },
    "edit an amount": "UPDATE ledger_line SET cents = cents + 1 WHERE account = 'till'",
    "replace an amount": "REPLACE INTO ledger_line SELECT journal_id, position, account, session_id, "
    "drawer_id, tender, "
    "charge_id, patient_id, cents + 1, NULL, NULL, '', '', '', '', '', '', '' FROM ledger_line WHERE "
    "account = 'till' LIMIT 1",
    # --- journals ---
    "post into a closed session": "INSERT INTO journal " + journal("x", "drop", "{closed}", witness="{other}", bag=BAG),
    "book into a closed session": "INSERT INTO journal " + journal("x", "over_short", "{closed}"),
    "take money without a session": "INSERT INTO journal " + journal("x", "payment", "NULL", receipt="{next}"),
    "a receipt number that skips": "INSERT INTO journal " + journal("x", "payment", "{open}", receipt="{next} + 1"),
    "a receipt number used before": "INSERT INTO journal " + journal("x", "payment", "{open}", receipt="1"),
    "a payment without a receipt": "INSERT INTO journal " + journal("x", "payment", "{open}"),
    "a charge with a receipt": "INSERT INTO journal " + journal("x", "charge", "NULL", receipt="{next}"),
    "reverse twice": "INSERT INTO journal " + journal("x", "void", "{open}", "{next}", "{reversed}", "{boss}"),
    "reverse a reversal": "INSERT INTO journal " + journal("x", "void", "{open}", "{next}", "{reversal}", "{boss}"),
    "a reversal of nothing": "INSERT INTO journal " + journal("x", "refund", "{open}", "{next}", "NULL", "{boss}"),
    "reverse without a signature": "INSERT INTO journal " + journal("x", "void", "{open}", "{next}", "{payment}"),
    "sign one's own reversal": "INSERT INTO journal " + journal("x", "void", "{open}", "{next}", "{payment}", "{rep}"),
    "a payment that reverses": "INSERT INTO journal "
    + journal("x", "payment", "{open}", "{next}", "{payment}", "{boss}"),
    "a drop without a witness": "INSERT INTO journal " + journal("x", "drop", "{open}", bag=BAG),
    "witness one's own drop": "INSERT INTO journal " + journal("x", "drop", "{open}", witness="{rep}", bag=BAG),
    "a drop without a bag": "INSERT INTO journal " + journal("x", "drop", "{open}", witness="{other}"),
    "a journal of no kind": "INSERT INTO journal " + journal("x", "gift", "{open}"),
    # --- lines ---
    "add to a posted journal": f"INSERT INTO ledger_line {line('{payment}', 'safe', '1')}",
    "add to a journal of a closed session": "INSERT INTO ledger_line "
    + line("{reversed}", "safe", "1", session="{closed}"),
    **{
        f"a line with {what}": f"INSERT INTO ledger_line {line('{bare}', **parts)}"
        for what, parts in {
            "half a cent": {"account": "safe", "cents": "0.5"},
            "text for money": {"account": "safe", "cents": "'12x'"},
            "no cents": {"account": "safe", "cents": "0"},
            "nothing for money": {"account": "safe", "cents": "NULL"},
            "another session": {"account": "till", "cents": "5", "session": "NULL", "tender": "'CASH'"},
            "an unknown account": {"account": "pocket", "cents": "5"},
            "an unknown tender": {"account": "till", "cents": "5", "tender": "'GOLD'"},
            "card money in the till": {"account": "till", "cents": "5", "tender": "'CARD'"},
            "cash and no tender": {"account": "till", "cents": "5"},
            "a receivable of no charge": {"account": "receivable", "cents": "5"},
            "a float of no drawer": {"account": "float", "cents": "5"},
            "five digits of a card": {"account": "cards", "cents": "5", "tender": "'CARD'", "last4": "'42424'"},
            "letters for digits": {"account": "cards", "cents": "5", "tender": "'CARD'", "last4": "'42a2'"},
            "the tendered amount as kept": {
                "account": "till",
                "cents": "100",
                "tender": "'CASH'",
                "tendered": "100",
                "change": "40",
            },
        }.items()
    },
    "a receipt of another number": "INSERT INTO receipt SELECT number + 90, {bare}, patient_id, text, "
    "at FROM receipt LIMIT 1",
    "a copy number that skips": "INSERT INTO receipt_print VALUES (1, 7, '2026-03-04 15:47:00.000000', 'u-mrivera')",
    # --- sessions ---
    "open a drawer twice": session_copy(rep="'u-tchen'"),
    "open two drawers": session_copy(drawer="'drawer-D2'", amount="0"),
    "open on another float": session_copy(drawer="'drawer-D2'", rep="'u-tchen'", amount="5"),
    "reopen": "UPDATE drawer_session SET state = 'open', closed_at = NULL, z_number = NULL WHERE id = {closed}",
    "edit a closed session": "UPDATE drawer_session SET difference_comment = 'nothing' WHERE id = {closed}",
    "close uncounted": "UPDATE drawer_session SET state = 'closed', closed_at = opened_at, z_number = 2 "
    "WHERE id = {open}",
    "freeze an open drawer": "UPDATE drawer_session SET state = 'counted' WHERE id = {open}",
    "approve an open drawer": "UPDATE drawer_session SET state = 'approved', approved_by = 'u-sotto' WHERE id = {open}",
    "approve one's own": "UPDATE drawer_session SET approved_by = 'u-mrivera' WHERE id = {open}",
    "witness one's own opening": "UPDATE drawer_session SET witness_id = 'u-mrivera' WHERE id = {open}",
    "a Z number for an open drawer": "UPDATE drawer_session SET z_number = 2 WHERE id = {open}",
    "a number that replaces another": "UPDATE OR REPLACE drawer_session SET z_number = 1 WHERE id = {open}",
    "give a drawer to somebody": "UPDATE drawer_session SET staff_id = 'u-tchen' WHERE id = {open}",
    "change the business date": "UPDATE drawer_session SET business_date = '2026-03-05' WHERE id = {open}",
    "change the float": "UPDATE drawer_session SET float_counted_cents = 1 WHERE id = {open}",
    "a state of no name": "UPDATE drawer_session SET state = 'lost' WHERE id = {open}",
    # --- counts and reports ---
    "count an open drawer": "INSERT INTO count_attempt VALUES ('x', {open}, 'closing', 1, '2026-03-04 "
    "15:47:00.000000', "
    "'2026-03-04 15:47:00.000000', 'u-mrivera')",
    "skip an attempt": "INSERT INTO count_attempt VALUES ('x', {open}, 'opening', 7, '2026-03-04 15:47:00.000000', "
    "'2026-03-04 15:47:00.000000', 'u-mrivera')",
    "add to a frozen count": "INSERT INTO count_line SELECT id, 'coin', 50, 'loose', 1 FROM count_attempt "
    "WHERE session_id = {closed} AND purpose = 'closing'",
    "a tender for a frozen count": "INSERT INTO count_tender SELECT id, 'ACH', '', '', 1, 1, 0, 0 FROM count_attempt "
    "WHERE session_id = {closed} AND purpose = 'closing'",
    "a report that skips": "INSERT INTO day_report SELECT 9, {open}, business_date, 0, body, at FROM day_report",
    "a report of an open session": "INSERT INTO day_report SELECT 2, {open}, business_date, "
    "grand_total_cents, body, at "
    "FROM day_report",
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClinic, dict[str, str]]]:
    clinic = make_clinic(tmp_path_factory.mktemp("hostile"))
    till = Till(clinic)
    closed = till.open(20000).session_id
    patient = clinic.add_patient()
    till.owe(patient, 9000)
    first = till.take(patient, cash(2500, handed=4000))
    till.take(patient, card(4000), check(2500))
    reversal = till.void(first.journal_id).journal_id
    till.drop(1000)
    slip = TenderCount(ExpectedKey(TenderKind.CARD, "T1"), Money(4000), 1, "0412")
    reveal = till.count(18990, slip)
    reveal = till.drawer.explain(till.actor, closed, reveal.session.version, "OS01", "change")
    printing = PrintingService(clinic.store, clinic.clock, spool(clinic.path.with_name("spool")))
    for _ in range(2):
        printing.print_page(till.actor, PrintKind.RECEIPT, 1)
    till.close(reveal)
    opened = till.open(18990).session_id
    payment = till.take(patient, cash(2500)).journal_id
    with clinic.store.write(till.actor) as work:  # a journal whose lines are still to come, for the line tests
        statement = "INSERT INTO journal " + journal("bare", "over_short", f"'{opened}'").replace("{patient}", "NULL")
        work.session.connection().exec_driver_sql(statement)
        work.commit()
    names = {
        "closed": closed, "open": opened, "payment": payment, "reversed": first.journal_id, "reversal": reversal,
        "patient": patient, "rep": "u-mrivera", "other": "u-tchen", "boss": "u-sotto", "bare": "bare",
    }  # fmt: skip
    quoted = {name: f"'{value}'" for name, value in names.items()}
    yield clinic, {**quoted, "next": "(SELECT max(receipt_number) + 1 FROM journal)"}
    clinic.store.close()


def contents(connection: Any) -> str:
    """One hash over every row of every money table."""
    digest = hashlib.sha256()
    for table in MONEY_TABLES:
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall():
            digest.update(repr(row).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("name", HOSTILE)
def test_the_database_refuses(day: tuple[TestClinic, dict[str, str]], name: str, recursive: str) -> None:
    """With recursive_triggers OFF as well: a second program need not set our pragmas."""
    clinic, names = day
    statement = HOSTILE[name]
    for key, value in names.items():
        statement = statement.replace("{" + key + "}", value)
    connection = connect(Path(clinic.path), clinic.store.keys.data)
    try:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        before = contents(connection)
        with pytest.raises((driver().IntegrityError, driver().OperationalError)) as caught:
            connection.execute(statement)
        assert "syntax" not in str(caught.value) and "no such" not in str(caught.value), str(caught.value)
        assert "columns but" not in str(caught.value) and "values for" not in str(caught.value), str(caught.value)
        assert contents(connection) == before
    finally:
        connection.close()


def test_every_money_table_has_rows_here(day: tuple[TestClinic, dict[str, str]]) -> None:
    """A statement over an empty table would prove nothing."""
    for table in MONEY_TABLES:
        assert day[0].count(f"SELECT count(*) FROM {table}") > 0, table


def test_an_unbalanced_journal_keeps_its_session_from_closing(clinic: TestClinic) -> None:
    till = Till(clinic)
    session = till.open(20000)
    with clinic.store.write(till.actor) as work:
        raw = work.session.connection()
        raw.exec_driver_sql(
            "INSERT INTO journal " + journal("x", "over_short", f"'{session.session_id}'").replace("{patient}", "NULL")
        )
        raw.exec_driver_sql(
            "INSERT INTO ledger_line "
            + line("'x'", "safe", "100", f"'{session.session_id}'").replace("{patient}", "NULL")
        )
        work.commit()
    reveal = till.count(20000)
    with pytest.raises(Exception, match="does not balance"):
        till.close(reveal)
    assert clinic.count("SELECT count(*) FROM day_report") == 0


def test_foreign_keys_are_on_for_every_connection(clinic: TestClinic) -> None:
    with clinic.store.read() as work:
        assert work.session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    with clinic.store.write(clinic.actor()) as work:
        assert work.session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
