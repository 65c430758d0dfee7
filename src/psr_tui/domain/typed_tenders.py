"""How a rep types what a patient pays with: ``100``, ``cash 40``, ``card 4242 T1 25.00``, ``check 1042``.

One line is one tender. Cash is the number handed over; the others are for the rest unless an amount with a point or a
dollar sign stands in the line, so that card and check digits can never be read as money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import (
    CARD_BRANDS,
    CARD_LIKE,
    TENDER_LABELS,
    Settled,
    Tender,
    TenderKind,
    check_tender,
    settle,
)

FIELD = "Paid with"
SYNTAX = "cash 40 · card 4242 T1 · check 1042 · mo 998 · to split: check 1042 25.00"
"""What may be typed, on one line below the form."""
_EXAMPLES = "type cash 40, card 4242 T1 or check 1042"
_WORDS: dict[str, tuple[TenderKind, str]] = {
    "cash": (TenderKind.CASH, ""),
    "c": (TenderKind.CASH, ""),
    "card": (TenderKind.CARD, ""),
    "cc": (TenderKind.CARD, ""),
    "check": (TenderKind.CHECK, ""),
    "chk": (TenderKind.CHECK, ""),
    "ck": (TenderKind.CHECK, ""),
    "mo": (TenderKind.MONEY_ORDER, ""),
    "hsa": (TenderKind.HSA, ""),
    "fsa": (TenderKind.HSA, ""),
    "ach": (TenderKind.ACH, ""),
    "portal": (TenderKind.PORTAL, ""),
    "other": (TenderKind.OTHER, ""),
    "voucher": (TenderKind.OTHER, ""),
    **{brand.casefold(): (TenderKind.CARD, brand) for brand in CARD_BRANDS if brand != "Other"},
    "mc": (TenderKind.CARD, "Mastercard"),
}
_MONEY = re.compile(r"\$\d[\d,]*(\.\d{0,2})?|\d[\d,]*\.\d{0,2}|\.\d{1,2}", re.ASCII)
_TERMINAL = re.compile(r"[Tt]\d{1,2}", re.ASCII)
_LAST4 = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedTender:
    """One line as it was understood. ``amount`` None means: the rest of what is due."""

    kind: TenderKind
    amount: Money | None = None
    reference: str = ""
    terminal: str = ""
    brand: str = ""
    last4: str = ""
    auth: str = ""

    def words(self) -> str:
        """Read back in full: ``cash $100.00``, ``Visa card 4242, T1, the rest``."""
        if self.kind is TenderKind.CASH:
            return f"cash {self.amount.dollars}" if self.amount is not None else "cash"
        parts = [f"{self.brand} {TENDER_LABELS[self.kind]}".strip() + f" {self.last4 or self.reference}".rstrip()]
        parts += [part for part in (self.terminal, self.auth) if part]
        return ", ".join([*parts, self.amount.dollars if self.amount is not None else "the rest"])


def parse_tender(typed: str, terminal: str = "") -> TypedTender:
    """Read one line. ``terminal`` is the one a card goes through when the line names none.

    Raises: InvalidInput with the rule and an example.
    """
    words = typed.split()
    if not words:
        raise InvalidInput(f"{FIELD}: {_EXAMPLES}.", FIELD)
    kind, brand = _WORDS.get(words[0].casefold(), (TenderKind.CASH, ""))
    rest = words[1:] if words[0].casefold() in _WORDS else words
    if kind is TenderKind.CASH:
        if rest is words and words[0][0] not in "0123456789$.":
            # the word is not repeated: a name or a card number may stand where a tender should
            raise InvalidInput(f"{FIELD}: {_EXAMPLES}; a number alone is cash.", FIELD)
        if len(rest) != 1:
            raise InvalidInput(f"{FIELD}: {_EXAMPLES}; cash is one number.", FIELD)
        return TypedTender(kind, Money.parse(rest[0], FIELD))
    if kind in CARD_LIKE:
        return _card(kind, brand, rest, terminal)
    return _paper(kind, rest)


def _card(kind: TenderKind, brand: str, words: Sequence[str], terminal: str) -> TypedTender:
    found = TypedTender(kind, brand=brand)
    for word in words:
        if _MONEY.fullmatch(word) and found.amount is None:
            found = replace(found, amount=Money.parse(word, FIELD))
        elif _TERMINAL.fullmatch(word) and not found.terminal:
            found = replace(found, terminal=word.upper())
        elif _LAST4.fullmatch(word) and not found.last4:
            found = replace(found, last4=word)
        elif word.casefold() in _WORDS and _WORDS[word.casefold()][1] and not found.brand:
            found = replace(found, brand=_WORDS[word.casefold()][1])
        elif word.isascii() and word.isalnum() and not found.auth and len(word) <= 12:
            found = replace(found, auth=word.upper())
        else:
            # the word is not repeated: it may be a whole card number
            raise InvalidInput(
                f"{FIELD}: only the last 4 digits, the terminal and an amount, like card 4242 T1.", FIELD
            )
    found = replace(found, terminal=found.terminal or terminal)
    if not found.last4 or not found.terminal:
        raise InvalidInput(f"{FIELD}: a card needs its last 4 digits and the terminal, like card 4242 T1.", FIELD)
    return found


def _paper(kind: TenderKind, words: Sequence[str]) -> TypedTender:
    found = TypedTender(kind)
    for word in words:
        if _MONEY.fullmatch(word) and found.amount is None:
            found = replace(found, amount=Money.parse(word, FIELD))
        else:
            found = replace(found, reference=f"{found.reference} {word}".strip())
    if kind in (TenderKind.CHECK, TenderKind.MONEY_ORDER, TenderKind.ACH) and not found.reference:
        label = TENDER_LABELS[kind]
        raise InvalidInput(f"{FIELD}: type the number of the {label}, for example check 1042 25.00.", FIELD)
    return found


def settle_typed(due: Money, lines: Sequence[TypedTender]) -> Settled:
    """The lines as tenders for ``due``: one line may say "the rest", cash is taken last and gives the change.

    Raises: InvalidInput for two lines that both mean the rest, or when others than cash are more than what is due.
    """
    open_ended = [one for one in lines if one.amount is None]
    if len(open_ended) > 1:
        raise InvalidInput(f"{FIELD}: only one line can mean the rest; write the other's amount, like 25.00.", FIELD)
    if sum(one.kind is TenderKind.CASH for one in lines) > 1:
        raise InvalidInput(f"{FIELD}: put all the cash into one line, so that the change is right.", FIELD)
    said = Money.total(one.amount for one in lines if one.amount is not None)
    rest = max(Money.zero(), due - said)
    if open_ended and not rest:
        raise InvalidInput(f"{FIELD}: nothing is left for the {TENDER_LABELS[open_ended[0].kind]}.", FIELD)
    return settle(due, [_tender(one, rest) for one in lines])


def wrong_line(due: Money, lines: Sequence[TypedTender]) -> int | None:
    """Which line makes the payment one that cannot be taken: the first with which it fails. None when it can be."""
    for at in range(len(lines)):
        try:
            for tender in settle_typed(due, lines[: at + 1]).tenders:
                check_tender(tender)
        except InvalidInput:
            return at
    return None


def _tender(line: TypedTender, rest: Money) -> Tender:
    amount = line.amount if line.amount is not None else rest
    return Tender(
        line.kind, amount, amount if line.kind is TenderKind.CASH else None, reference=line.reference,
        terminal=line.terminal, brand=line.brand, last4=line.last4, auth=line.auth,
    )  # fmt: skip
