"""How a rep types what a patient pays with: ``100``, ``cash 40``, ``card 4242 T1 b0412 25.00``, ``check 1042``.

One line is one tender. Cash is the number handed over; the others are for the rest unless an amount with a point or a
dollar sign stands in the line, so that card and check digits can never be read as money. What every card of a desk
shares, the terminal and its batch, is typed with the first card of a day and known from then on (CD-23).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import (
    CARD_BRANDS,
    CARD_LIKE,
    TENDER_LABELS,
    TICKED,
    Settled,
    Tender,
    TenderKind,
    check_tender,
    refuse_card_number,
    settle,
)

FIELD = "Paid with"
SYNTAX = "40 · card 4242 T1 b0412 · check 1042 · mo 998 · split: check 1042 25.00"
"""What may be typed, on one line below the form."""
_EXAMPLES = "type cash 40, card 4242 T1 b0412 or check 1042"
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
_BATCH = re.compile(r"[Bb](\d{1,4})", re.ASCII)  # longer is an authorisation code
_BATCH_WORDS = ("b", "batch")
_BY = ("by", "from")
_LONGEST_CODE = 12
_POINTLESS = re.compile(r"\d{1,4}", re.ASCII)  # an amount as likely as a code, so it is neither
_POINT_RULE = FIELD + ": write the amount with a point, like 25.00; {}."
_NUMBERED = {
    TenderKind.CHECK: "check 1042",
    TenderKind.MONEY_ORDER: "mo 998",
    TenderKind.ACH: "ach 55",
    TenderKind.PORTAL: "portal 12",
}


@dataclass(frozen=True, slots=True)
class Terminals:
    """What a card goes through when the line does not say: the terminal of this desk, and each terminal's batch of
    today."""

    usual: str = ""
    batches: Mapping[str, str] = field(default_factory=dict)

    def knowing(self, typed: Sequence[str]) -> Terminals:
        """With what the lines of a payment say themselves: its second card needs neither terminal nor batch."""
        usual, batches = self.usual, dict(self.batches)
        for line in typed:
            try:
                found = parse_tender(line, self)
            except InvalidInput:
                continue
            if found.terminal:
                usual = found.terminal
                batches[found.terminal] = found.batch
        return Terminals(usual, batches)


NO_TERMINALS = Terminals()


@dataclass(frozen=True, slots=True)
class TypedTender:
    """One line as it was understood. ``amount`` None means: the rest of what is due."""

    kind: TenderKind
    amount: Money | None = None
    reference: str = ""
    terminal: str = ""
    batch: str = ""
    brand: str = ""
    last4: str = ""
    auth: str = ""
    payer: str = ""

    def words(self) -> str:
        """Read back in full: ``cash $100.00``, ``Visa card 4242, the rest, T1``."""
        if self.kind is TenderKind.CASH:
            return f"cash {self.amount.dollars}" if self.amount is not None else "cash"
        parts = [f"{self.brand} {TENDER_LABELS[self.kind]}".strip() + f" {self.last4 or self.reference}".rstrip()]
        parts.append(self.amount.dollars if self.amount is not None else "the rest")  # before what may be cut off
        parts += [f"by {self.payer}"] if self.payer else []
        parts += [part for part in (self.terminal, f"b{self.batch}" if self.batch else "", self.auth) if part]
        return ", ".join(parts)

    def warning(self) -> str:
        """What a card line may lack and should not: said once, never in the way (CD-23)."""
        lacks = [] if self.brand else ["the brand (visa, mc, amex)"]
        lacks += [] if self.auth else ["the authorisation code"]
        if self.kind not in CARD_LIKE or not lacks:
            return ""
        return f"This card line lacks {' and '.join(lacks)} from the slip."


def parse_tender(typed: str, terminals: Terminals = NO_TERMINALS) -> TypedTender:
    """Read one line. ``terminals`` says where a card goes when the line names no terminal or batch.

    Raises: InvalidInput with the rule and an example.
    """
    words = refuse_card_number(typed, FIELD).split()
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
        return TypedTender(kind, _amount(rest[0]))
    if kind in CARD_LIKE:
        return _at_terminal(_card(TypedTender(kind, brand=brand), rest), terminals)
    return _paper(kind, rest)


def _card(found: TypedTender, words: Sequence[str]) -> TypedTender:
    waiting = iter(words)
    for word in waiting:
        if word.casefold() in _BATCH_WORDS and not found.batch:
            found = replace(found, batch=_code(next(waiting, "")))
        elif word.casefold() == "auth" and not found.auth:
            found = replace(found, auth=_code(next(waiting, "")))
        elif (batch := _BATCH.fullmatch(word)) and not found.batch:
            found = replace(found, batch=batch[1])
        elif _MONEY.fullmatch(word) and found.amount is None:
            found = replace(found, amount=_amount(word))
        elif _TERMINAL.fullmatch(word) and not found.terminal:
            found = replace(found, terminal=word.upper())
        elif _LAST4.fullmatch(word) and not found.last4:
            found = replace(found, last4=word)
        elif word.casefold() in _WORDS and _WORDS[word.casefold()][1] and not found.brand:
            found = replace(found, brand=_WORDS[word.casefold()][1])
        elif found.last4 and _POINTLESS.fullmatch(word):
            raise InvalidInput(_POINT_RULE.format("auth 1234 is a code from the slip"), FIELD)
        elif not found.auth:
            found = replace(found, auth=_code(word))
        else:
            raise InvalidInput(_CARD_RULE, FIELD)
    return found


_CARD_RULE = f"{FIELD}: only last 4 digits, terminal, batch, code and an amount, like card 4242 T1 b0412 25.00."


def _code(word: str) -> str:
    """A code from the slip. Raises InvalidInput that does not repeat it: it may be a whole card number."""
    if not (word.isascii() and word.isalnum() and len(word) <= _LONGEST_CODE):  # an empty one is not alphanumeric
        raise InvalidInput(_CARD_RULE, FIELD)
    return word.upper()


def _amount(word: str) -> Money:
    amount = Money.parse(word, FIELD)
    if not amount:
        raise InvalidInput(
            f"{FIELD}: an amount is more than zero; empty the line when nothing is paid this way.", FIELD
        )
    return amount


def _at_terminal(card: TypedTender, terminals: Terminals) -> TypedTender:
    terminal = card.terminal or terminals.usual
    if not card.last4 or not terminal:
        raise InvalidInput(f"{FIELD}: a card needs its last 4 digits and the terminal, like card 4242 T1 b0412.", FIELD)
    batch = card.batch or terminals.batches.get(terminal, "")
    if not batch:
        raise InvalidInput(
            f"{FIELD}: the first card of the day on {terminal} needs the batch on its slip, like card 4242 b0412.",
            FIELD,
        )
    return replace(card, terminal=terminal, batch=batch)


def _paper(kind: TenderKind, words: Sequence[str]) -> TypedTender:
    """A check or money order may say whose it is: ``check 1042 by Maria Lee``."""
    found, by = TypedTender(kind), False
    for word in words:
        if _MONEY.fullmatch(word) and found.amount is None:
            found = replace(found, amount=_amount(word))
        elif kind in TICKED and found.reference and word.casefold() in _BY:
            by = True
        elif by:
            found = replace(found, payer=f"{found.payer} {word}".strip())
        elif kind in _NUMBERED and _POINTLESS.fullmatch(word) and any(ch.isdigit() for ch in found.reference):
            raise InvalidInput(_POINT_RULE.format("a number is one word"), FIELD)
        else:
            found = replace(found, reference=f"{found.reference} {word}".strip())
    if not found.reference and kind in _NUMBERED and kind is not TenderKind.PORTAL:
        label, example = TENDER_LABELS[kind], _NUMBERED[kind]
        raise InvalidInput(f"{FIELD}: type the number of the {label}, for example {example} 25.00.", FIELD)
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
        raise InvalidInput(
            f"{FIELD}: nothing is left for the {TENDER_LABELS[open_ended[0].kind]}; lower another amount or empty its "
            "line.",
            FIELD,
        )
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
        terminal=line.terminal, batch=line.batch, brand=line.brand, last4=line.last4, auth=line.auth,
        payer=line.payer,
    )  # fmt: skip
