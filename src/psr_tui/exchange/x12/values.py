"""Single values of an X12 file: amounts, shares and dates. What is no value is None and warned of, never zero."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from psr_tui.domain.eligibility import DateSpan, Network
from psr_tui.domain.money import Money
from psr_tui.exchange.x12.tokens import Notes, Segment

_NUMBER = re.compile(r"^(-?)(\d{0,13})(?:\.(\d*))?$", re.ASCII)
_DAY = re.compile(r"^\d{8}$", re.ASCII)


def money(text: str, notes: Notes) -> Money | None:
    """Whole cents, exact: ``612.35``, ``25``, ``3874.1``, ``.5``. Parts of a cent are no amount we could show."""
    if not text:
        return None
    found = _NUMBER.match(text)
    whole, part = (found[2], found[3] or "") if found else ("", "")
    if not found or not (whole or part) or part[2:].strip("0"):
        notes.add("amount-not-read", f"The amount {text[:30]} could not be read; it is kept as sent.")
        return None
    cents = int(whole or "0") * 100 + int(part[:2].ljust(2, "0"))
    if found[1] and cents:
        notes.add("amount-negative", f"The amount {text[:30]} is below zero; ask the payer what it means.")
    return Money(-cents if found[1] else cents)


def share(text: str, notes: Notes) -> Decimal | None:
    """The patient's part as sent: ``.2`` is 20 %. Above 1 it is kept and warned of: some payers send percents."""
    if not text:
        return None
    found = _NUMBER.match(text)
    if not found or not (found[2] or found[3]) or len(text) > 20:
        notes.add("share-not-read", f"The share {text[:30]} could not be read; it is kept as sent.")
        return None
    value = Decimal(text)
    if not 0 <= value <= 1:
        notes.add("share-odd", f"The share {text[:30]} is not between 0 and 1; ask whether percent is meant.")
    return value


def network(text: str, notes: Notes) -> Network:
    """EB12; anything else than the four values is unknown, with a warning."""
    try:
        return Network(text)
    except ValueError:
        notes.add("network-odd", f"The network code {text[:10]} is not one of Y, N, W, U; taken as unknown.")
        return Network.UNKNOWN


def day(text: str) -> date | None:
    """CCYYMMDD, or None."""
    if not _DAY.match(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def span(segment: Segment, notes: Notes) -> DateSpan:
    """A DTP: D8 a day, RD8 a range, DT its day; else as sent, with a warning."""
    qualifier, kind, sent = segment.at(1), segment.at(2), segment.at(3)
    is_range = kind == "RD8" or (kind != "D8" and len(sent) == 17 and sent[8:9] == "-")
    first, _, last = sent.partition("-") if is_range else (sent[:8] if kind in ("DT", "DTS") else sent, "", "")
    start, end = day(first.strip()), day(last.strip())
    if start is None or (is_range and end is None):
        notes.add("date-not-read", f"The date {sent[:40] or 'left blank'} could not be read; it is kept as sent.")
    if start is not None and end is not None and end < start:
        notes.add("range-reversed", f"The range {sent[:40]} ends before it begins; ask the payer.")
    return DateSpan(qualifier, sent, start, end, is_range)
