"""The model against the file: every account, tender, drawer, charge and number, read past the program's own sums."""

from __future__ import annotations

from typing import Any

from tests.helpers.clinic import TestClinic
from tests.money.books import held
from tests.money.model import Books


def disagreements(books: Books, clinic: TestClinic) -> list[str]:
    """What the file says otherwise than the model; empty when they agree."""
    with clinic.store.read() as work:
        raw = work.session.connection()

        def pairs(statement: str) -> dict[Any, Any]:
            return {key: value for key, value in raw.exec_driver_sql(statement) if value}

        lines = "SELECT {}, sum(cents) FROM ledger_line WHERE account = '{}' GROUP BY 1"
        found = {
            "accounts": pairs("SELECT account, sum(cents) FROM ledger_line GROUP BY 1"),
            "floats": pairs(lines.format("drawer_id", "float")),
            "owed": pairs(lines.format("charge_id", "receivable")),
            "ahead": pairs(lines.format("patient_id", "unapplied").replace("sum", "-sum")),
            "states": pairs("SELECT id, state FROM drawer_session WHERE adjusts IS NULL"),
            "numbers": tuple(raw.exec_driver_sql(_NUMBERS).one()),
            "offers": pairs("SELECT id, cents FROM hand_over WHERE state = 'offered'"),
        }
    live = [one for one in books.sessions if one.state != "closed"]
    wanted = {
        "accounts": {name: cents for name, cents in books.accounts.items() if cents},
        "floats": {drawer: cents for drawer, cents in books.floats.items() if cents},
        "owed": {charge: due for charge, (_, due) in books.owed.items() if due},
        "ahead": {patient: cents for patient, cents in books.ahead.items() if cents},
        "states": {one.name: one.state for one in books.sessions},
        "numbers": (books.receipts, books.receipts, books.reports, books.reports, books.grand),
        "offers": {one.name: one.cents for one in books.offers.values()},
    }
    wrong = [
        f"{name}: {wanted[name]} in the model, {found[name]} in the file"
        for name in wanted
        if _differ(wanted, found, name)
    ]
    for one in live:
        kept = {tender: cents for tender, cents in one.held.items() if cents}
        if held(clinic, one.name) != kept:
            wrong.append(f"expected of {one.name}: {kept} in the model, {held(clinic, one.name)} in the file")
    return wrong


def _differ(wanted: dict[str, Any], found: dict[str, Any], name: str) -> bool:
    return bool(wanted[name] != found[name])


_NUMBERS = (
    "SELECT (SELECT coalesce(max(receipt_number), 0) FROM journal), (SELECT count(*) FROM receipt), "
    "(SELECT coalesce(max(z_number), 0) FROM drawer_session), (SELECT count(*) FROM day_report), "
    "(SELECT coalesce(max(grand_total_cents), 0) FROM day_report WHERE z_number = "
    "(SELECT max(z_number) FROM day_report))"
)
