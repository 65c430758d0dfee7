"""The posted set as a QuickBooks Desktop IIF file: one general journal entry a posting (cash-drawer.md CD-105).

QuickBooks Desktop imports without asking: a name it does not know becomes a new account, a sum that is not zero a
wrong book. So the names are exactly the ones the clinic gave, and a set that is not fit is refused, not mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ledger import Account
from psr_tui.domain.posted_set import PostedJournal, PostedSet
from psr_tui.exchange.journal_rows import KIND_WORDS, plain

COLUMNS = ("TRNSTYPE", "DATE", "ACCNT", "AMOUNT", "DOCNUM", "MEMO")
QUICKBOOKS_NAMES: dict[Account, str] = {
    Account.TILL: "Cash Drawer",
    Account.CHECKS: "Undeposited Checks",
    Account.CARDS: "Card Receipts",
    Account.OTHER_TENDER: "Other Receipts",
    Account.FLOAT: "Drawer Float",
    Account.SAFE: "Safe",
    Account.DEPOSIT_BAG: "Deposits in Transit",
    Account.SETTLEMENT: "Card Settlement",
    Account.RECEIVABLE: "Patient Receivables",
    Account.UNAPPLIED: "Patient Prepayments",
    Account.INCOME: "Patient Income",
    Account.ADJUSTMENT: "Adjustments",
    Account.OVER_SHORT: "Cash Over and Short",
    Account.OPENING_GAP: "Drawer Opening Differences",
    Account.PETTY_CASH: "Petty Cash",
    Account.TRANSIT: "Drawer Hand-over",
    Account.EQUITY: "Owner Equity",
    Account.BANK: "Bank",
}
"""What the accounts of the desk are called in QuickBooks, unless the settings say otherwise."""
_LONGEST_LEVEL = 31  # characters of one account name in QuickBooks Desktop; levels are parted by colons
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"]')


def quickbooks_names(given: Mapping[str, str]) -> dict[Account, str]:
    """The whole table: what is built in under what the clinic gave, by account.

    Raises: InvalidInput for an account that does not exist and for a name QuickBooks would change or cut.
    """
    names = dict(QUICKBOOKS_NAMES)
    for key, name in given.items():
        if key not in {account.value for account in Account}:
            known = ", ".join(account.value for account in Account)
            raise InvalidInput(f"quickbooks: {key} is no account; the accounts are {known}.", key)
        names[Account(key)] = _checked(key, name)
    return names


def _checked(key: str, name: str) -> str:
    levels = name.split(":")
    fits = all(level and level == level.strip() and len(level) <= _LONGEST_LEVEL for level in levels)
    if not fits or _FORBIDDEN.search(name) or not _is_windows_text(name):
        raise InvalidInput(
            f"quickbooks: the name for {key} must be as QuickBooks has it: up to {_LONGEST_LEVEL} characters a level, "
            'levels parted by colons, no blanks around them, no quotes, for example "Assets:Cash Drawer".',
            key,
        )
    return name


def _is_windows_text(name: str) -> bool:
    try:
        name.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def journal_iif(posted: PostedSet, names: Mapping[Account, str]) -> bytes:
    """The file's bytes: tabs, header rows first, MM/DD/YYYY, Windows text and line ends.

    Raises: Refused when an account has no name or a posting does not sum to zero.
    """
    lines = [
        "\t".join(("!TRNS", *COLUMNS)),
        "\t".join(("!SPL", *COLUMNS)),
        "!ENDTRNS",
    ]
    for journal in posted.journals:
        lines += _entry(journal, names)
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def _entry(journal: PostedJournal, names: Mapping[Account, str]) -> Iterator[str]:
    if sum(line.amount.cents for line in journal.lines) != 0:
        raise Refused(f"{journal.code} does not sum to zero; nothing was exported. Call for help.")
    memo = KIND_WORDS[journal.kind] + (f" of {journal.answers}" if journal.answers else "")
    for place, line in enumerate(journal.lines):
        name = names.get(line.account)
        if name is None:
            raise Refused(f"The account {line.account} has no QuickBooks name; nothing was exported.")
        yield "\t".join(
            (
                "TRNS" if place == 0 else "SPL",
                "GENERAL JOURNAL",
                f"{journal.business_date:%m/%d/%Y}",
                name,
                plain(line.amount),
                journal.code,
                _cell(memo),
            )
        )
    yield "ENDTRNS"


def _cell(text: str) -> str:
    """A text that stays in its own cell and row."""
    return _FORBIDDEN.sub(" ", text).strip()
